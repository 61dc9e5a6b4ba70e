import ArgumentParser
import Report
import Study

/// `windtunnel compare`: the same load under several scenarios, with paired differences.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare scenarios on the same arrivals, lengths and seeds; differences are paired.",
    discussion: """
      windtunnel compare chat-8b chat-8b-fcfs --no-store

      The first one is the baseline. Each is a scenario to run (a path, or a
      name in the folder 'scenarios'), or stored runs: 'run:41', or
      'run:41..50' for one run a seed. All run the baseline's seeds. Three or
      more are shown side by side first.
      """)

  @Argument(help: ArgumentHelp("What to compare, the baseline first.", valueName: "scenario"))
  var sides: [String]

  @OptionGroup var options: StudyArguments
  @OptionGroup var form: FormatOption

  func validate() throws {
    if sides.count < 2 { throw ValidationError("a comparison needs two scenarios or more") }
  }

  func run() throws {
    let sides = try ComparisonSide.resolve(sides, options)
    let (results, execution) = try ComparisonSide.results(of: sides, options)
    let comparisons = results.dropFirst().map { PairedComparison(baseline: results[0], candidate: $0) }
    if form.isJSON { try printJSON(sides, results, comparisons) } else { try print(sides, results, comparisons) }
    try execution?.checkStored()
    if results.contains(where: \.isAllRejected) { throw Failure.objectiveNotMet }
  }

  private func printJSON(_ sides: [ComparisonSide], _ results: [Replications], _ comparisons: [PairedComparison]) throws {
    let candidates = try comparisons.enumerated().map { index, comparison in
      ComparisonJSON.Candidate(
        results[index + 1], comparison, changes: try ComparisonSide.differences(sides[0], sides[index + 1]))
    }
    let notes = ComparisonNotes.notes(sides.compactMap(\.prepared))
    Console.print(ComparisonJSON.document(baseline: results[0], candidates, notes: notes).text)
  }

  private func print(_ sides: [ComparisonSide], _ results: [Replications], _ comparisons: [PairedComparison]) throws {
    let width = Console.width
    if comparisons.count > 1 { Console.print(ComparisonOverview(results, comparisons).text(width: width) + "\n") }
    for (index, comparison) in comparisons.enumerated() {
      if index > 0 { Console.print("") }
      let report = ComparisonReport(
        comparison, baseline: results[0], candidate: results[index + 1],
        differences: try ComparisonSide.differences(sides[0], sides[index + 1]))
      Console.print(report.text(width: width))
    }
    let scenarios = sides.compactMap(\.prepared)
    if let notes = ComparisonNotes.text(scenarios, width: width) { Console.print("\n" + notes) }
  }
}
