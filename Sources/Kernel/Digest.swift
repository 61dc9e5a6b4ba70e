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
    var copy = text
    copy.withUTF8 { bytes in mix(UnsafeRawBufferPointer(bytes)) }
  }

  /// Mixes in bytes and their count, eight at a time, little end first.
  public mutating func mix(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while offset + 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    var tail: UInt64 = 0
    for index in offset..<bytes.count { tail |= UInt64(bytes[index]) << UInt64(8 * (index - offset)) }
    mix(tail)
    mix(UInt64(bytes.count))
  }

  /// Sixteen hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
