import Kernel
import Report
import Study

/// The layouts of a plan: those that hold in a table, and all that have a price in a figure of money against spare rate.
struct PlanChoicesSection {
  private let page: PlanPage
  private var result: PlanResult { page.result }

  init(_ page: PlanPage) { self.page = page }

  var section: PageSection {
    var blocks: [PageBlock] = []
    if !result.rows.isEmpty {
      blocks.append(.text("The best first. A click on a row takes it over into the what-if; a click on a heading sorts."))
      blocks.append(.table(table, caption: "Layouts that hold", isSortable: true))
      blocks.append(.figure(figure))
    }
    if !result.passedOver.isEmpty {
      let title = "\(PlanText.count(result.passedOver.count, "layout")) that are not in the table, and why"
      blocks.append(.folded(title, [.table(passedOver, caption: "Layouts that were passed over", isSortable: false)]))
    }
    return PageSection("choices", "Choices", blocks)
  }

  // MARK: Table

  private var hasCarbon: Bool { result.rows.contains { $0.gramsPerMillionOutputTokens != nil } }

  private var table: DataTable {
    var columns: [DataTable.Column] = [
      .init("#", key: "rank"), .init("layout", key: "layout", isNumber: false), .init("GPUs", key: "accelerators"),
      .init("attained", key: "attainedShare"), .init("holds req/s", key: "highestRequestsPerSecond"), .init("spare", key: "spareShare"),
      .init("$/h", key: "dollarsPerHour"), .init("$/month", key: "dollarsPerMonth"), .init("$/M out", key: "dollarsPerMillionOutputTokens"),
      .init("J/tok", key: "energyPerOutputTokenJoules"),
    ]
    if hasCarbon { columns.append(.init("gCO2/M", key: "carbonPerMillionOutputTokensGrams")) }
    columns += [.init("gives way", key: "givesWay", isNumber: false), .init("Pareto", key: "isPareto", isNumber: false)]
    return DataTable(columns, page.rows.enumerated().map { row($1, index: $0) })
  }

  private func row(_ row: PlanRow, index: Int) -> DataTable.Row {
    let dollars = row.dollarsPerHour
    let rests = PlanText.restsOnDatasheet(row.candidate)
    var attained = DataTable.Cell(row.finding.share) { _ in PlanText.attained(row.finding, result) }
    attained.note = "\(row.finding.trials.count) seeds"
    var cells: [DataTable.Cell] = [
      .init(Double(index + 1)) { _ in "\(index + 1)" },
      .init(row.name + (rests ? " ~" : ""), note: rests ? "more than a tenth of an iteration rests on the datasheet" : nil),
      .init(Double(row.accelerators)) { _ in NumberText.count(row.accelerators) }, attained,
      .init(row.reach.map { $0.passing * result.load.requestsPerSecond }, PlanText.rate),
      .init(row.reach.map { $0.passing - 1 }) { NumberText.signed($0 * 100, decimals: 0) + " %" },
      .init(dollars) { NumberText.fixed($0, decimals: 2) },
      .init(dollars * PlanRow.hoursPerMonth) { NumberText.fixed($0, decimals: 0) },
      .init(result.load.dollarsPerMillionOutputTokens(dollarsPerHour: dollars)) { NumberText.fixed($0, decimals: 2) },
      .init(row.figures.joulesPerOutputToken, NumberText.figure),
    ]
    if hasCarbon { cells.append(.init(row.gramsPerMillionOutputTokens, NumberText.figure)) }
    cells += [.init(row.reach?.broken.map(PlanText.weakness) ?? "-"), .init(row.isPareto ? "*" : "")]
    return DataTable.Row(cells, choice: index + 1)
  }

  private var passedOver: DataTable {
    DataTable(
      [.init("layout", key: "layout", isNumber: false), .init("reason", key: "reason", isNumber: false)],
      result.passedOver.map { layout in
        let name = "\(layout.layout)" + (layout.layout.mode == .disaggregated ? " P+D" : "")
        return .init([.init(name), .init(PlanText.reason(layout, result))], isMuted: true)
      })
  }

  // MARK: Figure

