/// A 64-bit digest of a sequence of words: equal sequences give equal digests in every process, and a change of value
/// or order changes it. It guards determinism and identifies inputs; it is no defence against forgery.
public struct Digest: Hashable, Sendable, BitwiseCopyable {
  /// The digest of what was mixed in so far.
  @inlinable public var value: UInt64 { state }
  @usableFromInline var state: UInt64 = 0x243F_6A88_85A3_08D3

  /// The digest of nothing.
  @inlinable public init() {}

  /// Mixes in one word.
  @inlinable public mutating func mix(_ word: UInt64) {
    let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    state = (product.high ^ product.low) &+ 0xD1B5_4A32_D192_ED03
  }

  /// Mixes in one signed number.
  @inlinable public mutating func mix(_ number: Int64) { mix(UInt64(bitPattern: number)) }

  /// Mixes in the bytes of a text and their count, so that "ab" + "c" differs from "a" + "bc".
  public mutating func mix(bytesOf text: String) {
    // Called unsafe for types with bytes between their fields; a byte has none.
    mix(unsafe text.utf8Span.span.bytes)
  }

  /// Mixes in bytes and their count, eight at a time, little end first.
  public mutating func mix(_ bytes: RawSpan) {
    let whole = bytes.byteCount & ~7
    mix(wordsOf: bytes.extracting(0..<whole))
    var tail: UInt64 = 0
    for index in whole..<bytes.byteCount {
      tail |= UInt64(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) << UInt64(8 * (index - whole))
    }
    mix(tail)
    mix(UInt64(bytes.byteCount))
  }

  /// Mixes in words of eight bytes, little end first.
  ///
  /// - Precondition: they are whole words.
  public mutating func mix(wordsOf bytes: RawSpan) {
    precondition(bytes.byteCount & 7 == 0, "bytes that are no whole words")
    for offset in stride(from: 0, to: bytes.byteCount, by: 8) {
      // Called unsafe for types with bit patterns that are no value; of a `UInt64` all are. The offset is checked.
      mix(UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
  }

  /// Sixteen hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
