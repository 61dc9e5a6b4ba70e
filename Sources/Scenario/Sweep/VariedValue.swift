/// A key that varies with one of its values, as they are shown: `engine.max_batched_tokens` and `512`.
public struct VariedValue: Hashable, Sendable {
  /// The dotted path, or of a file with whole settings its name.
  public let path: String
  /// The value as it was written, or the name of the settings.
  public let text: String

  /// A path with a value.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}
