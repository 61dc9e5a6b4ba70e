import Hardware
import Kernel
import Metrics
import Record
import Serving
import Testing
import Workload

@Suite("Figures by class of request")
struct ClassTests {
  private static let classes = [
    RequestClass(name: "chat", share: 1, priority: 0, firstTokenDue: .milliseconds(250)),
    RequestClass(name: "agent", share: 2, priority: 1, firstTokenDue: .seconds(2)), RequestClass(name: "batch", share: 3, priority: 2),
  ]

  private final class Records: RequestSink {
    var finished: [RequestRecord] = []
    func receive(_ event: RunEvent) {
      if case .finished(let record) = event { finished.append(record) }
    }
  }

  /// A replica that is a little too slow for its load, under a policy that serves urgent classes first.
  private func run(_ warmUp: WarmUp = .none, leaps: Bool = true) throws -> (records: [RequestRecord], summary: RunSummary) {
    var stream = RandomStream(seed: 5, name: "load")
    var time = 0.0
    let arrivals = (0..<600).map { number in
      time += stream.exponential(mean: 0.05)
      // A few prompts are longer than the model's context and are turned away.
      let prompt = number % 50 == 49 ? 5_000 : 1 + stream.integer(below: 150)
      return Arrival(time: Instant(Duration(seconds: time)), promptTokens: prompt, outputTokens: 1 + stream.integer(below: 40))
    }
    let kind = ReplicaConfiguration(
      costModel: LinearCostModel(base: .milliseconds(9), perToken: .microseconds(60), perContextToken: .microseconds(2)), kvBlocks: 200,
      maximumSequences: 3, maximumModelTokens: 4_096, scheduler: "priority", schedulerParameters: ["aging": .duration(.seconds(1000))])
    let cluster = ClusterConfiguration(pools: [PoolConfiguration(name: "all", replicas: 1, replica: kind)])
    let records = Records()
    let metrics = RunMetrics(MetricsOptions(warmUp: warmUp, classes: Self.classes, seed: 9), sink: records)
    var simulation = try Simulation(
      cluster: cluster, source: ArrivalList(arrivals),
      options: SimulationOptions(seed: 9, horizon: Instant(.seconds(28)), leaps: leaps, classes: Self.classes), observer: metrics)
    let summary = metrics.summary(of: try simulation.run(), cluster: ClusterDescription(cluster))
    return (records.finished, summary)
  }

  @Test("are those of the class's own requests, and add up to the run's", arguments: [WarmUp.none, .requests(77), .automatic])
  func plainSums(warmUp: WarmUp) throws {
    let (records, summary) = try run(warmUp)
    #expect(summary.classes.map(\.name) == ["chat", "agent", "batch"])
    #expect(summary.counts.rejectedTotal > 5 && summary.counts.unfinished > 5, "\(summary.counts)")
    #expect(summary.classes.reduce(0) { $0 + $1.arrived } == summary.measured.arrived)
    #expect(summary.classes.reduce(0) { $0 + $1.finished } == summary.measured.finished)
    for (index, kind) in summary.classes.enumerated() {
      let own = records.filter { $0.classIndex == index && $0.request >= summary.warmUpRequests }
      #expect(kind.finished == own.count && (kind.finished > 20 || warmUp == .automatic))
      if own.isEmpty {
        // The queue grows to the end, so an automatic warm-up may leave nothing of those that wait longest.
        #expect(kind.latencies.isEmpty)
        continue
      }
      let times = own.map { ($0.firstToken - $0.arrival).milliseconds }.sorted()
      let ttft = try #require(kind[.ttft])
      let spread = try #require(ttft.spread)
      #expect(ttft.count == own.count && abs(ttft.mean / (times.reduce(0, +) / Double(times.count)) - 1) < 1e-9)
      #expect(spread.minimum == times.first && spread.maximum == times.last)
      #expect(abs(spread.p50 / ((times[(times.count - 1) / 2] + times[times.count / 2]) / 2) - 1) < 0.05)
      #expect(kind[.tpot]?.count == own.count { $0.outputTokens > 1 } && kind[.e2e]?.count == own.count)
      let due = Self.classes[index].firstTokenDue
      #expect(kind.inTime == due.map { due in own.count { $0.firstToken - $0.arrival <= due } })
      // Those that were turned away or never finished are late.
      if let attainment = kind.attainment { #expect(attainment == Double(kind.inTime!) / Double(kind.arrived) && attainment <= 1) }
    }
  }

  @Test("show whom a policy serves first, and are the same with leaps and without")
  func urgentFirst() throws {
    let summary = try run().summary
    let medians = summary.classes.compactMap { $0[.ttft]?.spread?.p50 }
    #expect(medians == medians.sorted() && medians[2] > 2 * medians[0], "\(medians)")
    #expect(try run(leaps: false).summary == summary)
  }

  @Test("are none of a load without classes")
  func noClasses() {
    let metrics = RunMetrics()
    metrics.receive(.finished(Example.record(0, arrival: 0, first: 10, finish: 20)))
    let outcome = Example.outcome(end: 20, arrived: 1, finished: 1)
    #expect(metrics.summary(of: outcome, cluster: Example.cluster).classes.isEmpty)
  }
}
