import Foundation
import Kernel

/// A place in a line, moving forward, that never looks past the line's end.
///
/// The invariant: `start` and `end` are those of a line, and `position` is between them. It moves by ``advance(_:)`` and where a byte
/// was just read. Eight bytes can be read at `end` too: the line's buffer has spare ones. Counting who uses the line would cost a
/// tenth of reading it, so that who makes a cursor keeps the line as long.
@safe struct ByteCursor {
  private let start: UnsafePointer<UInt8>
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  /// At the beginning of a line, which must last longer: `withExtendedLifetime(line) {}` where the cursor is done with.
  @inline(__always) init(_ line: TraceLine) {
    unsafe start = line.start
    unsafe position = line.start
    unsafe end = line.start + line.count
  }

  /// The byte here, or -1 at the end.
  @inline(__always) var byte: Int { unsafe position < end ? Int(position.pointee) : -1 }
  /// What the decimal digit here counts, or a number above 9 where there is none.
  @inline(__always) var digit: UInt8 { unsafe position < end ? position.pointee &- 0x30 : .max }
  /// Bytes left.
  @inline(__always) var remaining: Int { unsafe end - position }
  /// The column here, from 1.
  var column: Int { unsafe position - start + 1 }

  /// The byte so many behind the one here.
  ///
  /// - Precondition: `offset` is in `0 ..< remaining`.
  @inline(__always) subscript(offset: Int) -> UInt8 {
    precondition(UInt(bitPattern: offset) < UInt(bitPattern: remaining), "a look past the end of a line")
    return unsafe position[offset]
  }

  /// The eight bytes from here as one number, the first in its lowest bits. Those behind the end of the line are not of the line.
  @inline(__always) private var eightBytes: EightBytes {
    EightBytes(word: UInt64(littleEndian: unsafe UnsafeRawPointer(position).loadUnaligned(as: UInt64.self)))
  }

  /// Decimal digits from here, at most eight.
  @inline(__always) var digits: EightBytes.Digits { eightBytes.digits(within: remaining) }

  /// Seconds of a day from eight bytes such as `18:15:46`, so many bytes behind the one here; nil where they are no time of day.
  ///
  /// - Precondition: all eight are there.
  @inline(__always) func secondOfDay(at offset: Int) -> Int64? {
    precondition(offset >= 0 && offset <= remaining - 8, "a look past the end of a line")
    let word = unsafe UnsafeRawPointer(position).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    return EightBytes(word: UInt64(littleEndian: word)).secondOfDay
  }

