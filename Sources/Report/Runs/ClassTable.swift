import Metrics
import Study

/// The report's table by class of request.
struct ClassTable {
  let results: Replications

  /// A row for each class: its requests, how many first tokens came in time, and latencies in milliseconds as means over
  /// the seeds. Nil where the load has no classes.
  func text(width: Int, ink: Ink) -> String? {
    if results.first.classes.isEmpty { return nil }
    var table = TextTable([
      .init("Class, ms", isNumber: false), .init("arrived", weight: 3), .init("finished", weight: 2), .init("due"), .init("in time"),
      .init("TTFT p50"), .init("p99"), .init("TPOT p50", weight: 5), .init("p99", name: "TPOT p99", weight: 5),
      .init("E2E p50", weight: 4), .init("p99", name: "E2E p99", weight: 4),
    ])
    for (index, kind) in results.first.classes.enumerated() {
      let latencies = [MetricID.ttft, .tpot, .e2e].flatMap { metric in
        [Statistic.p50, .p99].map { latency(metric, $0, ofClass: index) }
      }
      table.add(
        [
          kind.name, NumberText.count(results.total { $0.classes[index].arrived }),
          NumberText.count(results.total { $0.classes[index].finished }),
          kind.firstTokenDue.map { NumberText.figure($0.milliseconds) } ?? "-", inTime(ofClass: index) ?? "-",
        ] + latencies)
    }
    return table.told(width: width, ink: ink)
  }

  /// The share of all requests of the class, whatever the seed; "-" where no first token is due.
  private func inTime(ofClass index: Int) -> String? {
    if results.first.classes[index].firstTokenDue == nil { return nil }
    let arrived = results.total { $0.classes[index].arrived }
    return arrived == 0 ? nil : NumberText.percent(Double(results.total { $0.classes[index].inTime ?? 0 }) / Double(arrived))
  }

  /// The mean over the runs; "-" where one of them has no values.
  private func latency(_ metric: MetricID, _ statistic: Statistic, ofClass index: Int) -> String {
    var sum = 0.0
    for run in results.runs {
      guard let spread = run.summary.classes[index][metric]?.spread else { return "-" }
      sum += statistic == .p50 ? spread.p50 : spread.p99
    }
    let text = NumberText.figure(sum / Double(results.runs.count))
    let isWhole = results.total { $0.classes[index].arrived } == results.total { $0.classes[index].finished }
    return isWhole ? text : Survivors.mark(text, metric, results)
  }
}
