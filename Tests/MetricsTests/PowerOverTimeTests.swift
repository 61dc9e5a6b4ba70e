import Hardware
import Kernel
import Metrics
import Network
import Record
import Serving
import Testing
import Workload

@Suite("Power over time")
struct PowerOverTimeTests {
  /// Two pools of which one hands its KV over to the other, or one pool whose replicas crash and follow the load.
  private func summary(handsOver: Bool, leaps: Bool) throws -> RunSummary {
    let kind = ReplicaConfiguration(
      costModel: LinearCostModel(
        base: .milliseconds(8), perToken: .microseconds(60), perContextToken: .microseconds(2), perTokenNanojoules: 30_000_000),
      kvBlocks: 400, maximumModelTokens: 4_096, idleWatts: 60)
    var cluster: ClusterConfiguration
    if handsOver {
      let port = LinkFigures(bytesPerSecond: 10_000_000_000)
      cluster = ClusterConfiguration(pools: [
        PoolConfiguration(
          name: "prefill", replicas: 1, replica: kind, role: .prefill,
          handOver: HandOverConfiguration(mode: .layered, choice: .atHandOver, bytesPerToken: 100_000, layers: 4), port: port),
        PoolConfiguration(name: "decode", replicas: 2, replica: kind, role: .decode, port: port),
      ])
    } else {
      var pool = PoolConfiguration(name: "all", replicas: 3, replica: kind)
      pool.scaling = ScalingRule(
        minimum: 1, initial: 1, requestsPerReplica: 4, interval: .milliseconds(300), startUp: .milliseconds(400),
        stabilisation: .milliseconds(900))
      cluster = ClusterConfiguration(pools: [pool], router: "least_requests")
      cluster.failures.faults = [ReplicaFault(replicas: 0..<1, start: Instant(.seconds(3)), length: .seconds(2), effect: .crash)]
    }
    let arrivals = (0..<300).map { Arrival(time: Instant(.milliseconds(Int64($0) * 40)), promptTokens: 60, outputTokens: 1 + $0 % 40) }
    let metrics = RunMetrics()
    var simulation = try Simulation(
      cluster: cluster, source: ArrivalList(arrivals), options: SimulationOptions(seriesBin: .milliseconds(730), leaps: leaps),
      observer: metrics)
    return metrics.summary(of: try simulation.run(), cluster: ClusterDescription(cluster))
  }

  @Test(
    "adds up to the run's energy, over the bins and over the pools, whatever crashes, scales or hands over", arguments: [true, false])
  func addsUp(handsOver: Bool) throws {
    let summary = try summary(handsOver: handsOver, leaps: true)
    #expect(summary.series.count > 10)
    for (earlier, later) in zip(summary.series, summary.series.dropFirst()) { #expect(earlier.end == later.start, "no time is left out") }
    let whole = summary.replicas.reduce(0) { $0 + $1.joules }
    #expect(abs(summary.series.reduce(0) { $0 + $1.joules } / whole - 1) < 1e-12)
    #expect(abs(summary.series.reduce(0) { $0 + $1.watts * $1.width.seconds } / whole - 1) < 1e-12)
    #expect(summary.joules == whole)
    for pool in summary.series[0].poolJoules.indices {
      let own = summary.replicas.reduce(0) { $0 + ($1.pool == pool ? $1.joules : 0) }
      #expect(abs(summary.series.reduce(0) { $0 + $1.poolJoules[pool] } / own - 1) < 1e-12)
    }
    // Of every bin, not only in the end: none gives energy back, and power is seen to change.
    #expect(summary.series.allSatisfy { $0.joules >= 0 })
    let watts = summary.series.map(\.watts)
    #expect(watts.max()! > 1.05 * watts.min()!, "\(watts)")
    #expect(try self.summary(handsOver: handsOver, leaps: false) == summary)
  }
}
