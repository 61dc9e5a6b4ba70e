import Hardware
import Report
import Study

/// Where the money, the joules and a decode step's time of each layout go.
struct PlanCostsSection {
  private let page: PlanPage
  private var result: PlanResult { page.result }

  init(_ page: PlanPage) { self.page = page }

  /// Nil where nothing holds.
  var section: PageSection? {
    if result.rows.isEmpty { return nil }
    var figures = [money]
    if page.rows.allSatisfy({ $0.figures.joulesPerOutputToken != nil }) { figures.append(energy) }
    figures.append(time)
    return PageSection("costs", "Money, energy, time", figures.map { .figure($0) })
  }

  private var names: [String] { page.rows.map(\.name) }

  private func bars(
    _ name: String, _ title: String, unit: String, key: String, format: Axis.Format, caption: String, values: [Double],
    text: (Double) -> String
  ) -> Figure {
    let chart = Chart(
      title: title, summary: zip(names, values).map { "\($0): \(text($1))" }.joined(separator: "; "),
      x: Axis(unit, format: format, beginsAtZero: true), y: Axis("", scale: .categories(names)),
      marks: [.bars(.init(values.map { .init([$0], label: text($0)) }))])
    let rows = zip(names, values).map { DataTable.Row([.init($0), .init($1, text)]) }
    // The shown texts are made at once, so that no closure is kept.
    return Figure(
      name, chart, caption: caption, table: DataTable([.init("layout", key: "layout", isNumber: false), .init(unit, key: key)], rows))
  }

  private var money: Figure {
    bars(
      "money", "A million output tokens", unit: "$ a million output tokens", key: "dollarsPerMillionOutputTokens", format: .dollars,
      caption: "In steady state, of a fleet that is paid by the hour, at the rate asked for.",
      values: page.rows.map { result.load.dollarsPerMillionOutputTokens(dollarsPerHour: $0.dollarsPerHour) }
    ) { "$" + NumberText.fixed($0, decimals: 2) }
  }

  private var energy: Figure {
    bars(
      "energy", "Energy of an output token", unit: "J a token", key: "energyPerOutputTokenJoules", format: .number,
      caption: "All that the accelerators and their hosts draw until the last request has come, idle replicas included.",
      values: page.rows.map { $0.figures.joulesPerOutputToken ?? 0 }, text: { NumberText.figure($0) + " J" })
  }

  private static let limits: [BreakdownPart.Limit] = [.memory, .compute, .link, .launch, .host]

  /// Milliseconds of a decode step by what bounds them, of the replicas that decode.
  private static func milliseconds(_ row: PlanRow) -> [Double] {
    guard let deployed = row.candidate.prepared.deployments.last else { return limits.map { _ in 0 } }
    let parts = IterationSample.decode(deployed)
    return limits.map { limit in parts.filter { $0.limit == limit }.reduce(0) { $0 + $1.time.seconds } * 1000 }
  }

  private var time: Figure {
    let rows = page.rows.map { (name: $0.name, parts: Self.milliseconds($0)) }
    let names = Self.limits.map(\.rawValue)
    let chart = Chart(
      title: "Where a decode step's time goes",
      summary: rows.map { "\($0.name): \(NumberText.figure($0.parts.reduce(0, +))) ms" }.joined(separator: "; "),
      x: Axis("ms of a step of \(IterationSample.batch) sequences with \(IterationSample.context) tokens each", beginsAtZero: true),
      y: Axis("", scale: .categories(rows.map(\.name))),
      marks: [
        .bars(.init(rows.map { .init($0.parts, label: "\(NumberText.figure($0.parts.reduce(0, +))) ms") }, names: names))
      ])
    let table = DataTable(
      [.init("layout", key: "layout", isNumber: false)] + names.map { .init("\($0), ms", key: "\($0)Milliseconds") },
      rows.map { row in .init([.init(row.name)] + row.parts.map { .init($0, NumberText.figure) }) })
    return Figure(
      "decode-step", chart, caption: "By what bounds each operator: memory bandwidth, arithmetic, links, starting kernels, the host.",
      table: table)
  }
}
