import Kernel
import Model

extension DeploymentSetting {
  /// `model`, whose iterations spend time on the tokens that are kept.
  func withUpkeep(_ model: any ExplainingCostModel) -> any ExplainingCostModel {
    guard let treatment = options.kv, treatment.upkeepSeconds + treatment.selectSeconds > 0 else { return model }
    return UpkeepCostModel(
      model, seconds: treatment.upkeepSeconds, selecting: treatment.selectSeconds * treatment.selectingLayers(of: self.model),
      groups: self.model.attentionGroups, rates: rates)
  }

  /// What moving together what stays of a prompt costs, each kept token read and written once; nil where nothing is moved.
  func compaction(_ memory: MemoryPlan) -> KVCompaction? {
    guard let treatment = options.kv, treatment.forgets, treatment.compacts, treatment.application != .perStep else { return nil }
    let bytes = KVBytes(of: model, format: options.keyValueFormat ?? .bf16, hybridKVCache: options.hybridKVCache)
    // A block has the tokens of some layers of one stage, on the accelerator that holds most of them; stages work one after the other.
    let whole = bytes.blocks(ofTokens: memory.blockTokens).bytesPerToken * Double(memory.blockTokens)
    let share = min(1, Double(memory.blockBytes * options.layout.pipeline) / whole)
    var compaction = KVCompaction(
      timePerToken: .zero, keepCaps: bytes.keepCaps, isOfEveryChunk: treatment.application == .perChunk)
    for group in 1..<AttentionGroup.most where treatment.caps.contains(bytes.keepCaps[group]) {
      let moved = 2 * share * Double(bytes.perToken[group])
      compaction.timePerToken[group] = RooflineRates.duration(moved / rates.bytesPerSecond).picoseconds
      compaction.energyPerToken[group] = rates.copyNanojoules(bytes: moved)
    }
    return compaction
  }
}

extension Deployment {
  /// Whether what is given up of prompts leaves no layers whose blocks they could share.
  public var forgetsPrefixes: Bool { options.kv?.forgets == true && !memory.layout.sharesPrefixes }
}
