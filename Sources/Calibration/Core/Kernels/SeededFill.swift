import Kernel

/// Fills buffers with numbers that a seed decides.
enum SeededFill {
  /// A prime, so that no row or block of a matrix repeats another.
  private static let period = 4_194_301

  /// Uniform numbers within ± `bound`, from the stream `name` of `seed`: two of 24 bits from each word, for speed.
  static func fill(_ buffer: FloatBuffer, seed: UInt64, name: String, bound: Float) {
    var stream = RandomStream(seed: seed, name: name)
    let scale = bound * 0x1p-23
    func number(_ bits: UInt32) -> Float { (Float(bits >> 8) - 0x1p23) * scale }
    // Beyond a few megabytes the numbers repeat, at the price of a copy; no product is so long that it could tell.
    let drawn = min(buffer.count, period)
    var index = 0
    while index < drawn {
      let word = stream.next()
      unsafe buffer.base[index] = number(UInt32(truncatingIfNeeded: word))
      if index + 1 < drawn { unsafe buffer.base[index + 1] = number(UInt32(truncatingIfNeeded: word >> 32)) }
      index += 2
    }
    for start in stride(from: drawn, to: buffer.count, by: period) {
      unsafe (buffer.base + start).update(from: buffer.base, count: min(period, buffer.count - start))
    }
  }
}
