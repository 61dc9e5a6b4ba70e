import Kernel

/// Traces side by side: how near synthetic ones come to the trace they were made after.
///
/// Every figure of the synthetic traces is the median over them, for one seed of a bursty trace says little.
public struct TraceComparison: Sendable {
  /// One figure of both.
  public struct Row: Sendable {
    /// What it is.
    public var name: String
    /// Of the original.
    public var original: Double
    /// Of the synthetic traces, their median.
    public var synthetic: Double

    /// The difference relative to the original; nil where that is 0.
    public var relativeDifference: Double? { original == 0 ? nil : synthetic / original - 1 }
  }
  /// The figures, in a fixed order.
  public let rows: [Row]

  /// Compares a trace with others, of which there is at least one.
  public init(original: TraceSummary, synthetic: [TraceSummary]) {
    precondition(!synthetic.isEmpty, "nothing to compare with")
    var rows: [Row] = []
    func add(_ name: String, _ figure: (TraceSummary) -> Double?) {
      let others = synthetic.compactMap(figure).sorted()
      guard let first = figure(original), !others.isEmpty else { return }
      rows.append(Row(name: name, original: first, synthetic: others[others.count / 2]))
    }
    func add(_ name: String, _ recorder: KeyPath<TraceSummary, QuantileRecorder>, scale: Double) {
      let levels = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
      let first = original[keyPath: recorder].quantiles(levels)
      let others = synthetic.map { $0[keyPath: recorder].quantiles(levels) }
      add("\(name), mean") { $0[keyPath: recorder].mean * scale }
      for (index, level) in levels.enumerated() {
        let sorted = others.map { $0[index] }.sorted()
        rows.append(Row(name: "\(name), p\(Int(level * 100))", original: first[index] * scale, synthetic: sorted[sorted.count / 2] * scale))
      }
      add("\(name), max") { Double($0[keyPath: recorder].maximum) * scale }
    }
    add("requests") { Double($0.requests) }
    add("requests per second") { $0.requestsPerSecond }
    add("prompt tokens", \.prompt, scale: 1)
    add("output tokens", \.output, scale: 1)
    add("gap ms", \.gap, scale: 1e-9)
    add("gaps, deviation / mean") { $0.gap.coefficientOfVariation }
    for (index, seconds) in [1, 10, 60].enumerated() {
      add("dispersion of counts in \(seconds) s") { $0.dispersionOfCounts[index].index }
    }
    add("prompt blocks seen before, %") { $0.sharedBlockShare.map { $0 * 100 } }
    add("distinct prompt blocks") { $0.blocks > 0 ? Double($0.distinctBlocks) : nil }
    self.rows = rows
  }

  /// The rows as a Markdown table.
  public var markdown: String {
    var lines = ["| | original | synthetic | difference |", "|---|---:|---:|---:|"]
    for row in rows {
      let difference = row.relativeDifference.map { ($0 < 0 ? "" : "+") + DecimalText.fixed($0 * 100, 1) + " %" } ?? "-"
      lines.append("| \(row.name) | \(DecimalText.short(row.original)) | \(DecimalText.short(row.synthetic)) | \(difference) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
