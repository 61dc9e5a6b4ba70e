import Foundation
import Kernel

/// What processes of engines say to each other over a socket: a kind, and a body of its length.
package struct EngineFrame: Hashable, Sendable {
  /// What it says. The numbers are those on the wire.
  package enum Kind: UInt8, Sendable, CaseIterable {
    // To an engine.
    case setup = 1
    case measureSpeed, probeLink, serve
    // From an engine.
    case isReady = 16
    case speed, link, beat, served, failed, bereft
    // Between two engines.
    case offer = 32
    case room, keyValues, arrived, ended, probe, probed
  }

  package var kind: Kind
  package var body: [UInt8]

  /// Bytes of kind and length, which come first: the kind, and eight bytes of length with the lowest first.
  static let headBytes = 9
  /// No body is longer: the KV of the longest sequence is far below.
  static let mostBytes = 1 << 30

  /// A frame of these bytes.
  package init(_ kind: Kind, _ body: [UInt8] = []) {
    self.kind = kind
    self.body = body
  }

  /// A frame with a value in JSON.
  init(_ kind: Kind, json: some Encodable) throws {
    self.init(kind, [UInt8](try JSONEncoder().encode(json)))
  }

  /// A frame with a whole number, such as a request's.
  package init(_ kind: Kind, number: Int) { self.init(kind, Self.bytes(of: UInt64(bitPattern: Int64(number)))) }

  /// Its value in JSON.
  ///
  /// - Throws: ``InputError`` where it is none.
  func value<Value: Decodable>(_ type: Value.Type) throws(InputError) -> Value {
    do { return try JSONDecoder().decode(type, from: Data(body)) } catch {
      throw InputError("an engine said '\(kind)' and what cannot be read with it", remedy: "the same program on both sides")
    }
  }

  /// Its whole number.
  ///
  /// - Throws: ``InputError`` where it has none.
  package func number() throws(InputError) -> Int {
    guard body.count == 8 else {
      throw InputError("an engine said '\(kind)' with \(body.count) bytes for a number", remedy: "the same program on both sides")
    }
    return Self.number(in: body[...])
  }

  /// Kind and length as they go before the body.
  package var head: [UInt8] { [kind.rawValue] + Self.bytes(of: UInt64(body.count)) }

  /// Kind and length of a frame that begins with these bytes.
  ///
  /// - Throws: ``InputError`` for what is no frame.
  package static func read(head: ArraySlice<UInt8>) throws(InputError) -> (kind: Kind, bytes: Int) {
    guard head.count == headBytes, let first = head.first, let kind = Kind(rawValue: first) else {
      throw InputError("an engine said what is no word of theirs", remedy: "the same program on both sides")
    }
    let bytes = number(in: head.dropFirst())
    guard (0...mostBytes).contains(bytes) else {
      throw InputError("an engine announced \(bytes) bytes", remedy: "at most \(mostBytes)")
    }
    return (kind, bytes)
  }

  /// A number in eight bytes, the lowest first.
  static func bytes(of number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) } }

  /// The number in eight bytes, the lowest first.
  static func number(in bytes: ArraySlice<UInt8>) -> Int {
    Int(Int64(bitPattern: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
  }
}
