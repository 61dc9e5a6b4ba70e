import Hardware
import Kernel
import Model
import Testing

/// What drafting and verifying cost beside a plain step.
@Suite struct DraftedCostTests {
  private static func deployment(_ model: String, _ draft: DraftOptions?) throws -> Deployment {
    var options = DeploymentOptions()
    options.draft = draft
    // Latent attention with all its heads on each accelerator.
    if model.hasPrefix("deepseek") { (options.layout.data, options.layout.expert) = (8, 8) }
    return try Deployment(
      model: ModelCatalog.model(named: model).shape,
      accelerator: AcceleratorCatalog.accelerator(named: model.hasPrefix("deepseek") ? "h200" : "h100-sxm"), options: options)
  }

  /// A step of so many sequences with so much context each, of which so many tokens are drafted.
  private static func step(_ deployment: Deployment, sequences: Int, context: Int, drafted: Int = 0) -> StepLine {
    var shape = BatchShape()
    shape.decodeSequences = sequences
    shape.decodeRows = sequences * (drafted + 1)
    shape.sampledRows = shape.decodeRows
    shape.decodeContext.whole = sequences * (context + drafted + 1)
    return deployment.costModel.iterationCost(of: shape, chunks: .zero)
  }

  private static func seconds(_ deployment: Deployment, sequences: Int, context: Int, drafted: Int = 0) -> Double {
    step(deployment, sequences: sequences, context: context, drafted: drafted)
      .time(of: GroupValues(whole: sequences * (context + drafted + 1))).seconds
  }

  @Test func `without drafts a step costs what it costs without a draft`() throws {
    let plain = try Self.deployment("llama-3.1-8b", nil)
    let drafting = try Self.deployment("llama-3.1-8b", DraftOptions(.lastLayer, tokens: 3))
    for sequences in [1, 16, 128] {
      #expect(Self.step(plain, sequences: sequences, context: 700) == Self.step(drafting, sequences: sequences, context: 700))
    }
  }

  @Test func `a step grows with what is drafted, and with what drafts`() throws {
    let (host, layer) = (
      try Self.deployment("llama-3.1-8b", DraftOptions(.host(seconds: 0.0001), tokens: 7)),
      try Self.deployment("llama-3.1-8b", DraftOptions(.lastLayer, tokens: 7))
    )
    let other = try Self.deployment(
      "llama-3.1-8b", DraftOptions(.model(ModelCatalog.model(named: "llama-3.2-1b").shape), tokens: 7))
    var last = 0.0
    for drafted in 0...7 {
      let time = Self.seconds(layer, sequences: 8, context: 500, drafted: drafted)
      #expect(time > last)
      last = time
      if drafted == 0 { continue }
      #expect(Self.seconds(host, sequences: 8, context: 500, drafted: drafted) < time)
      #expect(Self.seconds(other, sequences: 8, context: 500, drafted: drafted) > time)
    }
  }

  @Test func `keys and values are read once for all tokens that a sequence verifies, until arithmetic takes longer`() throws {
    let grouped = try Self.deployment("llama-3.1-8b", DraftOptions(.host(seconds: 0), tokens: 3))
    let latent = try Self.deployment("deepseek-v3", DraftOptions(.host(seconds: 0), tokens: 3))
    func ratio(_ deployment: Deployment) -> Double {
      let slope = { (drafted: Int) in Double(Self.step(deployment, sequences: 16, context: 4000, drafted: drafted).time.slopes.whole) }
      return slope(3) / slope(0)
    }
    #expect(ratio(grouped) == 1)
    #expect(ratio(latent) > 1.5 && ratio(latent) < 4.01, "\(ratio(latent))")
  }

  @Test func `a draft over a part of the context gains more, the longer the contexts are`() throws {
    let whole = try Self.deployment("llama-3.1-8b", DraftOptions(.itself, tokens: 3))
    let capped = try Self.deployment("llama-3.1-8b", DraftOptions(.itself, tokens: 3, contextTokens: 256))
    func share(_ context: Int) -> Double {
      Self.seconds(capped, sequences: 32, context: context, drafted: 3) / Self.seconds(whole, sequences: 32, context: context, drafted: 3)
    }
    #expect(share(200) == 1 && share(2000) < 1 && share(8000) < share(2000))
    #expect(capped.memory == whole.memory)
  }

