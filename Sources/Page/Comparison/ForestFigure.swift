import Metrics
import Report
import Study

/// Differences with their intervals, one below the other: which are better, which are worse, and of which chance may be the reason.
struct ForestFigure {
  /// A difference.
  struct Row {
    /// What differs.
    var name: String
    /// The difference with its interval.
    var row: ComparisonRow
    /// Whether it speaks of other requests on either side, since some were rejected.
    var isOfSurvivors = false
  }

  let name: String
  let title: String
  let rows: [Row]
  /// What is said beneath it first.
  let remark: String

  /// Beyond this change, as a share of the baseline, intervals are cut: a single great one would hide all others.
  private static let mostChange = 1.5

  /// Colours of better, worse and undecided: those of the palette that are told apart best, with a shape each.
  private static func series(_ verdict: PairedDifference.Verdict?) -> Int {
    switch verdict {
    case .better: 2
    case .worse: 1
    case .undecided, .different, nil: 5
    }
  }

  /// The rows that have a place: those whose baseline is not zero.
  private var placed: [(row: Row, middle: Double, ends: ClosedRange<Double>?)] {
    rows.compactMap { row in
      let baseline = row.row.baseline.magnitude
      guard baseline > 0, (row.row.difference / baseline).isFinite else { return nil }
      let ends = row.row.interval.map { min($0.low, $0.high) / baseline...max($0.low, $0.high) / baseline }
      return (row, row.row.difference / baseline, ends)
    }
  }

  /// The figure; nil where no difference has a place.
  var figure: Figure? {
    let placed = placed
    if placed.isEmpty { return nil }
    let reach = placed.flatMap { [abs($0.middle), abs($0.ends?.lowerBound ?? 0), abs($0.ends?.upperBound ?? 0)] }.max() ?? 0
    let most = max(0.001, min(Self.mostChange, reach * 1.08))
    func cut(_ value: Double) -> Double { min(max(value, -most), most) }
    let names = placed.map { "\($0.row.name)  \(Self.percent($0.middle))" }
    let intervals = placed.enumerated().map { index, entry in
      Mark.Interval(
        row: index, middle: cut(entry.middle), ends: entry.ends.map { cut($0.lowerBound)...cut($0.upperBound) },
        series: Self.series(entry.row.row.verdict), note: note(entry.row))
    }
    let chart = Chart(
      title: title, summary: Self.count(rows.map(\.row)) + ".",
      x: Axis("change against the baseline", format: .percent, domain: -most...most), y: Axis("", scale: .categories(names)),
      marks: keys + [.rule(Mark.Rule(.x(0))), .intervals(intervals)])
    return Figure(name, chart, caption: caption(isCut: reach > most), table: table)
  }

  /// Names of the colours, as points that have no place.
  private var keys: [Mark] {
    let known = rows.map { Self.series($0.row.verdict) }
    return [("better", 2), ("worse", 1), ("undecided", 5)].filter { known.contains($0.1) }.map { word, series in
      .points(Mark.Points([], label: word, series: series))
    }
  }

  /// How many differences are what.
  static func count(_ rows: [ComparisonRow]) -> String {
    let better = rows.count { $0.verdict == .better }
    let worse = rows.count { $0.verdict == .worse }
    return "\(better) better, \(worse) worse, \(rows.count - better - worse) undecided"
  }

  /// A change in per cent, with as many digits as it takes to see one.
  static func percent(_ share: Double) -> String {
    let size = share.magnitude * 100
    return NumberText.signed(share * 100, decimals: size == 0 || size >= 9.95 ? 0 : size >= 0.1 ? 1 : 3) + " %"
  }

  private func note(_ row: Row) -> String {
    "\(row.name): \(NumberText.figure(row.row.baseline)) to \(NumberText.figure(row.row.candidate)), "
      + "\(MeasureText.difference(row.row)) \(MeasureText.verdict(row.row))"
  }

  private func caption(isCut: Bool) -> String {
    var parts = [remark, "Bars are 95 % intervals of the difference; one that crosses zero may be chance."]
    if isCut { parts.append("What goes beyond \(NumberText.percent(Self.mostChange)) is cut there; the table has it whole.") }
    if rows.contains(where: \.isOfSurvivors) {
      parts.append("Some requests were rejected: latencies are of those that were served, which are not the same on both sides.")
    }
    if placed.count < rows.count {
      parts.append("What is zero under the baseline has no change in per cent, and stands in the table alone.")
    }
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var table: DataTable {
    DataTable(
      [
        .init("", key: "measure", isNumber: false), .init("baseline", key: "baseline"), .init("candidate", key: "candidate"),
        .init("change", key: "difference"), .init("%", key: "difference_percent"), .init("from", key: "difference_low"),
        .init("to", key: "difference_high"), .init("", key: "verdict", isNumber: false),
      ],
      rows.map { row in
        let one = row.row
        let scale = one.measure.definition.unit == "share" ? 100.0 : 1
        let digits = ComparisonReport.decimals(one, scale)
        func signed(_ value: Double) -> String { NumberText.signed(value, decimals: digits.difference) }
        func fixed(_ value: Double) -> String { NumberText.fixed(value, decimals: digits.value) }
        return DataTable.Row([
          DataTable.Cell(row.name), DataTable.Cell(one.baseline * scale, fixed), DataTable.Cell(one.candidate * scale, fixed),
          DataTable.Cell(one.difference * scale, signed),
          DataTable.Cell(one.baseline == 0 ? nil : one.difference / one.baseline.magnitude * 100) { NumberText.signed($0, decimals: 1) },
          DataTable.Cell(one.interval.map { $0.low * scale }, signed), DataTable.Cell(one.interval.map { $0.high * scale }, signed),
          DataTable.Cell(MeasureText.verdict(one)),
        ])
      })
  }
}
