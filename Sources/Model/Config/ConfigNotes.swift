/// What was taken for granted in reading a config, for people to see.
final class ConfigNotes {
  private(set) var lines: [String] = []

  /// Adds a line; one that stands already is not repeated.
  func add(_ line: String) { if !lines.contains(line) { lines.append(line) } }
}
