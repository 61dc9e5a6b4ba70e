import Kernel
import Metrics
import Report
import Scenario
import Store
import Study

/// A stored sweep with what came of its cells.
package struct SweepSource {
  /// What a word for a sweep begins with.
  package static let prefix = "sweep:"

  /// The database.
  let store: ResultStore
  /// Its number.
  let number: Int64
  /// What was asked for.
  let sweep: StoredSweep
  /// Its cells with their runs, in the order of the sweep; those of which no run has finished are left out.
  let rows: [SweepRow]
  /// How large the cluster of each row is, by cell; nothing of cells that cannot be.
  let extents: [Int: RunExtent]
  /// Cells whose runs have not been made yet, or not all of them.
  let unfinishedCells: Int
  /// Runs that have finished; equal runs of several cells count for each.
  let finishedRuns: Int
  /// Runs that were asked for.
  let askedRuns: Int
  /// The scenario of the first run, as text; nil where none has finished.
  let scenario: String?

  /// Measures of a page.
  static let measures: [Measure] = [
    Measure(.goodput), Measure(.attainment), Measure(.ttft, .p50), Measure(.ttft, .p99), Measure(.tpot, .p50), Measure(.tpot, .p99),
    Measure(.itl, .p99), Measure(.e2e, .p99), Measure(.requestThroughput), Measure(.outputThroughput), Measure(.busyShare),
    Measure(.energyPerOutputToken), Measure(.costPerMillionOutputTokens),
  ]

  /// Reads the sweep that a word such as `sweep:3` names.
  ///
  /// - Throws: ``InputError`` where it names none, there is none of that number, or none of its runs has finished.
  package init(_ word: String, in store: ResultStore) throws {
    guard word.hasPrefix(Self.prefix), let number = Int64(word.dropFirst(Self.prefix.count)), number > 0 else {
      throw InputError("'\(word.prefix(60))' is no stored sweep", remedy: "write sweep:3")
    }
    guard let sweep = try store.sweep(number) else {
      throw InputError("there is no sweep \(number)", file: store.path, remedy: "'windtunnel list sweeps' shows those there are")
    }
    let runs = try store.runs(ofSweep: number)
    guard !runs.isEmpty else {
      throw InputError(
        "no run of sweep \(number) has come to its end", file: store.path, remedy: "the same 'windtunnel sweep' again makes them")
    }
    (self.store, self.number, self.sweep) = (store, number, sweep)
    let numbers = runs.map(\.run)
    var distinct: [Int64] = []
    var seen: Set<Int64> = []
    for run in numbers where seen.insert(run).inserted { distinct.append(run) }
    var metrics: [MetricID] = []
    for measure in Self.measures where !metrics.contains(measure.metric) { metrics.append(measure.metric) }
    let summaries = Dictionary(uniqueKeysWithValues: zip(distinct, try store.findings(ofRuns: distinct, metrics: metrics)))
    let byCell = Dictionary(grouping: runs, by: \.cell)
    rows = sweep.cells.enumerated().compactMap { index, stored in
      Self.row(index, stored, byCell[index] ?? [], summaries, path: store.path)
    }
    let firsts = byCell.compactMapValues { $0.first?.run }.sorted { $0.key < $1.key }
    extents = Dictionary(uniqueKeysWithValues: zip(firsts.map(\.key), try store.extents(ofRuns: firsts.map(\.value))))
    unfinishedCells = sweep.cells.enumerated().count { $1.fault == nil && (byCell[$0]?.count ?? 0) < $1.seeds.count }
    finishedRuns = runs.count
    askedRuns = sweep.cells.reduce(0) { $0 + $1.seeds.count }
    scenario = try store.run(numbers[0])?.provenance.scenario
  }

  private static func row(
    _ index: Int, _ stored: StoredSweep.Cell, _ runs: [ResultStore.SweepRun], _ summaries: [Int64: RunSummary], path: String
  ) -> SweepRow? {
    let cell = SweepCell(index: index, values: stored.values.map { VariedValue(path: $0.key, text: $0.value) })
    if let fault = stored.fault { return SweepRow(cell: cell, prepared: nil, outcome: .failure(InputError(fault))) }
    // In the order of the seeds as asked for, so that pairs of cells are of the same seeds.
    let ordered = stored.seeds.compactMap { seed in runs.first { $0.seed == seed } }
    let completed = ordered.compactMap { run in
      summaries[run.run].map { CompletedRun(seed: run.seed, summary: $0, storedRun: run.run, storedIn: path) }
    }
    if completed.isEmpty { return nil }
    let results = Replications(name: cell.label, runs: completed, usesSeed: completed.count > 1)
    return SweepRow(cell: cell, prepared: nil, outcome: .success(results), leftOff: stored.leftOff)
  }

  /// Its name for a page.
  var title: String { sweep.name }

  /// What was promised; nil where nothing was.
  var objective: Objective? {
    rows.lazy.compactMap { $0.results?.first.objective }.first.flatMap { Objective(readFrom: $0.demands) }
  }
}
