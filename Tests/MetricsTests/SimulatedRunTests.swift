import Hardware
import Kernel
import Metrics
import Model
import Record
import Serving
import Testing
import Workload

@Suite("Metrics of simulated runs")
struct SimulatedRunTests {
  /// A short run of one replica under pressure: memory for a few requests only, so that some are preempted.
  private func run(_ options: MetricsOptions, scheduler: String, leaps: Bool, horizon: Instant = .never, sink: (any RequestSink)? = nil)
    throws -> (RunMetrics, RunSummary)
  {
    var stream = RandomStream(seed: 3, name: "load")
    var time = 0.0
    let arrivals = (0..<400).map { _ in
      time += stream.exponential(mean: 0.11)
      return Arrival(
        time: Instant(Duration(seconds: time)), promptTokens: 1 + stream.integer(below: 150), outputTokens: 1 + stream.integer(below: 60))
    }
    let kind = ReplicaConfiguration(
      costModel: LinearCostModel(base: .milliseconds(8), perToken: .microseconds(60), perContextToken: .microseconds(2)), kvBlocks: 30,
      maximumSequences: 64, maximumModelTokens: 4_096, scheduler: scheduler, idleWatts: 60, dollarsPerHour: 2)
    let cluster = ClusterConfiguration(pools: [PoolConfiguration(name: "all", replicas: 2, replica: kind)])
    let metrics = RunMetrics(options, sink: sink)
    var simulation = try Simulation(
      cluster: cluster, source: ArrivalList(arrivals),
      options: SimulationOptions(
        seriesBin: .milliseconds(700), horizon: horizon, leaps: leaps, gapsFromRequest: options.warmUp.requests), observer: metrics)
    return (metrics, metrics.summary(of: try simulation.run(), cluster: ClusterDescription(cluster)))
  }

