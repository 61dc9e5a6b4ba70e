import Kernel
import Record

/// Turns the samples taken at the edges of bins into bins.
public enum TimeSeries {
  /// Bytes of memory that the series of one run may take.
  public static let mostBytes = 1 << 30

  /// The most bins that a series of so many pools may have: as many as ``mostBytes`` hold. A bin takes some 450 bytes while its run
  /// is summed up and stored, and some 40 for each pool.
  public static func mostBins(pools: Int) -> Int { mostBytes / (450 + 40 * max(1, pools)) }

  /// What is wrong with a series of more bins than that.
  public static func fault(pools: Int) -> InputError {
    InputError(
      "a time series of more than \(mostBins(pools: pools)) bins takes more than the \(mostBytes >> 20) MiB of memory that it may",
      remedy: "a longer 'run.series', or 'series: none'")
  }

  /// A bin between each two samples, the first from the start of the run, and a last one up to the run's end.
  static func bins(_ samples: [SeriesSample], _ outcome: RunOutcome) -> [SeriesBin] {
    guard let last = samples.last else { return [] }
    var previous = SeriesSample(
      time: .start, waiting: 0, running: 0, kvBlocksUsed: 0, arrived: 0, finished: 0, prefillTokens: 0, outputTokens: 0, joules: 0)
    var bins: [SeriesBin] = []
    for sample in samples + [end(after: last, outcome)] {
      if sample.time > previous.time { bins.append(SeriesBin(from: previous, to: sample)) }
      previous = sample
    }
    return bins
  }

  /// The state at the end of the run. Of requests left unfinished at a horizon only their number is known there: as
  /// many as were running at the last edge are taken to run still.
  private static func end(after last: SeriesSample, _ outcome: RunOutcome) -> SeriesSample {
    let running = min(last.running, outcome.unfinished)
    return SeriesSample(
      time: outcome.end, waiting: outcome.unfinished - running, running: running,
      kvBlocksUsed: outcome.unfinished == 0 ? 0 : last.kvBlocksUsed, arrived: outcome.arrived, finished: outcome.finished,
      prefillTokens: Int(clamping: outcome.replicas.reduce(Int128(0)) { $0 + Int128($1.prefillTokens) }),
      outputTokens: outcome.outputTokens,
      joules: outcome.replicas.reduce(0) { $0 + $1.joules },
      poolJoules: last.poolJoules.indices.map { pool in
        outcome.replicas.reduce(0) { $0 + ($1.pool == pool ? $1.joules : 0) }
      })
  }
}

extension SeriesBin {
  /// What happened between two samples.
  fileprivate init(from first: SeriesSample, to last: SeriesSample) {
    self.init(
      start: first.time, end: last.time, waiting: last.waiting, running: last.running, kvBlocksUsed: last.kvBlocksUsed,
      arrived: last.arrived - first.arrived, finished: last.finished - first.finished,
      prefillTokens: last.prefillTokens - first.prefillTokens, outputTokens: last.outputTokens - first.outputTokens,
      joules: last.joules - first.joules,
      poolJoules: last.poolJoules.enumerated().map { pool, joules in
        joules - (pool < first.poolJoules.count ? first.poolJoules[pool] : 0)
      })
  }
}
