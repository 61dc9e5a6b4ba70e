/// What was taken for granted in reading a config, for people to see.
final class ConfigNotes {
  private(set) var lines: [String] = []
  /// Those that hold of the model however its config is written: how servers load it, and what of it is not counted.
  private(set) var ofModel: [String] = []

  /// Adds a line about what the file leaves open; one that stands already is not repeated.
  func add(_ line: String) { if !lines.contains(line) { lines.append(line) } }

  /// Adds a line that holds of the model however its config is written.
  func add(ofModel line: String) {
    add(line)
    if !ofModel.contains(line) { ofModel.append(line) }
  }
}
