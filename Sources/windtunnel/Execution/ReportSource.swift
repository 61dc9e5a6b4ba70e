import Kernel
import Page
import Report
import Store
import Study

/// Something in the database that a page can be made of, as it is named on the command line: `plan:1`.
enum ReportSource: Hashable {
  /// A plan by its number.
  case plan(Int64)

  /// The kinds, as they are written before the colon.
  static let kinds = ["plan"]

  /// Reads the names of what is to be on one page.
  ///
  /// - Throws: ``InputError`` for what is none, and for several that make no page together.
  static func read(_ words: [String]) throws(InputError) -> ReportSource {
    guard let word = words.first else { throw InputError("nothing is named to make a page of", remedy: "such as plan:1") }
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw InputError("'\(word.prefix(60))' names nothing that is stored", remedy: "a kind and a number, such as plan:1")
    }
    guard kinds.contains(parts[0]) else {
      throw InputError(
        "unknown kind '\(parts[0].prefix(60))'",
        remedy: Nearest.hint(parts[0], among: kinds) ?? "\(kinds.joined(separator: ", ")), such as plan:1")
    }
    guard words.count == 1 else { throw InputError("a page is of one plan", remedy: "a page each, with -o") }
    guard let number = Int64(parts[1]), number > 0 else {
      throw InputError("'\(parts[1].prefix(60))' is no number of a plan", remedy: "such as plan:1")
    }
    return .plan(number)
  }

  /// The page's file where none is named.
  var defaultFile: String {
    switch self {
    case .plan(let number): "plan-\(number).html"
    }
  }

  /// Makes the page. With `mayRun` what the database lacks is simulated.
  ///
  /// - Throws: ``InputError`` where it is not there, or cannot be made without simulating.
  func document(of store: ResultStore, options: Options) throws -> PageDocument {
    switch self {
    case .plan(let number): try PlanReportSource(number: number).document(of: store, options)
    }
  }

  /// How pages are made.
  struct Options {
    /// Threads that simulate.
    var threads: Int
    /// Whether what the database lacks is simulated.
    var mayRun: Bool
    /// Who makes the page.
    var program: ProgramIdentity
    /// Shows progress of what is simulated.
    var showsProgress: Bool
  }
}
