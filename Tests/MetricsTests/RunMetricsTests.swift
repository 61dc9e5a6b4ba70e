import Kernel
import Metrics
import Record
import Serving
import Testing

@Suite("The summary of a run")
struct RunMetricsTests {
  /// Three requests and a rejection, all figures below worked out by hand.
  private func handmade(_ options: MetricsOptions = MetricsOptions(keepsSamples: true)) -> RunSummary {
    let metrics = RunMetrics(options)
    metrics.receive(
      .rejected(
        RejectedRequest(
          request: 1, arrival: Instant(.milliseconds(100)), promptTokens: 9_999, outputTokens: 1, reason: .exceedsModelLength)))
    metrics.receive(.finished(Example.record(0, output: 5, arrival: 0, scheduled: 20, first: 100, finish: 300)))
    metrics.receive(.finished(Example.record(2, output: 1, arrival: 200, scheduled: 300, first: 400, finish: 400)))
    metrics.receive(.preempted(PreemptionRecord(request: 3, replica: 0, time: Instant(.milliseconds(400)))))
    metrics.receive(.finished(Example.record(3, output: 3, arrival: 250, scheduled: 300, first: 600, finish: 800)))
    metrics.tokenGaps(.milliseconds(50), count: 4)
    metrics.tokenGaps(first: .milliseconds(90), growth: .milliseconds(20), steps: 2, count: 1)
    let replica = Example.replica(joules: 100, busy: .milliseconds(400))
    return metrics.summary(
      of: Example.outcome(end: 1_000, arrived: 4, finished: 3, rejected: [1, 0, 0], outputTokens: 9, replicas: [replica]),
      cluster: Example.cluster)
  }

  @Test("gives each latency by its definition")
  func latencies() throws {
    let summary = handmade()
    let ttft = try #require(summary[.ttft])  // 100, 200, 350
    #expect(ttft.count == 3 && abs(ttft.mean - 650.0 / 3) < 1e-9)
    #expect(ttft.spread?.p50 == 200 && ttft.spread?.maximum == 350 && ttft.method == .exact)
    #expect(abs(ttft.spread!.p90 - 320) < 1e-9)
    #expect(summary[.e2e]?.mean == (300.0 + 200 + 550) / 3)
    #expect(summary[.schedulingDelay]?.mean == (20.0 + 100 + 50) / 3)
    #expect(abs(summary[.normalizedLatency]!.mean - (60 + 200 + 550.0 / 3) / 3) < 1e-9)
  }

  @Test("leaves single-token requests out of TPOT and counts them")
  func timePerOutputToken() throws {
    let tpot = try #require(handmade()[.tpot])  // 200 / 4 and 200 / 2
    #expect(tpot.count == 2 && tpot.undefined == 1 && tpot.mean == 75)
  }

  @Test("pools the gaps of all tokens")
  func gaps() throws {
    let itl = try #require(handmade()[.itl])  // 50 four times, 90, 110
    #expect(itl.count == 6 && abs(itl.mean - 400.0 / 6) < 1e-9 && itl.spread?.maximum == 110)
    #expect(itl.method == .histogram(relativeError: LatencyHistogram.relativeError))
  }

