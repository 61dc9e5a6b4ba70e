import ArgumentParser
import Kernel
import Study

/// The options of a validation that concern what is changed, kept and shown.
struct ValidationOutput: ParsableArguments {
  @Option(
    name: [.customLong("store"), .customLong("database")],
    help: ArgumentHelp("The database that runs are stored in.", valueName: "file"), completion: Completions.database)
  var store = "results.sqlite"

  @Flag(help: "Store nothing.")
  var noStore = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the simulated side, such as calibration=roofline; may be repeated.", valueName: "key=value"),
    completion: Completions.assignment)
  var changes: [String] = []

  @Option(help: ArgumentHelp("Seed of arrivals of which only the rate is known.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Write how far off each server's simulations were into this CSV table of checks, in place of what it has of the same source.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var checks: String?

  @Option(help: ArgumentHelp("Whose measurements they are, for --checks; else the record's name.", valueName: "text"))
  var source: String?

  @Option(help: ArgumentHelp("What of the simulator was fitted to them, for --checks, such as 'host times'.", valueName: "text"))
  var fitted: String?

  @Flag(help: "Show every measured point, and not only the summary of many.")
  var all = false

  @Flag(help: "Show progress even where standard error is no terminal.")
  var progress = false

  @Flag(name: .shortAndLong, help: "Print results only: no progress, no times.")
  var quiet = false

  func validate() throws {
    if checks == nil && (source != nil || fitted != nil) { throw ValidationError("--source and --fitted go with --checks FILE") }
  }

  /// Writes the rows of a report into the table of checks, where one is asked for.
  ///
  /// - Throws: ``InputError`` where the report has none, or the table cannot be read or written.
  func writeChecks(of report: ValidationReport, date: String) throws {
    guard let checks else { return }
    let rows = report.checks(source: source, fitted: fitted ?? "", date: date)
    if rows.isEmpty {
      throw InputError(
        "nothing was compared that a row could be made of", file: checks, remedy: "leave out --checks, or see what was left out")
    }
    try CheckTable.add(rows, to: checks)
  }
}
