import Kernel

/// Where a workload comes from, before any transform.
public enum WorkloadOrigin: Hashable, Sendable, CustomStringConvertible {
  /// A trace file. `blockTokens` is the block size of the prefix identities, where the format does not say it itself
  /// (nil: told from the first prompts, or 512, Mooncake's); `hints` what else the file does not say.
  case trace(
    path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail,
    hints: TraceHints = TraceHints())
  /// A profile file written by `trace profile`, or a folder of ServeGen's clients; so many requests or so long a time (neither: as
  /// many as the trace had, or as all its windows), at its own mean rate or another (requests per second).
  case profile(path: String, requests: Int? = nil, duration: Duration? = nil, requestsPerSecond: Double? = nil)
  /// Arrivals and lengths from distributions.
  case synthetic(arrivals: ArrivalProcess, lengths: LengthModel, requests: Int? = nil, duration: Duration? = nil)

  /// Prompts that begin with shared text, with times from an arrival process.
  case sharedPrefixes(SharedPrefixes, arrivals: ArrivalProcess, requests: Int)
  /// Tasks of agents, with times from an arrival process: so many, or those of a duration.
  case agents(AgentTasks, arrivals: ArrivalProcess, tasks: Int? = nil, duration: Duration? = nil)

  /// The file that is read, where there is one.
  public var path: String? {
    switch self {
    case .trace(let path, _, _, _, _), .profile(let path, _, _, _): path
    case .synthetic, .sharedPrefixes, .agents: nil
    }
  }

  /// In words, for reports.
  public var description: String {
    switch self {
    case .trace(let path, _, _, _, _): return "trace \(path)"
    case .profile(let path, let requests, let duration, let rate):
      return "profile \(path)" + Self.extent(requests, duration) + (rate.map { ", \($0)/s" } ?? "")
    case .synthetic(let arrivals, let lengths, let requests, let duration):
      return "synthetic: \(arrivals.description); \(lengths.description)" + Self.extent(requests, duration)
    case .sharedPrefixes(let prefixes, let arrivals, let requests):
      return "\(arrivals.description); \(prefixes.description), \(requests) requests"
    case .agents(let agents, let arrivals, let tasks, let duration):
      return "\(arrivals.description); \(agents.description)" + (tasks.map { ", \($0) tasks" } ?? "")
        + (duration.map { ", \($0.seconds) s" } ?? "")
    }
  }

  private static func extent(_ requests: Int?, _ duration: Duration?) -> String {
    (requests.map { ", \($0) requests" } ?? "") + (duration.map { ", \($0.seconds) s" } ?? "")
  }
}
