import Report

/// The page of a reproduction: what papers printed beside what was simulated.
struct ReproductionPage {
  private let findings: ReproductionFindings

  init(_ findings: ReproductionFindings) { self.findings = findings }

  /// Ratios beyond these are drawn at the edge.
  private static let mostRatio = 4.0
  /// Figures of one picture: more rows are no longer to be seen at once.
  private static let mostRows = 60

  func document(origin: String, footer: String) -> PageDocument {
    let title = findings.results.count == 1 ? findings.results[0].name : "\(findings.results.count) published results"
    return PageDocument(
      title: title, origin: "Reproduction, \(origin)", footer: footer, sections: [answer] + findings.results.enumerated().map(section))
  }

  private var answer: PageSection {
    let sum = findings.sum
    return PageSection(
      "answer", "Answer",
      [
        .lead("\(sum.kept) of \(sum.counted) published figures are reproduced within their tolerance."),
        .badge(sum.off == 0, sum.off == 0 ? "nothing is off without a reason" : "\(sum.off) off without a reason"),
        .numbers([
          .init("\(sum.kept) of \(sum.counted)", "reproduced", note: "figures that count"),
          .init("\(sum.offWithReason)", "off with a reason", note: "the notes say which"),
          .init("\(sum.notModelled)", "not modelled", note: "\(sum.notCounted) more are inputs and not counted"),
        ]), .table(overview, caption: "By result", isSortable: true),
      ])
  }

  private static func isKept(_ figure: ReproductionFindings.Figure) -> Bool { ["within", "orderHolds"].contains(figure.verdict) }

  /// Whether it is asked to keep to the paper: inputs and figures of quality are not.
  private static func isCounted(_ figure: ReproductionFindings.Figure) -> Bool {
    ["S", "Md"].contains(figure.strength) && figure.verdict != "notModelled"
  }

  private var overview: DataTable {
    DataTable(
      [
        .init("result", key: "result", isNumber: false), .init("paper", key: "paper", isNumber: false), .init("figures", key: "counted"),
        .init("reproduced", key: "kept"),
      ],
      findings.results.map { result in
        let counted = result.figures.filter(Self.isCounted)
        return DataTable.Row([
          DataTable.Cell(result.name), DataTable.Cell(result.paper), DataTable.Cell(Double(counted.count)) { NumberText.count(Int($0)) },
          DataTable.Cell(Double(counted.count(where: Self.isKept))) { NumberText.count(Int($0)) },
        ])
      })
  }

  // MARK: Results

  private func section(_ index: Int, _ result: ReproductionFindings.Result) -> PageSection {
    let word = "\(index + 1)-\(FigureName.word(result.name))"
    var blocks: [PageBlock] = [.text("\(result.title)."), .text("\(result.paper); \(result.section)")]
    if let figure = figure(result, "ratios-\(word)") { blocks.append(.figure(figure)) }
    blocks.append(.table(table(result.figures), caption: "All figures of \(result.name)", isSortable: false))
    let reasons = result.figures.compactMap { figure in figure.reason.map { "\(figure.name): \($0)" } }
    if !(reasons + result.notes).isEmpty { blocks.append(.list(reasons + result.notes)) }
    return PageSection("result-\(word)", result.name, blocks)
  }

