import ArgumentParser

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

  @Flag(help: "Show every measured point, and not only the summary of many.")
  var all = false

  @Flag(help: "Show progress even where standard error is no terminal.")
  var progress = false

  @Flag(name: .shortAndLong, help: "Print results only: no progress, no times.")
  var quiet = false
}
