/// Something a user gave that cannot be used: where it stands, what is wrong, and what would be right.
///
/// Every room throws this for bad input and nothing else; the command line prints ``description`` and exits with 2.
/// A broken invariant is never reported this way, for it is no fault of the user.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file the fault stands in, where there is one.
  public var file: String?
  /// The line, counted from 1.
  public var line: Int?
  /// The column, counted from 1.
  public var column: Int?
  /// What is wrong, in one sentence without a final stop.
  public var message: String
  /// What would be right, where it can be said.
  public var remedy: String?
  /// Whether the fault is with a file that a setting names, such as one that is not there, and not with how the setting is written.
  public var isOfNamedFile = false

  /// A fault at a place in a file, or with no place where it came from the command line.
  public init(_ message: String, file: String? = nil, line: Int? = nil, column: Int? = nil, remedy: String? = nil) {
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.remedy = remedy
  }

  /// `file:line:column: error: message; remedy`, in one line whatever stood in the file: controls are shown in digits.
  public var description: String {
    var place = ""
    if let file { place += file + ":" }
    if let line { place += "\(line):" }
    if let column { place += "\(column):" }
    return ((place.isEmpty ? "" : place + " ") + "error: " + message + (remedy.map { "; " + $0 } ?? "")).showingControls()
  }
}