  /// The first ten bytes from here.
  ///
  /// - Precondition: they are there.
  @inline(__always) var tenBytes: (UInt64, UInt16) {
    precondition(remaining >= 10, "a look past the end of a line")
    let bytes = unsafe UnsafeRawPointer(position)
    return unsafe (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
  }

  /// Two decimal digits so many bytes behind the one here, or a number above 99 where they are none.
  ///
  /// - Precondition: both are there.
  @inline(__always) func twoDigits(at offset: Int) -> Int64 {
    precondition(offset >= 0 && offset < remaining - 1, "a look past the end of a line")
    let tens = unsafe position[offset] &- 0x30
    let ones = unsafe position[offset + 1] &- 0x30
    return tens > 9 || ones > 9 ? 1000 : Int64(tens) * 10 + Int64(ones)
  }

  /// Whether `count` bytes from here are the given text.
  func isText(_ text: StaticString, count: Int) -> Bool {
    unsafe count == text.utf8CodeUnitCount && count <= remaining && memcmp(position, text.utf8Start, count) == 0
  }

  /// Whether `count` bytes from here are the given ones.
  func isBytes(_ bytes: [UInt8], count: Int) -> Bool {
    count == bytes.count && count <= remaining && (0..<count).allSatisfy { self[$0] == bytes[$0] }
  }

  /// So many bytes from here, or as many as there are.
  func bytes(count: Int) -> [UInt8] { (0..<min(max(count, 0), remaining)).map { self[$0] } }

  /// The bytes from here to a later place of the same line.
  func bytes(upTo later: ByteCursor) -> [UInt8] { (0..<later.column - column).map { self[$0] } }

  /// Goes on by a byte.
  ///
  /// - Precondition: it is there.
  @inline(__always) mutating func advance() {
    precondition(unsafe position < end, "a step past the end of a line")
    unsafe position += 1
  }

  /// Goes on by so many bytes.
  ///
  /// - Precondition: they are there.
  @inline(__always) mutating func advance(_ count: Int) {
    precondition(count >= 0 && count <= remaining, "a step past the end of a line")
    unsafe position += count
  }

  /// Passes over spaces and tabs.
  @inline(__always) mutating func skipBlanks() {
    while byte == 0x20 || byte == 0x09 { unsafe position += 1 }
  }

  /// Passes over one byte if it is the given one.
  @inline(__always) mutating func take(_ wanted: UInt8) -> Bool {
    guard byte == Int(wanted) else { return false }
    unsafe position += 1
    return true
  }

  /// Passes over bytes up to one of the given one, or to the end.
  @inline(__always) mutating func skip(to wanted: UInt8) {
    while true {
      let count = min(eightBytes.firstIndex(of: wanted), remaining)
      unsafe position += count
      if count < 8 { return }
    }
  }

  /// Passes over bytes up to one of the two given ones, or to the end.
  @inline(__always) mutating func skip(to wanted: UInt8, or other: UInt8) {
    while true {
      let bytes = eightBytes
      let count = min(bytes.firstIndex(of: wanted, or: other), remaining)
      unsafe position += count
      if count < 8 { return }
    }
  }

  /// A fault here.
  func fault(_ message: String, remedy: String? = nil) -> InputError {
    InputError(message, column: column, remedy: remedy)
  }

  /// Up to 40 bytes from here to the next comma, for messages; what cannot be printed is shown as hexadecimal.
  func fieldText() -> String {
    var text = ""
    var at = 0
    while at < remaining, self[at] != 0x2C, at < 40 {
      let byte = self[at]
      if byte >= 0x20 && byte < 0x7F {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      at += 1
    }
    return at < remaining && self[at] != 0x2C ? text + "..." : text
  }

  /// A whole number without a sign, at most `limit`.
  @inline(__always) mutating func wholeNumber(_ name: StaticString, limit: UInt64, limitReason: StaticString) throws -> UInt64 {
    let digits = digits
    // Behind eight digits there may be more.
    guard 1..<8 ~= digits.count, digits.value <= limit else { return try longNumber(name, limit: limit, limitReason: limitReason) }
    let first = self
    unsafe position += digits.count
    if byte != 0x2C, isInsideNumber {
      self = first
      return try longNumber(name, limit: limit, limitReason: limitReason)
    }
    return digits.value
  }

  /// A whole number of any length, or what is wrong with it.
  @inline(never) private mutating func longNumber(_ name: StaticString, limit: UInt64, limitReason: StaticString) throws -> UInt64 {
    let first = unsafe position
    var value: UInt64 = 0
    while true {
      let digit = digit
      if digit > 9 { break }
      // Nineteen digits always fit; the twentieth may not.
      if unsafe position - first >= 19 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        if overflow || carry {
          unsafe position = first
          throw tooLarge(name, limit: limit, reason: limitReason)
        }
        value = sum
      } else {
        value = value &* 10 &+ UInt64(digit)
      }
      unsafe position += 1
    }
    if unsafe position == first || value > limit || isInsideNumber {
      let tooMuch = unsafe position > first && value > limit && !isInsideNumber
      unsafe position = first
      throw tooMuch ? tooLarge(name, limit: limit, reason: limitReason) : notWhole(name)
    }
    return value
  }

  /// Whether a number just read goes on in a way no whole number does.
  @inline(__always) private var isInsideNumber: Bool {
    let next = byte
    return next == 0x2E || next == 0x65 || next == 0x45 || next == 0x00
  }

  private func tooLarge(_ name: StaticString, limit: UInt64, reason: StaticString) -> InputError {
    fault("\(name) is \(fieldText()), and the most is \(limit)", remedy: "\(reason)")
  }

  private func notWhole(_ name: StaticString) -> InputError {
    switch byte {
    case -1, 0x2C: fault("\(name) is empty", remedy: "give a whole number; is the line cut off?")
    case 0x2D: fault("\(name) is negative: \(fieldText())", remedy: "give a whole number")
    default: fault("\(name) is not a whole number: '\(fieldText())'", remedy: "give decimal digits only")
    }
  }
}
