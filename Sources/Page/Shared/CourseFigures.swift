import Metrics
import Report
import Store

/// Figures of what happens over time, all over the same stretch of it, of one scenario or of several.
struct CourseFigures {
  /// A scenario's course.
  struct Side {
    /// Whose it is; nil where there is but one.
    var name: String?
    /// The course.
    var course: CourseSource
  }

  let sides: [Side]

  /// Figures are flat, so that several are seen at once.
  private static let aspect = 0.24

  /// Where the figures end, in seconds.
  var end: Double { max(sides.map(\.course.endSeconds).max() ?? 1, 1e-6) }

  /// The figures that the courses can tell.
  var figures: [Figure] {
    let one = sides.count == 1
    return [
      kept,
      one
        ? levels("over-time-requests", "Requests in the system", "requests", [(.running, "running"), (.waiting, "waiting")])
        : levels("over-time-waiting", "Waiting requests", "requests", [(.waiting, "waiting")]),
      one ? nil : levels("over-time-running", "Running requests", "requests", [(.running, "running")]),
      levels("over-time-memory", "KV memory in use", "", [(.kvShare, "in use")], format: .percent, most: 1),
      one
        ? levels("over-time-rates", "Requests a second", "requests/s", [(.arrivedPerSecond, "arrived"), (.finishedPerSecond, "finished")])
        : nil,
      levels("over-time-output", "Tokens produced", "tokens/s", [(.outputTokensPerSecond, "produced")]),
      levels("over-time-prefill", "Prompt tokens prefilled", "tokens/s", [(.prefillTokensPerSecond, "prefilled")]),
      power,
    ].compactMap { $0 }
  }

  /// What the shades of the figures are; nil where there are none.
  var legend: PageBlock? {
    guard sides.count == 1, let course = sides.first?.course else { return nil }
    var legend = CourseLegend()
    for failure in course.failures.prefix(6) {
      let from = NumberText.time(seconds: failure.start.seconds)
      let to = failure.end.map { "to \(NumberText.time(seconds: $0.seconds))" } ?? "on"
      legend.entries.append((.shade(1), "\(failure.text) from \(from) \(to)"))
    }
    if course.failures.count > 6 { legend.entries.append((.shade(1), "\(course.failures.count - 6) more failures")) }
    if let text = crashText(course) { legend.entries.append((.rule, text)) }
    if !course.starting(to: end).isEmpty { legend.entries.append((.shade(2), "replicas start up, and do not serve yet")) }
    if !course.draining(to: end).isEmpty { legend.entries.append((.shade(4), "replicas drain: they get nothing more")) }
    if !course.overloads.isEmpty, let asked = course.asked {
      legend.entries.append((.shade(3), "fewer than \(NumberText.percent(asked)) of the arriving requests kept the objective"))
    }
    return legend.block
  }

  private func crashText(_ course: CourseSource) -> String? {
    var shown: [String] = []
    for crash in course.crashes {
      let text = "replica \(crash.replica) at \(NumberText.time(seconds: crash.seconds))"
      if !shown.contains(text) { shown.append(text) }
    }
    if shown.isEmpty { return nil }
    return "crashed: \(shown.prefix(6).joined(separator: ", "))" + (shown.count > 6 ? " and \(shown.count - 6) more" : "")
  }

  // MARK: Shades

  private var shades: [Mark] {
    guard sides.count == 1, let course = sides.first?.course else { return [] }
    let failures = course.failures.prefix(20).filter { $0.start.seconds < end }.map { failure in
      Mark.span(
        Mark.Span(failure.start.seconds...min(end, max(failure.end?.seconds ?? end, failure.start.seconds)), label: failure.text, series: 1)
      )
    }
    let overloads = course.overloads.prefix(40).map { Mark.span(Mark.Span($0.lowerBound...min(end, $0.upperBound), series: 3)) }
    let crashes = course.crashes.prefix(40).map { Mark.rule(Mark.Rule(.x($0.seconds))) }
    let starting = course.starting(to: end).prefix(40).map { Mark.span(Mark.Span($0, series: 2)) }
    let draining = course.draining(to: end).prefix(40).map { Mark.span(Mark.Span($0, series: 4)) }
    return overloads + starting + draining + failures + crashes
  }

