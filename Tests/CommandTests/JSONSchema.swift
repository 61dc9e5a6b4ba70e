import Foundation

/// As much of JSON Schema (draft 2020-12) as the schema of the program's documents uses. What it does not know it refuses, so that
/// no rule is passed over.
struct JSONSchema {
  private let root: [String: Any]

  /// Reads a schema.
  init(path: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    guard let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] else { throw Fault(description: "no object") }
    self.root = root
  }

  /// Something that is not as it is to be.
  struct Fault: Error, CustomStringConvertible { let description: String }

  /// The names of its definitions.
  var definitions: [String] { (root["$defs"] as? [String: Any] ?? [:]).keys.sorted() }

  /// What is wrong with a document; empty where it keeps to the schema.
  func faults(of text: String) throws -> [String] {
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
    return try faults(document, root, at: "")
  }

  private static let annotations: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

  private func faults(_ value: Any, _ schema: [String: Any], at place: String) throws -> [String] {
    var faults: [String] = []
    for (rule, content) in schema.sorted(by: { $0.key < $1.key }) where !Self.annotations.contains(rule) {
      switch rule {
      case "$ref": faults += try self.faults(value, try definition(content as? String ?? ""), at: place)
      case "oneOf":
        let all = try (content as? [[String: Any]] ?? []).map { try self.faults(value, $0, at: place) }
        if all.count(where: \.isEmpty) != 1 {
          // The alternative that comes nearest tells most.
          let nearest = all.min { $0.count < $1.count }
          faults += ["\(place): \(all.count(where: \.isEmpty)) alternatives hold"] + (nearest ?? [])
        }
      case "type":
        let types = content as? [String] ?? [content as? String ?? ""]
        if !types.contains(where: { Self.isOf($0, value) }) { faults.append("\(place): not \(types.joined(separator: " or "))") }
      case "const": if "\(content)" != "\(value)" { faults.append("\(place): not \(content)") }
      case "enum": if !(content as? [Any] ?? []).contains(where: { "\($0)" == "\(value)" }) { faults.append("\(place): no such word") }
      case "items":
        for (index, item) in (value as? [Any] ?? []).enumerated() {
          faults += try self.faults(item, content as? [String: Any] ?? [:], at: "\(place)[\(index)]")
        }
      case "properties", "required", "additionalProperties": break
      default: throw Fault(description: "the rule '\(rule)' is not known here")
      }
    }
    if let object = value as? [String: Any] { faults += try members(object, schema, at: place) }
    return faults
  }

  private func members(_ object: [String: Any], _ schema: [String: Any], at place: String) throws -> [String] {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    var faults = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map { "\(place).\($0): missing" }
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      if let property = properties[key] {
        faults += try self.faults(value, property, at: "\(place).\(key)")
      } else if let others = schema["additionalProperties"] as? [String: Any] {
        faults += try self.faults(value, others, at: "\(place).\(key)")
      } else if schema["additionalProperties"] as? Bool == false {
        faults.append("\(place).\(key): not in the schema")
      }
    }
    return faults
  }

  private func definition(_ reference: String) throws -> [String: Any] {
    let name = String(reference.dropFirst("#/$defs/".count))
    guard let definition = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
      throw Fault(description: "there is no \(reference)")
    }
    return definition
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    let number = value as? NSNumber
    let isFlag = number.map { CFGetTypeIDIsBoolean($0) } ?? false
    switch type {
    case "null": return value is NSNull
    case "object": return value is [String: Any]
    case "array": return value is [Any]
    case "string": return value is String
    case "boolean": return isFlag
    case "number": return number != nil && !isFlag
    case "integer": return number != nil && !isFlag && number!.doubleValue.rounded() == number!.doubleValue
    default: return false
    }
  }

  /// Whether Foundation read `true` or `false`, which it hands out as a number.
  private static func CFGetTypeIDIsBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