  @Test("tell energy by phase, which adds up to all of it, the peak of power and the carbon of the electricity")
  func energyByPhase() throws {
    var kind = ReplicaConfiguration(
      costModel: LinearCostModel(base: .milliseconds(8), perToken: .microseconds(60), perTokenNanojoules: 20_000_000), kvBlocks: 300,
      maximumModelTokens: 4_096, idleWatts: 60)
    kind.accelerators = 1
    var cluster = ClusterConfiguration(pools: [PoolConfiguration(name: "all", replicas: 2, replica: kind)])
    cluster.carbonGramsPerKilowattHour = 360
    let arrivals = (0..<100).map { Arrival(time: Instant(.milliseconds(Int64($0) * 50)), promptTokens: 40, outputTokens: 10) }
    let metrics = RunMetrics(MetricsOptions())
    var simulation = try Simulation(
      cluster: cluster, source: ArrivalList(arrivals), options: SimulationOptions(seriesBin: .milliseconds(500)), observer: metrics)
    let outcome = try simulation.run()
    let summary = metrics.summary(of: outcome, cluster: ClusterDescription(cluster))
    func mean(_ metric: MetricID) throws -> Double { try #require(summary[metric]).mean }
    let phases = try mean(.prefillEnergyPerRequest) + mean(.decodeEnergyPerRequest) + mean(.idleEnergyPerRequest)
    let whole = try mean(.energyPerRequest)
    #expect(abs(phases / whole - 1) < 1e-12)
    for metric in [MetricID.prefillEnergyPerToken, .decodeEnergyPerToken] {
      let joules = try mean(metric)
      #expect(abs(joules - 0.02) < 1e-12)
    }
    let (peak, average) = (try mean(.peakPower), try mean(.meanPower))
    #expect(peak >= average)
    // 360 g a kilowatt-hour are a ten-thousandth of a gram a joule.
    let grams = summary.joules * 1e-4
    let carbon = try mean(.carbonPerMillionOutputTokens)
    #expect(abs(carbon / (grams * 1e6 / 1000) - 1) < 1e-12)
    #expect(summary[.pipelineBubbleShare] == nil, "there is no pipeline")
    for bin in summary.series { #expect(abs(bin.poolJoules.reduce(0, +) - bin.joules) < 1e-9) }
  }

  @Test("charge prompts what they use: decodes that read a shared prefix once spare energy of their own, not of the prompts")
  func energyOfSharedPrefixes() throws {
    let deployment = try Deployment(
      model: try ModelCatalog.model(named: "llama-2-7b").shape, accelerator: try AcceleratorCatalog.accelerator(named: "a100-80gb"),
      options: DeploymentOptions())
    let shared = (0..<120).map { UInt64($0 + 1) }
    func energy(readsOnce: Bool) throws -> (prefill: Double, decode: Double) {
      var kind = ReplicaConfiguration(
        costModel: deployment.costModel, kvBlocks: deployment.memory.kvBlocks, maximumModelTokens: 4_096,
        scheduler: "batchllm", schedulerParameters: ["shared_attention": .flag(readsOnce)], idleWatts: deployment.idleWatts)
      kind.rules = EngineRules(prefixCaching: true, reservesWholePrompt: false)
      let arrivals = (0..<80).map { id in
        Arrival(
          time: Instant(.milliseconds(Int64(id) * 20)), promptTokens: 1_999, outputTokens: 200,
          blockHashes: shared + (0..<5).map { block in UInt64(1000 * (id + 1) + block) })
      }
      let cluster = ClusterConfiguration(pools: [PoolConfiguration(name: "all", replicas: 1, replica: kind)])
      var simulation = try Simulation(
        cluster: cluster, source: ArrivalList(arrivals), options: SimulationOptions(promptBlockTokens: 16), observer: nil)
      let replica = try #require(try simulation.run().replicas.first)
      return (Double(replica.prefillNanojoules), Double(replica.decodeNanojoules))
    }
    let (apart, once) = (try energy(readsOnce: false), try energy(readsOnce: true))
    #expect(once.decode < 0.8 * apart.decode && once.decode > 0)
    #expect(abs(once.prefill / apart.prefill - 1) < 0.1)
  }

  @Test("are the same with leaps and without, bit for bit, warm-up or not", arguments: ["fcfs", "sarathi"])
  func leaping(scheduler: String) throws {
    for warmUp in [WarmUp.none, .before(Instant(.seconds(13))), .requests(50), .automatic] {
      let options = MetricsOptions(warmUp: warmUp, objective: Objective(limits: [.init(.ttft, atMost: .milliseconds(900))]))
      let leaping = try run(options, scheduler: scheduler, leaps: true).1
      let plain = try run(options, scheduler: scheduler, leaps: false).1
      #expect(leaping.preemptions > 0)
      #expect(leaping == plain)
    }
  }

  @Test("leave a warm-up that is counted in requests out of the token gaps as out of all else", arguments: ["fcfs", "sarathi"])
  func gapsOfWarmUp(scheduler: String) throws {
    final class Sum: RequestSink {
      var (gaps, decoding, left) = (0, Int128(0), 0)
      func receive(_ event: RunEvent) {
        guard case .finished(let record) = event else { return }
        if record.request < 150 {
          left += record.outputTokens - 1
          return
        }
        gaps += record.outputTokens - 1
        decoding += Int128((record.finish - record.firstToken).picoseconds)
      }
    }
    let measured = Sum()
    let (metrics, summary) = try run(MetricsOptions(warmUp: .requests(150)), scheduler: scheduler, leaps: true, sink: measured)
    let (count, total) = (metrics.tokenGapHistogram.count, metrics.tokenGapHistogram.sum)
    #expect(count == measured.gaps && total == measured.decoding && measured.left > 1000)
    let itl = try #require(summary[.itl])
    #expect(itl.excludesWarmUp && itl.interval != nil && itl.count == measured.gaps)
    #expect(abs(itl.mean - Double(measured.decoding) / Double(measured.gaps) / 1e9) < 1e-9)
  }

  @Test("conserve time: all gaps of all tokens add up to all time between first and last tokens", arguments: ["fcfs", "sarathi"])
  func conservation(scheduler: String) throws {
    final class Sum: RequestSink {
      var decoding: Int128 = 0
      func receive(_ event: RunEvent) {
        if case .finished(let record) = event { decoding += Int128((record.finish - record.firstToken).picoseconds) }
      }
    }
    let decoding = Sum()
    let (metrics, summary) = try run(MetricsOptions(), scheduler: scheduler, leaps: true, sink: decoding)
    let gaps = metrics.tokenGapHistogram
    let count = gaps.count
    let total = gaps.sum
    #expect(total == decoding.decoding)
    #expect(count == summary.outputTokens - summary.counts.finished, "a gap for every token but the first of each request")
    let tpot = try #require(summary[.tpot])
    let itl = try #require(summary[.itl])
    #expect(itl.count > tpot.count && itl.interval != nil && itl.excludesWarmUp)
    let series = summary.series
    #expect(series.reduce(0) { $0 + $1.outputTokens } == summary.outputTokens)
    #expect(series.reduce(0) { $0 + $1.finished } == summary.counts.finished)
    #expect(abs(series.reduce(0) { $0 + $1.joules } - summary.joules) < 1e-6)
    #expect(series.last?.end == summary.end)
  }

  @Test("count what a horizon leaves unfinished, and judge by it")
  func horizon() throws {
    let objective = Objective(limits: [.init(.e2e, atMost: .seconds(100))])
    let summary = try run(MetricsOptions(objective: objective), scheduler: "sarathi", leaps: true, horizon: Instant(.seconds(20))).1
    #expect(summary.counts.unfinished > 0)
    #expect(summary.counts.arrived == summary.counts.finished + summary.counts.rejectedTotal + summary.counts.unfinished)
    #expect(summary.objective?.good == summary.counts.finished, "all that finished did so in time")
    #expect(summary[.attainment]?.mean == Double(summary.counts.finished) / Double(summary.counts.arrived))
    #expect(summary[.requestsInSystem] == nil, "not known where some never left")
  }
}
