import Foundation
import Kernel

/// Profiles as files: JSON, one schema.
extension CalibrationProfile: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case schema, id, accelerator, origin, date, machine, library, operators, attention, accuracy, installation
  }

  /// Reads a profile of this schema.
  ///
  /// - Throws: `DecodingError` that says what is wrong and where.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let schema = try values.decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw decoder.fault("the schema is '\(schema)' where '\(Self.schema)' can be read", at: CodingKeys.schema)
    }
    try decoder.refuseUnknownKeys(CodingKeys.self)
    self.init(
      id: try values.decode(String.self, forKey: .id), accelerator: try values.decode(String.self, forKey: .accelerator),
      origin: try values.decode(Origin.self, forKey: .origin), date: try values.decode(String.self, forKey: .date),
      machine: try values.decode(String.self, forKey: .machine), library: try values.decode(String.self, forKey: .library),
      operators: try values.decode([OperatorFit].self, forKey: .operators))
    accuracy = try values.decodeIfPresent([OperatorAccuracy].self, forKey: .accuracy) ?? []
    attention = try values.decodeIfPresent([AttentionCorrections].self, forKey: .attention)
    installation = try values.decodeIfPresent(InstallationFit.self, forKey: .installation)
  }

  /// Writes the profile with its schema.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.schema, forKey: .schema)
    try values.encode(id, forKey: .id)
    try values.encode(accelerator, forKey: .accelerator)
    try values.encode(origin, forKey: .origin)
    try values.encode(date, forKey: .date)
    try values.encode(machine, forKey: .machine)
    try values.encode(library, forKey: .library)
    try values.encode(operators, forKey: .operators)
    try values.encodeIfPresent(attention, forKey: .attention)
    if !accuracy.isEmpty { try values.encode(accuracy, forKey: .accuracy) }
    try values.encodeIfPresent(installation, forKey: .installation)
  }
}

extension CalibrationProfile {
  /// The largest file that is read, in bytes.
  private static let maximumBytes = 16 << 20

  /// Reads a profile from a file.
  ///
  /// - Throws: ``InputError`` that names the file, the place in it, and what would be right.
  public init(path: String) throws(InputError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("cannot be read", file: path, remedy: "a profile as `windtunnel calibrate` writes it")
    }
    try self.init(json: data, file: path)
  }

  /// Reads a profile from JSON; `file` is what errors call it.
  ///
  /// - Throws: ``InputError`` that names the file, the place in it, and what would be right.
  public init(json: Data, file: String) throws(InputError) {
    guard json.count <= Self.maximumBytes else {
      throw InputError("\(json.count) bytes are no profile", file: file, remedy: "at most \(Self.maximumBytes) bytes")
    }
    let value: JSONValue
    do { value = try JSONValue(parsing: json) } catch {
      throw InputError(error.message, file: file, line: error.line, remedy: "a profile as `windtunnel calibrate` writes it")
    }
    do {
      self = try JSONReading.read(from: value)
    } catch let error as DecodingError {
      throw Self.inputError(error, value, file)
    } catch {
      throw InputError("is no profile: \(error)", file: file, remedy: "a profile as `windtunnel calibrate` writes it")
    }
  }

  private static func inputError(_ error: DecodingError, _ value: JSONValue, _ file: String) -> InputError {
    let (context, message): (DecodingError.Context, String)
    switch error {
    case .dataCorrupted(let found): (context, message) = (found, found.debugDescription)
    case .keyNotFound(let key, let found): (context, message) = (found, "the key '\(key.stringValue)' is missing")
    case .typeMismatch(_, let found), .valueNotFound(_, let found): (context, message) = (found, "a value of another kind stands here")
    @unknown default: return InputError("is no profile", file: file)
    }
    let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    return InputError(
      (place.isEmpty ? "" : "at \(place.drop { $0 == "." }): ") + message, file: file, line: value.line(at: context.codingPath),
      remedy: "a profile of schema '\(schema)' as `windtunnel calibrate` writes it")
  }

  /// The profile as JSON, the same bytes for equal profiles.
  public var json: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { preconditionFailure("a profile holds a number that is none") }
    return Data(JSONText.laidOut(Array(data)))
  }
}
