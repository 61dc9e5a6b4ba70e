import Hardware
import Kernel
import Model
import Testing

/// What is drawn moves with its cause, and with nothing else.
@Suite("The draw of an iteration")
struct PowerCauseTests {
  private func deployment(
    _ model: String = "qwen3-8b", on accelerator: String = "h100-sxm", changing change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    try Deployments.make(model, on: accelerator) { options in
      options.profile = ProfileCatalog.entry(forAccelerator: accelerator)?.profile
      options.engine = .vllm(maximumSequences: 1024)
      change(&options)
    }
  }

  private func cost(_ deployment: Deployment, _ sequences: Int) -> ChunkCost {
    deployment.costModel.total(Deployments.decode(sequences, context: 500))
  }

  /// Watts of one accelerator over an iteration.
  private func watts(_ deployment: Deployment, _ sequences: Int) -> Double {
    let total = cost(deployment, sequences)
    let above = Double(total.energyNanojoules) / 1e9 / total.time.seconds / Double(deployment.accelerators)
    return above + deployment.accelerator.idleWatts.value
  }

  /// ML.ENERGY's steady states on H100: 427 W at 8 sequences, 633 at 256.
  @Test("is higher the larger the batch, as measured", arguments: ["h100-sxm", "h200"])
  func rises(accelerator: String) throws {
    let deployment = try deployment(on: accelerator)
    let draw = [8, 32, 128, 256].map { watts(deployment, $0) }
    // The sampler's share of a large batch grows, and it draws less than attention does: the draw levels off.
    for (less, more) in zip(draw, draw.dropFirst()) { #expect(more > 0.98 * less, "\(draw)") }
    #expect(draw[3] > 1.1 * draw[0], "\(draw)")
    if accelerator == "h100-sxm" { #expect((350...500).contains(draw[0]) && (540...700).contains(draw[3]), "\(draw)") }
  }

  @Test("does not change with exposed host time, which costs idle joules: they grow with the time")
  func hostTime() throws {
    let usual = try deployment()
    let slow = try deployment { $0.engine?.exposedSecondsPerIteration = 5e-3 }
    let (one, other) = (cost(usual, 16), cost(slow, 16))
    #expect(one.energyNanojoules == other.energyNanojoules && other.time > one.time)
    func joules(_ total: ChunkCost) -> Double { Double(total.energyNanojoules) / 1e9 + usual.idleWatts * total.time.seconds }
    #expect(abs(joules(other) - joules(one) - usual.idleWatts * (other.time - one.time).seconds) < 1e-9)
    #expect(watts(slow, 16) < watts(usual, 16))
  }

  @Test("has the sampler's part, by rows and by its share")
  func sampler() throws {
    func part(_ sequences: Int, _ change: (inout DeploymentOptions) -> Void = { _ in }) throws -> BreakdownPart {
      let parts = try deployment(changing: change).breakdown(of: Deployments.decode(sequences, context: 500))
      return try #require(parts.first { $0.part == .sampler })
    }
    let (few, many) = (try part(16), try part(160))
    #expect(few.energyNanojoules > 0 && many.energyNanojoules > 5 * few.energyNanojoules)
    let drawn = Double(many.energyNanojoules) / 1e9 / many.time.seconds
    let card = try deployment().accelerator
    let share = drawn / (card.maximumWatts.value - card.idleWatts.value)
    #expect(abs(share - card.power.shares.value.sampler) < 0.02, "\(share)")
    let doubled = try part(160) { $0.roofline.samplerPowerShare = card.power.shares.value.sampler / 2 }
    #expect(abs(Double(doubled.energyNanojoules) / Double(many.energyNanojoules) - 0.5) < 0.01 && doubled.time == many.time)
  }

  @Test("is the sum of its parts, and of its shares one by one", arguments: [1, 8, 200])
  func sums(sequences: Int) throws {
    let shape = Deployments.decode(sequences, context: 700)
    let whole = try deployment()
    let parts = whole.breakdown(of: shape)
    #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == cost(whole, sequences, 700).energyNanojoules)
    let own = whole.accelerator.power.shares.value
    var sum = 0.0
    for index in 0..<4 {
      let alone = try deployment { options in
        options.roofline.activePowerShare = index == 0 ? own.active : 0
        options.roofline.computePowerShare = index == 1 ? own.compute : 0
        options.roofline.memoryPowerShare = index == 2 ? own.memory : 0
        options.roofline.samplerPowerShare = index == 3 ? own.sampler : 0
      }
      sum += Double(cost(alone, sequences, 700).energyNanojoules)
    }
    // The board's limit holds some of these operators of a large batch.
    #expect(abs(sum / Double(cost(whole, sequences, 700).energyNanojoules) - 1) < 0.1)
  }

  private func cost(_ deployment: Deployment, _ sequences: Int, _ context: Int) -> ChunkCost {
    deployment.costModel.total(Deployments.decode(sequences, context: context))
  }

  @Test("lasts as long as measured attention does: what takes longer than the roofline draws its active share all the while")
  func measuredAttention() throws {
    let deployment = try deployment { $0.roofline.samplerPowerShare = 0 }
    let without = try self.deployment {
      $0.roofline.samplerPowerShare = 0
      $0.roofline.activePowerShare = 0
    }
    let shape = Deployments.decode(64, context: 2000)
    let parts = deployment.breakdown(of: shape).filter { $0.part == .decodeAttention || $0.part == .attentionLaunch }
    let bare = without.breakdown(of: shape).filter { $0.part == .decodeAttention || $0.part == .attentionLaunch }
    let active = Double(parts.reduce(0) { $0 + $1.energyNanojoules } - bare.reduce(0) { $0 + $1.energyNanojoules }) / 1e9
    let card = deployment.accelerator
    let watts = card.power.shares.value.active * (card.maximumWatts.value - card.idleWatts.value)
    #expect(abs(active / parts.reduce(0) { $0 + $1.time.seconds } / watts - 1) < 0.02, "\(active)")
  }

  @Test("of cards with GDDR rests on no board with stacked memory that was fitted")
  func kindsOfMemory() throws {
    let cards = ["l40s", "rtx-4090", "rtx-pro-6000", "a6000", "a40", "l4", "t4", "a10", "a10g", "rtx-3090", "rtx-5090"]
    let hopper = try AcceleratorCatalog.accelerator(named: "h100-sxm").power.shares
    for id in cards {
      let shares = try AcceleratorCatalog.accelerator(named: id).power.shares
      #expect(!shares.source.contains("fitted") && shares.value != hopper.value, "\(id): \(shares.source)")
    }
    // An HBM board's shares, changed, change that board alone.
    var changed = try AcceleratorCatalog.accelerator(named: "h100-sxm")
    changed.power.shares.value.memory = 0.9
    let model = try ModelCatalog.model(named: "llama-3.1-8b").shape
    let (one, other) = (
      try Deployment(model: model, accelerator: changed), try Deployments.make("llama-3.1-8b", on: "h100-sxm")
    )
    #expect(cost(one, 16).energyNanojoules > cost(other, 16).energyNanojoules && cost(one, 16).time == cost(other, 16).time)
  }

  @Test(
    "of every accelerator with nothing to do is lower at rest than awake, and its server's part adds up to its host's",
    arguments: AcceleratorCatalog.accelerators.map(\.id))
  func states(id: String) throws {
    let accelerator = try AcceleratorCatalog.accelerator(named: id)
    let power = accelerator.power
    #expect(power.restWatts.value > 0 && power.restWatts.value < accelerator.idleWatts.value)
    #expect(abs(power.server.share.value - accelerator.hostWatts.value) < 1e-9 && power.server.fixedWatts > 0)
    #expect(power.server.wattsPerAccelerator > 0, "\(power.server)")
    #expect(!power.shares.source.isEmpty && !power.restWatts.source.isEmpty && !power.server.source.isEmpty)
    #expect(power.restAfterSeconds.value.map { $0 > 0 } ?? true)
    try accelerator.validate()
  }
}
