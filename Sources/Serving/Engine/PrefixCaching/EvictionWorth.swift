import Hardware

/// What keeping a block is worth under ``EvictionPolicy/popularityCost(agingThousandths:)``: uses x time to recompute, in
/// picoseconds.
struct EvictionWorth {
  private let agingThousandths: Int64
  private let costModel: any CostModel
  private let blockTokens: Int
  private let identityTokens: Int

  /// Nil for a policy that goes by the order of use alone.
  init?(_ policy: EvictionPolicy, _ costModel: any CostModel, blockTokens: Int, partsOfIdentity: Int) {
    guard case .popularityCost(let aging) = policy else { return nil }
    agingThousandths = aging
    self.costModel = costModel
    self.blockTokens = blockTokens
    identityTokens = blockTokens * partsOfIdentity
  }

  /// The worth of a part of an identity with `depth` blocks before it, where what was evicted last was worth `last`.
  func worth(uses: Int64, depth: Int, last: Int64) -> Int64 {
    let context = depth * blockTokens
    var shape = BatchShape()
    shape.prefillChunks = 1
    shape.prefillTokens = identityTokens
    let cost = costModel.iterationCost(of: shape, chunks: costModel.chunkCost(tokens: identityTokens, contextTokens: context))
    // Over a run these sums stay far from 63 bits; where a cost model is absurd they stop growing.
    let (product, overflow) = cost.time.base.multipliedReportingOverflow(by: uses)
    let aged = last / 1000 * agingThousandths + last % 1000 * agingThousandths / 1000
    let (sum, tooMuch) = aged.addingReportingOverflow(overflow ? .max : product)
    return tooMuch ? .max : sum
  }
}
