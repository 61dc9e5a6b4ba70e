import Metrics
import Report
import Study

/// What is given up for what in a sweep: how fast an answer grows against what an accelerator gives, and where prices differ latency
/// against money.
struct SweepFront {
  private let page: SweepPage

  init(_ page: SweepPage) { self.page = page }

  /// Cells that are drawn, the best first.
  private static let mostCells = 200
  private static let mostSeries = 6

  private var rows: [SweepRow] { Array(page.ranking.ranked.prefix(Self.mostCells)) }

  var section: PageSection? {
    let figures = [speed, money].compactMap { $0 }
    return figures.isEmpty ? nil : PageSection("trade-offs", "Trade-offs", figures.map { .figure($0) })
  }

  private var speed: Figure? {
    let places = rows.compactMap { row -> Place? in
      guard let results = row.results, let each = results.mean(of: Measure(.tpot, .p50)), each > 0,
        let output = results.mean(of: Measure(.outputThroughput)), let accelerators = page.source.extents[row.cell.index]?.accelerators,
        accelerators > 0
      else { return nil }
      return Place(row: row, x: 1000 / each, y: output / Double(accelerators))
    }
    return figure(
      "pareto", "Tokens a second of an accelerator against those of a user", places,
      x: ("tokens/s of a user (one over the median time per output token)", "tokens_per_second_per_user", true),
      y: ("tokens/s of an accelerator", "tokens_per_second_per_accelerator", true))
  }

  /// Only where a faster cell may be a dearer one.
  private var money: Figure? {
    let prices = Set(page.source.extents.values.compactMap(\.dollarsPerHour))
    guard prices.count > 1 else { return nil }
    let places = rows.compactMap { row -> Place? in
      guard let results = row.results, let ttft = results.mean(of: Measure(.ttft, .p99)),
        let cost = results.mean(of: Measure(.costPerMillionOutputTokens))
      else { return nil }
      return Place(row: row, x: ttft, y: cost)
    }
    return figure(
      "cost-latency", "Price against time to first token", places, x: ("TTFT p99, ms", "ttft_p99", false),
      y: ("$ a million output tokens", "cost_per_million_output_tokens", false))
  }

  /// A cell with its place in a figure.
  private struct Place {
    var row: SweepRow
    var x: Double
    var y: Double

    /// Whether it counts: all of its requests were served, and what was promised was kept.
    var counts: Bool { row.results.map { $0.rejectedShare == 0 && $0.objectiveIsMet != false } ?? false }
  }

  private func figure(
    _ name: String, _ title: String, _ places: [Place], x: (label: String, key: String, isHigher: Bool),
    y: (label: String, key: String, isHigher: Bool)
  ) -> Figure? {
    guard places.count > 1 else { return nil }
    let front = Self.front(places.filter(\.counts), x.isHigher, y.isHigher)
    let groups = groups(places)
    var marks: [Mark] = []
    if front.count > 1 {
      marks.append(.line(Mark.Line(front.map { Mark.Point($0.x, $0.y) }, label: "not beaten", series: 5, isStepped: false)))
    }
    for (index, group) in groups.enumerated() {
      let points = group.places.map { place in
        Mark.Point(place.x, place.y, note: note(place), isHollow: !place.counts)
      }
      marks.append(.points(Mark.Points(points, label: group.name, series: index)))
    }
    let chart = Chart(
      title: title, summary: "\(front.count) of \(places.count) cells are not beaten in both.",
      x: Axis(x.label, scale: Self.spread(places.map(\.x)), beginsAtZero: true),
      y: Axis(y.label, scale: Self.spread(places.map(\.y)), beginsAtZero: true),
      marks: marks)
    let missed = places.count { !$0.counts }
    let hollow = missed > 0 ? " Hollow: cells that rejected requests or do not meet the objective (\(NumberText.count(missed)))." : ""
    let cut =
      page.ranking.ranked.count > rows.count
      ? " Drawn are the best \(rows.count) of \(NumberText.count(page.ranking.ranked.count)) cells." : ""
    return Figure(
      name, chart, caption: "The line joins the cells that no other one beats in both.\(hollow)\(cut)",
      table: table(places, front, x: (x.label, x.key), y: (y.label, y.key)))
  }

  /// Values that are far apart are drawn by their ratios.
  private static func spread(_ values: [Double]) -> Axis.Scale {
    guard let least = values.min(), let most = values.max(), least > 0, most / least > 30 else { return .linear }
    return .logarithmic
  }

  private func note(_ place: Place) -> String {
    let verdict = place.row.results.map { "; objective \(Verdict($0).short)" } ?? ""
    return "\(page.words(place.row.cell)): \(NumberText.figure(place.x)), \(NumberText.figure(place.y))\(verdict)"
  }

  /// The cells by the values of the key that is no load and has most of them, as far as colours reach.
  private func groups(_ places: [Place]) -> [(name: String?, places: [Place])] {
    let candidates = page.keys.filter { !$0.isLoad && (2...Self.mostSeries).contains($0.values.count) }
    guard let key = candidates.max(by: { $0.values.count < $1.values.count }) else { return [(nil, places)] }
    return key.values.indices.map { value in
      ("\(key.title) \(key.values[value])", places.filter { key.place(of: $0.row.cell) == value })
    }.filter { !$0.places.isEmpty }
  }

  /// The places that no other beats in both, in the order of the horizontal axis.
  private static func front(_ places: [Place], _ isHigherX: Bool, _ isHigherY: Bool) -> [Place] {
    let sorted = places.sorted { first, second in
      if first.x != second.x { return isHigherX ? first.x > second.x : first.x < second.x }
      return isHigherY ? first.y > second.y : first.y < second.y
    }
    var front: [Place] = []
    for place in sorted where front.last.map({ isHigherY ? place.y > $0.y : place.y < $0.y }) ?? true { front.append(place) }
    return front.sorted { $0.x < $1.x }
  }

  private func table(_ places: [Place], _ front: [Place], x: (label: String, key: String), y: (label: String, key: String)) -> DataTable {
    let unbeaten = Set(front.map(\.row.cell.index))
    return DataTable(
      [
        DataTable.Column("cell", key: "cell", isNumber: false), DataTable.Column(x.label, key: x.key),
        DataTable.Column(y.label, key: y.key),
        DataTable.Column("rejected", key: "rejected_share"), DataTable.Column("objective", key: "objective", isNumber: false),
        DataTable.Column("not beaten", key: "is_on_front", isNumber: false),
      ],
      places.map { place in
        DataTable.Row(
          [
            DataTable.Cell(page.words(place.row.cell)), DataTable.Cell(place.x, NumberText.figure),
            DataTable.Cell(place.y, NumberText.figure),
            DataTable.Cell(place.row.results?.rejectedShare, NumberText.percent),
            DataTable.Cell(place.row.results.map { Verdict($0).short } ?? "-"),
            DataTable.Cell(unbeaten.contains(place.row.cell.index) ? "yes" : ""),
          ], isMuted: !place.counts)
      })
  }
}
