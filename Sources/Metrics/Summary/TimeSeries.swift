import Kernel
import Record

/// Turns the samples taken at the edges of bins into bins.
enum TimeSeries {
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
      prefillTokens: outcome.replicas.reduce(0) { $0 + $1.prefillTokens }, outputTokens: outcome.outputTokens,
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
