import Kernel

extension TraceSummary {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The summary for a terminal of 60 to 120 columns; wider and narrower ones get the nearest. The bytes depend on the
  /// requests and the width alone.
  public func text(width: Int = 80) -> String {
    let width = min(max(width, 60), 120)
    var lines = overview()
    lines += [""] + table(width: width)
    lines += [""] + burstiness()
    if let share = sharedBlockShare {
      let size = blockTokens.map { " of \($0) tokens" } ?? ""
      lines.append(
        "prefix sharing  \(DecimalText.fixed(share * 100, 1)) % of \(DecimalText.grouped(blocks)) blocks\(size) seen before; "
          + "\(DecimalText.grouped(distinctBlocks)) distinct")
    }
    lines += pictures(width: width)
    if !report.notes.isEmpty || !report.remarks.isEmpty {
      lines +=
        [""]
        + report.notes.map { note in
          "\(DecimalText.grouped(note.count)) \(note.action.rawValue): \(note.reason)"
            + (note.firstLine.map { ", first in line \($0)" } ?? "")
        } + report.remarks
    }
    return lines.flatMap { Self.folded(Self.trimmed($0), width) }.joined(separator: "\n") + "\n"
  }

  private func overview() -> [String] {
    let rate = requestsPerSecond.map { DecimalText.short($0) + " requests/s" } ?? "all at once"
    let tokens = Double(promptTokens + outputTokens) / max(span.seconds, 1e-12)
    let sessions = DecimalText.grouped(requests - laterTurns)
    let turns = DecimalText.short(Double(requests) / Double(max(requests - laterTurns, 1)))
    return [
      "requests        \(DecimalText.grouped(requests)) in \(DecimalText.short(span.seconds)) s, \(rate)",
      "tokens          \(DecimalText.grouped(promptTokens)) prompt, \(DecimalText.grouped(outputTokens)) output"
        + (span > .zero ? ", \(DecimalText.short(tokens)) tokens/s" : ""),
    ] + (laterTurns > 0 ? ["sessions        \(sessions) of \(turns) turns in the mean; times and gaps are those of their first turns"] : [])
  }

  /// Mean, quantiles and largest of lengths and gaps.
  private func table(width: Int) -> [String] {
    // A narrow terminal does without the lowest quantiles.
    let levels = (width < 71 ? [] : [0.01]) + (width < 63 ? [] : [0.1]) + [0.5, 0.9, 0.99]
    let heads = ["mean"] + levels.map { "p\(Int($0 * 100))" } + ["max"]
    func row(_ name: String, _ recorder: QuantileRecorder, scale: Double) -> String {
      let numbers = [recorder.mean] + recorder.quantiles(levels) + [Double(recorder.maximum)]
      return DecimalText.left(name, 15) + numbers.map { DecimalText.right(Self.cell($0 * scale), 8) }.joined()
    }
    var lines = [
      DecimalText.left("", 15) + heads.map { DecimalText.right($0, 8) }.joined(),
      row("prompt tokens", prompt, scale: 1), row("output tokens", output, scale: 1), row("gap ms", gap, scale: 1e-9),
    ]
    if delay.count > 0 { lines.append(row("delay ms", delay, scale: 1e-9)) }
    if !prompt.isExact {
      lines.append("quantiles from a histogram, within \(DecimalText.fixed(QuantileRecorder.histogramRelativeError * 100, 2)) %")
    }
    return lines
  }

  /// At most seven characters, for a column of eight.
  private static func cell(_ value: Double) -> String {
    let text = DecimalText.fixed(value, value < 10 && value != value.rounded() ? 2 : value < 1000 && value != value.rounded() ? 1 : 0)
    if text.count <= 7 { return text }
    return value < 1e9 ? DecimalText.fixed(value / 1e6, 2) + "M" : DecimalText.fixed(value / 1e9, 1) + "G"
  }

  private func burstiness() -> [String] {
    let counts = dispersionOfCounts.map { "\($0.windowSeconds) s \($0.index.map(DecimalText.short) ?? "-")" }.joined(separator: ", ")
    return [
      "burstiness      gaps vary by \(DecimalText.short(gap.coefficientOfVariation)) of their mean (Poisson 1)",
      "dispersion      of counts in \(counts) (Poisson 1)",
    ]
  }

  private func pictures(width: Int) -> [String] {
    var lines: [String] = []
    if span > .zero {
      let columns = width - 16
      let rates = course.resampled(until: span.picoseconds, columns: columns).map { $0 * Double(columns) / span.seconds }
      lines += ["", "arrivals        " + Self.sparkline(rates)]
      lines.append("                peak \(DecimalText.short(rates.max() ?? 0))/s, over \(DecimalText.short(span.seconds)) s")
    }
    lines += ["", "prompt tokens"] + Self.histogram(prompt, width: width)
    lines += ["output tokens"] + Self.histogram(output, width: width)
    return lines
  }

  private static func sparkline(_ values: [Double]) -> String {
    let largest = values.max() ?? 0
    return String(values.map { $0 > 0 && largest > 0 ? bars[min(Int($0 / largest * 8), 7)] : " " })
  }

  /// Shares of requests in up to twelve ranges that grow with the length, a bar each.
  private static func histogram(_ recorder: QuantileRecorder, width: Int) -> [String] {
    let shares = recorder.sharesByDoubling(rows: 12)
    let largest = shares.map(\.share).max() ?? 0
    let room = width - 28
    return shares.map { range in
      let label = range.from == range.through ? "\(range.from)" : "\(range.from)-\(range.through)"
      let filled = largest > 0 ? Int((range.share / largest * Double(room)).rounded()) : 0
      let percent = DecimalText.right(DecimalText.fixed(range.share * 100, 1), 5) + " % "
      return DecimalText.right(label, 18) + " " + percent + String(repeating: "█", count: filled)
    }
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// A line broken at blanks where it is longer than the terminal.
  private static func folded(_ line: String, _ width: Int) -> [String] {
    var folded: [String] = []
    var rest = Substring(line)
    while rest.count > width {
      let head = rest.prefix(width)
      guard let blank = head.lastIndex(of: " "), head[..<blank].contains(where: { $0 != " " }) else { break }
      folded.append(String(rest[..<blank]))
      rest = "  " + rest[rest.index(after: blank)...]
    }
    return folded + [String(rest)]
  }
}

extension QuantileRecorder {
  /// The share of the numbers in ranges that each reach to twice the one before, at most `rows` of them from the largest
  /// down; the first takes in all that is smaller.
  func sharesByDoubling(rows: Int) -> [(from: Int64, through: Int64, share: Double)] {
    guard count > 0 else { return [] }
    func exponent(_ value: Int64) -> Int { value == 0 ? 0 : 64 - value.leadingZeroBitCount }
    let top = exponent(maximum)
    let bottom = max(exponent(minimum), top - rows + 1)
    var counts = [Int](repeating: 0, count: top - bottom + 1)
    forEachBucket { value, size in counts[min(max(exponent(value), bottom), top) - bottom] += size }
    return counts.enumerated().map { index, size in
      let power = bottom + index
      let from: Int64 = index == 0 ? minimum : 1 << Int64(power - 1)
      return (from, power == top ? maximum : (1 << Int64(power)) - 1, Double(size) / Double(count))
    }
  }
}
