import Foundation
import Metrics
import Report
import Study

/// Heat maps of a sweep: a measure over two of the things that vary, of everything else the best.
struct SweepMaps {
  private let page: SweepPage

  init(_ page: SweepPage) { self.page = page }

  /// Values of an axis that can be told apart; of more only some are shown.
  static let mostValues = 28

  /// The keys across and down that are shown first: those with most values.
  static func axes(_ keys: [SweepKey]) -> (x: Int, y: Int)? {
    let order = keys.indices.sorted { (keys[$1].values.count, $0) < (keys[$0].values.count, $1) }
    return order.count > 1 && keys[order[1]].values.count > 1 ? (order[0], order[1]) : nil
  }

  var section: PageSection? {
    guard let axes = Self.axes(page.keys), let figure = figure(axes) else { return nil }
    return PageSection("map", "Map", [.markup(SweepControls(page).map), .figure(figure)])
  }

  /// The best row at each place, with the places that are shown of each axis.
  private func figure(_ axes: (x: Int, y: Int)) -> Figure? {
    let (x, y) = (page.keys[axes.x], page.keys[axes.y])
    let (columns, lines) = (Self.shown(x), Self.shown(y))
    let measure = page.ranking.measure
    var best: [Int: SweepRow] = [:]
    // Rows are ranked, so that the first at a place is the best.
    for row in page.ranking.ranked {
      guard let column = x.place(of: row.cell).flatMap({ columns.firstIndex(of: $0) }),
        let line = y.place(of: row.cell).flatMap({ lines.firstIndex(of: $0) })
      else { continue }
      let place = line * columns.count + column
      if best[place] == nil { best[place] = row }
    }
    let values = best.values.compactMap { $0.results?.mean(of: measure) }
    guard let least = values.min(), let most = values.max() else { return nil }
    let places = (0..<columns.count * lines.count).compactMap { place in best[place].map { (place, $0) } }
    let cells = places.compactMap { place, row -> Mark.Cell? in
      guard let results = row.results, let value = results.mean(of: measure) else { return nil }
      return Mark.Cell(
        column: place % columns.count, row: place / columns.count,
        strength: Self.strength(value, least...most, lower: measure.definition.direction == .lowerIsBetter),
        text: Survivors.mark(Self.text(value, measure), measure.metric, results),
        note: "\(page.words(row.cell)): \(MeasureText.title(measure)) \(MeasureText.value(measure, results)); \(Verdict(results).short)")
    }
    let chart = Chart(
      title: "\(MeasureText.title(measure)) by \(x.title) and \(y.title)",
      summary: "From \(Self.text(least, measure)) to \(Self.text(most, measure)).",
      x: Axis(x.title, scale: .categories(columns.map { x.values[$0] })), y: Axis(y.title, scale: .categories(lines.map { y.values[$0] })),
      marks: [.cells(cells)])
    return Figure("map", chart, caption: caption(x, y), table: table(x, y, places.map(\.1)))
  }

  /// The places of a key's values that are shown: all of them, or as many as there is room for, evenly.
  private static func shown(_ key: SweepKey) -> [Int] {
    let count = key.values.count
    if count <= mostValues { return Array(0..<count) }
    return (0..<mostValues).map { $0 * (count - 1) / (mostValues - 1) }
  }

  /// How good a value is among others, from 0 to 1: by ratios where these are wide apart.
  private static func strength(_ value: Double, _ range: ClosedRange<Double>, lower: Bool) -> Double {
    if range.upperBound <= range.lowerBound { return 0.5 }
    let isWide = range.lowerBound > 0 && range.upperBound / range.lowerBound > 20
    let way =
      isWide
      ? log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
      : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return lower ? 1 - way : way
  }

  private static func text(_ value: Double, _ measure: Measure) -> String {
    NumberText.figure(measure.definition.unit == "share" ? value * 100 : value)
  }

  private func caption(_ x: SweepKey, _ y: SweepKey) -> String {
    var parts = [
      page.ranking.measure.definition.direction == .descriptive
        ? "The stronger the colour, the more." : "The stronger the colour, the better."
    ]
    let others = page.keys.filter { $0 != x && $0 != y }.map(\.title)
    if !others.isEmpty { parts.append("A place shows the best over \(others.joined(separator: ", ")).") }
    if page.ranking.ranked.contains(where: { ($0.results?.rejectedShare ?? 0) > 0 }),
      MetricID.latencies.contains(page.ranking.measure.metric)
    {
      parts.append("In brackets: some requests were rejected, and the latency is of those that were served.")
    }
    if max(x.values.count, y.values.count) > Self.mostValues {
      parts.append("Of an axis with many values \(Self.mostValues) are shown; the table has all cells.")
    }
    return parts.joined(separator: " ")
  }

  private func table(_ x: SweepKey, _ y: SweepKey, _ rows: [SweepRow]) -> DataTable {
    let measure = page.ranking.measure
    return DataTable(
      [
        DataTable.Column(x.title, key: x.path, isNumber: false), DataTable.Column(y.title, key: y.path, isNumber: false),
        DataTable.Column(MeasureText.title(measure), key: measure.word), DataTable.Column("± 95 %", key: "half_width_95"),
        DataTable.Column("rejected", key: "rejected_share"),
      ],
      rows.map { row in
        let results = row.results
        let scale = measure.definition.unit == "share" ? 100.0 : 1
        return DataTable.Row([
          DataTable.Cell(row.cell.value(of: x.path) ?? ""), DataTable.Cell(row.cell.value(of: y.path) ?? ""),
          DataTable.Cell(results?.mean(of: measure).map { $0 * scale }, NumberText.figure),
          DataTable.Cell(results?.interval(of: measure).map { $0.halfWidth * scale }, NumberText.figure),
          DataTable.Cell(results?.rejectedShare, NumberText.percent),
        ])
      })
  }
}
