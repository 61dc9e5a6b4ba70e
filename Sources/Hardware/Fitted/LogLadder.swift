/// Whole numbers that grow by octaves, each octave cut into 2^bits equal steps: 0, 1, 2, ... and from 2^bits on coarser and
/// coarser. A number's rung and its share of the way to the next come from its leading bits, with no search.
struct LogLadder: Hashable, Sendable {
  /// Steps in an octave, as a power of two.
  let bits: Int

  /// A number's rung and how far it is to the next one, in 1024ths.
  @inline(__always) func place(_ value: Int) -> (rung: Int, share: Int64) {
    let octave = value.bitWidth - 1 - (value | 1).leadingZeroBitCount
    let shift = octave - bits
    guard shift > 0 else { return (value, 0) }
    let rest = value & ((1 << shift) - 1)
    return ((shift << bits) + (value >> shift), Int64((rest << 10) >> shift))
  }

  /// The number at a rung.
  func value(_ rung: Int) -> Int {
    let shift = max(0, (rung >> bits) - 1)
    return (rung - (shift << bits)) << shift
  }

  /// All rungs up to the first at or above `limit`, 0 included.
  func values(to limit: Int) -> [Int] {
    let (rung, share) = place(max(limit, 1))
    return (0...(share > 0 || value(rung) < limit ? rung + 1 : rung)).map(value)
  }
}
