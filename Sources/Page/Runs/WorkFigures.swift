import Hardware
import Kernel
import Report
import Scenario
import Store

/// Where the time of iterations, the energy and the money of runs go.
struct WorkFigures {
  let source: RunSource
  let pools: [PoolWork]
  /// Tokens produced, in all runs.
  let outputTokens: Double

  // MARK: Iterations

  /// A pool by its name, and as names of figures have it.
  private typealias Pool = (name: String, word: String)

  /// What an iteration of each pool's mean size is made of, by what limits it; empty where the stored scenario cannot be priced.
  var iterations: [Figure] {
    guard let cluster = try? source.cluster.get() else { return [] }
    let words = FigureName.words(pools.map(\.name))
    return zip(zip(cluster.deployments, pools), words).flatMap { pair, word -> [Figure] in
      let (deployed, work) = pair
      let pool = pools.count > 1 ? (name: deployed.pool.name, word: word) : nil
      return [decode(deployed, work, pool), prefill(deployed, work, pool)].compactMap { $0 }
    }
  }

  private func decode(_ deployed: Scenario.DeployedPool, _ work: PoolWork, _ pool: Pool?) -> Figure? {
    guard work.decodeTokens > 0, work.iterations > 0 else { return nil }
    let batch = max(1, Int((work.decodeTokens / work.iterations).rounded()))
    let context = max(1, Int((work.decodeContextTokens / work.decodeTokens).rounded()))
    let parts = IterationSample.decode(deployed, batch: min(batch, work.maximumSequences), context: context)
    return figure(
      "decode-step", "A decode step of \(NumberText.count(batch)) sequences with \(NumberText.count(context)) tokens each", pool, parts,
      "The mean batch and the mean context of these runs' iterations.")
  }

  private func prefill(_ deployed: Scenario.DeployedPool, _ work: PoolWork, _ pool: Pool?) -> Figure? {
    guard work.prefillTokens > 0 else { return nil }
    let (tokens, parts) = IterationSample.prefill(deployed)
    return figure(
      "prefill", "A prefill of \(NumberText.count(tokens)) tokens", pool, parts,
      "As many tokens as an iteration of this pool may hold, 2,048 at most, alone in their iteration.")
  }

  private static let limits: [BreakdownPart.Limit] = [.compute, .memory, .link, .launch, .host]

  private func figure(_ name: String, _ title: String, _ pool: Pool?, _ parts: [BreakdownPart], _ remark: String) -> Figure? {
    let shown = parts.filter { $0.time > .zero }.sorted { $0.time > $1.time }
    let total = shown.reduce(0) { $0 + $1.time.seconds }
    guard total > 0, let longest = shown.first else { return nil }
    let limits = Self.limits.filter { limit in shown.contains { $0.limit == limit } }
    let bars = shown.map { part in
      Mark.Bars.Bar(
        limits.map { $0 == part.limit ? part.time.seconds : 0 }, label: NumberText.percent(part.time.seconds / total),
        note: "\(part.part.rawValue): \(NumberText.time(seconds: part.time.seconds)), by \(part.limit.rawValue)")
    }
    let whose = pool.map { " in pool \($0.name)" } ?? ""
    let chart = Chart(
      title: title + whose,
      summary: "\(longest.part.rawValue) take \(NumberText.percent(longest.time.seconds / total)) of \(NumberText.time(seconds: total)).",
      x: Axis("time", format: .time, beginsAtZero: true), y: Axis("", scale: .categories(shown.map(\.part.rawValue))),
      marks: [.bars(Mark.Bars(bars, names: limits.map { "by \($0.rawValue)" }))])
    let table = DataTable(
      [
        DataTable.Column("part", key: "part", isNumber: false), DataTable.Column("limited by", key: "limit", isNumber: false),
        DataTable.Column("us", key: "microseconds"), DataTable.Column("share", key: "share"),
        DataTable.Column("J above idle", key: "joules"),
      ],
      shown.map { part in
        DataTable.Row([
          DataTable.Cell(part.part.rawValue), DataTable.Cell(part.limit.rawValue),
          DataTable.Cell(part.time.seconds * 1e6, NumberText.figure), DataTable.Cell(part.time.seconds / total, NumberText.percent),
          DataTable.Cell(Double(part.energyNanojoules) / 1e9, NumberText.figure),
        ])
      })
    let caption =
      "\(NumberText.time(seconds: total)) together. \(remark) All layers together, longest first; the colour says what limits a part."
    return Figure(name + (pool.map { "-" + $0.word } ?? ""), chart, caption: caption, table: table)
  }

  // MARK: Energy and money

  /// Who drew the energy of an output token; nil where none was told.
  var energy: Figure? {
    let parts = pools.map { pool in
      [pool.prefillJoules, max(0, pool.dynamicJoules - pool.prefillJoules), max(0, pool.joules - pool.dynamicJoules)]
    }
    return split(
      "energy", "Energy for an output token", "J", parts.map { $0.map { $0 / outputTokens } }, ["prefill", "decode", "standby"],
      "joules",
      "Prefill and decode are what iterations draw above idle; standby is the idle draw of all accelerators and hosts, which is "
        + "there whether or not anything runs.")
  }

  /// What was paid for in a million output tokens; nil where nothing has a price.
  var money: Figure? {
    let parts = pools.map { pool -> [Double] in
      let each = pool.dollarsPerHour / 3600 / outputTokens * 1e6
      return [min(pool.busySeconds, pool.onSeconds) * each, pool.standbySeconds * each]
    }
    return split(
      "money", "Price of a million output tokens", "USD", parts, ["iterations in progress", "standing by"], "dollars",
      "Accelerators are paid for while they are switched on: the second part is time in which a replica had nothing to do.")
  }

  private func split(
    _ name: String, _ title: String, _ unit: String, _ parts: [[Double]], _ names: [String], _ key: String, _ remark: String
  ) -> Figure? {
    let total = parts.flatMap { $0 }.reduce(0, +)
    guard outputTokens > 0, total > 0, total.isFinite else { return nil }
    let labels = pools.count > 1 ? pools.map(\.name) : ["all"]
    let bars = parts.map { part in
      Mark.Bars.Bar(
        part, label: NumberText.figure(part.reduce(0, +)),
        note: zip(names, part).map { "\($0) \(NumberText.figure($1))" }.joined(separator: ", "))
    }
    let shares = names.indices.map { index in parts.reduce(0) { $0 + $1[index] } / total }
    let spoken = zip(names, shares).map { "\($0) \(NumberText.percent($1))" }.joined(separator: ", ")
    let chart = Chart(
      title: title, summary: "\(NumberText.figure(total)) \(unit) together: \(spoken).", x: Axis(unit, beginsAtZero: true),
      y: Axis("", scale: .categories(labels)), marks: [.bars(Mark.Bars(bars, names: names))])
    let table = DataTable(
      [DataTable.Column("pool", key: "pool", isNumber: false)]
        + names.map { DataTable.Column("\($0), \(unit)", key: "\(FigureName.word($0).replacing("-", with: "_"))_\(key)") },
      zip(labels, parts).map { label, part in DataTable.Row([DataTable.Cell(label)] + part.map { DataTable.Cell($0, NumberText.figure) }) })
    return Figure(name, chart, caption: "\(NumberText.figure(total)) \(unit) together: \(spoken). \(remark)", table: table)
  }
}
