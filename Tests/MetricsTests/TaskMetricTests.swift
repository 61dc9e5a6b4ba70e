import Kernel
import Metrics
import Record
import Testing

@Suite("Tasks and parts of inputs in the summary of a run")
struct TaskMetricTests {
  private func task(_ request: Int, from begun: Int64, to finish: Int64, requests: Int) -> RunEvent {
    .taskFinished(
      TaskRecord(
        request: request, requests: requests, begun: Instant(.milliseconds(begun)), finish: Instant(.milliseconds(finish))))
  }

  private func summary(_ events: [RunEvent], _ options: MetricsOptions = MetricsOptions()) -> RunSummary {
    let metrics = RunMetrics(options)
    for event in events { metrics.receive(event) }
    let finished = events.count { if case .finished = $0 { true } else if case .partFinished = $0 { true } else { false } }
    return metrics.summary(
      of: Example.outcome(
        end: 1_000, arrived: finished, finished: finished, rejected: [0, 0, 0], outputTokens: 9,
        replicas: [Example.replica(joules: 100, busy: .milliseconds(400))]), cluster: Example.cluster)
  }

  private let requests: [RunEvent] = [
    .finished(Example.record(0, output: 5, arrival: 0, scheduled: 20, first: 100, finish: 300)),
    .finished(Example.record(1, output: 5, arrival: 400, scheduled: 420, first: 500, finish: 700)),
  ]

  @Test("gives tasks their latency, their rate and what they took; loads without tasks have none of it") func tasks() throws {
    let plain = summary(requests)
    #expect(plain[.taskLatency] == nil && plain[.taskThroughput] == nil && plain[.requestsPerTask] == nil)
    let all = summary(requests + [task(0, from: 0, to: 300, requests: 2), task(1, from: 100, to: 700, requests: 3)])
    let latency = try #require(all[.taskLatency])
    #expect(latency.count == 2 && latency.mean == 450 && latency.spread?.maximum == 600)
    #expect(all[.taskThroughput]?.mean == 2 && all[.requestsPerTask]?.mean == 2.5)
    #expect(all[.ttft] == plain[.ttft] && all[.requestThroughput] == plain[.requestThroughput])
  }

  @Test("leaves tasks of the warm-up out") func warmUp() {
    let events = requests + [task(0, from: 0, to: 300, requests: 1), task(1, from: 400, to: 700, requests: 1)]
    #expect(summary(events, MetricsOptions(warmUp: .before(Instant(.milliseconds(350)))))[.taskLatency]?.mean == 300)
    #expect(summary(events, MetricsOptions(warmUp: .requests(1)))[.taskLatency]?.mean == 300)
    #expect(summary(events, MetricsOptions(warmUp: .requests(2)))[.taskLatency] == nil)
  }

  @Test("counts a part of an input among the requests, and in no latency, rate or objective") func parts() throws {
    let objective = Objective(limits: [Objective.Limit(.ttft, atMost: .milliseconds(150))], share: 0.9)
    let options = MetricsOptions(objective: objective)
    let part = RunEvent.partFinished(Example.record(2, output: 1, arrival: 0, scheduled: 5, first: 900, finish: 900))
    let (plain, whole) = (summary(requests, options), summary(requests + [part], options))
    #expect(whole.counts.finished == 3 && whole.measured.finished == 3 && whole.measured.unfinished == 0)
    let same: [MetricID] = [
      .ttft, .tpot, .e2e, .schedulingDelay, .requestThroughput, .outputThroughput, .totalThroughput, .goodput, .attainment,
      .energyPerRequest,
      .costPerMillionTokens,
    ]
    for metric in same {
      #expect(whole[metric]?.mean == plain[metric]?.mean && whole[metric]?.undefined == plain[metric]?.undefined, "\(metric)")
    }
    #expect(whole.objective == plain.objective)
    let system = try #require(whole[.requestsInSystem])
    #expect(system.mean == 1.5)
  }
}
