import ArgumentParser
import Kernel

/// The options of every verb that carries out runs.
struct StudyArguments: ParsableArguments {
  /// The database where none is named.
  static let usualStore = "results.sqlite"

  @Option(help: ArgumentHelp("The database that results are stored in.", valueName: "file"), completion: Completions.database)
  var store = StudyArguments.usualStore

  @Flag(help: "Store nothing.")
  var noStore = false

  @Option(name: .customLong("seed"), help: ArgumentHelp("A seed to run instead of the scenario's; may be repeated.", valueName: "n"))
  var seedList: [UInt64] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("Run the seeds 1 to n instead of the scenario's.", valueName: "n"))
  var seeds: Int?

  @Option(
    help: ArgumentHelp(
      "What is stored of requests: all, summaries, or the share of a sample such as 0.01; with commas, itl for the distribution of token gaps and iterations for every iteration.",
      valueName: "what,..."), completion: .list(["all", "summaries", "itl", "iterations"]))
  var record: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the scenario, such as replicas=4; may be repeated. Paths in it are as seen from here.",
      valueName: "key=value"), completion: Completions.assignment)
  var changes: [String] = []

  @Option(help: ArgumentHelp("Threads that simulate; results do not depend on it.", valueName: "n"))
  var threads: Int?

  @OptionGroup var memory: MemoryArguments

  @Flag(help: "Show progress even where standard error is no terminal.")
  var progress = false

  @Flag(name: .shortAndLong, help: "Print results only: no progress, no times.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is \(threads); between 1 and 1024") }
    if seeds != nil && !seedList.isEmpty { throw ValidationError("--seed and --seeds cannot be given together") }
    let levels = record?.split(separator: ",").filter { !["itl", "iterations"].contains($0) } ?? []
    if levels.count > 1 { throw ValidationError("--record names \(levels.joined(separator: " and ")): one of all, summaries, or a share") }
    try Self.check(changes)
  }

  /// Refuses a change of what is read before anything is changed.
  ///
  /// - Throws: `ValidationError`.
  static func check(_ changes: [String]) throws {
    if let change = changes.first(where: { $0.hasPrefix("from=") }) {
      throw ValidationError("--set \(change) would change nothing: a scenario says in its file what it begins with")
    }
  }

  /// All that is laid over the scenarios, as assignments: `--set` first, then what has an option of its own.
  var assignments: [String] {
    var all = changes
    if !seedList.isEmpty { all.append("run.seeds=[\(seedList.map { "\($0)" }.joined(separator: ", "))]") }
    if let seeds { all.append("run.seeds=\(seeds)") }
    for word in record?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
      switch word {
      case "itl": all.append("run.token_gaps=true")
      case "iterations": all.append("run.iterations=true")
      default: all.append("run.record=\(word)")
      }
    }
    return all
  }
}
