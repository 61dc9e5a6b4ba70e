import Kernel
import Record
import Study

/// A run as a terminal can show it: what one replica spent its time on, how large its batches were, what of its KV cache was in use, who
/// waited, and where requests were lost; time goes from left to right.
package struct ReplicaPicture: Sendable {
  private let bins: ReplicaBins
  private let end: Instant
  private let replica: Int
  private let replicas: Int
  private let pool: PoolDescription
  private let seed: UInt64

  /// What `replica` of `cluster` did in the run of `seed`, which ended at `runEnd`.
  init(_ bins: ReplicaBins, replica: Int, of cluster: ClusterDescription, seed: UInt64, runEnd: Instant) {
    self.bins = bins
    self.replica = replica
    self.seed = seed
    end = min(bins.to, max(bins.from, runEnd))
    replicas = cluster.pools.reduce(0) { $0 + $1.replicas }
    pool = cluster.pool(of: replica) ?? cluster.pools[0]
  }

  /// The margin in which rows have their names.
  private static let margin = 13
  /// Columns of the chart at most.
  private static let widest = 160

  /// The picture within so many columns.
  package func text(width: Int) -> String {
    let count = max(8, min(Self.widest, width - Self.margin))
    let columns = bins.columns(count, until: end)
    let heading = TextLayout.paragraph("Picture", heading(count), width: width)
    guard columns.contains(where: { $0 != ReplicaBins.Bin() }) else {
      return heading + "\n" + TextLayout.paragraph("", "Nothing happened on the replica in that time.", width: width)
    }
    let axis = TimeAxis(from: (bins.from - .start).seconds, to: (end - .start).seconds, columns: count)
    let lines = rows(columns) + marks(columns) + axis.lines.map { String(repeating: " ", count: Self.margin) + $0 }
    let below = [sums(columns), legend(columns)].map { TextLayout.paragraph("", $0, width: width) }
    return ([heading, ""] + lines.map(\.withoutTrailingBlanks) + [""] + below).joined(separator: "\n")
  }

  private func heading(_ columns: Int) -> String {
    let (from, to) = ((bins.from - .start).seconds, (end - .start).seconds)
    return "replica \(replica) of \(replicas) (\(pool.name), \(pool.scheduler)), seed \(seed): "
      + "\(from == 0 ? "0 s" : NumberText.time(seconds: from)) to \(NumberText.time(seconds: to)), a column is "
      + NumberText.time(seconds: (to - from) / Double(columns))
  }

  // MARK: Rows

  private func rows(_ columns: [ReplicaBins.Bin]) -> [String] {
    let time = Double((end - bins.from).picoseconds) / Double(columns.count) * Double(max(1, pool.microBatches))
    func share(_ part: (ReplicaBins.Bin) -> Double) -> [Double] { columns.map { min(1, part($0) / time) } }
    func mean(_ sum: (ReplicaBins.Bin) -> Double) -> [Double] { columns.map { $0.busy > 0 ? sum($0) / $0.busy : 0 } }
    let blocks = Double(max(1, pool.kvBlocks))
    return row("Prefill", share(\.prefill), most: 1, height: 1) + row("Mixed", share(\.mixed), most: 1, height: 1)
      + row("Decode", share(\.decode), most: 1, height: 1) + row("Batch", mean(\.sequenceTime), height: 3)
      + row("Tokens", mean(\.tokenTime), height: 2)
      + row("KV %", columns.map { Double($0.kvBlocks) / blocks * 100 }, height: 2)
      + row("Waiting", columns.map { Double($0.waiting) }, height: 2)
  }

  /// A row of the chart, its scale in the margin where that is not the whole; nothing where all values are 0.
  private func row(_ name: String, _ values: [Double], most: Double? = nil, height: Int) -> [String] {
    guard let greatest = values.max(), greatest > 0 else { return [] }
    let scale = most == nil ? Self.short(greatest) : ""
    return BlockChart.rows(values, most: most ?? greatest, height: height).enumerated().map { index, bars in
      let room = Self.margin - 1 - (index == 0 ? name.count : 0)
      let label = index == 0 ? name + Self.right(scale, room) : Self.right(index == height - 1 && height > 1 ? "0" : "", room)
      return label + " " + bars
    }
  }

  private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

  /// A figure of four characters or so.
  private static func short(_ value: Double) -> String {
    value < 10 && value != value.rounded()
      ? NumberText.fixed(value, decimals: 1) : value < 10_000 ? "\(Int(value.rounded()))" : "\(Int((value / 1000).rounded()))k"
  }

  // MARK: Marks

  /// Crashes before rejections before preemptions, where several fall into a column.
  private func marks(_ columns: [ReplicaBins.Bin]) -> [String] {
    let marks = String(columns.map { $0.lost > 0 ? "x" : $0.rejected > 0 ? "r" : $0.preempted > 0 ? "p" : " " })
    return marks.allSatisfy { $0 == " " } ? [] : ["Marks".padded(to: Self.margin) + marks]
  }

  // MARK: Words

  private func sums(_ columns: [ReplicaBins.Bin]) -> String {
    let whole = columns.reduce(into: ReplicaBins.Bin()) { $0.add($1) }
    let time = Double((end - bins.from).picoseconds) * Double(max(1, pool.microBatches))
    func share(_ part: Double) -> String { NumberText.percent(min(1, part / time)) }
    var parts = [
      "Busy \(share(whole.busy)) of the time: prefill \(share(whole.prefill)), mixed \(share(whole.mixed)), decode \(share(whole.decode))"
    ]
    if whole.busy > 0 {
      parts.append(
        "a batch has \(NumberText.figure(whole.sequenceTime / whole.busy)) sequences in the mean, \(NumberText.count(whole.sequences)) at most"
      )
    }
    let tokens = NumberText.count(whole.kvBlocks * pool.blockTokens)
    parts.append("KV \(NumberText.percent(Double(whole.kvBlocks) / Double(max(1, pool.kvBlocks)))) used at most (\(tokens) tokens)")
    parts.append("\(NumberText.count(whole.waiting)) waiting at most")
    return parts.joined(separator: "; ") + "."
  }

  private func legend(_ columns: [ReplicaBins.Bin]) -> String {
    let whole = columns.reduce(into: ReplicaBins.Bin()) { $0.add($1) }
    let counts = [
      (whole.preempted, "p \(NumberText.count(whole.preempted)) preempted"),
      (whole.lost, "x \(NumberText.count(whole.lost)) lost in crashes"),
      (whole.rejected, "r \(NumberText.count(whole.rejected)) rejected by the cluster"),
    ].filter { $0.0 > 0 }.map(\.1)
    return
      "Mixed is prefill and decode in one iteration. Batch (sequences) and tokens are means of an iteration, KV and waiting the most of a "
      + "column; of iterations that are alike the first one tells them."
      + (counts.isEmpty ? "" : " Marks: \(counts.joined(separator: ", ")).")
  }
}

extension ClusterDescription {
  /// The pool of a replica; nil where there is no replica of that number.
  package func pool(of replica: Int) -> PoolDescription? {
    var first = 0
    for pool in pools {
      if (first..<(first + pool.replicas)).contains(replica) { return pool }
      first += pool.replicas
    }
    return nil
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
