import Foundation
import Kernel

/// The keys of one object of a Hugging Face config, read with errors that name file and key.
struct HuggingFaceKeys {
  let object: [String: Any]
  let file: String
  let prefix: String

  /// The object under `key`, where there is one.
  func nested(_ key: String) -> HuggingFaceKeys? {
    (object[key] as? [String: Any]).map { HuggingFaceKeys(object: $0, file: file, prefix: prefix + key + ".") }
  }

  /// The whole number under the first of `names` that is there and not null.
  func optionalInteger(_ names: String...) throws(InputError) -> Int? { try optionalInteger(names) }

  /// The whole number under the first of `names` that is there.
  ///
  /// - Throws: ``InputError`` where none is, or it is no whole number.
  func integer(_ names: String...) throws(InputError) -> Int {
    if let value = try optionalInteger(names) { return value }
    let others = names.dropFirst()
    throw InputError(
      "'\(prefix)\(names[0])' is missing", file: file,
      remedy: others.isEmpty ? "a whole number" : "a whole number, here or under \(others.joined(separator: ", "))")
  }

  /// The flag under `name`, or `standard` where it is not there.
  func flag(_ name: String, default standard: Bool) throws(InputError) -> Bool {
    guard let value = object[name], !(value is NSNull) else { return standard }
    guard let number = value as? NSNumber, Self.isBoolean(number) else {
      throw InputError("'\(prefix)\(name)' is not true or false", file: file)
    }
    return number.boolValue
  }

  /// The text under `name`, where there is one.
  func text(_ name: String) -> String? { object[name] as? String }

  /// The texts under `name`, where there is a list of them.
  func texts(_ name: String) -> [String]? { object[name] as? [String] }

  private func optionalInteger(_ names: [String]) throws(InputError) -> Int? {
    for name in names {
      guard let value = object[name], !(value is NSNull) else { continue }
      guard let number = value as? NSNumber, !Self.isBoolean(number) else {
        throw InputError("'\(prefix)\(name)' is not a whole number", file: file)
      }
      let real = number.doubleValue
      guard real == real.rounded(), abs(real) <= 1e12 else {
        throw InputError("'\(prefix)\(name)' is \(number), out of range", file: file, remedy: "a whole number up to 10^12")
      }
      return Int(real)
    }
    return nil
  }

  /// JSON's true and false are kept as one-byte numbers, which no JSON number is.
  private static func isBoolean(_ number: NSNumber) -> Bool {
    let code = number.objCType.pointee
    return code == CChar(UInt8(ascii: "c")) || code == CChar(UInt8(ascii: "B"))
  }
}
