/// Any key at all, to see those that a file has beside the known ones.
private struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { return nil }
}

extension Decoder {
  /// Refuses keys that are not among the known, which would otherwise be read past in silence.
  ///
  /// - Throws: `DecodingError` that names the first of them by the alphabet.
  public func refuseUnknownKeys<Keys: CodingKey & CaseIterable>(_ keys: Keys.Type) throws {
    let known = keys.allCases.map(\.stringValue)
    let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    for key in found where !known.contains(key) {
      throw fault("the key '\(key)' is not known; known are \(known.joined(separator: ", "))", at: nil)
    }
  }

  /// An error at a key of what is being read.
  public func fault(_ message: String, at key: (any CodingKey)?) -> DecodingError {
    let path = key.map { codingPath + [$0] } ?? codingPath
    return .dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: message))
  }
}