  @Test func `an engine that works in turn with its accelerator has the host's time twice in a step that drafts`() throws {
    func gain(_ engine: EngineCostRules, _ change: (inout DraftOptions) -> Void = { _ in }) throws -> Double {
      var options = DeploymentOptions()
      options.engine = engine
      options.draft = DraftOptions(.lastLayer, tokens: 3)
      change(&options.draft!)
      let deployment = try Deployment(
        model: ModelCatalog.model(named: "llama-3.1-8b").shape, accelerator: AcceleratorCatalog.accelerator(named: "h100-sxm"),
        options: options)
      return Self.seconds(deployment, sequences: 8, context: 500, drafted: 3)
    }
    var engine = EngineCostRules()
    (engine.hostSecondsPerIteration, engine.hostSecondsPerSequence) = (1e-3, 1e-5)
    let turns = try gain(engine)
    #expect(abs(turns - (try gain(engine) { $0.hostSeconds = 0 }) - 1.08e-3) < 1e-9)
    #expect(abs((try gain(engine) { $0.hostSeconds = 5e-3 }) - turns - 3.92e-3) < 1e-9)
    #expect(abs((try gain(engine) { $0.passSeconds = 1e-3 }) - turns - 3e-3) < 1e-9)
    engine.overlapsHost = true
    #expect(try gain(engine) == gain(engine) { $0.hostSeconds = 0 })
  }

  @Test func `a draft elsewhere takes two hops more, and the longer of both where they overlap`() throws {
    let shape = try ModelCatalog.model(named: "llama-3.2-1b").shape
    let accelerator = try AcceleratorCatalog.accelerator(named: "h100-sxm")
    func deployment(_ placement: DraftPlacement?) throws -> Deployment {
      var draft = DraftOptions(.model(shape), tokens: 3)
      draft.placement = placement
      return try Self.deployment("llama-3.1-8b", draft)
    }
    let link = try LinkCatalog.link(named: "pcie-5")
    let (same, apart, beside) = (
      try deployment(nil), try deployment(DraftPlacement(accelerator: accelerator, link: link)),
      try deployment(DraftPlacement(accelerator: accelerator, link: link, overlaps: true))
    )
    let plain = try Self.deployment("llama-3.1-8b", DraftOptions(.host(seconds: 0), tokens: 3))
    for (sequences, context) in [(1, 300), (16, 700), (64, 4000), (128, 12000)] {
      func seconds(_ deployment: Deployment) -> Double { Self.seconds(deployment, sequences: sequences, context: context, drafted: 3) }
      let hops = seconds(apart) - seconds(same)
      #expect(hops >= 2 * link.latencySeconds.value && hops < 2 * link.latencySeconds.value + 1e-6, "\(hops)")
      let (verify, draft) = (seconds(plain), seconds(same) - seconds(plain))
      #expect(abs(seconds(beside) - hops - max(verify, draft)) < 1e-3, "the host's turn is in the verifying step")
      #expect(seconds(beside) < seconds(apart))
    }
    // A draft that reads more for each token of context overtakes the model at a corner, up to which the line holds.
    let line = Self.step(beside, sequences: 16, context: 700, drafted: 3).time
    for context in [11_264, 20_000, 200_000] where context <= line.limit {
      let step = Self.step(beside, sequences: 16, context: context / 16 - 4, drafted: 3)
      #expect(step.time(of: GroupValues(whole: context)).picoseconds == line.value(at: GroupValues(whole: context)))
    }
  }

  @Test func `drafts that nothing verifies have a row of each sequence, and the same passes`() throws {
    var folded = DraftOptions(.lastLayer, tokens: 3)
    folded.verifies = false
    let (plain, whole, unverified) = (
      try Self.deployment("llama-3.1-8b", nil), try Self.deployment("llama-3.1-8b", DraftOptions(.lastLayer, tokens: 3)),
      try Self.deployment("llama-3.1-8b", folded)
    )
    let (step, base) = (Self.seconds(unverified, sequences: 64, context: 700), Self.seconds(plain, sequences: 64, context: 700))
    #expect(step > base && step < Self.seconds(whole, sequences: 64, context: 703, drafted: 3))
  }

  @Test func `where a step's time goes adds up, drafting included`() throws {
    let deployment = try Self.deployment("llama-3.1-8b", DraftOptions(.lastLayer, tokens: 3))
    var shape = BatchShape()
    (shape.decodeSequences, shape.decodeRows, shape.sampledRows) = (8, 32, 32)
    shape.decodeContext.whole = 8 * 504
    let parts = deployment.breakdown(of: shape)
    let time = deployment.costModel.iterationCost(of: shape, chunks: .zero).time(of: shape.decodeContext)
    #expect(parts.reduce(Duration.zero) { $0 + $1.time } == time)
    #expect(parts.contains { $0.part == .draft })
  }
}
