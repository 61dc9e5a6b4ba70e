import Metrics
import Study

/// What the runs of one scenario came to, as members of a JSON object: figures are means over the seeds, as in the report.
enum ReplicationsJSON {
  static func members(_ results: Replications) -> JSONMembers {
    func mean(_ value: (RunSummary) -> Double) -> Double {
      results.runs.reduce(0) { $0 + value($1.summary) } / Double(results.runs.count)
    }
    return [
      ("name", .text(results.name)), ("verdict", .text(Verdict(results).sentence)), ("objectiveMet", .of(flag: results.objectiveIsMet)),
      ("demands", demands(results)), ("seeds", .of(wholes: results.runs.map(\.seed))),
      ("runs", .list(results.runs.map { .of(whole: $0.storedRun) })),
      ("storedIn", .list(results.runs.map { .of(text: $0.storedIn) })), ("usesSeed", .flag(results.usesSeed)),
      ("requests", requests(results)), ("speculation", speculation(results)), ("adapters", adapters(results)),
      ("images", images(results)),
      ("rejectedShare", .number(results.rejectedShare)),
      ("metrics", metrics(results)), ("endSeconds", .number(mean { $0.end.seconds })), ("joules", .number(mean(\.joules))),
      ("dollars", .number(mean(\.dollars))),
      ("queueFindings", .list(results.runs.map { .of(text: $0.summary.stability?.finding.rawValue) })),
      ("eventDigests", .of(texts: results.runs.map { RunReport.hexadecimal($0.summary.digest) })),
    ]
  }

  private static func requests(_ results: Replications) -> JSONTree {
    .object([
      ("arrived", .of(whole: results.total { $0.counts.arrived })), ("finished", .of(whole: results.total { $0.counts.finished })),
      ("rejected", .of(whole: results.total { $0.counts.rejectedTotal })),
      ("unfinished", .of(whole: results.total { $0.counts.unfinished })),
      ("preemptions", .of(whole: results.total { $0.preemptions })), ("warmUp", .of(whole: results.total { $0.warmUpRequests })),
      ("promptTokens", .of(whole: results.total { $0.promptTokens })), ("outputTokens", .of(whole: results.total { $0.outputTokens })),
      ("cachedTokens", .of(whole: results.total { $0.cachedTokens })),
    ])
  }

  /// What steps drafted and what came of it, over the replicas of all runs; null where none did.
  private static func speculation(_ results: Replications) -> JSONTree {
    guard let sums = DraftSums(results) else { return .of(text: nil) }
    return .object([
      ("draftedTokens", .number(sums.drafted)), ("acceptedTokens", .number(sums.accepted)), ("wastedTokens", .number(sums.wasted)),
      ("tokensPerStep", .number(sums.tokensPerStep)),
    ])
  }

  /// How requests came by their adapters, over the replicas of all runs; null where no run has loaded any.
  private static func adapters(_ results: Replications) -> JSONTree {
    guard let sums = AdapterSums(results) else { return .of(text: nil) }
    return .object([
      ("loads", .number(sums.loads)), ("loadedBytes", .number(sums.bytes)), ("waits", .number(sums.waits)),
      ("waitSeconds", .number(sums.waitSeconds)),
    ])
  }

  /// What was done with images, over the replicas of all runs; null where no request showed any.
  private static func images(_ results: Replications) -> JSONTree {
    guard let sums = ImageSums(results) else { return .of(text: nil) }
    return .object([
      ("encoded", .number(sums.encoded)), ("found", .number(sums.hits)), ("encoderSeconds", .number(sums.encoderSeconds)),
      ("busySeconds", .number(sums.busySeconds)),
    ])
  }

  /// The demands of the objective, over the requests of all runs.
  private static func demands(_ results: Replications) -> JSONTree {
    .list(
      (results.first.objective?.demands ?? []).enumerated().map { index, demand in
        let all = results.runs.compactMap { $0.summary.objective?.demands.dropFirst(index).first }
        let (met, of) = (all.reduce(0) { $0 + $1.met }, all.reduce(0) { $0 + $1.of })
        return .object([
          ("limits", .text(demand.text)), ("askedShare", .number(demand.asked)),
          ("attainedShare", .of(number: of == 0 ? nil : Double(met) / Double(of))), ("met", .of(whole: met)), ("requests", .of(whole: of)),
          ("isMet", .flag(all.allSatisfy(\.isMet))),
        ])
      })
  }

  private static func metrics(_ results: Replications) -> JSONTree {
    .object(
      MetricID.allCases.compactMap { metric in
        guard let mean = results.mean(of: Measure(metric)) else { return nil }
        let definition = MetricCatalog.definition(of: metric)
        var members: JSONMembers = [
          ("unit", .text(definition.unit)), ("mean", .number(mean)),
          ("halfWidth95", .of(number: results.interval(of: Measure(metric))?.halfWidth)),
        ]
        if MetricID.latencies.contains(metric) {
          members += [Statistic.p50, .p90, .p95, .p99, .maximum].map { statistic in
            (statistic.rawValue, .of(number: results.mean(of: Measure(metric, statistic))))
          }
        }
        return (JSONTree.key(metric.rawValue), .object(members))
      })
  }
}
