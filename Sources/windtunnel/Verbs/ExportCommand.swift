import ArgumentParser
import Kernel
import Report
import Store

/// `windtunnel export`: stored runs, sweeps and plans as tidy CSV files.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write stored runs, sweeps and plans as tidy CSV files, with every column explained in columns.csv.",
    discussion: """
      windtunnel export --to results
      windtunnel export --to first-runs --run 1..3
      windtunnel export --to planned --plan 1

      Everything is exported where nothing is named, and of what is named all that is
      there: a row a run in runs.csv, with all that varies as columns; pools,
      demands, requests and more in a file each; resolved scenarios in 'scenarios'.
      columns.csv says of every column what it is, in which unit, and what vLLM's
      Prometheus metrics, OpenTelemetry, AIPerf and GuideLLM call it. Times have the
      digits of a nanosecond, shares nine decimals, other figures nine digits that
      count. Every row is one line: a line break in a name is written as \\u{a}.
      """)

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Runs to export, such as 4 or 1..36 or 4,7..9; may be repeated.", valueName: "numbers"))
  var runs: [String] = []

  @Option(
    name: .customLong("sweep"),
    help: ArgumentHelp("Sweeps to export with their finished runs, likewise.", valueName: "numbers"))
  var sweeps: [String] = []

  @Option(
    name: .customLong("plan"), help: ArgumentHelp("Plans to export with their layouts and the runs behind these.", valueName: "numbers"))
  var plans: [String] = []

  @Option(name: .customLong("to"), help: ArgumentHelp("The directory to write to; it is made where it is missing.", valueName: "directory"))
  var directory: String

  @Flag(help: "Replace an export that is there already; files of it that this one does not write are removed.")
  var overwrite = false

  @Option(help: ArgumentHelp("The database to read.", valueName: "file"))
  var store = "results.sqlite"

  @OptionGroup var form: FormatOption

  func run() throws {
    let guards = OutputGuard(store: self.store)
    for name in CSVExport.names { try guards.check("\(directory)/\(name)", overwrite: true) }
    let store = try ResultStore.open(readingFrom: store, say: Console.say)
    defer { try? store.close() }
    let (selection, missing) = try store.present(try selection(in: store))
    if selection.isEmpty {
      throw InputError("no run has finished, and there is no sweep or plan", file: store.path, remedy: "'windtunnel run' stores runs")
    }
    let outcome = try CSVExport.write(store, selection, to: directory, overwrites: overwrite)
    form.print(
      StoredRunsText.exported(selection, to: directory),
      json: StoredJSON.export(selection, missing: missing, to: directory, outcome))
    let notes = [
      StoredRunsText.missing(missing), StoredRunsText.removed(outcome.removed, from: directory),
      StoredRunsText.leftThere(outcome.leftThere, in: directory),
    ].compactMap(\.self)
    for note in notes { Console.note("note: " + note) }
  }

  /// What is named, or everything.
  private func selection(in store: ResultStore) throws -> ExportSelection {
    if runs.isEmpty && sweeps.isEmpty && plans.isEmpty { return try store.wholeSelection() }
    func numbers(_ lists: [String], _ noun: String) throws -> [Int64] { try lists.flatMap { try NumberList($0, noun: noun).numbers } }
    let sweeps = try numbers(sweeps, "sweep")
    return ExportSelection(
      runs: try numbers(runs, "run") + store.runs(ofSweeps: sweeps), sweeps: sweeps, plans: try numbers(plans, "plan"))
  }
}
