import Kernel

/// Iterations whose rows pass through adapters beside the model's matrices.
///
/// What adapters add depends on which of them a batch has and not on its contexts, so that a step stays the line that it was.
final class AdapterCostModel: ExplainingCostModel {
  private let inner: any ExplainingCostModel
  private let plan: AdapterPlan
  private let rates: RooflineRates

  init(_ inner: any ExplainingCostModel, plan: AdapterPlan, rates: RooflineRates) {
    (self.inner, self.plan, self.rates) = (inner, plan, rates)
  }

  var readCaps: GroupValues<Int> { inner.readCaps }
  var readsContextLead: Bool { inner.readsContextLead }

  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { inner.chunkCost(tokens: tokens, contextTokens: contextTokens) }

  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    inner.sharedPrefixCost(tokens: tokens, sequences: sequences, launches: launches)
  }

  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var line = inner.iterationCost(of: shape, chunks: chunks)
    if shape.adapterWork.adapters > 0 { line += rates.cost(of: work(shape.adapterWork), times: 1) }
    return line
  }

  /// Down to the rank and up again are two kernels beside each matrix. They read every adapter of the batch once, and the rows that have
  /// one in and out. Padded, all have the greatest rank, and are copied side by side into zeros before: for each adapter and matrix two
  /// copies, one of its rows there, and a product, a sum and a copy of them back (S-LoRA: `slora/models/bmm/lora_bmm_infer.py`).
  private func work(_ adapters: AdapterWork) -> RooflineRates.Work {
    let (distinct, rows) = (Double(adapters.adapters), Double(adapters.rows))
    let isPadded = plan.adapters.kernel == .padded
    let greatest = plan.adapters.greatest
    let perRank = plan.bytes(rank: greatest) / Double(greatest)
    let bytes: Double =
      switch plan.adapters.kernel {
      case .padded: perRank * distinct * Double(greatest)
      case .gathered: perRank * max(Double(adapters.ranks), Double(adapters.decodeRankRows))
      case .segmented, .merged: perRank * Double(adapters.ranks)
      }
    let rankRows = isPadded ? rows * Double(greatest) : Double(adapters.rankRows)
    var kernels = 2 * Double(plan.matrices)
    if isPadded { kernels += 6 * distinct * Double(plan.matrices) }
    var work = RooflineRates.Work()
    work.computeSeconds = 2 * rankRows * Double(plan.shape.values) / rates.attainableFLOPs(.bf16)
    work.usefulComputeSeconds = work.computeSeconds
    work.memorySeconds = ((isPadded ? 4 : 1) * bytes + rows * Double(plan.shape.bytesPerRow)) / rates.bytesPerSecond
    work.launchSeconds = kernels * (plan.adapters.launchSeconds ?? rates.launchSeconds)
    return work
  }

  var coverage: [OperatorCoverage] {
    inner.coverage + [OperatorCoverage(part: .adapters, operation: "adapters, \(plan.adapters.kernel.rawValue)", basis: .roofline)]
  }

  func breakdown(of shape: BatchShape, chunks: ChunkCost) -> [BreakdownPart] {
    let parts = inner.breakdown(of: shape, chunks: chunks)
    if shape.adapterWork.adapters == 0 { return parts }
    let work = work(shape.adapterWork)
    let cost = rates.cost(of: work, times: 1)
    let added = BreakdownPart(part: .adapters, time: cost.time, energyNanojoules: cost.energyNanojoules, limit: work.limit)
    return (parts + [added]).sorted { $0.part.order < $1.part.order }
  }
}

extension DeploymentSetting {
  /// `model`, whose rows pass through adapters; itself where there are none, or where the one that runs is in the weights.
  func passingAdapters(_ model: any ExplainingCostModel, _ plan: AdapterPlan?) -> any ExplainingCostModel {
    guard let plan, plan.adapters.kernel != .merged else { return model }
    return AdapterCostModel(model, plan: plan, rates: rates)
  }
}
