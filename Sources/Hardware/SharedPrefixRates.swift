import Model

/// Attention to a prefix that several decoding sequences share, in one layer on one accelerator.
///
/// attention(q, [prefix; rest]) is the merge of attention(q, prefix) and attention(q, rest) with their log-sum-exp weights,
/// which is exact (Juravsky et al., "Hydragen: high-throughput LLM inference with shared prefixes", 2024). The prefix part
/// is one matrix product for all queries of the group: it reads the keys and values once, and its arithmetic, which stays
/// what it was, limits it when the group is larger than the accelerator's balance of arithmetic and bandwidth.
struct SharedPrefixRates: Hashable, Sendable {
  /// Seconds of reading a token's keys and values.
  let readSeconds: Double
  /// Seconds of the arithmetic of one query with a token.
  let computeSeconds: Double
  /// Seconds of moving a query's partial result between the two parts.
  let mergeSeconds: Double
  /// Seconds of starting one more kernel.
  let launchSeconds: Double
  /// Layers that see the whole context.
  let layers: Double

  /// Bytes that the merge moves for each query in a layer: the prefix part's output and its log-sum-exp weight for every
  /// head, written and read again in 32 bits.
  static func mergeBytes(of model: ModelShape) -> Double {
    let values = model.latentAttention?.keyValueRank ?? model.headSize
    return 2 * 4 * Double(model.heads * (values + 1))
  }

  /// The work in all layers. `readSeconds` is what reading the whole prefix takes in them, where it was measured.
  func work(tokens: Int, sequences: Int, launches: Int, readSeconds measured: Double?) -> RooflineRates.Work {
    let (prefix, queries) = (Double(tokens), Double(sequences))
    let merge = layers * queries * mergeSeconds
    var work = RooflineRates.Work()
    work.computeSeconds = layers * queries * prefix * computeSeconds
    work.usefulComputeSeconds = work.computeSeconds
    work.memorySeconds = measured ?? layers * prefix * readSeconds
    // Merging waits for both parts, so it overlaps with neither.
    work.launchSeconds = layers * Double(launches) * launchSeconds + merge
    return work
  }
}
