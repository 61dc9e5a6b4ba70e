import Metrics

/// How far a load can be hurried before nothing lasting is left of it.
///
/// Rates above the one asked for are those of the same requests, closer together. At many times the rate a run lasts no longer than a
/// few of its requests do: it ends before queues have grown, and fewer replicas seem to hold than a lasting load would need.
public struct SteadyLoad: Hashable, Sendable {
  /// Seconds from the start of a run to its last arrival, at the rate asked for.
  public let seconds: Double
  /// How long a request of mean length may take within the promise, in seconds; nil where nothing bounds it.
  public let promisedSeconds: Double?

  /// Of so many promised times a run must last.
  public static let leastPromisedTimes = 2.0

  /// What the promise makes of a load that lasts so long, whose outputs have so many tokens in the mean: the end-to-end limit, or that of
  /// the first token with that of every further one.
  package init(seconds: Double, meanOutputTokens: Double, _ objective: Objective) {
    self.seconds = seconds
    func limit(_ metric: MetricID) -> Double? { objective.goodputLimits.first { $0.metric == metric }?.atMost.seconds }
    let byToken = [limit(.ttft), limit(.tpot).map { $0 * meanOutputTokens }].compactMap(\.self)
    promisedSeconds = limit(.e2e) ?? (byToken.isEmpty ? nil : byToken.reduce(0, +))
  }

  /// The greatest multiple of the rate at which a run lasts long enough; nil where nothing says how long that is.
  public var longestFactor: Double? { promisedSeconds.map { seconds / ($0 * Self.leastPromisedTimes) } }

  /// Whether the load is a burst as it stands: over before a steady state can show. Figures of any rate are then those of bursts.
  public var isBurst: Bool { longestFactor.map { $0 < 1 } ?? false }

  /// Whether a run at such a multiple of the rate shows a steady state, or the load is a burst anyhow.
  public func isSteady(at factor: Double) -> Bool { isBurst || (longestFactor.map { factor <= $0 } ?? true) }
}
