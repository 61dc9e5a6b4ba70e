import ArgumentParser
import Kernel

/// How the result of a sweep is shown.
struct SweepView: ParsableArguments {
  /// The forms of a result on standard output.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, csv, json
  }

  @Option(
    help: ArgumentHelp(
      "What is best: a metric, of a latency with its statistic: goodput, attained, ttft_p99, cost. (default: goodput, or output_throughput)",
      valueName: "metric"), completion: Completions.metric)
  var best: String?

  @Option(
    name: .customLong("by"), help: ArgumentHelp("Show the best cell for each value of this key.", valueName: "key"),
    completion: Completions.key)
  var group: String?

  @Option(
    help: ArgumentHelp(
      "Compare every cell with the one that has these values and is otherwise the same, paired over the seeds.",
      valueName: "key=value,..."), completion: Completions.assignment)
  var against: String?

  @Flag(help: "Show every cell, why each that cannot be cannot, and what the figures of each rest on.")
  var all = false

  @Option(help: ArgumentHelp("Results as a table, a line of CSV for every run, or JSON with every cell.", valueName: "text|csv|json"))
  var format = Format.text
}
