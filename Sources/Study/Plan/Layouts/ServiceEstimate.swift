import Hardware
import Kernel
import Metrics
import Record
import Scenario

/// About how many replicas a load takes, from two iterations of the cost model and the load's means: where a search begins, and no more.
///
/// A replica spends a share of its time on prompts; the rest is left for tokens, whose batch grows until as many tokens leave it as
/// come (the fluid limit of processor sharing).
struct ServiceEstimate {
  private let deployed: Scenario.DeployedPool
  private let load: PlanLoad
  private let slowest: Double

  /// How much of its time a replica may spend on prompts.
  private static let mostPrefill = 0.7
  /// How much of the limit on a token's time the mean may take, for the tail is slower.
  private static let tail = 0.8

  init(_ deployed: Scenario.DeployedPool, load: PlanLoad, objective: Objective) {
    self.deployed = deployed
    self.load = load
    let limits = objective.limits + objective.percentileLimits.map(\.limit)
    slowest = limits.filter { $0.metric == .tpot }.map(\.atMost.seconds).min() ?? .infinity
  }

  /// About the fewest replicas of this role at a rate, at most `most`.
  func replicas(role: PoolRole, rate: Double, most: Int) -> Int {
    var (low, high) = (0, 1)
    while high < most && !carries(rate / Double(high), role) { (low, high) = (high, high * 2) }
    high = min(high, most)
    while high - low > 1 {
      let middle = (low + high) / 2
      if carries(rate / Double(middle), role) { high = middle } else { low = middle }
    }
    return max(1, high)
  }

  /// Whether one replica carries so many requests a second.
  private func carries(_ rate: Double, _ role: PoolRole) -> Bool {
    let prefill = role == .decode ? 0 : rate * prefillSeconds
    if prefill > Self.mostPrefill { return false }
    if role == .prefill { return true }
    let context = load.figures.meanPromptTokens + load.figures.meanOutputTokens / 2
    let room = min(
      Double(deployed.deployment.options.maximumSequences), Double(deployed.deployment.memory.keyValueTokens) / max(1, context))
    var batch = 1.0
    for _ in 0..<64 {
      let token = decodeSeconds(batch, context: context) / (1 - prefill)
      if batch > room || token > slowest * Self.tail { return false }
      let next = max(1, rate * load.figures.meanOutputTokens * token)
      if next <= batch * 1.001 { return true }
      batch = next
    }
    return false
  }

  private var prefillSeconds: Double {
    let tokens = max(1, Int(min(load.figures.meanPromptTokens, Double(deployed.maximumBatchedTokens))))
    var shape = BatchShape()
    (shape.prefillChunks, shape.prefillTokens, shape.sampledRows) = (1, tokens, 1)
    let model = deployed.deployment.costModel
    let chunk = model.chunkCost(tokens: tokens, contextTokens: 0)
    let line = model.iterationCost(of: shape, chunks: chunk)
    return line.time(of: shape.decodeContext).seconds * load.figures.meanPromptTokens / Double(tokens)
  }

  private func decodeSeconds(_ batch: Double, context: Double) -> Double {
    let model = deployed.deployment.costModel
    var shape = BatchShape()
    shape.addDecodes(max(1, Int(batch.rounded())), contextTokens: max(1, Int(context)), readCaps: model.readCaps)
    return model.iterationCost(of: shape, chunks: .zero).time(of: shape.decodeContext).seconds
  }
}
