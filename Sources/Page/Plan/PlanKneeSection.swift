import Report
import Study

/// How the first layout of a plan fares as its load grows: the share that keeps the promise, and the latencies that it limits.
struct PlanKneeSection {
  private let page: PlanPage
  private var result: PlanResult { page.result }

  init(_ page: PlanPage) { self.page = page }

  /// The first row's fleet at every rate that was run to its end, rising.
  private var findings: [FleetFinding] {
    guard let row = result.rows.first else { return [] }
    let stored = page.findings.first?.filter { $0.fleet == row.fleet && !$0.isCut } ?? []
    // Where every fleet must do without some replicas the knee is of those that are left, which no other run is.
    let known = result.limits.survived > 0 || stored.isEmpty ? result.knee : stored
    return known.sorted { $0.rate < $1.rate }
  }

  private func rate(_ finding: FleetFinding) -> Double { finding.rate * result.load.requestsPerSecond }

  var section: PageSection? {
    guard let row = result.rows.first, findings.count > 1 else { return nil }
    let latencies = findings.filter { !$0.tails.isEmpty }.count > 1 ? [PageBlock.figure(latencies)] : []
    return PageSection(
      "knee", "Knee",
      [.text("\(row.name) at other rates, on the same requests, closer together or further apart."), .figure(shares)] + latencies)
  }

  /// The rate that was asked for, and those of growth.
  private var rates: [Mark] {
    let asked = result.load.requestsPerSecond
    let growth = result.growth.filter { $0.factor * asked <= (findings.map(rate).max() ?? 0) * 1.02 }
    return [.rule(.init(.x(asked), label: "asked for"))]
      + growth.map { .rule(.init(.x($0.factor * asked), label: "x\(FactorText.short($0.factor))")) }
  }

  private var shares: Figure {
    let findings = findings
    let asked = result.test.asked[0]
    let least = findings.map { $0.share - ($0.halfWidth ?? 0) }.min() ?? 0
    let marks: [Mark] =
      [
        .band(.init(findings.map { .init(rate($0), max(0, $0.share - ($0.halfWidth ?? 0)), min(1, $0.share + ($0.halfWidth ?? 0))) })),
        .rule(.init(.y(asked), label: "promised: \(NumberText.percent(asked)) of requests")),
      ] + rates + [
        .line(.init(findings.map { .init(rate($0), $0.share, note: PlanText.attained($0, result)) }, hasDots: true))
      ]
    let bottom = min(0.9, (least * 10).rounded(.down) / 10)
    let chart = Chart(
      title: "Requests that keep the promise, by the rate",
      summary:
        "The share falls from \(NumberText.percent(findings[0].share)) to \(NumberText.percent(findings[findings.count - 1].share)).",
      x: Axis("req/s"), y: Axis("requests that keep the promise", format: .percent, domain: max(0, bottom)...1.005), marks: marks)
    let table = DataTable(
      [
        .init("req/s", key: "requestsPerSecond"), .init("attained", key: "attainedShare"), .init("± (95 %)", key: "halfWidthShare"),
        .init("runs", key: "runs"), .init("gives way", key: "givesWay", isNumber: false),
      ],
      findings.map { finding in
        .init([
          .init(rate(finding), PlanText.rate), .init(finding.share) { _ in NumberText.percent(finding.share, asked: asked) },
          .init(finding.halfWidth) { NumberText.percent($0) }, .init(Double(finding.trials.count)) { NumberText.fixed($0, decimals: 0) },
          .init(PlanText.weakness(finding)),
        ])
      })
    return Figure(
      "knee", chart, caption: "The band is the 95 % confidence interval over the seeds; the dashed lines are what was asked.", table: table)
  }

  /// The least and the most of a latency's 99th percentile over the seeds, in seconds.
  private func ends(_ finding: FleetFinding, _ limit: Int) -> (low: Double, high: Double)? {
    let seconds = finding.trials.compactMap { $0.p99Picoseconds.map { Double($0[limit]) / 1e12 } }
    guard let low = seconds.min(), let high = seconds.max() else { return nil }
    return (low, high)
  }

  private var latencies: Figure {
    let known = findings.filter { !$0.tails.isEmpty }
    let limits = known[0].tails
    var marks: [Mark] = []
    for (index, limit) in limits.enumerated() {
      marks.append(
        .band(
          .init(
            known.compactMap { finding in
              ends(finding, index).map { .init(rate(finding), $0.low / limit.limitSeconds, $0.high / limit.limitSeconds) }
            }, series: index)))
    }
    marks += [.rule(.init(.y(1), label: "the limit"))] + rates
    for (index, limit) in limits.enumerated() {
      let name = "\(PlanText.shortName(of: limit.metric)) (limit \(FactorText.time(seconds: limit.limitSeconds)))"
      marks.append(.line(.init(known.map { .init(rate($0), $0.tails[index].overLimit) }, label: name, series: index, hasDots: true)))
    }
    let values = known.flatMap { $0.tails.map(\.overLimit) }
    let isWide = (values.max() ?? 1) > 8 * max(1e-9, values.min() ?? 1)
    let chart = Chart(
      title: "99th percentiles over their limits, by the rate", summary: "Where a line is above 1, its latency is beyond its limit.",
      x: Axis("req/s"), y: Axis("p99 over its limit", scale: isWide ? .logarithmic : .linear, beginsAtZero: true), marks: marks)
    let columns = limits.map { limit in
      DataTable.Column("\(PlanText.shortName(of: limit.metric)) p99", key: "\(limit.metric.rawValue)P99Seconds")
    }
    let table = DataTable(
      [.init("req/s", key: "requestsPerSecond")] + columns,
      known.map { finding in
        .init([.init(rate(finding), PlanText.rate)] + finding.tails.map { .init($0.seconds) { NumberText.time(seconds: $0) } })
      })
    return Figure(
      "latency-by-rate", chart, caption: "The line is the mean over the seeds, the band from the least to the most.", table: table)
  }
}
