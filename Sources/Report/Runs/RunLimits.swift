import Metrics
import Study

/// What held a run back, as far as its series and peaks tell: KV memory, the limit on sequences, or nothing.
struct RunLimits {
  /// A cache counts as full above this share of its blocks: an admission must leave the watermark free.
  private static let fullShare = 0.95

  /// The finding in a few words.
  let text: String?

  init(_ prepared: PreparedScenario, _ summary: RunSummary) {
    var parts: [String] = []
    let pools = prepared.clusterDescription.pools
    let blocks = pools.reduce(0) { $0 + $1.replicas * $1.kvBlocks }
    let bins = summary.series
    if !bins.isEmpty && blocks > 0 {
      let peak = bins.map(\.kvBlocksUsed).max() ?? 0
      let full = bins.count { Double($0.kvBlocksUsed) >= Self.fullShare * Double(blocks) }
      parts.append("KV blocks at most \(NumberText.percent(Double(peak) / Double(blocks))) used")
      if full > 0 { parts.append("full \(NumberText.percent(Double(full) / Double(bins.count))) of the time") }
    }
    for (index, pool) in pools.enumerated() {
      let peak = summary.replicas.filter { $0.pool == index }.map(\.peakRunning).max() ?? 0
      let name = pools.count > 1 ? " in pool \(pool.name)" : ""
      let reached = peak >= pool.sequenceLimit ? " (the limit was reached)" : ""
      parts.append(
        "at most \(NumberText.count(peak)) of \(NumberText.count(pool.sequenceLimit)) sequences at once\(name)\(reached)")
    }
    text = parts.isEmpty ? nil : parts.joined(separator: ",| ")
  }
}
