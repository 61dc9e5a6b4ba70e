import Metrics
import Report

/// A figure of the tails of one latency: what share of the requests took so long or longer.
struct TailFigure {
  /// One curve, with whose it is.
  struct Side {
    /// Whose it is; nil where there is but one.
    var name: String?
    /// The curve.
    var curve: TailSource.Curve
  }

  let metric: MetricID
  let sides: [Side]
  /// The limit that the objective sets, and the share of requests that may exceed it.
  let limit: (milliseconds: Double, mayExceed: Double)?

  /// The figure; nil where there is nothing to draw.
  var figure: Figure? {
    guard sides.contains(where: { $0.curve.points.count > 1 }) else { return nil }
    let name = MetricCatalog.definition(of: metric).name
    let short = metric.rawValue.replacing("_", with: "-")
    return Figure(
      "tail-\(short)",
      Chart(
        title: "Tail of the \(name)", summary: summary, x: xAxis, y: Axis(yLabel, scale: .logarithmic, format: .percent, domain: yDomain),
        marks: marks),
      caption: caption, table: table)
  }

  /// Tokens have gaps, requests have everything else.
  private var what: String { metric == .itl ? "gaps" : "requests" }

  private var yLabel: String { "share of the \(what) that took so long or longer" }

  private var xAxis: Axis {
    let all = sides.flatMap(\.curve.points).map(\.milliseconds)
    let (least, most) = (max(all.min() ?? 1, 1e-3), max(all.max() ?? 10, 1e-3))
    let reach = limit.map { max(most, min($0.milliseconds, most * 20)) } ?? most
    return Axis("", scale: .logarithmic, format: .time, domain: least / 1000 * 0.95...reach / 1000 * (hasUnserved ? 1.8 : 1.15))
  }

  private var hasUnserved: Bool { sides.contains { $0.curve.unserved > 0 } }

  private var yDomain: ClosedRange<Double> {
    let shares = sides.flatMap(\.curve.points).map(\.share).filter { $0 > 0 }
    return min(shares.min() ?? 0.01, 0.5) * 0.8...1
  }

  // MARK: Marks

  private var marks: [Mark] {
    var marks: [Mark] = []
    for (index, side) in sides.enumerated() where side.curve.points.contains(where: { $0.least < $0.greatest }) {
      let floor = yDomain.lowerBound
      marks.append(
        .band(
          Mark.Band(
            side.curve.points.map { Mark.Band.Edge($0.milliseconds / 1000, max($0.least, floor), max($0.greatest, floor)) }, series: index))
      )
    }
    for (index, side) in sides.enumerated() {
      var points = side.curve.points.map { Mark.Point($0.milliseconds / 1000, $0.share) }
      if side.curve.unserved > 0, let right = xAxis.domain?.upperBound {
        // What never came is later than any time: a step to the right edge.
        points.append(Mark.Point(points.last?.x ?? right, side.curve.unserved))
        points.append(Mark.Point(right, side.curve.unserved))
      }
      let label = side.name ?? (side.curve.unserved > 0 ? "\(NumberText.percent(side.curve.unserved)) never" : nil)
      marks.append(.line(Mark.Line(points, label: label, series: index, hasDots: side.curve.origin == .percentiles)))
    }
    if let limit {
      marks.append(.rule(Mark.Rule(.x(limit.milliseconds / 1000), label: "limit \(LimitText.time(limit.milliseconds / 1000))")))
      if limit.mayExceed > 0 {
        marks.append(.rule(Mark.Rule(.y(limit.mayExceed), label: "\(NumberText.percent(limit.mayExceed)) may exceed it")))
      }
    }
    return marks
  }

  // MARK: Words

  private var caption: String {
    var parts = ["A point tells what share of the \(what) took so long or longer."]
    if sides.contains(where: { $0.curve.points.contains { $0.least < $0.greatest } }) {
      parts.append("Lines are means over the seeds, and the shade is between the least and the greatest of them.")
    }
    for side in sides where side.curve.unserved > 0 {
      let whose = side.name.map { " of \($0)" } ?? ""
      parts.append(
        "\(NumberText.percent(side.curve.unserved)) of the requests\(whose) were rejected or did not end: the curve stays at that share.")
    }
    if sides.contains(where: { $0.curve.origin == .percentiles }) {
      parts.append("Drawn from the stored percentiles, the marked points: single \(what) are not in the database (\(remedy)).")
    }
    return parts.joined(separator: " ")
  }

  private var remedy: String { metric == .itl ? "run.token_gaps: true keeps them" : "run.record: all keeps them" }

  private var summary: String {
    let ends = sides.compactMap { side -> String? in
      guard let last = side.curve.points.last, let median = side.curve.points.last(where: { $0.share >= 0.5 }) else { return nil }
      let whose = side.name.map { "\($0): " } ?? ""
      return "\(whose)half took \(NumberText.time(seconds: median.milliseconds / 1000)) or longer, "
        + "the longest \(NumberText.time(seconds: last.milliseconds / 1000))"
    }
    return ends.joined(separator: "; ") + "."
  }

  private var table: DataTable {
    let names = sides.contains { $0.name != nil }
    let columns =
      (names ? [DataTable.Column("side", key: "side", isNumber: false)] : []) + [
        DataTable.Column("ms", key: "latency_milliseconds"), DataTable.Column("share of \(what)", key: "share"),
        DataTable.Column("least of a seed", key: "share_least"), DataTable.Column("greatest of a seed", key: "share_greatest"),
      ]
    let rows = sides.flatMap { side in
      side.curve.points.map { point in
        DataTable.Row(
          (names ? [DataTable.Cell(side.name ?? "")] : []) + [
            DataTable.Cell(point.milliseconds, NumberText.figure), DataTable.Cell(point.share, Self.share),
            DataTable.Cell(point.least, Self.share), DataTable.Cell(point.greatest, Self.share),
          ])
      }
    }
    return DataTable(columns, rows)
  }

  /// A share with as many digits as tell the rarest requests apart.
  private static func share(_ value: Double) -> String {
    value >= 0.001 ? NumberText.percent(value) : "\(NumberText.figure(value * 1e6)) in a million"
  }
}
