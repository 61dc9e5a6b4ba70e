import Kernel
import Metrics
import Record
import Testing

@Suite("Bounds of long runs")
struct BoundTests {
  @Test("sums over replicas go beyond what 64 bits hold: a hundred replicas that were there for a week, and for 106 days")
  func sums() {
    for picoseconds in [Duration.seconds(7 * 86_400).picoseconds, Int64.max / 2] {
      var replica = Example.replica(joules: 1)
      replica.onTime = Duration(picoseconds: picoseconds)
      let outcome = RunOutcome(
        end: Instant(picoseconds: picoseconds), arrived: 0, finished: 0, rejected: [0, 0, 0], unfinished: 0, promptTokens: 0,
        outputTokens: 1, events: 0, digest: 1, replicas: Array(repeating: replica, count: 100))
      let dollars = RunMetrics().summary(of: outcome, cluster: Example.cluster).dollars
      #expect(abs(dollars - 3.6 * 100 * Double(picoseconds) / 3.6e15) < 1e-6 * dollars)
    }
  }

  @Test("a time series ends at its bound, which is told, and memory with it")
  func series() {
    let metrics = RunMetrics()
    #expect(TimeSeries.mostBins(pools: 1) >= 920_000, "the default of 10 s must do for 106 days")
    let most = TimeSeries.mostBins(pools: Self.pools.count)
    for bin in 1...most { metrics.receive(.sampled(sample(bin))) }
    #expect(metrics.failure == nil)
    metrics.receive(.sampled(sample(most + 1)))
    #expect(metrics.failure == TimeSeries.fault(pools: Self.pools.count))
  }

  /// Many pools, so that few bins come to the bound.
  private static let pools = [Double](repeating: 0, count: 1_000)

  private func sample(_ bin: Int) -> SeriesSample {
    SeriesSample(
      time: Instant(picoseconds: Int64(bin)), waiting: 0, running: 0, kvBlocksUsed: 0, arrived: 0, finished: 0, prefillTokens: 0,
      outputTokens: 0, joules: 0, poolJoules: Self.pools)
  }
}