  private typealias Choice = (name: String, dollars: Double, spare: Double?, note: String)

  /// Layouts that hold, then those that do not and have a price: of the fleet that came nearest.
  private var choices: [Choice] {
    let holding = page.rows.compactMap { row -> Choice? in
      guard let reach = row.reach else { return nil }
      return (row.name, row.dollarsPerHour * PlanRow.hoursPerMonth, reach.passing - 1, PlanText.attained(row.finding, result))
    }
    let failing = result.passedOver.compactMap { layout -> Choice? in
      guard let candidate = layout.candidate, let finding = layout.finding else { return nil }
      let dollars = candidate.dollarsPerHour(of: finding.fleet) * PlanRow.hoursPerMonth
      return (candidate.name(of: finding.fleet), dollars, nil, PlanText.reason(layout, result))
    }
    return holding + failing
  }

  private var figure: Figure {
    let choices = choices
    let holding = choices.filter { $0.spare != nil }
    // What does not hold has no spare rate: it stands beneath what does, and where its price is far from theirs at the edge.
    let least = (holding.map(\.dollars).min() ?? 1) * 0.85
    let most = (holding.map(\.dollars).max() ?? 1) * 1.1
    let highest = max(0.1, holding.compactMap(\.spare).max() ?? 0)
    func point(_ choice: Choice, label: String?) -> Mark.Point {
      Mark.Point(
        min(max(choice.dollars, least), most), choice.spare ?? -0.08 * highest, label: label,
        note: "\(choice.name): $\(NumberText.fixed(choice.dollars, decimals: 0)) a month; \(choice.note)", isHollow: choice.spare == nil)
    }
    let failing = choices.filter { $0.spare == nil }
    let front = Self.front(holding)
    var marks: [Mark] = [.line(.init(front.map { .init($0.dollars, $0.spare ?? 0) }, series: 5, isStepped: true))]
    if !failing.isEmpty { marks.append(.points(.init(failing.map { point($0, label: nil) }, label: "does not hold", series: 5))) }
    marks.append(.points(.init(holding.map { point($0, label: $0.name) }, label: "holds", series: 0)))
    let isWide = most > 8 * least
    let margin = isWide ? 1.1 : 1 + 0.04 * (most - least) / most
    let chart = Chart(
      title: "What a month costs, and how much more load it holds",
      summary: "\(holding.count) layouts that hold, \(front.count) of them with more spare rate than any cheaper one.",
      x: Axis("$ a month", scale: isWide ? .logarithmic : .linear, format: .dollars, domain: least / margin...most * margin),
      y: Axis("spare rate", format: .percent, domain: (failing.isEmpty ? -0.05 : -0.16) * highest...1.08 * highest), marks: marks)
    let table = DataTable(
      [
        .init("layout", key: "layout", isNumber: false), .init("$/month", key: "dollarsPerMonth"), .init("spare rate", key: "spareShare"),
        .init("holds", key: "holds", isNumber: false), .init("remark", key: "remark", isNumber: false),
      ],
      choices.map { choice in
        .init(
          [
            .init(choice.name), .init(choice.dollars) { NumberText.fixed($0, decimals: 0) },
            .init(choice.spare) { NumberText.signed($0 * 100, decimals: 0) + " %" }, .init(choice.spare == nil ? "no" : "yes"),
            .init(choice.note),
          ], isMuted: choice.spare == nil)
      })
    return Figure(
      "choices", chart,
      caption: "Above and to the left is better: the stepped line joins layouts than which no cheaper one holds more load."
        + (failing.isEmpty
          ? ""
          : " Hollow marks do not hold what was asked: at the price of the fleet that came nearest, or at the edge where that is far off."),
      table: table)
  }

  /// The layouts than which no cheaper one has as much to spare, from the cheapest on.
  private static func front(_ choices: [Choice]) -> [Choice] {
    var front: [Choice] = []
    let order = choices.sorted { ($0.dollars, -($0.spare ?? 0)) < ($1.dollars, -($1.spare ?? 0)) }
    for choice in order where (choice.spare ?? 0) > (front.last?.spare ?? -1) { front.append(choice) }
    return front
  }
}
