import Model

extension MemoryPlan {
  /// A KV block of `whole` bytes where accelerators divide sequences: what each of them has of it, and how many there are in a memory,
  /// `times` what it holds of blocks of `counted` bytes.
  ///
  /// Without an index a memory holds as many times more blocks as there are parts. An index that decodes look through is whole on each
  /// of those that divide their KV.
  static func dividedBlock(of whole: Int, model: ModelShape, options: DeploymentOptions) -> (bytes: Int, counted: Int, times: Int) {
    let context = options.layout.context
    let members = context.groups * context.decode
    if members == 1 { return (whole, whole, 1) }
    let index = context.decode > 1 ? Double(whole) * indexShare(of: model, options: options) : 0
    let bytes = Int((index + (Double(whole) - index) / Double(members)).rounded(.up))
    return index > 0 ? (bytes, bytes, 1) : (bytes, whole, members)
  }

  /// The share of a token's KV that is an index.
  private static func indexShare(of model: ModelShape, options: DeploymentOptions) -> Double {
    let index = model.attentionGroups.reduce(0) { $0 + $1.layers * $1.scan.bytesPerToken }
    if index == 0 { return 0 }
    let all = KVBytes(of: model, format: options.keyValueFormat ?? .bf16, hybridKVCache: options.hybridKVCache).perToken
    return min(1, index / Double(max(1, all.sum)))
  }

  /// Bytes of the weights that small iterations go by, where these divide the layers over all groups.
  static func secondLayoutBytes(of model: ModelShape, options: DeploymentOptions) -> Int {
    if options.layout.context.shiftBelow == nil { return 0 }
    var layout = options.layout
    layout.tensor *= layout.context.groups
    return weightBytes(of: model, format: options.weightFormat ?? model.nativeFormat, layout: layout)
  }
}
