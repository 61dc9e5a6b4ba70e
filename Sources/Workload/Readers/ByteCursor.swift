import Kernel

/// A place in a line, moving forward, that never looks past the line's end.
struct ByteCursor {
  private let start: UnsafePointer<UInt8>
  private(set) var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>

  /// At the beginning of a line, which must have a byte.
  @inline(__always) init(_ line: UnsafeBufferPointer<UInt8>) {
    start = line.baseAddress!
    position = start
    end = start + line.count
  }

  /// The byte here, or -1 at the end.
  @inline(__always) var byte: Int { position < end ? Int(position.pointee) : -1 }
  /// Bytes left.
  @inline(__always) var remaining: Int { end - position }
  /// The column here, from 1.
  var column: Int { position - start + 1 }

  /// Goes on by so many bytes, which must be there.
  @inline(__always) mutating func advance(_ count: Int = 1) { position += count }

  /// Passes over spaces and tabs.
  @inline(__always) mutating func skipBlanks() {
    while position < end, position.pointee == 0x20 || position.pointee == 0x09 { position += 1 }
  }

  /// Passes over one byte if it is the given one.
  @inline(__always) mutating func take(_ wanted: UInt8) -> Bool {
    guard position < end, position.pointee == wanted else { return false }
    position += 1
    return true
  }

  /// A fault here.
  func fault(_ message: String, remedy: String? = nil) -> InputError {
    InputError(message, column: column, remedy: remedy)
  }

  /// Up to 40 bytes from here to the next comma, for messages; what cannot be printed is shown as hexadecimal.
  func fieldText() -> String {
    var text = ""
    var at = position
    while at < end, at.pointee != 0x2C, at - position < 40 {
      let byte = at.pointee
      if byte >= 0x20 && byte < 0x7F {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      at += 1
    }
    return at < end && at.pointee != 0x2C ? text + "..." : text
  }

  /// A whole number without a sign, at most `limit`.
  @inline(__always) mutating func wholeNumber(_ name: StaticString, limit: UInt64, limitReason: StaticString) throws -> UInt64 {
    let first = position
    var value: UInt64 = 0
    while position < end {
      let digit = position.pointee &- 0x30
      if digit > 9 { break }
      // Nineteen digits always fit; the twentieth may not.
      if position - first >= 19 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        if overflow || carry {
          position = first
          throw tooLarge(name, limit: limit, reason: limitReason)
        }
        value = sum
      } else {
        value = value &* 10 &+ UInt64(digit)
      }
      position += 1
    }
    if position == first || value > limit || isInsideNumber {
      let tooMuch = position > first && value > limit && !isInsideNumber
      position = first
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