  private func figure(_ result: ReproductionFindings.Result, _ name: String) -> Figure? {
    let shown = result.figures.filter { ($0.ratio ?? 0) > 0 && $0.ratio?.isFinite == true }.prefix(Self.mostRows)
    if shown.isEmpty { return nil }
    let reach =
      min(
        Self.mostRatio,
        max(
          1.25,
          shown.flatMap { figure -> [Double] in
            let ratio = figure.ratio ?? 1
            return [ratio, 1 / ratio, 1 + (figure.tolerance ?? 0)]
          }.max() ?? 1.25)) * 1.05
    func cut(_ ratio: Double) -> Double { min(max(ratio, 1 / reach), reach) }
    let kinds: [(label: String, series: Int, isOf: (ReproductionFindings.Figure) -> Bool)] = [
      ("reproduced", 2, { Self.isCounted($0) && Self.isKept($0) }), ("off", 1, { Self.isCounted($0) && !Self.isKept($0) }),
      ("not counted", 5, { !Self.isCounted($0) }),
    ]
    let dots = kinds.compactMap { kind -> Mark? in
      let points = shown.enumerated().filter { kind.isOf($0.element) }.map { row, figure in
        Mark.Point(
          cut(figure.ratio ?? 1), Double(row),
          note: "\(figure.name): \(NumberText.fixed(figure.ratio ?? 1, decimals: 2)) of the published one")
      }
      return points.isEmpty ? nil : .points(Mark.Points(points, label: kind.label, series: kind.series))
    }
    // What may differ, as blocks about one: bounds have one side only.
    let tolerances = shown.enumerated().compactMap { row, figure -> Mark.Block? in
      switch (figure.target, figure.tolerance) {
      case ("within", let tolerance?):
        Mark.Block(
          row: row, range: cut(max(0.01, 1 - tolerance))...cut(1 + tolerance), series: 0, note: "±\(NumberText.percent(tolerance))",
          isFaint: true)
      case ("atMost", _): Mark.Block(row: row, range: 1 / reach...1, series: 0, note: "at most", isFaint: true)
      case ("atLeast", _): Mark.Block(row: row, range: 1...reach, series: 0, note: "at least", isFaint: true)
      default: nil
      }
    }
    let chart = Chart(
      title: "\(result.name): simulated over published",
      summary:
        "\(shown.count { Self.isCounted($0) && Self.isKept($0) }) of \(shown.count(where: Self.isCounted)) are within their tolerance.",
      x: Axis("simulated over published", scale: .logarithmic, domain: 1 / reach...reach),
      y: Axis("", scale: .categories(shown.map(\.name))),
      marks: [.blocks(tolerances), .rule(Mark.Rule(.x(1)))] + dots)
    return Figure(
      name, chart, caption: "The shade is what the tolerance of each figure allows; at 1 both are equal.", table: table(Array(shown)))
  }

  private func table(_ figures: [ReproductionFindings.Figure]) -> DataTable {
    DataTable(
      [
        .init("figure", key: "figure", isNumber: false), .init("unit", key: "unit", isNumber: false), .init("published", key: "published"),
        .init("tolerance", key: "tolerance_share"), .init("simulated", key: "simulated", isNumber: false), .init("ratio", key: "ratio"),
        .init("", key: "strength", isNumber: false), .init("", key: "verdict", isNumber: false),
        .init("source", key: "source", isNumber: false),
      ],
      figures.map { figure in
        let sign = ["atMost": "<= ", "atLeast": ">= "][figure.target] ?? ""
        return DataTable.Row(
          [
            DataTable.Cell(figure.name), DataTable.Cell(figure.unit), DataTable.Cell(figure.published) { sign + NumberText.figure($0) },
            DataTable.Cell(figure.tolerance, NumberText.percent),
            DataTable.Cell(figure.simulated.map(NumberText.figure).joined(separator: " < ")),
            DataTable.Cell(figure.ratio) { NumberText.fixed($0, decimals: 2) }, DataTable.Cell(figure.strength),
            DataTable.Cell(Self.words(figure)), DataTable.Cell(figure.source),
          ], isMuted: !Self.isCounted(figure))
      })
  }

  private static func words(_ figure: ReproductionFindings.Figure) -> String {
    switch figure.verdict {
    case "within": "within"
    case "offWithReason": "off, with a reason"
    case "orderHolds": "order holds"
    case "orderBroken": "order broken"
    case "orderBrokenWithReason": "order broken, with a reason"
    case "notModelled": "not modelled"
    default: "off"
    }
  }
}
