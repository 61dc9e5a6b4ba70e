import Hardware
import Kernel
import Model
import Testing

/// Tokens that draw their experts at random: what chance makes of the busiest part, and of small batches.
@Suite("Experts chosen at random")
struct ExpertChanceTests {
  private static func deployment(
    _ model: String, on accelerator: String = "h200", _ layout: ParallelLayout, load: ExpertLoad = .uniform, profile: String? = nil
  ) throws -> Deployment {
    try Deployments.make(model, on: accelerator) {
      $0.layout = layout
      $0.experts.load = load
      $0.engine = EngineCostRules()
      $0.profile = profile.flatMap { ProfileCatalog.entry(named: $0)?.profile }
    }
  }

  private static func time(_ part: IterationPart, _ deployment: Deployment, tokens: Int) -> Double {
    deployment.breakdown(of: Deployments.decode(tokens, context: 500)).first { $0.part == part }?.time.seconds ?? 0
  }

  /// The mean of the most that a part gets of `tokens` choices over the mean of all parts, drawn `times` times token by token.
  private static func drawn(_ mixture: MixtureOfExperts, parts: Int, tokens: Int, times: Int) -> Double {
    var stream = RandomStream(seed: 7, name: "experts")
    let each = mixture.experts / parts
    var sum = 0
    for _ in 0..<times {
      var loads = [Int](repeating: 0, count: parts)
      for _ in 0..<tokens {
        var chosen: [Int] = []
        while chosen.count < mixture.expertsPerToken {
          let expert = stream.integer(below: mixture.experts)
          if !chosen.contains(expert) { chosen.append(expert) }
        }
        for expert in chosen { loads[expert / each] += 1 }
      }
      sum += loads.max() ?? 0
    }
    return Double(sum) / Double(times) / (Double(tokens * mixture.expertsPerToken) / Double(parts))
  }

  @Test(
    "give the busiest part what token by token draws give it",
    arguments: [
      ("mixtral-8x7b", 2), ("mixtral-8x7b", 8), ("qwen3-30b-a3b", 2), ("qwen3-30b-a3b", 8), ("deepseek-v3", 8), ("deepseek-v3", 32),
    ])
  func monteCarlo(model: String, parts: Int) throws {
    let deployment = try Self.deployment(model, on: "b200", ParallelLayout(tensor: 1, data: parts, expert: parts))
    let mixture = try #require(deployment.model.mixtureOfExperts)
    for tokens in [1, 2, 8, 32, 128, 1024] {
      let real = Self.drawn(mixture, parts: parts, tokens: tokens, times: 20_000 / (tokens + 20))
      let closed = deployment.expertImbalance(tokens: tokens)
      let mean = Double(tokens * mixture.expertsPerToken) / Double(parts)
      #expect(
        abs(closed / real - 1) < (mean < 2 ? 0.2 : mean < 8 ? 0.08 : 0.03), "\(tokens) tokens: \(closed) in closed form, \(real) drawn")
    }
  }

  @Test("take the busiest part nearer to the mean the more tokens draw, and never below")
  func monotone() throws {
    let deployment = try Self.deployment("deepseek-v3", ParallelLayout(data: 32, expert: 32))
    let factors = [1, 2, 4, 8, 16, 64, 256, 1024, 65_536].map { deployment.expertImbalance(tokens: $0) }
    #expect(factors == factors.sorted(by: >) && factors.allSatisfy { $0 >= 1 } && (factors.last ?? 2) < 1.02)
    #expect(try Self.deployment("deepseek-v3", ParallelLayout(tensor: 8)).expertImbalance(tokens: 3) == 1, "one part has them all")
    let given = try Self.deployment("deepseek-v3", ParallelLayout(data: 32, expert: 32), load: .imbalance(1.25))
    #expect([1, 100, 10_000].allSatisfy { given.expertImbalance(tokens: $0) == 1.25 }, "a load that is given is no matter of chance")
  }

  /// A balanced small batch touches as many experts as it has choices; a real one leaves some out.
  @Test("take of a balanced table the share of the experts that chance touches")
  func shareOfBalancedTable() throws {
    let profile = try #require(ProfileCatalog.entry(named: "h100")?.profile)
    let deployment = try Self.deployment("mixtral-8x7b", on: "h100-sxm", ParallelLayout(tensor: 2), profile: "h100")
    let mixture = try #require(deployment.model.mixtureOfExperts)
    for tokens in [1, 2, 4, 8, 64, 1024] {
      let table = try #require(
        profile.mixtureSeconds(
          tokens: tokens, hiddenSize: 4096, expertIntermediateSize: 14_336, expertsPerToken: 2, experts: 8, tensorParallel: 2,
          expertParallel: 1, format: .bf16, routing: .balanced))
      let share = min(1, mixture.expectedExpertsTouched(tokens: tokens) / min(8, Double(2 * tokens)))
      let seconds = Self.time(.experts, deployment, tokens: tokens) / Double(deployment.model.expertLayers)
      #expect(abs(seconds / (table * share) - 1) < 0.08, "\(tokens) tokens: \(seconds), table \(table) x \(share)")
    }
  }

  @Test("leave what is measured under a power law to scenarios that ask for it, and models without experts alone")
  func causes() throws {
    func mixture(_ load: ExpertLoad) throws -> Deployment {
      try Self.deployment("mixtral-8x7b", on: "h100-sxm", ParallelLayout(tensor: 2), load: load, profile: "h100")
    }
    let (uniform, skewed) = (try mixture(.uniform), try mixture(.zipf(exponent: 1)))
    #expect(Self.time(.experts, skewed, tokens: 1024) > 1.05 * Self.time(.experts, uniform, tokens: 1024))
    for part in [IterationPart.queryKeyValue, .collectives, .decodeAttention] {
      #expect(Self.time(part, skewed, tokens: 512) == Self.time(part, uniform, tokens: 512))
    }
    func dense(_ load: ExpertLoad) throws -> Deployment {
      try Self.deployment("llama-3.1-8b", on: "h100-sxm", ParallelLayout(), load: load, profile: "h100")
    }
    let shape = Deployments.decode(64, context: 900)
    #expect(try dense(.uniform).costModel.total(shape) == dense(.zipf(exponent: 2)).costModel.total(shape))
  }

  @Test("do not make half the time of a model of dealing its experts out over two accelerators")
  func dealtOutOrDivided() throws {
    func deployment(_ expert: Int) throws -> Deployment {
      try Self.deployment("mixtral-8x7b", on: "h100-sxm", ParallelLayout(tensor: 2, expert: expert), profile: "h100")
    }
    for tokens in [16, 64, 256] {
      let (dealt, divided) = (
        Self.time(.experts, try deployment(2), tokens: tokens), Self.time(.experts, try deployment(1), tokens: tokens)
      )
      #expect((0.8...1.6).contains(dealt / divided), "\(tokens) tokens: \(dealt) dealt out, \(divided) divided")
    }
  }
}
