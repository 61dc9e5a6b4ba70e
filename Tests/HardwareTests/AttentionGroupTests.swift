import Hardware
import Kernel
import Model
import Testing

@Suite("Attention groups of a model")
struct AttentionGroupTests {
  private func shape(_ id: String, _ groups: [AttentionGroup]?) throws -> ModelShape {
    var shape = try ModelCatalog.model(named: id).shape
    if let groups {
      shape.slidingWindow = nil
      shape.givenAttentionGroups = groups
    }
    return shape
  }

  private func cost(_ shape: ModelShape, profile: CalibrationProfile? = nil) throws -> any ExplainingCostModel {
    var options = DeploymentOptions()
    options.profile = profile
    return try Deployment(model: shape, accelerator: AcceleratorCatalog.accelerator(named: "h100-sxm"), options: options).costModel
  }

  @Test("a window is one group beside the layers that see everything, and given as a group it costs the same to the bit")
  func windowIsAGroup() throws {
    for id in ["gemma-3-27b", "mistral-7b-v0.1"] {
      let catalog = try shape(id, nil)
      let window = try #require(catalog.slidingWindow)
      #expect(catalog.attentionGroups.map(\.layers) == [Double(catalog.layers - window.layers), Double(window.layers)])
      #expect(catalog.attentionGroups.map(\.readCap) == [.max, window.tokens])
      let given = try shape(id, catalog.attentionGroups)
      for profile in [nil, FittedProfiles.whole()] {
        let (one, other) = (try cost(catalog, profile: profile), try cost(given, profile: profile))
        #expect(one.readCaps == other.readCaps)
        for (sequences, context) in [(1, 100), (7, 5000), (64, 900)] {
          let batch = Deployments.decode(sequences, context: context, window: one.readCaps[1])
          #expect(one.iterationCost(of: batch, chunks: .zero) == other.iterationCost(of: batch, chunks: .zero))
          #expect(one.chunkCost(tokens: 300, contextTokens: context) == other.chunkCost(tokens: 300, contextTokens: context))
        }
      }
    }
  }

  @Test("four groups are summed each to its cap: sinks with a window, a selection, a share of the heads")
  func fourGroups() throws {
    let plain = try cost(shape("llama-3.1-8b", nil))
    let groups = [
      AttentionGroup(layers: 8), AttentionGroup(layers: 8, read: .ends(first: 4, last: 252)),
      AttentionGroup(layers: 15.5, read: .selected(2048)), AttentionGroup(layers: 0.5, read: .ends(first: 0, last: 16)),
    ]
    let model = try cost(shape("llama-3.1-8b", groups))
    #expect((0...3).map { model.readCaps[$0] } == [.max, 256, 2048, 16])
    var batch = BatchShape()
    batch.addDecodes(10, contextTokens: 4000, readCaps: model.readCaps)
    #expect((0...3).map { batch.decodeContext[$0] } == [40_000, 2560, 20_480, 160])
    let slopes = model.iterationCost(of: batch, chunks: .zero).time.slopes
    let whole = plain.iterationCost(of: batch, chunks: .zero).time.slopes.whole
    for (group, layers) in [8, 8, 15.5, 0.5].enumerated() { #expect(abs(Double(slopes[group]) - Double(whole) * layers / 32) <= 1) }
    #expect(model.total(batch).time < plain.total(batch).time)
    #expect(model.chunkCost(tokens: 512, contextTokens: 9000).time < plain.chunkCost(tokens: 512, contextTokens: 9000).time)
    #expect(model.breakdown(of: batch, chunks: .zero).reduce(Duration.zero) { $0 + $1.time } == model.total(batch).time)
  }

  @Test("an index is looked through over the whole context, a state is read whatever the context, a narrow format reads less")
  func otherLaws() throws {
    func line(_ groups: [AttentionGroup]) throws -> StepLine {
      let model = try cost(shape("llama-3.1-8b", groups))
      var batch = BatchShape()
      batch.addDecodes(16, contextTokens: 1000, readCaps: model.readCaps)
      return model.iterationCost(of: batch, chunks: .zero)
    }
    let none = AttentionGroup(layers: 0)
    let selected = AttentionGroup(layers: 32, read: .selected(512))
    let plain = try line([none, selected])
    var scanned = selected
    scanned.scan = AttentionGroup.Scan(bytesPerToken: 132, flopsPerToken: 0)
    let index = try line([none, scanned])
    #expect(plain.time.slopes.whole == 0 && index.time.slopes.whole > 0)
    #expect(index.time.slopes[1] == plain.time.slopes[1] && index.time.base == plain.time.base)
    var linear = selected
    linear.stateBytes = 1e6
    let state = try line([none, linear])
    #expect(state.time.slopes == plain.time.slopes && state.time.base > plain.time.base)
    var narrow = selected
    narrow.format = .int4
    #expect(try line([none, narrow]).time.slopes[1] < plain.time.slopes[1])
  }

  @Test("groups that cannot be are refused")
  func faults() throws {
    func message(_ groups: [AttentionGroup]) -> String {
      do {
        try shape("llama-3.1-8b", groups).validate()
        return ""
      } catch { return "\(error)" }
    }
    let all = AttentionGroup(layers: 32)
    #expect(message([all]) == "")
    #expect(message([]).contains("number of attention groups is 0"))
    #expect(message(Array(repeating: AttentionGroup(layers: 6.4), count: 5)).contains("number of attention groups is 5"))
    #expect(message([AttentionGroup(layers: 31)]).contains("do not come to the model's 32 layers"))
    #expect(message([AttentionGroup(layers: 32, read: .selected(9))]).contains("does not read everything"))
    #expect(message([all, AttentionGroup(layers: 0, read: .selected(0))]).contains("an attention group reads nothing"))
    #expect(message([AttentionGroup(layers: .nan)]).contains("out of range"))
    #expect(message([AttentionGroup(layers: 32, keep: .budget(100))]).contains("reads more of a sequence than the 100 tokens"))
    #expect(message([AttentionGroup(layers: 31.9999), AttentionGroup(layers: 1e-4, read: .selected(9))]).contains("0.0001 layers"))
    let linear = AttentionGroup(layers: 32, read: .selected(0), keep: .asRead, stateBytes: 1e6)
    #expect(message([AttentionGroup(layers: 0), linear]) == "")
    #expect(AttentionGroup(layers: 1, read: .ends(first: .max, last: 1)).readCap == .max)
  }

  @Test("rows of decodes pass through the layers, sequences cost the host: the two are told apart")
  func rows() throws {
    let model = try cost(shape("llama-3.1-8b", nil))
    var batch = BatchShape()
    batch.addDecodes(64, contextTokens: 1000, readCaps: model.readCaps)
    #expect(batch.decodeRows == 64 && batch.tokens == 64 && batch.sampledRows == 64)
    var verified = batch
    verified.decodeRows = 64 * 4
    #expect(verified.tokens == 256 && model.total(verified).time > model.total(batch).time)
    var sampled = batch
    sampled.decodeRows = 0
    sampled.prefillTokens = 64
    let (ours, prompts) = (model.iterationCost(of: batch, chunks: .zero), model.iterationCost(of: sampled, chunks: .zero))
    #expect(ours.time.base >= prompts.time.base, "the layers see rows alike, whichever sequence they belong to")
  }
}
