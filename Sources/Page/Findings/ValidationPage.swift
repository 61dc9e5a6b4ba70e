import Foundation
import Metrics
import Report
import Study

/// The page of a validation: what was measured beside what was simulated.
struct ValidationPage {
  private let findings: ValidationFindings

  init(_ findings: ValidationFindings) { self.findings = findings }

  /// Points of a figure; those beyond are in the file.
  private static let mostPoints = 900
  /// Rows of the table of the worst.
  private static let mostRows = 40
  /// Errors beyond this are drawn at the edge.
  private static let mostError = 1.0

  private typealias Point = (group: ValidationFindings.Group, figure: ValidationFindings.Figure)

  /// What counts, in the order of the file.
  private var points: [Point] {
    findings.groups.filter(\.isCounted).flatMap { group in group.figures.map { (group, $0) } }
  }

  /// The figures by name, in the order in which they first come.
  private var names: [String] {
    var names: [String] = []
    for point in points where !names.contains(point.figure.name) { names.append(point.figure.name) }
    return names
  }

  private func errors(of name: String? = nil, family: String? = nil) -> [Double] {
    points.filter { (name == nil || $0.figure.name == name) && (family == nil || $0.group.family == family) }
      .compactMap { $0.figure.error?.magnitude }
  }

  func document(origin: String, footer: String) -> PageDocument {
    PageDocument(
      title: findings.title, origin: "Validation, \(origin)", footer: footer,
      sections: [answer, scatter, strips, worst, notes].compactMap { $0 })
  }

  // MARK: Answer

  private var answer: PageSection {
    let all = errors()
    var blocks: [PageBlock] = []
    if let median = all.quantile(0.5), let ninth = all.quantile(0.9) {
      blocks.append(
        .lead(
          "Half of \(NumberText.count(all.count)) simulated figures are within \(NumberText.percent(median)) of what was measured, nine in ten "
            + "within \(NumberText.percent(ninth))."))
      var numbers = [
        PageBlock.Number(NumberText.percent(median), "median absolute error", note: "of \(NumberText.count(all.count)) figures"),
        PageBlock.Number(NumberText.percent(all.mean ?? 0), "mean absolute error", note: peer),
      ]
      let within = all.count { $0 <= 0.1 }
      numbers.append(
        PageBlock.Number(
          NumberText.percent(Double(within) / Double(all.count)), "of the figures within 10 %", note: "\(NumberText.count(within)) of them")
      )
      blocks.append(.numbers(numbers))
    } else {
      blocks.append(.lead("Nothing could be compared."))
    }
    blocks.append(.facts(findings.facts.map { .init($0.heading, $0.text) }))
    if !names.isEmpty { blocks.append(.table(medians, caption: "Median absolute error", isSortable: false)) }
    return PageSection("answer", "Answer", blocks)
  }

  private var peer: String {
    let errors = points.compactMap { $0.figure.peerError?.magnitude }
    return errors.mean.map { "another simulator's: \(NumberText.percent($0))" } ?? ""
  }

  private var families: [String] {
    var families: [String] = []
    for point in points where !families.contains(point.group.family) { families.append(point.group.family) }
    return families
  }

  private var medians: DataTable {
    let families = families.count > 1 ? families : []
    let columns = [("all", nil)] + families.map { ($0, Optional($0)) }
    return DataTable(
      [DataTable.Column("figure", key: "figure", isNumber: false)] + columns.map { DataTable.Column($0.0, key: "median_error_\($0.0)") },
      names.map { name in
        DataTable.Row(
          [DataTable.Cell(name)] + columns.map { DataTable.Cell(errors(of: name, family: $0.1).quantile(0.5), NumberText.percent) })
      })
  }

  // MARK: Figures

  /// Some of the points where they are too many, evenly.
  private static func thinned(_ points: [Point]) -> [Point] {
    if points.count <= mostPoints { return points }
    return (0..<mostPoints).map { points[$0 * (points.count - 1) / (mostPoints - 1)] }
  }

  /// A figure for each unit: what has another unit has no place beside it.
  private var scatter: PageSection? {
    var units: [String] = []
    for point in points where !units.contains(point.figure.unit) { units.append(point.figure.unit) }
    let figures = units.prefix(4).compactMap { unit in
      scatter(
        unit, Self.thinned(points.filter { $0.figure.unit == unit && $0.figure.measured > 0 && $0.figure.simulated > 0 }),
        isOnly: units.count == 1)
    }
    return figures.isEmpty ? nil : PageSection("measured-simulated", "Measured against simulated", figures.map { .figure($0) })
  }

