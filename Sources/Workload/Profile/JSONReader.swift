import Foundation
import Kernel

/// Reads JSON (RFC 8259) into nodes that know their lines. A key may stand once in an object.
struct JSONReader {
  private static let maximumDepth = 32
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  /// Reads one value and nothing after it.
  ///
  /// - Throws: ``InputError`` with the line.
  static func read(_ bytes: [UInt8]) throws -> JSONNode {
    var reader = JSONReader(bytes: bytes)
    let node = try reader.node(depth: 0)
    reader.skipBlanks()
    if reader.byte != nil { throw reader.fault("text after the end of the value") }
    return node
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ message: String) -> InputError {
    InputError(message, line: line, remedy: "the file should be JSON as `windtunnel trace profile` writes it; is it cut off?")
  }

  private mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
      if byte == 0x0A { line += 1 }
      position += 1
    }
  }

  private mutating func take(_ wanted: UInt8) -> Bool {
    skipBlanks()
    guard byte == wanted else { return false }
    position += 1
    return true
  }

  private mutating func node(depth: Int) throws -> JSONNode {
    skipBlanks()
    guard depth <= Self.maximumDepth else { throw fault("brackets nest deeper than \(Self.maximumDepth)") }
    let start = line
    guard let byte else { throw fault("the text ends where a value should stand") }
    switch byte {
    case 0x7B: return JSONNode(value: .object(try members(depth: depth)), line: start)
    case 0x5B: return JSONNode(value: .list(try elements(depth: depth)), line: start)
    case 0x22: return JSONNode(value: .text(try string()), line: start)
    case 0x2D, 0x30...0x39: return JSONNode(value: .number(try number()), line: start)
    default:
      if takeWord("null") { return JSONNode(value: .null, line: start) }
      if takeWord("true") { return JSONNode(value: .boolean(true), line: start) }
      if takeWord("false") { return JSONNode(value: .boolean(false), line: start) }
      throw fault("no JSON value begins like this")
    }
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func members(depth: Int) throws -> [(key: String, node: JSONNode)] {
    position += 1
    var members: [(key: String, node: JSONNode)] = []
    if take(0x7D) { return members }
    repeat {
      skipBlanks()
      guard byte == 0x22 else { throw fault("a key in double quotes should stand here") }
      let key = try string()
      guard !members.contains(where: { $0.key == key }) else { throw fault("the key '\(key)' stands twice") }
      guard take(0x3A) else { throw fault("a colon should follow the key '\(key)'") }
      members.append((key, try node(depth: depth + 1)))
    } while take(0x2C)
    guard take(0x7D) else { throw fault("a comma or '}' should stand here") }
    return members
  }

  private mutating func elements(depth: Int) throws -> [JSONNode] {
    position += 1
    var elements: [JSONNode] = []
    if take(0x5D) { return elements }
    repeat { elements.append(try node(depth: depth + 1)) } while take(0x2C)
    guard take(0x5D) else { throw fault("a comma or ']' should stand here") }
    return elements
  }

  private mutating func number() throws -> Double {
    let start = position
    while let byte, byte == 0x2B || byte == 0x2D || byte == 0x2E || byte | 0x20 == 0x65 || 0x30...0x39 ~= byte { position += 1 }
    guard position - start <= 40, let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
      throw fault("not a number")
    }
    return number
  }

  private mutating func string() throws -> String {
    position += 1
    var text: [UInt8] = []
    while let byte {
      position += 1
      switch byte {
      case 0x22: return String(decoding: text, as: UTF8.self)
      case 0x5C: text.append(contentsOf: Array(String(try escape()).utf8))
      case 0..<0x20: throw fault("a text in quotes holds a control character")
      default: text.append(byte)
      }
    }
    throw fault("a text in quotes does not end")
  }

  private mutating func escape() throws -> Unicode.Scalar {
    guard let byte else { throw fault("a text in quotes does not end") }
    position += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: return Unicode.Scalar(byte)
    case 0x6E: return "\n"
    case 0x74: return "\t"
    case 0x72: return "\r"
    case 0x62: return "\u{8}"
    case 0x66: return "\u{c}"
    case 0x75:
      guard position + 4 <= bytes.count, let code = UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw fault("an escape that names no character") }
      position += 4
      return scalar
    default: throw fault("an unknown escape in a text")
    }
  }
}
