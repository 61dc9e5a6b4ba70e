import Metrics
import Study

/// What held runs back, as far as their peaks and their series tell: KV memory, the limit on sequences, or nothing.
struct RunLimits {
  /// A cache counts as full above this share of its blocks: an admission must leave the watermark free.
  private static let fullShare = 0.95

  /// The finding in a few words.
  let text: String?

  init(_ prepared: PreparedScenario, _ results: Replications) {
    var parts: [String] = []
    let pools = prepared.clusterDescription.pools
    let replicas = results.runs.map(\.summary.replicas)
    for (index, pool) in pools.enumerated() where pool.kvBlocks > 0 {
      // The engine counts every block that is taken, so this is the peak and no sample of it.
      let peak = replicas.flatMap { $0.filter { $0.pool == index } }.map(\.peakKVBlocks).max() ?? 0
      let name = pools.count > 1 ? " in pool \(pool.name)" : ""
      let holder = pool.replicas > 1 ? " by a replica" : ""
      parts.append("KV blocks at most \(NumberText.percent(Double(peak) / Double(pool.kvBlocks))) used\(holder)\(name)")
    }
    let blocks = pools.reduce(0) { $0 + $1.replicas * $1.kvBlocks }
    let bins = results.first.series
    let full = bins.count { blocks > 0 && Double($0.kvBlocksUsed) >= Self.fullShare * Double(blocks) }
    if full > 0 { parts.append("full at the end of \(NumberText.percent(Double(full) / Double(bins.count))) of the bins") }
    for (index, pool) in pools.enumerated() {
      let peak = replicas.flatMap { $0.filter { $0.pool == index } }.map(\.peakRunning).max() ?? 0
      let name = pools.count > 1 ? " in pool \(pool.name)" : ""
      let reached = peak >= pool.sequenceLimit ? " (the limit was reached)" : ""
      parts.append(
        "at most \(NumberText.count(peak)) of \(NumberText.count(pool.sequenceLimit)) sequences at once\(name)\(reached)")
    }
    text = parts.isEmpty ? nil : parts.joined(separator: TextLayout.comma)
  }
}
