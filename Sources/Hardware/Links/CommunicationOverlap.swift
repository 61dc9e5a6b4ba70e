import Kernel

/// Collectives hidden behind arithmetic: a large batch is split into two halves, of which one computes while the other
/// communicates (TokenWeave, arXiv 2505.11329; DeepSeek-V3's dual micro-batches, arXiv 2412.19437, section 3.2.3).
///
/// What it brings emerges: the halves read the weights twice and fill their tiles worse, the collectives occupy some of
/// the processors, and norms fused into them are divided among the members. A small batch is not split.
struct CommunicationOverlap: Hashable, Sendable {
  /// Batches of fewer tokens run in one piece.
  let thresholdTokens: Int
  /// Share of the processors that collectives occupy while they are hidden.
  let processorShare: Double

  /// Nil where the parameters do not ask for it.
  init?(_ parameters: RooflineParameters) {
    guard let threshold = parameters.overlapThresholdTokens else { return nil }
    thresholdTokens = threshold
    processorShare = parameters.overlapProcessorShare
  }

  /// The costs of the parts of a batch of `rows` tokens, halves added up, and what its collectives take that is not hidden.
  struct Parts {
    /// Arithmetic and memory traffic.
    var computing = ChunkCost.zero
    /// Collectives as if nothing were hidden.
    var communicating = ChunkCost.zero

    /// Time that the collectives add to the arithmetic, and all of their energy.
    func visible(_ overlap: CommunicationOverlap) -> ChunkCost {
      if communicating.time == .zero { return .zero }
      let tax = RooflineRates.duration(computing.time.seconds * overlap.processorShare / (1 - overlap.processorShare))
      // With little arithmetic to hide behind, collectives take the processors only as long as they last.
      let taxed = min(tax, communicating.time)
      let exposed = max(Duration.zero, communicating.time - computing.time - taxed)
      return ChunkCost(time: taxed + exposed, energyNanojoules: communicating.energyNanojoules)
    }

    /// The whole.
    func total(_ overlap: CommunicationOverlap) -> ChunkCost {
      var total = computing
      total += visible(overlap)
      return total
    }
  }

  /// Whether a batch of `rows` is split.
  func splits(_ rows: Int) -> Bool { rows >= thresholdTokens && rows >= 2 }

  /// The cost of one operator for both halves of a batch.
  func halves(_ rows: Int, _ cost: (Int) -> ChunkCost) -> ChunkCost {
    var sum = cost(rows / 2)
    sum += cost(rows - rows / 2)
    return sum
  }
}
