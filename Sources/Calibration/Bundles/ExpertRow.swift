import Kernel

/// The routed experts of a layer, when tokens visit so many different ones.
struct ExpertRow {
  /// Tokens that pass.
  var tokens: Int
  /// Experts that are visited.
  var touched: Int
  /// Seconds.
  var seconds: Double

  /// Reads `moe.csv`.
  ///
  /// - Throws: ``InputError`` for a missing column and a value that cannot be.
  static func rows(path: String) throws(InputError) -> [ExpertRow] {
    let table = try TimingTable(path: path)
    let (tokens, touched) = (try table.counts("tokens"), try table.counts("activated_experts"))
    let seconds = try table.seconds("time_us", unit: 1e-6)
    return (0..<table.count).map { ExpertRow(tokens: Int(tokens[$0]), touched: Int(touched[$0]), seconds: seconds[$0]) }
  }

  /// The time at a number of experts between those of ascending rows, straight between; the nearest row's outside.
  static func seconds(_ rows: [ExpertRow], touched: Double) -> Double? {
    guard let first = rows.first, let last = rows.last else { return nil }
    if touched <= Double(first.touched) { return first.seconds }
    for (low, high) in zip(rows, rows.dropFirst()) where touched <= Double(high.touched) {
      return low.seconds + (touched - Double(low.touched)) / Double(high.touched - low.touched) * (high.seconds - low.seconds)
    }
    return last.seconds
  }
}
