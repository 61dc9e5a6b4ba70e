import Foundation
import Kernel

/// One JSON object with the place that it was read from, so that a value which is missing or wrong can be pointed at.
struct JSONRecord {
  private let value: JSONValue
  /// The file.
  let file: String
  /// The line, where the file has an object a line.
  let line: Int?

  /// Reads one object; with `nonFiniteIsNull` what Python writes for no number stands for null.
  ///
  /// - Throws: ``InputError`` where the bytes are no JSON object.
  init(_ bytes: Data, file: String, line: Int? = nil, nonFiniteIsNull: Bool = false) throws(InputError) {
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes, nonFiniteIsNull: nonFiniteIsNull) } catch {
      throw InputError("this is no JSON object", file: file, line: line ?? error.line, remedy: "is the file cut off here?")
    }
    guard value.members != nil else {
      throw InputError("this is no JSON object", file: file, line: line ?? value.line, remedy: "write '{\"key\": value}'")
    }
    self.init(value, file: file, line: line)
  }

  private init(_ value: JSONValue, file: String, line: Int?) {
    self.value = value
    self.file = file
    self.line = line
  }

  /// The object under a key; nil where there is none.
  func object(_ key: String) -> JSONRecord? {
    guard let value = value[key], value.members != nil else { return nil }
    return JSONRecord(value, file: file, line: line)
  }

  /// The objects of the list under a key; none where there is no such list.
  func objects(_ key: String) -> [JSONRecord] {
    guard let list = value[key]?.list, list.allSatisfy({ $0.members != nil }) else { return [] }
    return list.map { JSONRecord($0, file: file, line: line) }
  }

  /// The objects of a document that is a list of nothing else, each with its line; nil where it is something else. `NaN` stands for null.
  ///
  /// - Throws: ``InputError`` where the bytes are no JSON.
  static func list(_ bytes: Data, file: String) throws(InputError) -> [JSONRecord]? {
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes, nonFiniteIsNull: true) } catch {
      throw InputError("this is no JSON", file: file, line: error.line, remedy: "is the file cut off here?")
    }
    guard let list = value.list, list.allSatisfy({ $0.members != nil }) else { return nil }
    return list.map { JSONRecord($0, file: file, line: $0.line) }
  }

  /// Whether all these keys are there.
  func has(_ keys: String...) -> Bool { keys.allSatisfy { value[$0] != nil } }

  /// The object that keys within keys lead to; nil where there is none.
  func object(at path: [String]) -> JSONRecord? {
    var place: JSONRecord? = self
    for key in path { place = place?.object(key) }
    return place
  }

  /// The numbers of the list under a key, nil for each element that is none; nil where there is no list.
  func numbers(_ key: String) -> [Double?]? { value[key]?.list?.map(\.number?.value) }

  /// The lists of numbers in the list under a key, nil for each element that is no such list; nil where there is no list.
  func numberLists(_ key: String) -> [[Double]?]? {
    value[key]?.list?.map { element in
      guard let list = element.list else { return nil }
      let numbers = list.compactMap(\.number?.value)
      return numbers.count == list.count ? numbers : nil
    }
  }

  /// The texts of the list under a key, nil for each element that is none; nil where there is no list.
  func texts(_ key: String) -> [String?]? { value[key]?.list?.map(\.text) }

  /// The digits under a key, exact beyond 2^53, such as nanoseconds since 1970; nil where no such number stands.
  func digits(_ key: String) -> UInt64? { value[key]?.number?.digits }

  /// The text under a key; nil where there is none, or null.
  func text(_ key: String) throws(InputError) -> String? {
    guard let value = present(key) else { return nil }
    guard let text = value.text else { throw fault("'\(key)' is no text", remedy: "put it in double quotes") }
    return text
  }

  /// The text under a key that must be there.
  func requiredText(_ key: String) throws(InputError) -> String { try required(try text(key), key) }

  /// The truth value under a key; nil where there is none, or null.
  func flag(_ key: String) throws(InputError) -> Bool? {
    guard let value = present(key) else { return nil }
    guard let flag = value.boolean else {
      throw fault("'\(key)' is neither true nor false", remedy: "write true or false")
    }
    return flag
  }

  /// The finite number under a key; nil where there is none, or null.
  func number(_ key: String) throws(InputError) -> Double? {
    guard let value = present(key) else { return nil }
    guard let number = value.number else {
      throw fault("'\(key)' is no number", remedy: "write a finite number without quotes")
    }
    return number.value
  }

  /// The finite number under a key that must be there.
  func requiredNumber(_ key: String) throws(InputError) -> Double { try required(try number(key), key) }

  /// The whole number of `range` under a key; nil where there is none, or null.
  func whole(_ key: String, in range: ClosedRange<Int>) throws(InputError) -> Int? {
    guard let number = try number(key) else { return nil }
    guard number == number.rounded(), number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
      throw fault("'\(key)' is \(number)", remedy: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  /// The whole number of `range` under a key that must be there.
  func requiredWhole(_ key: String, in range: ClosedRange<Int>) throws(InputError) -> Int { try required(try whole(key, in: range), key) }

  /// The identities under a key: a list of whole numbers.
  func identities(_ key: String) throws(InputError) -> [UInt64] {
    let list = present(key)?.list
    guard let identities = list?.compactMap(\.number?.digits), identities.count == list?.count else {
      throw fault("'\(key)' is no list of whole numbers", remedy: "write the identity of every full block of the prompt, such as [1, 2, 3]")
    }
    return identities
  }

  /// A fault here.
  func fault(_ message: String, remedy: String? = nil) -> InputError { InputError(message, file: file, line: line, remedy: remedy) }

  private func present(_ key: String) -> JSONValue? {
    guard let value = value[key], !value.isNull else { return nil }
    return value
  }

  private func required<Value>(_ value: Value?, _ key: String) throws(InputError) -> Value {
    guard let value else { throw fault("the key '\(key)' is missing") }
    return value
  }
}
