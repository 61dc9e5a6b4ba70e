import Metrics
import Report
import Store
import Study

/// What came of runs, first of all: the verdict, three numbers, what was asked, and the latencies.
struct RunAnswer {
  let source: RunSource
  let pools: [PoolWork]
  let classes: [ClassFigures]

  private var results: Replications { source.results }

  /// Hours of a month, as prices of clouds have it.
  private static let hoursPerMonth = 730.0

  var section: PageSection {
    var blocks: [PageBlock] = [.lead(Verdict(results).wholeSentence.capitalizedFirst + "."), badge]
    if let bound { blocks.append(.text(bound)) }
    blocks.append(.numbers(numbers))
    blocks.append(.facts(facts))
    if let latencies { blocks.append(.table(latencies, caption: latencyCaption, isSortable: false)) }
    return PageSection("answer", "Answer", blocks)
  }

  private var badge: PageBlock {
    switch results.objectiveIsMet {
    case true?: .badge(true, "holds")
    case false?: .badge(false, "does not hold")
    case nil: .badge(nil, "no objective")
    }
  }

  /// What all but fills an iteration, in a sentence.
  private var bound: String? {
    (try? source.cluster.get()).flatMap { DeploymentNotes.bound($0.deployments) }.map { "\($0.capitalizedFirst)." }
  }

  // MARK: Numbers

  private func mean(_ metric: MetricID, _ statistic: Statistic = .mean) -> Double? { results.mean(of: Measure(metric, statistic)) }

  private var numbers: [PageBlock.Number] {
    [service, speed, price].compactMap { $0 }
  }

  /// How well it was served: the share in time, or where nothing was promised the throughput.
  private var service: PageBlock.Number? {
    let rejected = results.rejectedShare > 0 ? "\(NumberText.percent(results.rejectedShare)) rejected" : "none rejected"
    if let share = mean(.attainment), let objective = source.objective {
      let asked = objective.limits.isEmpty ? nil : objective.share
      let text = asked.map { NumberText.percent(share, asked: $0) } ?? NumberText.percent(share)
      return PageBlock.Number(text, "kept the objective", note: (asked.map { "\(NumberText.percent($0)) was promised; " } ?? "") + rejected)
    }
    return mean(.requestThroughput).map { PageBlock.Number("\(NumberText.figure($0)) requests/s", "served", note: rejected) }
  }

  private var speed: PageBlock.Number? {
    guard let ttft = mean(.ttft, .p99) else { return nil }
    let tpot = mean(.tpot, .p99).map { "time per output token: \(NumberText.time(seconds: $0 / 1000))" } ?? ""
    let served = results.rejectedShare > 0 ? "of those served; " : ""
    return PageBlock.Number(NumberText.time(seconds: ttft / 1000), "time to first token, 99th percentile", note: served + tpot)
  }

  private var price: PageBlock.Number? {
    guard let each = mean(.costPerMillionOutputTokens) else {
      return mean(.energyPerOutputToken).map { PageBlock.Number("\(NumberText.figure($0)) J", "an output token") }
    }
    let hour = source.origin?.dollarsPerHour.map {
      "$\(NumberText.figure($0)) an hour, $\(NumberText.fixed($0 * Self.hoursPerMonth, decimals: 0)) a month of 730 hours"
    }
    return PageBlock.Number("$\(NumberText.figure(each))", "a million output tokens", note: hour ?? "")
  }

  // MARK: Facts

  private var facts: [PageBlock.Fact] {
    var facts: [PageBlock.Fact] = []
    func add(_ title: String, _ text: String?) { if let text, !text.isEmpty { facts.append(PageBlock.Fact(title, text)) } }
    let scenario = try? source.cluster.get().scenario
    add("Because", scenario?.because)
    add("Asked", source.objective?.text)
    add("Model", source.origin?.model)
    add("Cluster", cluster)
    add("Load", load)
    add("Policies", policies)
    add("Requests", requests)
    add("Throughput", throughput)
    add("Energy", energy)
    add("Queue", results.runs.count == 1 ? results.first.stability?.verdict : stability)
    add("Seeds", results.runs.count > 1 ? "\(results.runs.count): figures are means over the seeds" : nil)
    return facts
  }

