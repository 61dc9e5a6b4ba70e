import Kernel

/// A batch whose decoding sequences have two lengths of context, beside the same batch with the mean for all.
struct SkewRow {
  /// Prompt tokens of a chunk; 0 without one.
  var chunk: Int
  /// Sequences that decode.
  var sequences: Int
  /// Their mean context in tokens.
  var meanContext: Double
  /// The longest of them in tokens.
  var longestContext: Double
  /// Seconds were all contexts the mean.
  var equalSeconds: Double
  /// Seconds.
  var seconds: Double

  /// Reads `skew.csv`.
  ///
  /// - Throws: ``InputError`` for a missing column and a value that cannot be.
  static func rows(path: String) throws(InputError) -> [SkewRow] {
    let table = try TimingTable(path: path)
    let (counts, longOnes, chunks) = (try table.counts("n"), try table.counts("nb", least: 0), try table.counts("pc", least: 0))
    let (short, long) = (try table.counts("kvs"), try table.counts("kv_big"))
    let (equal, seconds) = (try table.seconds("t_mean_us", unit: 1e-6), try table.seconds("t_skew_us", unit: 1e-6))
    var rows: [SkewRow] = []
    for index in 0..<table.count {
      guard longOnes[index] <= counts[index] else {
        throw table.fault(index, "nb", "\(Int(longOnes[index]))", "at most the \(Int(counts[index])) sequences of the batch")
      }
      guard long[index] >= short[index] else {
        throw table.fault(index, "kv_big", "\(Int(long[index]))", "at least the short context, \(Int(short[index]))")
      }
      let share = longOnes[index] / counts[index]
      rows.append(
        SkewRow(
          chunk: Int(chunks[index]), sequences: Int(counts[index]),
          meanContext: short[index] + share * (long[index] - short[index]),
          longestContext: share > 0 ? long[index] : short[index], equalSeconds: equal[index], seconds: seconds[index]))
    }
    return rows
  }
}
