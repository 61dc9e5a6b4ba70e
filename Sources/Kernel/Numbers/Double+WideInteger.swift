extension Double {
  /// The number nearest to a wide whole number.
  ///
  /// The conversion of the standard library is generic code that takes 2,000 instructions and more; what fits in 64 bits, as nearly
  /// every sum of a run does, is one instruction of the processor, with the same rounding.
  public init(nearest value: Int128) {
    let narrow = Int64(truncatingIfNeeded: value)
    self = Int128(narrow) == value ? Double(narrow) : Double(value)
  }
}
