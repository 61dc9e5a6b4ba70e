import Metrics
import Report
import Store

/// What became of classes of requests, and what each pool did, in tables.
struct RunTables {
  let pools: [PoolWork]
  let classes: [ClassFigures]

  var section: PageSection? {
    let blocks = [
      classTable.map { PageBlock.table($0, caption: "By class of request; latencies in milliseconds", isSortable: true) }, poolBlock,
    ]
    .compactMap { $0 }
    return blocks.isEmpty ? nil : PageSection("classes-and-pools", classes.isEmpty ? "Pools" : "Classes and pools", blocks)
  }

  // MARK: Classes

  private static let latencies: [MetricID] = [.ttft, .tpot, .e2e]

  private var classTable: DataTable? {
    if classes.isEmpty { return nil }
    let columns =
      [
        DataTable.Column("class", key: "class", isNumber: false), DataTable.Column("arrived", key: "arrived"),
        DataTable.Column("finished", key: "finished"), DataTable.Column("due ms", key: "first_token_due_milliseconds"),
        DataTable.Column("in time", key: "in_time_share"),
      ]
      + Self.latencies.flatMap { metric in
        ["p50", "p99"].map { DataTable.Column("\(metric.rawValue.uppercased()) \($0)", key: "\(metric.rawValue)_\($0)_milliseconds") }
      }
    return DataTable(
      columns,
      classes.map { kind in
        let inTime = kind.inTime.flatMap { kind.arrived > 0 ? Double($0) / Double(kind.arrived) : nil }
        return DataTable.Row(
          [
            DataTable.Cell(kind.name), DataTable.Cell(Double(kind.arrived)) { NumberText.count(Int($0)) },
            DataTable.Cell(Double(kind.finished)) { NumberText.count(Int($0)) },
            DataTable.Cell(kind.firstTokenDueMilliseconds, NumberText.figure), DataTable.Cell(inTime, NumberText.percent),
          ]
            + Self.latencies.flatMap { metric in
              [kind.spreadByMetric[metric]?.p50, kind.spreadByMetric[metric]?.p99].map { DataTable.Cell($0, NumberText.figure) }
            })
      })
  }

  // MARK: Pools

  private var poolBlock: PageBlock? {
    if pools.isEmpty { return nil }
    let columns: [DataTable.Column] = [
      .init("pool", key: "pool", isNumber: false), .init("scheduler", key: "scheduler", isNumber: false),
      .init("replicas", key: "replicas"),
      .init("on", key: "mean_replicas_on"), .init("busy", key: "busy_share"), .init("tokens an iteration", key: "tokens_per_iteration"),
      .init("most at once", key: "peak_running"), .init("KV at most", key: "peak_kv_share"), .init("finished", key: "finished"),
      .init("preempted", key: "preemptions"), .init("crashes", key: "crashes"), .init("kJ", key: "kilojoules"),
      .init("$", key: "dollars"),
    ]
    let rows = pools.map { pool in
      DataTable.Row([
        DataTable.Cell(pool.name), DataTable.Cell(pool.scheduler), DataTable.Cell(Double(pool.replicas), Self.whole),
        DataTable.Cell(meanOn(pool), NumberText.figure),
        DataTable.Cell(pool.onSeconds > 0 ? min(1, pool.busySeconds / pool.onSeconds) : nil, NumberText.percent),
        DataTable.Cell(pool.iterations > 0 ? (pool.prefillTokens + pool.decodeTokens) / pool.iterations : nil, NumberText.figure),
        DataTable.Cell(Double(pool.peakRunning), Self.whole),
        DataTable.Cell(pool.kvBlocks > 0 ? Double(pool.peakKVBlocks) / Double(pool.kvBlocks) : nil, NumberText.percent),
        DataTable.Cell(pool.finished, Self.whole), DataTable.Cell(pool.preemptions, Self.whole), DataTable.Cell(pool.crashes, Self.whole),
        DataTable.Cell(pool.joules / 1000, NumberText.figure), DataTable.Cell(pool.dollars, NumberText.figure),
      ])
    }
    return .table(
      DataTable(columns, rows),
      caption: "By pool, all runs together; busy is of the time switched on, and the most at once and the most KV are those of a replica",
      isSortable: false)
  }

  private static func whole(_ value: Double) -> String { NumberText.fixed(value, decimals: 0) }

  /// Replicas that were switched on in the mean.
  private func meanOn(_ pool: PoolWork) -> Double? { pool.runSeconds > 0 ? pool.onSeconds / pool.runSeconds : nil }
}
