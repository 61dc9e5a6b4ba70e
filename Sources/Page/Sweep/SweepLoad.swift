import Metrics
import Report
import Study

/// Latencies and the share in time of a sweep against the load, a line for each value of another key.
struct SweepLoad {
  private let page: SweepPage

  init(_ page: SweepPage) { self.page = page }

  /// Lines that can be told apart.
  private static let mostLines = 6
  /// Places of a line.
  private static let mostPoints = 40
  /// Of more cells the points say nothing where one points at them: the table does.
  private static let mostNoted = 300

  /// What the horizontal axis is.
  private struct Load {
    let label: String
    let key: SweepKey?
    let value: (SweepRow) -> Double?
  }

  /// The load as it varies: a key that says how much is asked of the cluster, the rate that the runs know of, or else the first key of numbers.
  private var load: Load? {
    func of(_ key: SweepKey) -> Load {
      Load(label: key.axisLabel, key: key) { row in key.place(of: row.cell).flatMap { key.numbers?[$0] } }
    }
    if let key = page.keys.first(where: { $0.isLoad && $0.values.count > 1 }) { return of(key) }
    let offered = Set(page.source.extents.values.compactMap(\.offeredPerSecond))
    if offered.count > 1 {
      return Load(label: "requests/s offered", key: nil) { [extents = page.source.extents] in extents[$0.cell.index]?.offeredPerSecond }
    }
    return page.keys.first { $0.numbers != nil && $0.values.count > 2 }.map(of)
  }

  var section: PageSection? {
    guard let load else { return nil }
    let series = series(besides: load)
    let measures = [Measure(.ttft, .p99), Measure(.tpot, .p99), Measure(.itl, .p99), Measure(.attainment), Measure(.goodput)]
    let figures = measures.compactMap { figure($0, load, series) }
    if figures.isEmpty { return nil }
    let isLoad = load.key?.isLoad ?? true
    return PageSection(
      "load", isLoad ? "Against the load" : "Against \(load.key?.title ?? "the load")", figures.map { .figure($0) })
  }

  /// The rows of each line, with what it is called, and what is said of the choice.
  private struct Series {
    var lines: [(name: String?, rows: [SweepRow])]
    var remark: String
  }

  private func series(besides load: Load) -> Series {
    let others = page.keys.filter { $0.path != load.key?.path && $0.values.count > 1 }
    guard let key = others.max(by: { min($0.values.count, Self.mostLines) < min($1.values.count, Self.mostLines) }) else {
      return Series(lines: [(nil, page.ranking.ranked)], remark: "")
    }
    let count = key.values.count
    let shown = count <= Self.mostLines ? Array(0..<count) : (0..<Self.mostLines).map { $0 * (count - 1) / (Self.mostLines - 1) }
    var remarks: [String] = []
    if shown.count < count { remarks.append("\(shown.count) of \(count) values of \(key.title) are drawn.") }
    let rest = others.filter { $0 != key }.map(\.title)
    if !rest.isEmpty {
      remarks.append("Of \(rest.joined(separator: ", ")) each point has what is best by \(MeasureText.name(page.ranking.measure)).")
    }
    let lines = shown.map { place in
      (name: Optional("\(key.title) \(key.values[place])"), rows: page.ranking.ranked.filter { key.place(of: $0.cell) == place })
    }
    return Series(lines: lines, remark: remarks.joined(separator: " "))
  }

  /// The best row of each load, the smallest first.
  private func points(_ rows: [SweepRow], _ load: Load) -> [(load: Double, row: SweepRow)] {
    var found: [(load: Double, row: SweepRow)] = []
    var seen: Set<Double> = []
    for row in rows {
      guard let value = load.value(row), seen.insert(value).inserted else { continue }
      found.append((value, row))
    }
    let sorted = found.sorted { $0.load < $1.load }
    if sorted.count <= Self.mostPoints { return sorted }
    return (0..<Self.mostPoints).map { sorted[$0 * (sorted.count - 1) / (Self.mostPoints - 1)] }
  }

