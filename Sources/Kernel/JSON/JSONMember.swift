/// A key of a JSON object and what stands under it.
public struct JSONMember: Sendable {
  /// The key.
  public let key: String
  /// What stands under it.
  public let value: JSONValue

  init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }
}
