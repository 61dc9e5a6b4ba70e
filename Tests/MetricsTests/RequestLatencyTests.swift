import Kernel
import Metrics
import Record
import Testing

@Suite("The table of latencies")
struct RequestLatencyTests {
  /// Every instant of it stands elsewhere, and it has several tokens.
  private static let record = Example.record(0, output: 4, arrival: 10, scheduled: 17, first: 100, finish: 400)

  /// The latency in milliseconds, by hand.
  private static func expected(_ latency: RequestLatency) -> Double {
    switch latency {
    case .ttft: 90
    case .tpot: 100
    case .e2e: 390
    case .normalized: 97.5
    case .schedulingDelay: 7
    }
  }

  private static func summary(_ options: MetricsOptions) -> RunSummary {
    let metrics = RunMetrics(options)
    metrics.receive(.finished(record))
    return metrics.summary(of: Example.outcome(end: 400, arrived: 1, finished: 1, outputTokens: 4), cluster: Example.cluster)
  }

  @Test("gives every latency a metric of its own with a unit, and the metrics no other", arguments: RequestLatency.allCases)
  func definitions(latency: RequestLatency) throws {
    let definition = latency.definition.metric
    #expect(MetricCatalog.definition(of: latency.metric) == definition)
    #expect(RequestLatency(latency.metric) == latency)
    #expect(definition.unit == "ms" && definition.direction == .lowerIsBetter)
    #expect(MetricID.requestLatencies[latency.rawValue] == latency.metric)
    #expect(MetricID.latencies.contains(latency.metric))
    #expect(latency.definition.formula.from < latency.definition.formula.to)
    #expect(RequestLatency(.itl) == nil && RequestLatency(.goodput) == nil)
  }

  @Test("is summed, sampled and counted by its definition alone", arguments: RequestLatency.allCases, [true, false])
  func figures(latency: RequestLatency, keepsSamples: Bool) throws {
    let value = Self.expected(latency)
    let figure = try #require(Self.summary(MetricsOptions(keepsSamples: keepsSamples))[latency.metric])
    #expect(figure.mean == value && figure.count == 1 && figure.undefined == 0)
    #expect(figure.spread?.minimum == value && figure.spread?.maximum == value && figure.spread?.p99 == value)
    #expect((figure.method == .exact) == keepsSamples)
  }

  @Test("can be limited by an objective, to the picosecond", arguments: RequestLatency.allCases)
  func objectives(latency: RequestLatency) throws {
    let bound = Duration(picoseconds: Int64(Self.expected(latency) * 1e9))
    for (limit, isMet) in [(bound, true), (bound - Duration(picoseconds: 1), false)] {
      let objective = Objective(limits: [.init(latency.metric, atMost: limit)])
      #expect(Self.summary(MetricsOptions(objective: objective)).objective?.good == (isMet ? 1 : 0))
    }
  }

  @Test("counts those apart that have none: a single token has no time per later token", arguments: RequestLatency.allCases)
  func undefined(latency: RequestLatency) {
    let metrics = RunMetrics(MetricsOptions(keepsSamples: true))
    metrics.receive(.finished(Example.record(0, output: 1, arrival: 0, first: 5, finish: 5)))
    metrics.receive(.finished(Example.record(1, output: 3, arrival: 0, first: 5, finish: 9)))
    let figure = metrics.summary(of: Example.outcome(end: 9, arrived: 2, finished: 2), cluster: Example.cluster)[latency.metric]
    #expect(figure?.undefined == (latency == .tpot ? 1 : 0) && figure?.count == (latency == .tpot ? 1 : 2))
  }
}

@Suite("What is kept of a run")
struct KeptSamplesTests {
  @Test("does not grow with its requests: beyond a limit quantiles come from histograms, and say so")
  func limit() throws {
    let metrics = RunMetrics(MetricsOptions(keepsSamples: true))
    func finish(_ requests: Range<Int>) {
      for request in requests {
        metrics.receive(.finished(Example.record(request, output: 1 + request % 5, arrival: 0, first: 5, finish: 5 + Int64(request % 5))))
      }
    }
    let limit = LatencySamples.limit
    finish(0..<limit)
    #expect(metrics.keptSamples == limit)
    finish(limit..<limit + 1)
    #expect(metrics.keptSamples == 0)
    let outcome = Example.outcome(end: 10, arrived: limit + 1, finished: limit + 1)
    let figure = try #require(metrics.summary(of: outcome, cluster: Example.cluster)[.ttft])
    #expect(figure.method == .histogram(relativeError: LatencyHistogram.relativeError) && figure.count == limit + 1)
  }
}
