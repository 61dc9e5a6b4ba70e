import Kernel

/// Where a workload comes from, before any transform.
public enum WorkloadOrigin: Hashable, Sendable {
  /// A trace file. `blockTokens` is the block size of the prefix identities, where the format does not say it itself
  /// (nil: 512, Mooncake's).
  case trace(path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail)
  /// A profile file written by `trace profile`; so many requests or so long a time, at the profile's own rate or another
  /// (requests per second).
  case profile(path: String, requests: Int? = nil, duration: Duration? = nil, requestsPerSecond: Double? = nil)
  /// Arrivals and lengths from distributions.
  case synthetic(arrivals: ArrivalProcess, lengths: LengthModel, requests: Int? = nil, duration: Duration? = nil)
}
