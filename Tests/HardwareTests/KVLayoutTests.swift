import Hardware
import Kernel
import Model
import Testing

@Suite("KV blocks by attention groups")
struct KVLayoutTests {
  private func memory(_ id: String, hybrid: Bool = true, tensor: Int = 1) throws -> Deployment {
    var options = DeploymentOptions()
    options.hybridKVCache = hybrid
    options.layout.tensor = tensor
    let accelerator = try AcceleratorCatalog.accelerator(named: "h100-sxm")
    return try Deployment(model: ModelCatalog.model(named: id).shape, accelerator: accelerator, options: options)
  }

  private func layout(_ id: String, _ groups: [AttentionGroup]) throws -> KVLayout {
    var shape = try ModelCatalog.model(named: id).shape
    shape.slidingWindow = nil
    shape.givenAttentionGroups = groups
    try shape.validate()
    return KVBytes(of: shape, format: .bf16).blocks(ofTokens: 16).layout
  }

  @Test("a block holds the layers of the smallest group, and a group that does not divide is filled up")
  func sizes() throws {
    // Layers that keep everything and layers with a window, as the models are published.
    for (id, whole, windowed, cap) in [("gemma-3-27b", 1, 6, 1024), ("gpt-oss-20b", 1, 1, 128), ("gemma-2-27b", 1, 1, 4096)] {
      let layout = try memory(id).memory.layout
      #expect((layout.blocks[0], layout.blocks[1], layout.keepCaps[1]) == (whole, windowed, cap), "\(id)")
    }
    #expect(try memory("llama-3.1-8b").memory.layout == .plain)
    let windows = try memory("mistral-7b-v0.1").memory.layout
    #expect((windows.blocks[0], windows.blocks[1], windows.sharesPrefixes) == (0, 1, false))
    // 10 and 9 layers are nearly alike: no second block is taken for one layer.
    let near = try layout(
      "llama-3.1-8b",
      [
        AttentionGroup(layers: 13), AttentionGroup(layers: 19, read: .ends(first: 0, last: 64), keep: .asRead),
      ])
    #expect((near.blocks[0], near.blocks[1]) == (1, 2))
    let alike = try layout(
      "llama-3.1-8b",
      [
        AttentionGroup(layers: 15), AttentionGroup(layers: 17, read: .ends(first: 0, last: 64), keep: .asRead),
      ])
    #expect((alike.blocks[0], alike.blocks[1]) == (1, 1))
  }

  @Test("a sequence takes blocks of each group up to what it keeps, and its state whatever its length")
  func blocksOfASequence() {
    var layout = KVLayout(blocks: GroupValues(whole: 1), stateBlocks: 2)
    (layout.blocks[1], layout.keepCaps[1]) = (3, 40)
    #expect([0, 1, 16, 17, 40, 41, 1000].map { layout.blocks(forTokens: $0, blockTokens: 16) } == [0, 6, 6, 10, 14, 14, 74])
    // 41 to 48 tokens take no block more than 40, and a sequence of one token takes 6.
    #expect([5, 6, 14].map { layout.mostTokens(in: $0, blockTokens: 16) } == [0, 16, 48])
    #expect(KVLayout.plain.mostTokens(in: 3, blockTokens: 16) == 48)
    (layout.blocks.whole, layout.stateBlocks) = (0, 0)
    #expect(layout.mostTokens(in: 9, blockTokens: 16) > 1 << 30, "what is forgotten takes no room")
    #expect([0, 1, 16, 17, 1000].map { KVLayout.plain.blocks(forTokens: $0, blockTokens: 16) } == [0, 1, 1, 2, 63])
  }

