import Calibration
import Kernel
import Record
import Serving

/// What serving requests that wait in plenty tells before anything is validated.
struct RealTimeRehearsal {
  /// Requests a second that each way of serving can take, and what its engines do beside their operators.
  private(set) var ways: [(way: ServedWay, requestsPerSecond: Double)] = []
  /// Host time of an iteration where one engine does all: planning, booking tokens, composing the batch.
  private(set) var host: HostTime?
  /// The same of the engine that computes prompts and of the one that decodes; taking KV out and in is part of it.
  private(set) var pairHosts: (prefill: HostTime, decode: HostTime)?
  private var steps: [ServedStep] = []
  private var pairSteps: (prefill: [ServedPart.Host], decode: [ServedPart.Host]) = ([], [])

  /// Adds what one engine came to.
  mutating func add(_ run: ServedRun, _ way: ServedWay) {
    ways.append((way, Self.capacity(run.records)))
    steps += run.steps
    host = HostTime(sequences: steps.map { Double($0.sequences) }, seconds: steps.map { max(0, $0.host.seconds) })
  }

  /// Adds what two engines came to.
  mutating func add(_ run: DisaggregatedRun, _ way: ServedWay) {
    ways.append((way, Self.steadyRate(run.records)))
    pairSteps.prefill += run.prefill.hosts
    pairSteps.decode += run.decode.hosts
    func host(_ steps: [ServedPart.Host]) -> HostTime {
      HostTime(sequences: steps.map { Double($0.sequences) }, seconds: steps.map(\.seconds))
    }
    pairHosts = (host(pairSteps.prefill), host(pairSteps.decode))
  }

  /// The requests a second of a way of these.
  func capacity(of way: ServedWay) -> Double { ways.first { $0.way == way }?.requestsPerSecond ?? 0 }

  /// Requests that finished while others waited, and half of each that was running at the end of that.
  private static func capacity(_ records: [RequestRecord]) -> Double {
    let queueEmpty = records.map(\.firstScheduled).max() ?? .start
    let finished = records.count { $0.finish <= queueEmpty }
    return (Double(finished) + Double(records.count - finished) / 2) / max(queueEmpty.seconds, 1e-3)
  }

  /// Requests a second between the first tenth that finished and the last: where two engines share the work the queue in front says
  /// nothing of the one behind.
  private static func steadyRate(_ records: [RequestRecord]) -> Double {
    let times = records.map(\.finish.seconds).sorted()
    guard let last = times.last else { return 0 }
    let (from, to) = (times.count / 10, times.count - 1 - times.count / 10)
    if to <= from { return Double(times.count) / max(last, 1e-3) }
    return Double(to - from) / max(times[to] - times[from], 1e-3)
  }
}
