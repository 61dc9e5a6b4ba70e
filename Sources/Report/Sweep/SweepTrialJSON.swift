import Scenario
import Study

/// What is said of a sweep that ranks nothing, in JSON: what it would take, and what a part of it has made.
package enum SweepTrialJSON {
  /// What `--dry-run` says; `estimate` is nil where nothing is to be done, or no clock can be read.
  package static func estimate(of sweep: SweepStudy, _ estimate: SweepEstimate?) -> JSONTree {
    let runs = SweepText.runsToMake(sweep)
    let threads = min(sweep.study.options.threads, max(1, runs))
    let each = Double(runs) / Double(threads)
    return .document(
      "sweep --dry-run",
      extent(of: sweep) + [
        ("search", .of(text: sweep.search?.text)), ("runsToMake", .of(whole: runs)), ("threads", .of(whole: threads)),
        ("cellsTried", .of(whole: estimate?.cells)),
        ("leastSeconds", .of(number: estimate.map { $0.secondsPerRun.lowerBound * each })),
        ("mostSeconds", .of(number: estimate.map { $0.secondsPerRun.upperBound * each })),
        ("bytes", .of(number: estimate?.bytesPerRun.map { Double($0) * Double(runs) })),
        ("impossible", .list(impossible(sweep))),
      ])
  }

  /// What `--shard` says of a part that is over and stored in `store`.
  package static func part(of sweep: SweepStudy, _ shard: SweepShard, store: String) -> JSONTree {
    .document(
      "sweep --shard",
      extent(of: sweep) + [
        ("part", .of(whole: shard.index)), ("parts", .of(whole: shard.count)), ("runsMade", .of(whole: sweep.study.progress.runs)),
        ("store", .text(store)), ("impossible", .list(impossible(sweep))),
      ])
  }

  private static func extent(of sweep: SweepStudy) -> JSONMembers {
    [
      ("sweep", .text(sweep.name)), ("columns", .of(texts: sweep.sweep.grid.columns)), ("cells", .of(whole: sweep.sweep.cells.count)),
      ("runs", .of(whole: sweep.runCount)), ("runsStored", .of(whole: sweep.storedCount)),
    ]
  }

  private static func impossible(_ sweep: SweepStudy) -> [JSONTree] {
    sweep.sweep.cells.compactMap { cell in
      cell.fault.map { fault in
        .object([
          ("cell", .of(whole: cell.cell.index)), ("values", .object(cell.cell.values.map { ($0.path, .text($0.text)) })),
          ("fault", .text(fault.message)),
        ])
      }
    }
  }
}
