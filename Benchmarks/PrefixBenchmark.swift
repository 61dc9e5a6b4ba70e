import Hardware
import Kernel
import Metrics
import Model
import Serving
import Workload

/// How fast prompts are shared: a load with Mooncake's lengths, arrivals and common beginnings on 16 replicas of
/// Llama-3.1-8B on H100 under vLLM's rules.
///
/// Everything counts: drawing the load, the look-ups of the router, the caches, the metrics.
struct PrefixBenchmark {
  let profile: String
  let deployment: Deployment
  let requests: Int

  init(profile: String, requests: Int) throws {
    self.profile = profile
    self.requests = requests
    deployment = try Deployment(
      model: ModelCatalog.model(named: "llama-3.1-8b").shape, accelerator: AcceleratorCatalog.accelerator(named: "h100-sxm"))
  }

  /// Processor seconds of one run, and the share of the prompt tokens that was cached.
  func measure(router: String, eviction: EvictionPolicy = .leastRecentlyUsed) throws -> (seconds: Double, share: Double) {
    var rules = EngineRules(
      asynchronousScheduling: true, prefixCaching: true, reservesWholePrompt: false, admissionNeedsWholePrompt: true)
    rules.prefixes.eviction = eviction
    let replica = ReplicaConfiguration(
      costModel: deployment.costModel, kvBlocks: deployment.memory.kvBlocks, watermarkBlocks: 0, maximumModelTokens: 131_072,
      rules: rules)
    let start = ProcessorTime.seconds()
    let source = try WorkloadSpecification(origin: .profile(path: profile, requests: requests)).makeSource(seed: 1)
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: [PoolConfiguration(name: "pool", replicas: 16, replica: replica)], router: router),
      source: source, options: SimulationOptions(promptBlockTokens: 512), observer: RunMetrics())
    let outcome = try simulation.run()
    let seconds = ProcessorTime.seconds() - start
    let queried = outcome.replicas.reduce(0) { $0 + $1.cacheQueriedTokens }
    return (seconds, Double(outcome.replicas.reduce(0) { $0 + $1.cacheHitTokens }) / Double(max(1, queried)))
  }
}
