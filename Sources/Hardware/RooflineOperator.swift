import Model

/// An operator of the iteration whose work depends on how many tokens (or sampled rows) pass through it, as one
/// accelerator of a tensor-parallel group sees it.
struct RooflineOperator: Hashable, Sendable {
  /// What kind of work it is.
  enum Kind: Hashable, Sendable {
    /// A matrix product with a weight of `inputs` x `outputs`.
    case product(outputs: Int, inputs: Int, format: NumberFormat)
    /// Products with the weights of the experts that the batch is expected to touch.
    case experts(outputs: Int, inputs: Int, format: NumberFormat, mixture: MixtureOfExperts)
    /// Elementwise work of so many bytes a token in so many kernels.
    case stream(bytesPerToken: Double, kernels: Int)
    /// An all-reduce of so many bytes a token.
    case allReduce(bytesPerToken: Double)
    /// An all-gather of so many bytes a token.
    case allGather(bytesPerToken: Double)
    /// A hand-over to the next pipeline stage, of so many bytes a token over a link of this speed.
    case hop(bytesPerToken: Double, link: CollectiveCost)
  }

  /// The part of the iteration that it belongs to.
  let part: IterationPart
  /// How often it runs in an iteration.
  let times: Int
  /// Its work.
  let kind: Kind

  init(_ part: IterationPart, times: Int, _ kind: Kind) {
    self.part = part
    self.times = times
    self.kind = kind
  }

  /// The work of one run for `rows` tokens.
  func work(rows: Int, rates: RooflineRates) -> RooflineRates.Work {
    let count = Double(rows)
    switch kind {
    case .product(let outputs, let inputs, let format):
      return rates.product(
        rows: count, outputs: outputs, inputs: inputs, bytesPerWeight: format.bytesPerValue, flops: rates.attainableFLOPs(format))
    case .experts(let outputs, let inputs, let format, let mixture):
      return rates.product(
        rows: count * Double(mixture.expertsPerToken), outputs: outputs, inputs: inputs,
        groups: mixture.expectedExpertsTouched(tokens: rows), bytesPerWeight: format.bytesPerValue,
        flops: rates.attainableFLOPs(format))
    case .stream(let bytesPerToken, let kernels):
      return rates.stream(bytes: bytesPerToken * count, kernels: kernels)
    case .allReduce(let bytesPerToken):
      return RooflineRates.Work(linkSeconds: rates.collective.allReduce(bytes: bytesPerToken * count))
    case .allGather(let bytesPerToken):
      return RooflineRates.Work(linkSeconds: rates.collective.allGather(bytes: bytesPerToken * count))
    case .hop(let bytesPerToken, let link):
      return RooflineRates.Work(linkSeconds: link.hop(bytes: bytesPerToken * count))
    }
  }
}