  private var cluster: String? {
    guard let origin = source.origin else { return nil }
    let accelerators = origin.accelerators.map { "\(NumberText.count($0)) accelerator\($0 == 1 ? "" : "s")" }
    return [origin.accelerator, origin.layout, accelerators].compactMap { $0 }.joined(separator: ", ")
  }

  private var load: String? {
    let rate = source.origin?.offeredPerSecond.map { "\(NumberText.figure($0)) requests/s offered" }
    let length = results.runs.reduce(0) { $0 + $1.summary.end.seconds } / Double(results.runs.count)
    return ([rate].compactMap { $0 } + ["over \(NumberText.time(seconds: length))"]).joined(separator: ", ")
  }

  private var policies: String? {
    let schedulers = source.origin?.scheduler ?? pools.map(\.scheduler).first
    return [schedulers.map { "scheduler \($0)" }, source.origin.map { "router \($0.router)" }].compactMap { $0 }.joined(separator: ", ")
  }

  private var requests: String {
    func count(_ value: (RunSummary) -> Int) -> String { NumberText.count(results.total(value)) }
    let warmUp = results.total { $0.warmUpRequests }
    return
      "\(count { $0.counts.arrived }) arrived, \(count { $0.counts.finished }) finished, \(count { $0.counts.rejectedTotal }) rejected, "
      + "\(count { $0.counts.unfinished }) unfinished, \(count { $0.preemptions }) preemptions"
      + (warmUp > 0 ? ", \(NumberText.count(warmUp)) left out as warm-up" : "")
  }

  private var throughput: String? {
    let rates = [(MetricID.requestThroughput, "requests/s"), (.outputThroughput, "output tokens/s"), (.goodput, "requests/s good")]
    return rates.compactMap { metric, unit in mean(metric).map { "\(NumberText.figure($0)) \(unit)" } }.joined(separator: ", ")
  }

  private var energy: String? {
    guard let watts = mean(.meanPower) else { return nil }
    let each = mean(.energyPerOutputToken).map { ", \(NumberText.figure($0)) J an output token" } ?? ""
    return "\(NumberText.scaled(watts, "W")) in the mean\(each)"
  }

  private var stability: String? {
    let findings = results.runs.compactMap(\.summary.stability)
    if findings.isEmpty { return nil }
    let growing = findings.count(where: \.isGrowing)
    return growing == 0 ? "grew in none of the runs" : "kept growing in \(growing) of \(results.runs.count) runs"
  }

  // MARK: Latencies

  private static let statistics: [Statistic] = [.mean, .p50, .p90, .p99, .maximum]

  private var latencyCaption: String {
    results.rejectedShare > 0
      ? "Latencies in milliseconds of the requests that were served; \(NumberText.percent(results.rejectedShare)) were rejected and have none"
      : "Latencies in milliseconds"
  }

  private var latencies: DataTable? {
    let rows = MetricID.latencies.compactMap { metric -> DataTable.Row? in
      guard mean(metric) != nil else { return nil }
      let interval = results.interval(of: Measure(metric)).map(\.halfWidth)
      return DataTable.Row(
        [DataTable.Cell(MetricCatalog.definition(of: metric).name)]
          + Self.statistics.map { DataTable.Cell(mean(metric, $0), NumberText.figure) }
          + [DataTable.Cell(interval) { "± " + NumberText.figure($0) }])
    }
    if rows.isEmpty { return nil }
    return DataTable(
      [DataTable.Column("latency", key: "metric", isNumber: false)]
        + Self.statistics.map { DataTable.Column($0.rawValue, key: "\($0.rawValue)_milliseconds") }
        + [DataTable.Column("95 % of the mean", key: "half_width_milliseconds")], rows)
  }
}
