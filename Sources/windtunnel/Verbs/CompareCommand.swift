import ArgumentParser
import Report
import Store
import Study

/// `windtunnel compare`: the same load under several scenarios, with paired differences.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare scenarios on the same arrivals, lengths and seeds; differences are paired.",
    usage: "windtunnel compare [<options>] <scenario> ...",
    discussion: """
      windtunnel compare chat-8b chat-8b-fcfs --no-store
      windtunnel compare chat-8b-poisson-fcfs chat-8b-poisson --seeds 3 --no-store

      The first one is the baseline. Each is a scenario to run (a path, or a
      name in the folder 'scenarios'), or stored runs: 'run:41', or
      'run:41..50' for one run a seed. All run the baseline's seeds. Three or
      more are shown side by side first.

      Differences are paired: those of runs with the same seed, or of one run
      each those of the same requests. Their means have intervals of 95 % by
      Student's t; better and worse say that the interval leaves out zero,
      undecided that it does not.
      """)

  @Argument(help: ArgumentHelp("What to compare, the baseline first.", valueName: "scenario"), completion: Completions.scenario)
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
    let checks = execution?.ownChecks ?? []
    if form.isJSON { try printJSON(sides, results, comparisons, checks) } else { try print(sides, results, comparisons, checks) }
    try execution?.checkStored()
    if results.contains(where: \.isAllRejected) { throw Failure.objectiveNotMet }
  }

  private func printJSON(
    _ sides: [ComparisonSide], _ results: [Replications], _ comparisons: [PairedComparison], _ checks: [FidelityCheck]
  ) throws {
    let candidates = try comparisons.enumerated().map { index, comparison in
      ComparisonJSON.Candidate(
        results[index + 1], comparison, changes: try ComparisonSide.differences(sides[0], sides[index + 1]))
    }
    let notes = ComparisonNotes.notes(sides.compactMap(\.prepared), ownChecks: checks)
    Console.print(ComparisonJSON.document(baseline: results[0], candidates, notes: notes).text)
  }

  private func print(
    _ sides: [ComparisonSide], _ results: [Replications], _ comparisons: [PairedComparison], _ checks: [FidelityCheck]
  ) throws {
    let width = Console.width
    let prices = try sides.map { try $0.price() }
    if comparisons.count > 1 {
      Console.print(ComparisonOverview(results, comparisons, prices: prices, ink: Console.ink).text(width: width) + "\n")
    }
    for (index, comparison) in comparisons.enumerated() {
      if index > 0 { Console.print("") }
      let report = ComparisonReport(
        comparison, baseline: results[0], candidate: results[index + 1],
        differences: try ComparisonSide.differences(sides[0], sides[index + 1]),
        prices: prices[0].flatMap { baseline in prices[index + 1].map { (baseline, $0) } }, ink: Console.ink)
      Console.print(report.text(width: width))
    }
    let scenarios = sides.compactMap(\.prepared)
    if let notes = ComparisonNotes.text(scenarios, ownChecks: checks, width: width, ink: Console.ink) { Console.print("\n" + notes) }
  }
}
