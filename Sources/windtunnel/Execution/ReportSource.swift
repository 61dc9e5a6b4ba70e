import Kernel
import Page
import Report
import Store
import Study

/// Something that a page can be made of, as it is named on the command line: `plan:1`, `run:4..8`, `sweep:3`, or a file that `validate` or
/// `reproduce` printed.
enum ReportSource: Hashable {
  /// A plan by its number.
  case plan(Int64)
  /// Runs of one scenario, by the word that names them.
  case runs(String)
  /// Runs of several scenarios, the baseline first.
  case comparison([String])
  /// A sweep, by the word that names it.
  case sweep(String)
  /// A file with what a validation or a reproduction found.
  case findings(String)

  /// The kinds, as they are written before the colon.
  static let kinds = ["plan", "run", "sweep"]

  /// The ending of files that pages can be made of.
  private static let ending = ".json"

  /// Reads the names of what is to be on one page.
  ///
  /// - Throws: ``InputError`` for what is none, and for several that make no page together.
  static func read(_ words: [String]) throws(InputError) -> ReportSource {
    guard let word = words.first else { throw InputError("nothing is named to make a page of", remedy: "such as plan:1") }
    var kinds: [String] = []
    for word in words { kinds.append(try kind(of: word)) }
    if words.count > 1 {
      guard kinds.allSatisfy({ $0 == "run" }) else {
        throw InputError(
          "a page is of one \(kinds.first { $0 != "run" } ?? "thing")",
          remedy: "a page each, with -o; runs can be compared: run:1..5 run:6..10")
      }
      for word in words { _ = try StoredRunList(word) }
      return .comparison(words)
    }
    switch kinds[0] {
    case "plan":
      let number = word.dropFirst("plan:".count)
      guard let number = Int64(number), number > 0 else {
        throw InputError("'\(number.prefix(60))' is no number of a plan", remedy: "such as plan:1")
      }
      return .plan(number)
    case "run":
      _ = try StoredRunList(word)
      return .runs(word)
    case "sweep": return .sweep(word)
    default: return .findings(word)
    }
  }

  /// The kind that a word is of.
  private static func kind(of word: String) throws(InputError) -> String {
    if word.hasSuffix(ending) { return "file" }
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw InputError(
        "'\(word.prefix(60))' names nothing that is stored",
        remedy: "a kind and a number, such as plan:1, run:4..8 or sweep:3, or a file of --format json")
    }
    guard kinds.contains(parts[0]) else {
      throw InputError(
        "unknown kind '\(parts[0].prefix(60))'",
        remedy: Nearest.hint(parts[0], among: kinds) ?? "\(kinds.joined(separator: ", ")), such as plan:1")
    }
    return parts[0]
  }

  /// The page's file where none is named.
  var defaultFile: String {
    switch self {
    case .plan(let number): "plan-\(number).html"
    case .runs(let word), .sweep(let word): Self.fileName([word])
    case .comparison(let words): Self.fileName(words)
    case .findings(let path): Self.fileName([String((path.split(separator: "/").last ?? "findings").dropLast(Self.ending.count))])
    }
  }

  /// Such as `run-4-8.html`, or `run-1-10-run-11-20.html`.
  private static func fileName(_ words: [String]) -> String {
    let name = words.prefix(3).joined(separator: "-").map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return String(name).split(separator: "-").joined(separator: "-") + ".html"
  }

  /// Whether it is of what is stored in a database.
  var isStored: Bool { if case .findings = self { false } else { true } }

  /// The files that it is read from, beside a database.
  var files: [String] { if case .findings(let path) = self { [path] } else { [] } }

  /// Whether cells are ranked on its page.
  var isSweep: Bool { if case .sweep = self { true } else { false } }

  /// Makes the page; `store` is there where it is stored. With `mayRun` what the database lacks is simulated.
  ///
  /// - Throws: ``InputError`` where it is not there, or cannot be made without simulating.
  func document(of store: ResultStore?, options: Options) throws -> PageDocument {
    let footer = options.footer
    if case .findings(let path) = self { return try FindingsFile(path).document(footer: footer) }
    guard let store else { preconditionFailure("a page of what is stored without a database") }
    switch self {
    case .plan(let number): return try PlanReportSource(number: number).document(of: store, options)
    case .runs(let word): return try RunPage(RunSource(word, in: store)).document(footer: footer)
    case .comparison(let words):
      return try ComparisonPage(words.map { try RunSource($0, in: store) }).document(footer: footer)
    case .sweep(let word):
      let best = try options.best.map { try Measure(named: $0) }
      return try SweepPage(SweepSource(word, in: store), by: best, against: options.against).document(footer: footer)
    case .findings: preconditionFailure("findings are no part of a database")
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
    /// What the cells of a sweep are ranked by.
    var best: String?
    /// Which cells of a sweep the others are held against.
    var against: String?

    /// What ends a page.
    var footer: String {
      "Made by windtunnel \(program.version) (\(program.revision)) on \(program.created.prefix(10)). Nothing was simulated for it."
    }
  }
}
