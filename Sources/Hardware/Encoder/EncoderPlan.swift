import Kernel
import Model

/// What an encoder takes of time and memory on the accelerators of one replica.
public struct EncoderPlan: Hashable, Sendable {
  /// The encoder.
  public let encoder: ImageEncoder
  /// Bytes of the result of a visual token: a row of the model's width in 16 bits.
  public let bytesPerToken: Int
  /// What its operators rest on.
  let coverage: [OperatorCoverage]
  /// What limits one image.
  let limit: BreakdownPart.Limit
  /// The cost of 0, 1, 2 and so on images that are encoded together.
  private let table: [ChunkCost]

  /// Images that are encoded together; more take so many passes.
  static let mostTogether = 64

  init(_ encoder: ImageEncoder, _ setting: DeploymentSetting) {
    self.encoder = encoder
    bytesPerToken = 2 * setting.model.hiddenSize
    let passes = encoder.shape.passes(ofPatches: encoder.imagePatches)
    let list = EncoderOperators(encoder.shape, setting, maximumRows: min(131_072, Self.mostTogether * passes.count * passes.rows))
    table = (0...Self.mostTogether).map { list.cost(images: $0, passes: passes, tokens: encoder.imageTokens).cost }
    limit = list.cost(images: 1, passes: passes, tokens: encoder.imageTokens).limit
    coverage = list.coverage
  }

  /// What encoding so many images together costs.
  public func cost(images: Int) -> ChunkCost {
    if images <= Self.mostTogether { return table[max(0, images)] }
    let whole = table[Self.mostTogether], rest = table[images % Self.mostTogether]
    // Absurd batches give long times, and their sums still fit 64 bits.
    let times = Double(images / Self.mostTogether)
    return ChunkCost(
      time: min(
        whole.time.seconds * times > 86_400 ? .seconds(86_400) : whole.time * (images / Self.mostTogether) + rest.time, .seconds(86_400)),
      energyNanojoules: Int64(min(Double(whole.energyNanojoules) * times + Double(rest.energyNanojoules), 1e17)))
  }

  /// How long encoding so many images together takes.
  public func time(images: Int) -> Duration { cost(images: images).time }
}
