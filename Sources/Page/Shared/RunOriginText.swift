import Kernel
import Report

/// Which runs of which database a page is of, in words.
enum RunOriginText {
  /// Such as `Runs 4 to 8 of results.sqlite`.
  static func text(_ source: RunSource) -> String {
    let numbers = StoredRunsText.numbers(source.numbers)
    return "\(numbers.prefix(1).uppercased())\(numbers.dropFirst()) of \(file(source.store.path))"
  }

  /// The name of a database without its folder.
  static func file(_ path: String) -> String { String(path.split(separator: "/").last ?? "a database") }
}
