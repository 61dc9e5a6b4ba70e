/// Names that nobody can guess, for files that are to be found by nobody else.
package enum RandomName {
  /// Sixteen hexadecimal digits from the system's source of chance. Nothing simulated is drawn from it.
  package static func text() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
