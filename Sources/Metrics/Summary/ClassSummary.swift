import Kernel

/// What became of the measured requests of one class, and how long they took.
public struct ClassSummary: Hashable, Sendable {
  /// The class's name in the scenario.
  public var name: String
  /// When a first token of this class is due after the arrival; nil where the scenario does not say.
  public var firstTokenDue: Duration?
  /// Measured requests of the class: finished, rejected and unfinished.
  public var arrived: Int
  /// Those that finished.
  public var finished: Int
  /// Finished requests whose first token came in time; nil where none is due.
  public var inTime: Int?
  /// TTFT, TPOT and end-to-end latency of the finished requests, in milliseconds; a metric without values is left out.
  /// They have no intervals: the classes of one run share its bursts.
  public var latencies: [MetricSummary]

  /// A summary as it stands.
  public init(name: String, firstTokenDue: Duration?, arrived: Int, finished: Int, inTime: Int?, latencies: [MetricSummary]) {
    self.name = name
    self.firstTokenDue = firstTokenDue
    self.arrived = arrived
    self.finished = finished
    self.inTime = inTime
    self.latencies = latencies
  }

  /// The summary of one latency, or nil where it has no values.
  public subscript(metric: MetricID) -> MetricSummary? { latencies.first { $0.metric == metric } }

  /// The share of the class's measured requests whose first token came in time, rejected and unfinished ones counting as
  /// late; nil where none is due, 1 of no requests.
  public var attainment: Double? { inTime.map { arrived == 0 ? 1 : Double($0) / Double(arrived) } }
}
