import Metrics
import Scenario
import Store
import Study

/// A sweep for programs: every run on a line of CSV, or every cell in a JSON document. Nothing is rounded and nothing left out.
package struct SweepData {
  private let sweep: SweepStudy
  private let ranking: SweepRanking

  /// The data of a sweep that is over, its cells ranked.
  package init(_ sweep: SweepStudy, _ ranking: SweepRanking) { (self.sweep, self.ranking) = (sweep, ranking) }

  /// All cells, best first, those that cannot be at the end.
  private var rows: [SweepRow] { ranking.ranked + ranking.untold + ranking.impossible }

  /// The measures of every row: those that comparisons show, and what was ranked by.
  private var measures: [Measure] { Measure.compared + (Measure.compared.contains(ranking.measure) ? [] : [ranking.measure]) }

  // MARK: CSV

  /// A header and a line for every run, the best cell's first; a cell that cannot be has one line, with its reason in the last column.
  package var csv: String {
    let head = ["cell"] + sweep.sweep.grid.columns.map(CSVField.text) + ["seed", "run", "rejected_share", "objective_met"]
    // Where a search has left cells off, the last column says after which rung.
    let leavesOff = rows.contains { $0.leftOff != nil }
    func end(_ fault: String, _ row: SweepRow) -> [String] {
      [CSVField.text(fault)] + (leavesOff ? [row.leftOff.map { "\($0)" } ?? ""] : [])
    }
    var lines = [head + measures.map(\.word) + ["fault"] + (leavesOff ? ["left_off"] : [])]
    for row in rows {
      let cell = ["\(row.cell.index)"] + row.cell.values.map { CSVField.text($0.text) }
      if let fault = row.fault {
        lines.append(cell + Array(repeating: "", count: 4 + measures.count) + end(fault.message, row))
      }
      for run in row.results?.runs ?? [] {
        let origin = ["\(run.seed)", run.storedRun.map { "\($0)" } ?? "", "\(Self.rejectedShare(of: run))"]
        let met = run.summary.objective.map { $0.isMet ? "1" : "0" } ?? ""
        lines.append(cell + origin + [met] + measures.map { $0.value(in: run).map { "\($0)" } ?? "" } + end("", row))
      }
    }
    return lines.map { $0.joined(separator: ",") }.joined(separator: "\n")
  }

  private static func rejectedShare(of run: CompletedRun) -> Double {
    let counts = run.summary.counts
    return counts.arrived == 0 ? 0 : Double(counts.rejectedTotal) / Double(counts.arrived)
  }

  // MARK: JSON

  /// One object: what was asked, and a list of cells, the best first, each with its values, runs and measures or its fault.
  package var json: JSONTree {
    .document(
      "sweep",
      [
        ("sweep", .text(sweep.name)), ("bestBy", .text(ranking.measure.word)), ("search", .of(text: sweep.search?.text)),
        ("columns", .of(texts: sweep.sweep.grid.columns)), ("cells", .list(rows.map(cell))),
      ])
  }

  private func cell(_ row: SweepRow) -> JSONTree {
    let head: JSONMembers = [
      ("cell", .of(whole: row.cell.index)), ("values", .object(row.cell.values.map { ($0.path, .text($0.text)) })),
      ("leftOff", .of(whole: row.leftOff)), ("fault", .of(text: row.fault?.message)),
    ]
    guard let results = row.results else {
      return .object(
        head + [
          ("seeds", .list([])), ("runs", .list([])), ("rejectedShare", .null), ("objectiveMet", .null), ("measures", .object([])),
        ])
    }
    return .object(
      head + [
        ("seeds", .of(wholes: results.runs.map(\.seed))), ("runs", .list(results.runs.map { .of(whole: $0.storedRun) })),
        ("rejectedShare", .number(results.rejectedShare)), ("objectiveMet", .of(flag: results.objectiveIsMet)),
        ("measures", .object(measures.compactMap { figure($0, results) })),
      ])
  }

  private func figure(_ measure: Measure, _ results: Replications) -> (key: String, value: JSONTree)? {
    guard let values = results.values(of: measure), let mean = results.mean(of: measure) else { return nil }
    return (
      JSONTree.key(measure.word),
      .object([
        ("unit", .text(measure.definition.unit)), ("mean", .number(mean)),
        ("halfWidth95", .of(number: results.interval(of: measure)?.halfWidth)), ("values", .of(numbers: values)),
      ])
    )
  }
}
