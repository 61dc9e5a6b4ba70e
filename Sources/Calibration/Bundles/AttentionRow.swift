import Kernel

/// The attention of a batch: at most one chunk of a prompt, and sequences that decode with equal contexts.
struct AttentionRow {
  /// Prompt tokens of the chunk; 0 without one.
  var chunk: Int
  /// Tokens in the cache before the chunk.
  var chunkContext: Int
  /// Sequences that decode.
  var sequences: Int
  /// Tokens in the cache of each.
  var context: Int
  /// Seconds in one layer.
  var seconds: Double

  /// Reads `attention.csv`.
  ///
  /// - Throws: ``InputError`` for a missing column and a value that cannot be.
  static func rows(path: String) throws(InputError) -> [AttentionRow] {
    let table = try TimingTable(path: path)
    let (chunks, before) = (try table.counts("prefill_chunk", least: 0), try table.counts("kv_prefill", least: 0))
    let (decodes, contexts) = (try table.counts("n_decode", least: 0), try table.counts("kv_decode", least: 0))
    let seconds = try table.seconds("time_us", unit: 1e-6)
    var rows: [AttentionRow] = []
    for index in 0..<table.count {
      guard chunks[index] + decodes[index] > 0 else {
        throw table.fault(index, "n_decode", "0", "a chunk or a sequence that decodes in every row")
      }
      rows.append(
        AttentionRow(
          chunk: Int(chunks[index]), chunkContext: Int(before[index]), sequences: Int(decodes[index]),
          context: Int(contexts[index]), seconds: seconds[index]))
    }
    return rows
  }
}
