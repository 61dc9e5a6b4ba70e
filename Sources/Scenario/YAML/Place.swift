import Kernel

/// Where something stands in a file, for messages: file as the user named it, line and column counted from 1.
public struct Place: Hashable, Sendable {
  /// The file as it was named on the command line or by another scenario.
  public var file: String
  /// The line, from 1; nil for text that came from the command line.
  public var line: Int?
  /// The column in characters, from 1; nil for text that came from the command line.
  public var column: Int?

  /// A place.
  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// An error at this place.
  func error(_ message: String, remedy: String? = nil) -> InputError {
    InputError(message, file: file, line: line, column: column, remedy: remedy)
  }

  /// The folder that a path written here is relative to; empty for the working folder.
  var folder: String { RelativePath.folder(of: file) }
}
