import Kernel
import Model

extension DeploymentSetting {
  /// `group`, the cost of one tensor group with everything, where sequences are divided; `tensor` makes the cost of another setting.
  func overContext(
    _ group: any ExplainingCostModel, tensor: (DeploymentSetting) -> any ExplainingCostModel
  ) -> any ExplainingCostModel {
    let context = options.layout.context
    let link = (options.contextLink ?? options.tensorLink ?? ownLink).id
    if context.decode > 1 {
      return DecodeContextCostModel(
        group, exchange: ContextExchange(members: context.decode, scheme: .gather, setting: self), index: indexTime,
        arithmetic: arithmeticSlopes, operation: "queries and sums of \(context.decode) over \(link)")
    }
    guard context.groups > 1 else { return group }
    let large = ContextCostModel(
      group, exchange: ContextExchange(members: context.groups, scheme: context.scheme, setting: self),
      operation: "\(context.scheme.rawValue) of \(context.groups) over \(link)")
    guard let threshold = context.shiftBelow else { return large }
    var all = self
    all.options.layout.tensor *= context.groups
    all.options.layout.context = ContextParallel()
    return ShiftCostModel(small: tensor(all), large: large, threshold: threshold)
  }

  /// What a token of context takes in the index that is looked through, as the roofline has it.
  private var indexTime: Duration {
    let attention = RooflineAttention(
      model: model, layout: options.layout, keyValueFormat: options.keyValueFormat ?? .bf16,
      weightFormat: options.weightFormat ?? model.nativeFormat, launchSeconds: 0, rates: rates)
    return RooflineRates.duration(attention.scanSecondsPerContextToken)
  }

  /// What the arithmetic of a token of context takes alone, in each attention group.
  private var arithmeticSlopes: GroupValues<Int64> {
    let layout = options.layout
    let each = model.decodeAttentionFLOPsPerContextTokenPerLayer / Double(layout.tensor * layout.data) / rates.attentionFLOPs
    var slopes = GroupValues<Int64>.zero
    for (index, group) in model.attentionGroups.enumerated() where index < AttentionGroup.most {
      let weight = group.heads.map { $0.flopsPerPair / model.prefillAttentionFLOPsPerPairPerLayer } ?? 1
      slopes[index] = RooflineRates.duration(each * weight * group.layers).picoseconds
    }
    return slopes
  }
}
