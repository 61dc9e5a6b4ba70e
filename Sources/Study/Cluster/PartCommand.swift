/// The command that makes a part of a sweep or a plan, but for which part it is.
public struct PartCommand: Hashable, Sendable {
  /// The program and its arguments, without threads.
  public var words: [String]
  /// The folder that it is run in.
  public var directory: String
  /// Processors of a part; nil leaves them to the cluster, or is one where it has no word for it.
  public var threads: Int?

  /// A command.
  public init(_ words: [String], directory: String, threads: Int?) {
    (self.words, self.directory, self.threads) = (words, directory, threads)
  }

  /// A word as a shell takes it.
  public static func shellWord(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789/._-=".unicodeScalars.contains($0))
    }
    return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