  private func scatter(_ unit: String, _ points: [Point], isOnly: Bool) -> Figure? {
    let values = points.flatMap { [$0.figure.measured, $0.figure.simulated] }
    guard points.count > 1, let least = values.min(), let most = values.max() else { return nil }
    let (low, high) = (least / 1.3, most * 1.3)
    let shown = names.filter { name in points.contains { $0.figure.name == name } }
    let steps = 8
    let edges = (0...steps).map { step in
      let x = low * exp(log(high / low) * Double(step) / Double(steps))
      return Mark.Band.Edge(x, x * 0.9, x * 1.1)
    }
    let dots = shown.enumerated().map { index, name in
      Mark.points(
        Mark.Points(
          points.filter { $0.figure.name == name }.map { point in
            Mark.Point(
              point.figure.measured, point.figure.simulated,
              note: "\(point.group.name), \(name): \(NumberText.figure(point.figure.measured)) measured, "
                + "\(NumberText.figure(point.figure.simulated)) simulated", isHollow: true)
          }, label: name, series: index))
    }
    let axis = { (label: String) in Axis("\(label), \(unit)", scale: .logarithmic, domain: low...high) }
    let chart = Chart(
      title: "Measured against simulated" + (isOnly ? "" : ", \(unit)"),
      summary: "\(points.count { ($0.figure.error?.magnitude ?? 1) <= 0.1 }) of \(points.count) points are within 10 %.",
      x: axis("measured"), y: axis("simulated"),
      marks: [.band(Mark.Band(edges, series: 5)), .line(Mark.Line([Mark.Point(low, low), Mark.Point(high, high)], series: 5))] + dots,
      aspect: 0.6)
    let word = isOnly ? "" : "-\(FigureName.word(unit))"
    return Figure("scatter\(word)", chart, caption: "On the line both are equal; the shade is ±10 %.", table: table(points))
  }

  private func table(_ points: [Point]) -> DataTable {
    DataTable(
      [
        .init("measured thing", key: "group", isNumber: false), .init("figure", key: "figure", isNumber: false),
        .init("unit", key: "unit", isNumber: false), .init("measured", key: "measured"), .init("simulated", key: "simulated"),
        .init("error", key: "error_share"), .init("noise", key: "noise_share"),
      ],
      points.map { point in
        DataTable.Row([
          DataTable.Cell(point.group.name), DataTable.Cell(point.figure.name), DataTable.Cell(point.figure.unit),
          DataTable.Cell(point.figure.measured, NumberText.figure), DataTable.Cell(point.figure.simulated, NumberText.figure),
          DataTable.Cell(point.figure.error, Self.signed), DataTable.Cell(point.figure.noise, Self.signed),
        ])
      })
  }

  private static func signed(_ share: Double) -> String { NumberText.signed(share * 100, decimals: 1) + " %" }

  /// The errors of each figure in a row.
  private var strips: PageSection? {
    let shown = Self.thinned(points.filter { $0.figure.error?.isFinite == true })
    let names = names.filter { name in shown.contains { $0.figure.name == name } }
    guard !names.isEmpty else { return nil }
    let reach = min(Self.mostError, max(0.12, shown.compactMap { $0.figure.error?.magnitude }.max() ?? 0.1) * 1.05)
    func cut(_ error: Double) -> Double { min(max(error, -reach), reach) }
    let dots = shown.compactMap { point -> Mark.Point? in
      guard let error = point.figure.error, let row = names.firstIndex(of: point.figure.name) else { return nil }
      return Mark.Point(cut(error), Double(row), note: "\(point.group.name): \(Self.signed(error))", isHollow: true)
    }
    let medians = names.enumerated().compactMap { row, name -> Mark.Interval? in
      let errors = shown.filter { $0.figure.name == name }.compactMap(\.figure.error)
      guard let middle = errors.quantile(0.5), let low = errors.quantile(0.1), let high = errors.quantile(0.9) else { return nil }
      return Mark.Interval(row: row, middle: cut(middle), ends: cut(low)...cut(high), series: 1, note: "median \(Self.signed(middle))")
    }
    let chart = Chart(
      title: "Errors by figure", summary: "Simulated less measured, \(shown.count) points in \(names.count) rows.",
      x: Axis("simulated less measured", format: .percent, domain: -reach...reach), y: Axis("", scale: .categories(names)),
      marks: [.rule(Mark.Rule(.x(0))), .points(Mark.Points(dots, series: 0)), .intervals(medians)])
    let caption =
      "A circle is one measured thing; the square is the median, its bar from the 10th to the 90th percentile."
      + (shown.contains { ($0.figure.error?.magnitude ?? 0) > reach }
        ? " Errors beyond \(NumberText.percent(reach)) are drawn at the edge." : "")
    return PageSection("errors", "Errors", [.figure(Figure("errors", chart, caption: caption, table: table(shown)))])
  }

  private var worst: PageSection? {
    let sorted = points.filter { $0.figure.error?.isFinite == true }.sorted {
      ($0.figure.error?.magnitude ?? 0) > ($1.figure.error?.magnitude ?? 0)
    }
    if sorted.isEmpty { return nil }
    let caption =
      sorted.count > Self.mostRows
      ? "The \(Self.mostRows) figures furthest off, of \(NumberText.count(sorted.count))" : "All figures, the furthest off first"
    return PageSection("worst", "Furthest off", [.table(table(Array(sorted.prefix(Self.mostRows))), caption: caption, isSortable: true)])
  }

  private var notes: PageSection? {
    let left = findings.groups.filter { !$0.isCounted }
    var texts = findings.notes
    if !left.isEmpty { texts.append("\(NumberText.count(left.count)) groups are parts of others and are not counted again.") }
    texts.append("Revision of the program: \(findings.revision).")
    return PageSection("notes", "Left out and taken for granted", [.list(texts)])
  }
}
