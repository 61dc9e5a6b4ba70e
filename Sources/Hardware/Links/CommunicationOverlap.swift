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
  /// Measured shares of the collectives that are hidden, where these are known; then no batch is split.
  private let table: [HiddenShare]

  /// Nil where the parameters do not ask for it.
  init?(_ parameters: RooflineParameters) {
    guard let threshold = parameters.overlapThresholdTokens ?? parameters.overlapTable.first?.tokens else { return nil }
    thresholdTokens = threshold
    processorShare = parameters.overlapProcessorShare
    table = parameters.overlapTable
  }

  /// Whether norms are a part of the collectives.
  var fusesNorms: Bool { table.isEmpty }

  /// The share of the collectives of a batch of `rows` that is hidden, by the table: on lines between its points, and nothing below the
  /// first. Nil without a table.
  private func hiddenShare(_ rows: Int) -> Double? {
    guard let last = table.last else { return nil }
    guard let upper = table.firstIndex(where: { $0.tokens >= rows }) else { return last.share }
    if table[upper].tokens == rows { return table[upper].share }
    if upper == 0 { return 0 }
    let (low, high) = (table[upper - 1], table[upper])
    return low.share + (high.share - low.share) * Double(rows - low.tokens) / Double(high.tokens - low.tokens)
  }

  /// Parts of a batch of `rows` with nothing in them yet.
  func parts(_ rows: Int) -> Parts { Parts(hiddenShare: hiddenShare(rows)) }

  /// The costs of the parts of a batch of `rows` tokens, halves added up, and what its collectives take that is not hidden.
  struct Parts {
    /// Arithmetic and memory traffic.
    var computing = ChunkCost.zero
    /// Collectives as if nothing were hidden.
    var communicating = ChunkCost.zero
    /// The share of these that is known to be hidden.
    let hiddenShare: Double?

    fileprivate init(hiddenShare: Double?) { self.hiddenShare = hiddenShare }

    /// Time that the collectives add to the arithmetic, and all of their energy.
    func visible(_ overlap: CommunicationOverlap) -> ChunkCost {
      if communicating.time == .zero { return .zero }
      if let hiddenShare {
        let time = RooflineRates.duration(communicating.time.seconds * (1 - hiddenShare))
        return ChunkCost(time: time, energyNanojoules: communicating.energyNanojoules)
      }
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

  /// The cost of one operator for both halves of a batch, or for all of it where no batch is split.
  func halves(_ rows: Int, _ cost: (Int) -> ChunkCost) -> ChunkCost {
    if !table.isEmpty { return cost(rows) }
    var sum = cost(rows / 2)
    sum += cost(rows - rows / 2)
    return sum
  }
}
