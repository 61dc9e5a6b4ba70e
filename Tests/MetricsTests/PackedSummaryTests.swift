import Kernel
import Metrics
import Record
import Testing

@Suite("A packed summary")
struct PackedSummaryTests {
  /// A summary drawn at random: any figures, with and without all that a run may lack.
  private struct Drawn {
    private var stream: RandomStream

    init(_ number: Int) { stream = RandomStream(seed: 11, name: "packed", substream: UInt64(number)) }

    private mutating func one(in count: Int) -> Bool { stream.integer(below: count) == 0 }

    /// Of any size, small ones as often as large ones.
    private mutating func count() -> Int { stream.integer(below: 1 << (1 + stream.integer(below: 61))) }

    private mutating func number() -> Double {
      switch stream.integer(below: 8) {
      case 0: [0, -0.0, 1, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude][stream.integer(below: 7)]
      case 1: -stream.uniform()
      default: stream.uniform() * Double(count())
      }
    }

    private mutating func text() -> String {
      ["", "none", "ttft <= 500 ms", "ägypten 🌍", String(repeating: "x", count: 300)][stream.integer(below: 5)]
    }

    private mutating func counts() -> RequestCounts {
      RequestCounts(arrived: count(), finished: count(), rejected: [count(), 0, count()], unfinished: count())
    }

    private mutating func metric(_ id: MetricID) -> MetricSummary {
      let mean = number()
      var metric = MetricSummary(metric: id, count: count(), undefined: one(in: 2) ? 0 : count(), mean: mean)
      if one(in: 2) {
        metric.spread = Spread(minimum: number(), p50: number(), p90: number(), p95: number(), p99: number(), maximum: number())
      }
      if one(in: 2) {
        metric.interval =
          one(in: 2)
          ? ConfidenceInterval(mean: mean, halfWidth: number(), degreesOfFreedom: count())
          : ConfidenceInterval(mean: number(), halfWidth: number(), level: 0.98, degreesOfFreedom: count())
      }
      metric.method =
        [.exact, .ratio, .histogram(relativeError: LatencyHistogram.relativeError), .histogram(relativeError: 0.01)][
          stream.integer(below: 4)]
      metric.excludesWarmUp = one(in: 2)
      return metric
    }

    private mutating func objective() -> ObjectiveResult {
      var demands: [ObjectiveResult.Demand] = []
      for _ in 0..<stream.integer(below: 4) { demands.append(.init(text: text(), met: count(), of: count(), asked: number())) }
      return ObjectiveResult(demands: demands, good: count(), of: count(), goodput: number())
    }

    private mutating func classes() -> [ClassSummary] {
      var classes: [ClassSummary] = []
      for _ in 0..<stream.integer(below: 3) {
        classes.append(
          ClassSummary(
            name: text(), firstTokenDue: one(in: 2) ? nil : Duration(picoseconds: Int64(count())), arrived: count(), finished: count(),
            inTime: one(in: 2) ? nil : count(), latencies: one(in: 2) ? [] : [metric(.ttft), metric(.e2e)]))
      }
      return classes
    }

    private mutating func handOvers() -> HandOverTotals {
      var totals = HandOverTotals()
      if one(in: 2) { return totals }
      (totals.count, totals.bytes, totals.calledOff, totals.sentAgain) = (count(), count(), count(), count())
      (totals.roleChanges, totals.peak, totals.longestVisible) = (count(), count(), Duration(picoseconds: Int64(count())))
      totals.visiblePicoseconds = Int128(count()) * Int128(count())
      totals.waitedForRoomPicoseconds = Int128(count()) << 50
      totals.transferPicoseconds = -1
      return totals
    }

    mutating func summary() -> RunSummary {
      var metrics: [MetricSummary] = []
      for id in MetricID.allCases where one(in: 2) { metrics.append(metric(id)) }
      let finding = Stability.Finding.allCases[stream.integer(below: 3)]
      return RunSummary(
        end: Instant(picoseconds: Int64(count())), measuredFrom: Instant(picoseconds: Int64(count())), warmUp: text(),
        warmUpRequests: count(), counts: counts(), measured: counts(), preemptions: count(), promptTokens: count(), outputTokens: count(),
        cachedTokens: count(), joules: number(), dollars: number(), metrics: metrics, objective: one(in: 3) ? nil : objective(),
        stability: one(in: 3) ? nil : Stability(growth: number(), halfWidth: number(), points: count(), finding: finding), series: [],
        replicas: [], digest: stream.next(), classes: classes(), handOvers: handOvers())
    }
  }

  @Test("gives back all that went in, bit for bit, and each metric by itself")
  func roundTrip() {
    for number in 0..<2000 {
      var drawn = Drawn(number)
      let summary = drawn.summary()
      let packed = PackedSummary(summary)
      #expect(packed.summary == summary, "\(number)")
      for (mine, theirs) in zip(packed.summary.metrics, summary.metrics) { #expect(mine.mean.bitPattern == theirs.mean.bitPattern) }
      for metric in MetricID.allCases { #expect(packed[metric] == summary[metric], "\(number) \(metric)") }
    }
  }

  @Test("leaves out what a run did over time and replica by replica, and nothing else")
  func course() {
    var drawn = Drawn(1)
    var summary = drawn.summary()
    let packed = PackedSummary(summary)
    summary.replicas = [Example.replica(joules: 1, busy: .milliseconds(1))]
    #expect(PackedSummary(summary).summary == packed.summary)
  }
}
