import Calibration
import Kernel
import Record
import Serving

/// What serving requests that wait in plenty tells before anything is validated.
struct RealTimeRehearsal {
  /// Requests a second that each policy can serve.
  let capacities: [(scheduler: String, requestsPerSecond: Double)]
  /// Host time of an iteration: planning, booking tokens, composing the batch.
  let host: HostTime

  /// What the runs of the policies tell, one run a policy.
  init(schedulers: [String], runs: [ServedRun]) {
    capacities = zip(schedulers, runs).map { ($0, Self.capacity($1.records)) }
    let steps = runs.flatMap(\.steps)
    host = HostTime(sequences: steps.map { Double($0.sequences) }, seconds: steps.map { max(0, $0.host.seconds) })
  }

  /// The requests a second of a policy of these.
  func capacity(of scheduler: String) -> Double { capacities.first { $0.scheduler == scheduler }?.requestsPerSecond ?? 0 }

  /// Requests that finished while others waited, and half of each that was running at the end of that.
  private static func capacity(_ records: [RequestRecord]) -> Double {
    let queueEmpty = records.map(\.firstScheduled).max() ?? .start
    let finished = records.count { $0.finish <= queueEmpty }
    return (Double(finished) + Double(records.count - finished) / 2) / max(queueEmpty.seconds, 1e-3)
  }
}
