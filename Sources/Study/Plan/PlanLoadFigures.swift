/// The load of a plan in figures.
public struct PlanLoadFigures: Hashable, Sendable {
  /// Requests a second.
  public let requestsPerSecond: Double
  /// Whether the rate was counted, as of a recorded trace, and not given.
  public let rateIsCounted: Bool
  /// Requests of a run that come before its horizon, in the mean over the seeds.
  public let requests: Double
  /// Seconds from the start of a run to its last arrival, in the mean over the seeds.
  public let seconds: Double
  /// Tokens of a prompt, in the mean.
  public let meanPromptTokens: Double
  /// Tokens of an output, in the mean.
  public let meanOutputTokens: Double

  /// Output tokens a second.
  public var outputTokensPerSecond: Double { requestsPerSecond * meanOutputTokens }

  /// Price of a million output tokens in steady state: of a fleet that is paid by the hour and serves the load at the rate asked for,
  /// whatever a run's first and last minutes make of it.
  public func dollarsPerMillionOutputTokens(dollarsPerHour: Double) -> Double {
    dollarsPerHour / (3600 * outputTokensPerSecond) * 1e6
  }
}
