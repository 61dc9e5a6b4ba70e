import Kernel
import Model

/// The operators of an encoder on one accelerator of a tensor group, which divides heads and feed-forward as it does the model's.
struct EncoderOperators {
  private let shape: EncoderShape
  private let setting: DeploymentSetting
  private let rates: RooflineRates
  private let layers: [FittedOperator]
  private let projector: [FittedOperator]
  private(set) var coverage: [OperatorCoverage]

  init(_ shape: EncoderShape, _ setting: DeploymentSetting, maximumRows: Int) {
    self.shape = shape
    self.setting = setting
    rates = setting.rates
    let (tensor, width) = (setting.options.layout.tensor, shape.hiddenSize)
    func divided(_ size: Int) -> Int { (size + tensor - 1) / tensor }
    func product(_ times: Int, _ inputs: Int, _ outputs: Int) -> RooflineOperator {
      RooflineOperator(.encoder, times: times, .product(outputs: outputs, inputs: inputs, format: .bf16))
    }
    let inner = divided(shape.intermediateSize)
    let heads = divided(shape.heads) * shape.headSize
    var operators = [
      product(1, shape.patchValues, width), product(shape.layers, width, 3 * heads), product(shape.layers, heads, width),
      product(shape.layers, width, (shape.gatedFeedForward ? 2 : 1) * inner), product(shape.layers, inner, width),
    ]
    if tensor > 1 {
      operators.append(RooflineOperator(.encoder, times: 2 * shape.layers, .allReduce(bytesPerToken: 2 * Double(width))))
    }
    var fitted = FittedOperatorList(
      setting, model: setting.model, engine: setting.options.engine ?? EngineCostRules(), maximumTokens: maximumRows)
    layers = fitted.fitted(operators)
    let projections = shape.projections(to: setting.model.hiddenSize).map { product(1, $0.inputs, $0.outputs) }
    projector = fitted.fitted(projections)
    let isMeasured = setting.accelerator.id.hasPrefix("h100")
    coverage =
      fitted.coverage + [
        OperatorCoverage(part: .encoder, operation: "attention of the encoder", basis: isMeasured ? .measured : .extrapolated),
        OperatorCoverage(part: .encoder, operation: "norms and activations of the encoder", basis: .roofline),
      ]
  }

  /// What so many images cost that are encoded together, each in so many passes and for so many tokens.
  func cost(images: Int, passes: (count: Int, rows: Int), tokens: Int) -> (cost: ChunkCost, limit: BreakdownPart.Limit) {
    if images == 0 { return (.zero, .launch) }
    let sequences = images * passes.count
    let rows = sequences * passes.rows
    var parts = layers.map { $0.cost(rows: rows, rates: rates) } + projector.map { $0.cost(rows: images * tokens, rates: rates) }
    let attention = EncoderAttention(setting.accelerator)
    let heads = (shape.heads + rates.tensor - 1) / rates.tensor
    let window = shape.windowPatches.map { min($0, passes.rows) }
    let full = window == nil ? shape.layers : shape.fullLayers
    func add(_ work: RooflineRates.Work, times: Int) { if times > 0 { parts.append((rates.cost(of: work, times: times), work.limit)) } }
    add(attention.work(sequences: sequences, rows: passes.rows, heads: heads, headSize: shape.headSize), times: full)
    if let window {
      let windows = sequences * ((passes.rows + window - 1) / window)
      add(attention.work(sequences: windows, rows: window, heads: heads, headSize: shape.headSize), times: shape.layers - full)
    }
    // Two norms read and write the rows and their sums; the activation reads and writes what the feed-forward is wide.
    let values = 8 * shape.hiddenSize + (shape.gatedFeedForward ? 3 : 2) * (shape.intermediateSize + rates.tensor - 1) / rates.tensor
    add(rates.stream(bytes: 2 * Double(values) * Double(rows), kernels: 3), times: shape.layers)
    var sum = ChunkCost.zero
    for part in parts { sum += part.cost }
    let longest = parts.max { $0.cost.time < $1.cost.time }
    return (
      ChunkCost(time: min(sum.time, .seconds(86_400)), energyNanojoules: min(sum.energyNanojoules, 100_000_000_000_000_000)),
      longest?.limit ?? .compute
    )
  }
}