  private var time: Axis { Axis("time since the start", format: .time, domain: 0...end) }

  // MARK: Figures

  /// Quantities of the time series: of one scenario several of them, of several scenarios one of each.
  private func levels(
    _ name: String, _ title: String, _ unit: String, _ quantities: [(CourseBin.Quantity, String)], format: Axis.Format = .number,
    most: Double? = nil
  ) -> Figure? {
    var (bands, lines): ([Mark], [Mark]) = ([], [])
    var rows: [DataTable.Row] = []
    for (index, side) in sides.enumerated() {
      for (place, (quantity, word)) in quantities.enumerated() {
        let series = sides.count > 1 ? index : place
        let known = side.course.bins.compactMap { bin in bin[quantity].map { (bin, $0) } }
        if known.isEmpty { continue }
        if known.contains(where: { $0.1.least < $0.1.greatest }) {
          bands.append(
            .band(
              Mark.Band(known.map { Mark.Band.Edge(($0.0.startSeconds + $0.0.endSeconds) / 2, $0.1.least, $0.1.greatest) }, series: series))
          )
        }
        let label = side.name ?? (quantities.count > 1 ? word : nil)
        let points = known.map { Mark.Point(($0.0.startSeconds + $0.0.endSeconds) / 2, $0.1.mean) }
        lines.append(.line(Mark.Line(points, label: label, series: series)))
        rows += known.map { row(side.name, word, $0.0, $0.1, format) }
      }
    }
    guard !lines.isEmpty else { return nil }
    let domain = most.map { 0...$0 }
    let chart = Chart(
      title: title, summary: summary(quantities.map(\.0), format), x: time,
      y: Axis(unit, format: format, domain: domain, beginsAtZero: true), marks: shades + bands + lines, aspect: Self.aspect)
    return Figure(name, chart, caption: caption, table: DataTable(columns(unit, format), rows))
  }

  private func columns(_ unit: String, _ format: Axis.Format) -> [DataTable.Column] {
    let words = format == .percent ? "share" : unit
    let key = format == .percent ? "share" : unit.replacing("/", with: "_per_").replacing(" ", with: "_")
    return (sides.count > 1 ? [DataTable.Column("side", key: "side", isNumber: false)] : []) + [
      DataTable.Column("what", key: "what", isNumber: false), DataTable.Column("from s", key: "start_seconds"),
      DataTable.Column("to s", key: "end_seconds"), DataTable.Column(words, key: "mean_\(key)"),
      DataTable.Column("least", key: "least_\(key)"), DataTable.Column("greatest", key: "greatest_\(key)"),
    ]
  }

  private func row(
    _ side: String?, _ what: String, _ bin: CourseBin, _ level: CourseBin.Level, _ format: Axis.Format
  ) -> DataTable.Row {
    let text = format == .percent ? NumberText.percent : NumberText.figure
    return DataTable.Row(
      (sides.count > 1 ? [DataTable.Cell(side ?? "")] : []) + [
        DataTable.Cell(what), DataTable.Cell(bin.startSeconds, NumberText.figure), DataTable.Cell(bin.endSeconds, NumberText.figure),
        DataTable.Cell(level.mean, text), DataTable.Cell(level.least, text), DataTable.Cell(level.greatest, text),
      ])
  }

  /// The power of all replicas, and of each pool where there are several.
  private var power: Figure? {
    guard var figure = levels("over-time-power", "Power", "W", [(.watts, "all")]), let course = sides.first?.course else { return nil }
    if sides.count > 1 || course.poolPower.isEmpty { return figure }
    let shift = course.stretchSeconds / 2
    for (index, pool) in course.poolPower.enumerated() {
      let points = pool.points.map { Mark.Point(min($0.seconds + shift, end), $0.watts) }
      figure.chart.marks.append(.line(Mark.Line(points, label: pool.pool, series: index + 1)))
      figure.table.rows += pool.points.map { point in
        let none = DataTable.Cell(nil, NumberText.figure)
        return DataTable.Row([
          DataTable.Cell(pool.pool), DataTable.Cell(point.seconds, NumberText.figure),
          DataTable.Cell(min(point.seconds + course.stretchSeconds, end), NumberText.figure),
          DataTable.Cell(point.watts, NumberText.figure),
          none, none,
        ])
      }
    }
    figure.chart.marks = figure.chart.marks.map { mark in
      guard case .line(var line) = mark, line.label == nil else { return mark }
      line.label = "all"
      return .line(line)
    }
    return figure
  }

