import Hardware
import Kernel
import Metrics
import Model
import Network
import Record
import Serving
import Workload

/// How fast the main loop is: Llama-3.1-8B on H100, Azure conversation lengths, a steady 70 % of capacity, metrics on,
/// nothing recorded.
struct MainLoopBenchmark {
  /// One timed run.
  struct Figure {
    var requestsPerSecond: Double
    /// The same for each unit of the yardstick, which was laid on just before.
    var requestsPerUnit: Double
    var iterationsPerRequest: Double
    var nanosecondsPerRequest: Double
  }

  /// Where an iteration's time comes from, and what the engine does beside its policy.
  enum Engine {
    /// The roofline under the plainest engine.
    case plain
    /// The profile fitted to measured operators, under vLLM's rules: plans made ahead, padded graphs, blocks taken chunk by chunk.
    case fitted
  }

  let table: CyclingLoad.Table
  let deployment: Deployment
  let rules: EngineRules

  init(profile path: String, engine: Engine) throws {
    table = try CyclingLoad.Table(profile: path)
    var options = DeploymentOptions()
    if engine == .fitted {
      options.profile = ProfileCatalog.entry(forAccelerator: "h100-sxm")?.profile
      options.engine = .vllm(maximumSequences: options.maximumSequences)
      rules = EngineRules(
        asynchronousScheduling: true, frontEndDelay: .milliseconds(6), frontEndService: .milliseconds(2), prefixCaching: false,
        reservesWholePrompt: false, admissionNeedsWholePrompt: true)
    } else {
      rules = EngineRules()
    }
    deployment = try Deployment(
      model: ModelCatalog.model(named: "llama-3.1-8b").shape, accelerator: AcceleratorCatalog.accelerator(named: "h100-sxm"),
      options: options)
  }

  /// Requests a second that one replica serves when all of its load is there from the start.
  func capacity(scheduler: String) throws -> Double {
    let outcome = try run(scheduler: scheduler, replicas: 1, requests: 20_000, requestsPerSecond: 0, metrics: nil)
    return Double(outcome.finished) / outcome.end.seconds
  }

  /// What is beside replicas that do all of a request themselves.
  enum Shape {
    /// Nothing.
    case plain
    /// Half of them compute prompts and hand the KV over layer by layer.
    case handingOver
    /// The same through a tree of eight replicas a node and four nodes a rack; a rack's link to the spine is so many times
    /// narrower than those of its nodes together.
    case handingOverTree(oversubscription: Int)
    /// As with ports of their own, and they change roles by Splitwise's rule.
    case mixing
    /// Their steps verify drafts of three tokens, of which some two in three are right.
    case speculating
    /// They crash, each every ten minutes in the mean and for a minute.
    case failing
  }

  /// Times a run at `load` of capacity; the median of `repetitions`.
  func measure(
    scheduler: String, replicas: Int, requests: Int, requestsPerSecond: Double, shape: Shape = .plain, repetitions: Int = 5
  ) throws -> Figure {
    var figures: [Figure] = []
    for _ in 0..<repetitions {
      let metrics = RunMetrics()
      let yardstick = Yardstick.unitsPerSecond()
      let start = ProcessorTime.seconds()
      let outcome = try run(
        scheduler: scheduler, replicas: replicas, requests: requests, requestsPerSecond: requestsPerSecond, shape: shape,
        metrics: metrics)
      let seconds = ProcessorTime.seconds() - start
      let iterations = outcome.replicas.reduce(0) { $0 + $1.iterations }
      figures.append(
        Figure(
          requestsPerSecond: Double(requests) / seconds, requestsPerUnit: Double(requests) / seconds / yardstick,
          iterationsPerRequest: Double(iterations) / Double(requests),
          nanosecondsPerRequest: seconds * 1e9 / Double(requests)))
    }
    figures.sort { $0.requestsPerUnit < $1.requestsPerUnit }
    return figures[figures.count / 2]
  }

  private func run(
    scheduler: String, replicas: Int, requests: Int, requestsPerSecond: Double, shape: Shape = .plain, metrics: RunMetrics?
  ) throws -> RunOutcome {
    let replica = ReplicaConfiguration(
      costModel: deployment.costModel, kvBlocks: deployment.memory.kvBlocks, maximumModelTokens: 131_072, scheduler: scheduler,
      idleWatts: deployment.idleWatts, rules: rules)
    var cluster = ClusterConfiguration(
      pools: [PoolConfiguration(name: "pool", replicas: replicas, replica: replica)],
      router: replicas == 1 ? "round_robin" : "least_tokens")
    apply(shape, to: &cluster)
    var simulation = try Simulation(
      cluster: cluster, source: CyclingLoad(table, requests: requests, requestsPerSecond: requestsPerSecond),
      options: SimulationOptions(), observer: metrics)
    return try simulation.run()
  }

  private func apply(_ shape: Shape, to cluster: inout ClusterConfiguration) {
    let pool = cluster.pools[0]
    switch shape {
    case .plain: break
    case .speculating:
      let acceptance = AcceptanceModel(.byPosition([0.7, 0.65, 0.6]), spread: 0.5)
      cluster.pools[0].replica.speculation = SpeculationRules(tokens: 3, classes: acceptance.cycles(depth: 3, blockTokens: 16))
    case .failing:
      cluster.failures.random = [
        RandomFaults(replicas: 0..<pool.replicas, meanTimeBetweenFailures: .seconds(600), meanTimeToRepair: .seconds(60))
      ]
    case .handingOver, .handingOverTree, .mixing:
      let handOver = HandOverConfiguration(
        mode: .layered, choice: .atArrival, bytesPerToken: deployment.keyValueBytesPerToken, layers: deployment.model.layers)
      let port = LinkFigures(bytesPerSecond: 50_000_000_000, latency: .microseconds(2))
      cluster.pools = [PoolRole.prefill, .decode].map {
        PoolConfiguration(
          name: $0.rawValue, replicas: pool.replicas / 2, replica: pool.replica, role: $0, handOver: handOver, port: port)
      }
      cluster.router = "shortest_queue"
      if case .mixing = shape { cluster.mixedPool = MixedPoolRule() }
      if case .handingOverTree(let oversubscription) = shape {
        let spine = LinkFigures(bytesPerSecond: 4 * port.bytesPerSecond / oversubscription, latency: .microseconds(5))
        cluster.network = .tree(TreeNetwork(replicasPerNode: 8, nodesPerRack: 4, nodeLink: nil, rackLink: port, spineLink: spine))
      }
    }
  }
}
