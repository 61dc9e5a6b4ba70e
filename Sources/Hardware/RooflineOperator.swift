import Model

/// An operator of the iteration whose work depends on how many tokens (or sampled rows) pass through it, as one
/// accelerator of a tensor-parallel group sees it.
struct RooflineOperator: Hashable, Sendable {
  /// What kind of work it is.
  ///
  /// Cases with a spread or a link are indirect: they are wide and rare, and all are copied for each batch that is in no table.
  enum Kind: Hashable, Sendable {
    /// A matrix product with a weight of `inputs` x `outputs`.
    case product(outputs: Int, inputs: Int, format: NumberFormat)
    /// Products with the weights of the experts that the batch is expected to touch.
    indirect case experts(outputs: Int, inputs: Int, format: NumberFormat, spread: ExpertSpread)
    /// Elementwise work of so many bytes a token in so many kernels; of these bytes, those that a fused collective divides
    /// among its members.
    case stream(bytesPerToken: Double, kernels: Int, fusible: Double = 0)
    /// Updating a state by each token: arithmetic, and the token's own values.
    case recurrence(flopsPerToken: Double, bytesPerToken: Double)
    /// An all-reduce of so many bytes a token.
    case allReduce(bytesPerToken: Double)
    /// An all-gather of so many bytes a token.
    case allGather(bytesPerToken: Double)
    /// Giving each token of one tensor group to all others.
    indirect case gather(bytesPerToken: Double, link: CollectiveCost)
    /// Summing the results of all members and giving each tensor group those of its own tokens.
    indirect case scatter(bytesPerToken: Double, link: CollectiveCost)
    /// Sending each token to the accelerators of its experts, or the results back: so many bytes for each of them.
    indirect case exchange(bytesPerRow: Double, spread: ExpertSpread, link: CollectiveCost)
    /// A hand-over to the next pipeline stage, of so many bytes a token over a link of this speed.
    indirect case hop(bytesPerToken: Double, link: CollectiveCost)
  }

  /// The part of the iteration that it belongs to.
  let part: IterationPart
  /// How often it runs in an iteration.
  let times: Int
  /// Its work.
  let kind: Kind
  /// Groups of accelerators that divide the batch's rows among them.
  let groups: Int

  init(_ part: IterationPart, times: Int, _ kind: Kind, groups: Int = 1) {
    self.part = part
    self.times = times
    self.kind = kind
    self.groups = groups
  }

  /// Rows that one accelerator sees of a batch's.
  @inline(__always) func rowsHere(_ rows: Int) -> Int { groups == 1 ? rows : (rows + groups - 1) / groups }

  /// Rows that a measured table is asked for: tables of experts are balanced, so the busiest part is as many tokens more.
  func measuredRows(_ rows: Int) -> Double {
    guard case .experts(_, _, _, let spread) = kind else { return Double(rowsHere(rows)) }
    return Double(rows) * spread.imbalance(tokens: Double(rows))
  }

  /// Whether it is time between accelerators, which other work can hide.
  var isCommunication: Bool {
    switch kind {
    case .allReduce, .gather, .scatter, .exchange: true
    default: false
    }
  }

  /// The work of one run for a batch of `batchRows`; `fused` where norms are a part of the collectives.
  func work(rows batchRows: Int, rates: RooflineRates, fused: Bool = false) -> RooflineRates.Work {
    let rows = rowsHere(batchRows)
    let count = Double(rows)
    switch kind {
    case .product(let outputs, let inputs, let format):
      return rates.product(
        rows: count, outputs: outputs, inputs: inputs, bytesPerWeight: format.bytesPerValue, flops: rates.attainableFLOPs(format))
    case .experts(let outputs, let inputs, let format, let spread):
      let touched = spread.touched(tokens: rows)
      // The host may compute all of them.
      if touched == 0 { return RooflineRates.Work() }
      var work = rates.product(
        rows: spread.rows(tokens: count), outputs: outputs, inputs: inputs, groups: touched,
        bytesPerWeight: format.bytesPerValue, flops: rates.attainableFLOPs(format))
      // The busiest sets the pace; all others do the mean.
      work.usefulComputeSeconds /= spread.imbalance(tokens: count)
      return work
    case .stream(let bytesPerToken, let kernels, let fusible):
      let saved = fused ? fusible * (1 - 1 / Double(rates.tensor)) : 0
      var work = rates.stream(bytes: (bytesPerToken - saved) * count, kernels: kernels)
      work.isSampling = part == .sampler
      return work
    case .recurrence(let flopsPerToken, let bytesPerToken):
      var work = rates.stream(bytes: bytesPerToken * count, kernels: 1)
      work.computeSeconds = flopsPerToken * count / rates.attentionFLOPs
      work.usefulComputeSeconds = work.computeSeconds
      return work
    case .allReduce(let bytesPerToken):
      return RooflineRates.Work(linkSeconds: rates.collective.allReduce(bytes: bytesPerToken * count))
    case .allGather(let bytesPerToken):
      return RooflineRates.Work(linkSeconds: rates.collective.allGather(bytes: bytesPerToken * count))
    case .gather(let bytesPerToken, let link), .scatter(let bytesPerToken, let link):
      return RooflineRates.Work(linkSeconds: link.allGather(bytes: bytesPerToken * count))
    case .exchange(let bytesPerRow, let spread, let link):
      return RooflineRates.Work(linkSeconds: link.allToAll(bytes: bytesPerRow * spread.rows(tokens: count)))
    case .hop(let bytesPerToken, let link):
      return RooflineRates.Work(linkSeconds: link.hop(bytes: bytesPerToken * count))
    }
  }
}