  /// The share of requests that kept the objective, by when they arrived.
  private var kept: Figure? {
    var lines: [Mark] = []
    var rows: [DataTable.Row] = []
    for (index, side) in sides.enumerated() {
      let bins = side.course.kept.filter { $0.requests > 0 }
      if bins.isEmpty { continue }
      let half = side.course.stretchSeconds / 2
      let points = bins.map { Mark.Point(min($0.startSeconds + half, end), min(1, $0.good / $0.requests)) }
      lines.append(.line(Mark.Line(points, label: side.name, series: index)))
      rows += bins.map { bin in
        DataTable.Row(
          (sides.count > 1 ? [DataTable.Cell(side.name ?? "")] : []) + [
            DataTable.Cell(bin.startSeconds, NumberText.figure), DataTable.Cell(bin.requests, NumberText.figure),
            DataTable.Cell(min(1, bin.good / bin.requests), NumberText.percent),
          ])
      }
    }
    guard !lines.isEmpty else { return nil }
    let columns =
      (sides.count > 1 ? [DataTable.Column("side", key: "side", isNumber: false)] : []) + [
        DataTable.Column("from s", key: "start_seconds"), DataTable.Column("requests", key: "requests"),
        DataTable.Column("kept the objective", key: "kept_share"),
      ]
    let asked = sides.compactMap(\.course.asked).first
    let rule = asked.map { [Mark.rule(Mark.Rule(.y($0), label: "promised: \(NumberText.percent($0)) of requests"))] } ?? []
    let least = lines.flatMap { mark -> [Double] in if case .line(let line) = mark { line.points.map(\.y) } else { [] } }.min() ?? 0
    let floor = min(least, (asked ?? 1) - 0.005)
    let domain = max(0, floor - (1 - floor) * 0.15)...1 + (1 - floor) * 0.05
    let chart = Chart(
      title: "Requests that kept the objective, by when they arrived",
      summary: "The lowest share is \(NumberText.percent(least)).", x: time, y: Axis("", format: .percent, domain: domain),
      marks: shades + lines + rule, aspect: Self.aspect)
    return Figure("over-time-objective", chart, caption: keptCaption, table: DataTable(columns, rows))
  }

  private var keptCaption: String {
    let seconds = sides.map(\.course.stretchSeconds).max() ?? 0
    return "A point is all requests that arrived within \(NumberText.time(seconds: seconds)); rejected ones kept nothing."
  }

  private var caption: String {
    let stretch = sides.map(\.course.stretchSeconds).max() ?? 0
    let merged = sides.map(\.course.binsPerStretch).max() ?? 1
    let runs = sides.map(\.course.runs).max() ?? 1
    var text = "A point stands for \(NumberText.time(seconds: stretch))"
    if runs > 1 {
      text += ": the mean over \(runs) seeds, the shade between the least and the greatest"
    } else if merged > 1 {
      text += ": the mean of \(merged) bins of the time series, the shade between the least and the greatest"
    }
    return text + "."
  }

  private func summary(_ quantities: [CourseBin.Quantity], _ format: Axis.Format) -> String {
    let parts = sides.flatMap { side in
      quantities.compactMap { quantity -> String? in
        guard let most = side.course.bins.compactMap({ $0[quantity]?.greatest }).max() else { return nil }
        let text = format == .percent ? NumberText.percent(most) : NumberText.figure(most)
        return "\(side.name.map { "\($0): " } ?? "")at most \(text)"
      }
    }
    return parts.joined(separator: ", ") + "."
  }
}