  @Test("gives the gaps between messages where a step brings several tokens, and none where it brings one")
  func messages() throws {
    #expect(handmade()[.chunkGap] == nil)
    var stream = RandomStream(seed: 4, name: "messages")
    let metrics = RunMetrics(MetricsOptions())
    let plain = RunMetrics(MetricsOptions())
    for _ in 0..<1000 {
      let gap = Duration(picoseconds: 1 + Int64(stream.integer(below: 1_000_000_000)))
      metrics.tokenGaps(gap, count: 1)
      plain.tokenGaps(gap, count: 1)
      metrics.tokenGaps(.zero, count: stream.integer(below: 4))
    }
    func summary(_ metrics: RunMetrics) -> RunSummary {
      metrics.summary(of: Example.outcome(end: 1_000, arrived: 0, finished: 0, outputTokens: 0), cluster: Example.cluster)
    }
    let (gaps, wanted) = (try #require(summary(metrics)[.chunkGap]), try #require(summary(plain)[.itl]))
    #expect(gaps.count == 1000 && gaps.mean == wanted.mean)
    let (one, other) = (try #require(gaps.spread), try #require(wanted.spread))
    #expect(one.maximum == other.maximum)
    for (got, exact) in [(one.minimum, other.minimum), (one.p50, other.p50), (one.p90, other.p90), (one.p99, other.p99)] {
      #expect(abs(got / exact - 1) < 2 * LatencyHistogram.relativeError, "\(got) in place of \(exact)")
    }
  }

  @Test("gives rates, energy, price and levels by their definitions")
  func ratesAndCosts() {
    let summary = handmade()
    #expect(summary[.requestThroughput]?.mean == 3)
    #expect(summary[.outputThroughput]?.mean == 9)
    #expect(summary[.totalThroughput]?.mean == 39)
    #expect(summary[.requestsInSystem]?.mean == 1.05)
    #expect(summary[.queueLength]?.mean == 0.17)
    #expect(summary[.busyShare]?.mean == 0.4)
    #expect(summary[.meanPower]?.mean == 100)
    #expect(summary[.energyPerRequest]?.mean == 100.0 / 3)
    #expect(abs(summary.dollars - 0.001) < 1e-15)
    #expect(abs(summary[.costPerMillionOutputTokens]!.mean - 0.001 * 1e6 / 9) < 1e-9)
    #expect(summary.preemptions == 1 && summary.cachedTokens == 3)
    #expect(summary[.mfu] == nil && summary[.goodput] == nil)
  }

  @Test("counts rejected and unfinished requests as missing the objective")
  func objective() throws {
    let objective = Objective(
      limits: [.init(.ttft, atMost: .milliseconds(200)), .init(.tpot, atMost: .milliseconds(60))], share: 0.5,
      percentileLimits: [.init(.init(.e2e, atMost: .milliseconds(300)), quantile: 0.9)])
    let result = try #require(handmade(MetricsOptions(objective: objective)).objective)
    #expect(result.good == 2 && result.of == 4 && result.goodput == 2)
    #expect(result.demands.map(\.text) == ["ttft <= 200 ms and tpot <= 60 ms", "p90 e2e <= 300 ms"])
    #expect(result.demands.map(\.isMet) == [true, false])
    #expect(!result.isMet)
    #expect(objective.text == "ttft <= 200 ms and tpot <= 60 ms for 50 %; p90 e2e <= 300 ms")
  }

  @Test("gives MFU and MBU from sums of work")
  func utilization() {
    let metrics = RunMetrics()
    let figures = UtilizationFigures(
      flopsPerToken: 100, flopsPerPair: 2, flopsPerSampledRow: 5, weightBytesPerIteration: 1_000, kvBytesPerToken: 4,
      peakFlopsPerSecond: 10_000, peakBytesPerSecond: 20_000)
    let summary = metrics.summary(of: Example.outcome(end: 2_000, arrived: 0, finished: 0), cluster: Example.cluster, figures: [figures])
    // (37 tokens x 100 + 290 pairs x 2 + 10 rows x 5) / 20,000 and (10 x 1,000 + (90 + 37) x 4) / 40,000.
    #expect(summary[.mfu]?.mean == 4_330.0 / 20_000)
    #expect(summary[.mbu]?.mean == 10_508.0 / 40_000)
    #expect(summary[.ttft] == nil, "no request, no latency")
  }

  @Test("sums what every iteration reads of routed experts, whatever order they are told in")
  func experts() {
    func bytes(_ spans: [IterationSpan]) -> Double? {
      let metrics = RunMetrics(MetricsOptions(expertShares: [{ Double(min(8, $0)) / 10 }]))
      for span in spans { metrics.iterationsEnded(span) }
      let figures = UtilizationFigures(
        flopsPerToken: 0, flopsPerPair: 0, flopsPerSampledRow: 0, weightBytesPerIteration: 0, expertBytes: 1_000, kvBytesPerToken: 0,
        peakFlopsPerSecond: 1, peakBytesPerSecond: 1)
      return metrics.summary(of: Example.outcome(end: 1_000, arrived: 0, finished: 0), cluster: Example.cluster, figures: [figures])[.mbu]?
        .mean
    }
    func span(decodes: Int, prefill: Int, count: Int) -> IterationSpan {
      IterationSpan(
        replica: 0, start: .start, count: count, firstDuration: .milliseconds(1), growth: .zero, decodeSequences: decodes,
        prefillTokens: prefill, prefillChunks: prefill > 0 ? 1 : 0)
    }
    let spans = [span(decodes: 1, prefill: 0, count: 20), span(decodes: 2, prefill: 2_000, count: 1)]
    // Twenty times a tenth and once eight tenths of the experts.
    #expect(abs((bytes(spans) ?? 0) - 2_800) < 1e-6 && bytes(spans) == bytes(spans.reversed()))
  }

  // MARK: Constant memory

  @Test("in constant memory agrees with kept samples: counts, means and intervals exactly, quantiles within the error")
  func histogramsAgainstSamples() throws {
    let records = Example.randomRecords(5_000, seed: 2)
    let exact = summary(records, MetricsOptions(keepsSamples: true))
    let constant = summary(records, MetricsOptions())
    for metric in MetricID.requestLatencies {
      let (left, right) = (try #require(exact[metric]), try #require(constant[metric]))
      #expect(left.count == right.count && left.mean == right.mean && left.interval == right.interval)
      #expect(left.spread!.minimum == right.spread!.minimum && left.spread!.maximum == right.spread!.maximum)
      for quantile in [\Spread.p50, \.p90, \.p95, \.p99] {
        let value = left.spread![keyPath: quantile]
        #expect(abs(right.spread![keyPath: quantile] - value) <= value * LatencyHistogram.relativeError)
      }
    }
  }

  @Test("does not depend on the order in which finished requests are told")
  func orderOfTelling() {
    let records = Example.randomRecords(3_000, seed: 4)
    var shuffled = records
    var stream = RandomStream(seed: 1, name: "shuffle")
    shuffled.shuffle(using: &stream)
    let objective = Objective(limits: [.init(.ttft, atMost: .milliseconds(300))])
    for warmUp in [WarmUp.none, .before(Instant(.seconds(500))), .requests(777), .automatic] {
      let options = MetricsOptions(warmUp: warmUp, objective: objective)
      #expect(summary(records, options) == summary(shuffled, options))
    }
  }

  private func summary(_ records: [RequestRecord], _ options: MetricsOptions) -> RunSummary {
    let metrics = RunMetrics(options)
    for record in records { metrics.receive(.finished(record)) }
    let end = records.map(\.finish).max() ?? .start
    var outcome = Example.outcome(
      end: 0, arrived: records.count, finished: records.count, outputTokens: records.reduce(0) { $0 + $1.outputTokens })
    outcome.end = end
    return metrics.summary(of: outcome, cluster: Example.cluster)
  }

  // MARK: Warm-up

  @Test("leaves out what arrived in the warm-up, the same by time as by number")
  func warmUpRules() throws {
    let records = Example.randomRecords(2_000, seed: 8)
    let byTime = summary(records, MetricsOptions(warmUp: .before(Instant(.seconds(500))), keepsSamples: true))
    let byNumber = summary(records, MetricsOptions(warmUp: .requests(500), keepsSamples: true))
    let kept = records.filter { $0.request >= 500 }
    for summary in [byTime, byNumber] {
      #expect(summary.warmUpRequests == 500 && summary.measured.arrived == 1_500 && summary.counts.arrived == 2_000)
      #expect(summary.measuredFrom == Instant(.seconds(500)))
      let mean = kept.reduce(0.0) { $0 + ($1.firstToken - $1.arrival).milliseconds } / 1_500
      #expect(abs(summary[.ttft]!.mean - mean) < 1e-9)
      let rate = 1_500 / (records.map(\.finish).max()! - Instant(.seconds(500))).seconds
      #expect(abs(summary[.requestThroughput]!.mean - rate) < 1e-12)
    }
    #expect(byTime.metrics == byNumber.metrics)
  }

  @Test("finds a warm-up by itself, and equals a run told to leave out as much")
  func automaticWarmUp() throws {
    var records = Example.randomRecords(4_000, seed: 9)
    for index in 0..<700 {  // The first 700 wait far longer, ever less so.
      let wait = Duration.milliseconds(Int64(700 - index) * 20)
      records[index].firstScheduled += wait
      records[index].firstToken += wait
      records[index].finish += wait
    }
    let found = summary(records, MetricsOptions(warmUp: .automatic))
    #expect((640...768).contains(found.warmUpRequests), "left out \(found.warmUpRequests)")
    let told = summary(records, MetricsOptions(warmUp: .requests(found.warmUpRequests)))
    #expect(found.metrics == told.metrics)
    let sampled = summary(records, MetricsOptions(warmUp: .automatic, keepsSamples: true))
    #expect(sampled[.e2e]?.count == found[.e2e]?.count && sampled[.e2e]?.method == .exact)
  }

  @Test("takes the gaps of the warm-up out, of a leap as of single iterations")
  func gapsOfWarmUp() {
    for boundary in [Int64(0), 1, 15, 60, 61, 1_000] {
      let options = MetricsOptions(warmUp: .before(Instant(.milliseconds(boundary))))
      let (leap, plain) = (RunMetrics(options), RunMetrics(options))
      // Iterations of 10, 11, … ms; the first token after a stall came late.
      leap.tokenGaps(.milliseconds(35), count: 3)
      leap.tokenGaps(first: .milliseconds(11), growth: .milliseconds(1), steps: 4, count: 3)
      leap.iterationsEnded(span(start: 0, count: 5, first: 10))
      for step in Int64(0)..<5 {
        plain.tokenGaps(.milliseconds(step == 0 ? 35 : 10 + step), count: 3)
        plain.iterationsEnded(span(start: 10 * step + step * (step - 1) / 2, count: 1, first: 10 + step))
      }
      let same = leap.tokenGapHistogram.equals(plain.tokenGapHistogram)
      #expect(same, "warm-up of \(boundary) ms")
      // They end at 10, 21, 33, 46 and 60 ms.
      let expected = [10, 21, 33, 46, 60].filter { $0 >= boundary }.count * 3
      #expect(leap.tokenGapHistogram.count == expected)
    }
  }

  private func span(start: Int64, count: Int, first: Int64) -> IterationSpan {
    IterationSpan(
      replica: 0, start: Instant(.milliseconds(start)), count: count, firstDuration: .milliseconds(first), growth: .milliseconds(1),
      decodeSequences: 3, prefillTokens: 0, prefillChunks: 0)
  }

  // MARK: Time series and records

  @Test("has a bin between each two samples and a shorter one at the end")
  func series() {
    let metrics = RunMetrics()
    for (time, arrived, tokens, joules) in [(Int64(100), 2, 10, 5.0), (200, 3, 40, 11.0)] {
      metrics.receive(
        .sampled(
          SeriesSample(
            time: Instant(.milliseconds(time)), waiting: 1, running: 1, kvBlocksUsed: 7, arrived: arrived, finished: 0, prefillTokens: 20,
            outputTokens: tokens, joules: joules)))
    }
    for request in 0..<3 { metrics.receive(.finished(Example.record(request, arrival: Int64(request) * 50, first: 150, finish: 250))) }
    let series = metrics.summary(of: Example.outcome(end: 250, arrived: 3, finished: 3, outputTokens: 46), cluster: Example.cluster).series
    #expect(series.map(\.width) == [.milliseconds(100), .milliseconds(100), .milliseconds(50)])
    #expect(series.map(\.arrived) == [2, 1, 0])
    #expect(series.map(\.outputTokens) == [10, 30, 6])
    #expect(series.map(\.outputTokensPerSecond) == [100, 300, 120])
    #expect(series.map(\.waiting) == [1, 1, 0])
    #expect(series.last?.finished == 3 && series.last?.watts == 89 / 0.05)
  }

  @Test("passes every record on as it is told")
  func sink() {
    final class Memory: RequestSink {
      var requests: [Int] = []
      func receive(_ event: RunEvent) {
        switch event {
        case .finished(let record): requests.append(record.request)
        case .rejected(let request): requests.append(-request.request)
        case .transferred(let record): requests.append(100 + record.request)
        case .retried(let record): requests.append(200 + record.request)
        case .preempted, .sampled, .changed, .partFinished, .taskFinished: break
        }
      }
    }
    let memory = Memory()
    let metrics = RunMetrics(sink: memory)
    metrics.receive(.finished(Example.record(3, arrival: 0, first: 1, finish: 2)))
    metrics.receive(
      .rejected(RejectedRequest(request: 4, arrival: .start, promptTokens: 1, outputTokens: 1, reason: .exceedsKVCapacity)))
    metrics.receive(.retried(RetryRecord(request: 1, number: 1, replica: 0, time: .start)))
    metrics.receive(
      .transferred(
        HandOverRecord(
          request: 1, source: 0, destination: 1, bytes: 9, prefillEnd: .start, asked: .start, started: .start, arrived: .start)))
    metrics.receive(.finished(Example.record(1, arrival: 0, first: 1, finish: 2)))
    #expect(memory.requests == [3, -4, 201, 101, 1])
    #expect(metrics.finished == 2)
  }

  @Test("of a run in which nothing happened has no figures, and does not divide by zero")
  func nothing() {
    let summary = RunMetrics(MetricsOptions(warmUp: .automatic, objective: Objective(limits: [.init(.ttft, atMost: .zero)])))
      .summary(of: Example.outcome(end: 0, arrived: 0, finished: 0, replicas: []), cluster: Example.cluster)
    #expect(summary.metrics.isEmpty && summary.series.isEmpty && summary.stability == nil)
    #expect(summary.objective?.isMet == true)
  }
}