  private func figure(_ measure: Measure, _ load: Load, _ series: Series) -> Figure? {
    let isLatency = MetricID.latencies.contains(measure.metric)
    let isShare = measure.definition.unit == "share"
    let scale = isLatency ? 1e-3 : 1
    let hasNotes = page.ranking.ranked.count <= Self.mostNoted
    var (bands, lines): ([Mark], [Mark]) = ([], [])
    var rows: [DataTable.Row] = []
    var hasHollow = false
    for (index, line) in series.lines.enumerated() {
      let known = points(line.rows, load).compactMap { point in
        point.row.results.flatMap { results in
          results.mean(of: measure).map { (load: point.load, row: point.row, results: results, mean: $0) }
        }
      }
      if known.isEmpty { continue }
      let edges = known.compactMap { point in
        point.results.runs.count > 1
          ? point.results.interval(of: measure).map { Mark.Band.Edge(point.load, max($0.low, point.mean * 0.02) * scale, $0.high * scale) }
          : nil
      }
      if edges.count > 1 { bands.append(.band(Mark.Band(edges, series: index))) }
      let dots = known.map { point -> Mark.Point in
        let isHollow = isLatency && point.results.rejectedShare > 0
        hasHollow = hasHollow || isHollow
        return Mark.Point(
          point.load, point.mean * scale,
          note: hasNotes
            ? "\(page.words(point.row.cell)): \(MeasureText.value(measure, point.results)); \(Verdict(point.results).short)" : nil,
          isHollow: isHollow)
      }
      lines.append(.line(Mark.Line(dots, label: line.name, series: index, hasDots: true)))
      rows += known.map { row(line.name, $0.load, $0.row, $0.results, measure) }
    }
    guard !lines.isEmpty, rows.count > 1 else { return nil }
    let y =
      isLatency
      ? Axis("", scale: .logarithmic, format: .time) : Axis(isShare ? "" : measure.definition.unit, format: isShare ? .percent : .number)
    let chart = Chart(
      title: "\(MeasureText.name(measure).capitalizedFirst) against \(load.label)",
      summary: "\(series.lines.count) lines from \(NumberText.figure(points(page.ranking.ranked, load).first?.load ?? 0)) to "
        + "\(NumberText.figure(points(page.ranking.ranked, load).last?.load ?? 0)).", x: Axis(load.label), y: y,
      marks: bands + rules(measure) + lines)
    return Figure(
      "load-\(FigureName.word(measure.word))", chart, caption: caption(series, hasHollow: hasHollow, hasBands: !bands.isEmpty),
      table: DataTable(columns(load, measure), rows))
  }

  /// What was promised of a measure.
  private func rules(_ measure: Measure) -> [Mark] {
    guard let objective = page.source.objective else { return [] }
    if measure.metric == .attainment {
      return objective.limits.isEmpty
        ? [] : [.rule(Mark.Rule(.y(objective.share), label: "promised: \(NumberText.percent(objective.share)) of requests"))]
    }
    let limits = objective.limits + objective.percentileLimits.map(\.limit)
    return limits.filter { $0.metric == measure.metric }.map { limit in
      .rule(Mark.Rule(.y(limit.atMost.seconds), label: "limit \(LimitText.time(limit.atMost.seconds))"))
    }
  }

  private func caption(_ series: Series, hasHollow: Bool, hasBands: Bool) -> String {
    var parts = series.remark.isEmpty ? [] : [series.remark]
    if hasBands { parts.append("Shades are 95 % intervals over the seeds.") }
    if hasHollow { parts.append("Hollow: some requests were rejected, and the latency is of those that were served.") }
    return parts.joined(separator: " ")
  }

  private func columns(_ load: Load, _ measure: Measure) -> [DataTable.Column] {
    let unit = measure.definition.unit
    return [
      DataTable.Column("line", key: "line", isNumber: false), DataTable.Column(load.label, key: load.key?.path ?? "offered_per_second"),
      DataTable.Column("\(MeasureText.name(measure)), \(unit)", key: measure.word), DataTable.Column("± 95 %", key: "half_width_95"),
      DataTable.Column("rejected", key: "rejected_share"), DataTable.Column("seeds", key: "seeds"),
    ]
  }

  private func row(_ name: String?, _ load: Double, _ row: SweepRow, _ results: Replications, _ measure: Measure) -> DataTable.Row {
    DataTable.Row([
      DataTable.Cell(name ?? "all"), DataTable.Cell(load, NumberText.figure), DataTable.Cell(results.mean(of: measure), NumberText.figure),
      DataTable.Cell(results.interval(of: measure)?.halfWidth, NumberText.figure),
      DataTable.Cell(results.rejectedShare, NumberText.percent), DataTable.Cell(Double(results.runs.count)) { NumberText.count(Int($0)) },
    ])
  }
}