  @Test(
    "windows that give blocks back hold more long sequences, and no step takes another time", arguments: ["gpt-oss-20b", "gemma-3-27b"])
  func whatWindowsFree(id: String) throws {
    let (hybrid, whole) = (try memory(id), try memory(id, hybrid: false))
    #expect(whole.memory.layout == .plain)
    func sequences(_ deployment: Deployment, _ tokens: Int) -> Int {
      deployment.memory.kvBlocks / deployment.memory.layout.blocks(forTokens: tokens, blockTokens: 16)
    }
    #expect(sequences(hybrid, 32_768) > 3 * sequences(whole, 32_768) / 2)
    // Bytes are the same while nothing is forgotten, but for a group that is filled up.
    #expect(abs(Double(hybrid.memory.keyValueTokens) / Double(whole.memory.keyValueTokens) - 1) < 0.15)
    var batch = BatchShape()
    batch.addDecodes(8, contextTokens: 9000, readCaps: hybrid.costModel.readCaps)
    #expect(hybrid.costModel.iterationCost(of: batch, chunks: .zero) == whole.costModel.iterationCost(of: batch, chunks: .zero))
    #expect(hybrid.keyValueBytes.bytes(ofTokens: 100) == whole.keyValueBytes.bytes(ofTokens: 100))
    #expect(hybrid.keyValueBytes.bytes(ofTokens: 9000) < whole.keyValueBytes.bytes(ofTokens: 9000))
    #expect(whole.keyValueBytes == KVBytes(perToken: whole.keyValueBytesPerToken))
  }

  @Test("a budget, an index, a narrow format and a state are counted as what they are")
  func otherGroups() throws {
    let bytes = try ModelCatalog.model(named: "llama-3.1-8b").shape.keyValueBytesPerToken(.bf16) / 32
    func kept(_ groups: [AttentionGroup]) throws -> KVBytes {
      var shape = try ModelCatalog.model(named: "llama-3.1-8b").shape
      shape.givenAttentionGroups = groups
      try shape.validate()
      return KVBytes(of: shape, format: .bf16)
    }
    let none = AttentionGroup(layers: 0)
    let budget = try kept([none, AttentionGroup(layers: 32, read: .selected(512), keep: .budget(1000))])
    #expect((budget.perToken[0], budget.perToken[1], budget.keepCaps[1]) == (0, 32 * bytes, 1000))
    let scan = AttentionGroup.Scan(bytesPerToken: 132, flopsPerToken: 0)
    let index = try kept([none, AttentionGroup(layers: 32, read: .selected(512), scan: scan)])
    #expect(index.perToken == GroupValues(whole: 32 * (bytes + 132)), "what is looked through is kept, and so is what is selected from")
    let narrow = try kept([AttentionGroup(layers: 16), AttentionGroup(layers: 16, format: .fp8)])
    #expect(narrow.perToken.whole == 16 * bytes + 8 * bytes)
    let linear = AttentionGroup(layers: 24, read: .selected(0), keep: .asRead, stateBytes: 1e6)
    let hybrid = try kept([AttentionGroup(layers: 8), linear])
    #expect((hybrid.perToken, hybrid.state) == (GroupValues(whole: 8 * bytes), 24_000_000))
    let layout = hybrid.blocks(ofTokens: 16).layout
    #expect(layout.blocks == GroupValues(whole: 1) && layout.stateBlocks == (24_000_000 + 8 * bytes * 16 - 1) / (8 * bytes * 16))
    let state = try kept([none, AttentionGroup(layers: 32, read: .selected(0), keep: .asRead, stateBytes: 1e6)]).blocks(ofTokens: 16)
    #expect(state.layout == KVLayout(blocks: .zero, stateBlocks: 1) && state.bytesPerToken == 2e6)
  }

  @Test("layouts that cannot be are refused")
  func faults() {
    func message(_ change: (inout KVLayout) -> Void) -> String {
      var layout = KVLayout.plain
      change(&layout)
      do {
        try layout.check()
        return ""
      } catch { return error.message }
    }
    #expect(message { _ in } == "")
    #expect(message { $0.blocks.whole = 0 }.contains("takes no KV blocks"))
    #expect(message { $0.blocks[2] = -1 }.contains("takes -1 KV blocks"))
    #expect(message { ($0.blocks[1], $0.keepCaps[1]) = (1, 0) }.contains("keeps 0 tokens"))
    #expect(message { $0.stateBlocks = -1 }.contains("the state of a sequence takes -1"))
  }
}
