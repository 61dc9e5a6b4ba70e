import Kernel

/// An origin with its source open, and what is known of it before the first request.
struct OpenedOrigin {
  var source: any ArrivalSource
  var blockTokens: Int?
  var hasTimes = true
  /// Whether turns of sessions wait for each other.
  var hasTurns = false
  /// What makes the later turns, where they are not rows of the source.
  var makesTurns: (any SessionTurns)?
  var ends = true

  /// Opens an origin.
  ///
  /// - Throws: ``InputError`` for bad parameters or a file that cannot be used.
  ///
  /// - Parameter changes: steps behind it that alter each request by itself.
  init(_ origin: WorkloadOrigin, seed: UInt64, changes: [WorkloadTransform] = []) throws {
    switch origin {
    case .trace(let path, let format, let blockTokens, let zeroTokens, let hints):
      let reader = try TraceReader(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints)
      source = reader
      self.blockTokens = reader.blockTokens
      hasTimes = reader.hasTimes
      hasTurns = reader.hasTurns
    case .profile(let path, let requests, let duration, let rate) where ServeGenPool.isFolder(path):
      source = try ServeGenSource(
        try ServeGenPool(path: path), seed: seed, requests: requests, duration: duration, requestsPerSecond: rate)
    case .profile(let path, let requests, let duration, let rate):
      let profile = try TraceProfile.read(path: path)
      source = try profile.makeSource(seed: seed, requests: requests, duration: duration, requestsPerSecond: rate)
      blockTokens = profile.blockTokens
      hasTurns = profile.sessions != nil
    case .sharedPrefixes(let prefixes, let arrivals, let requests):
      source = try SharedPrefixSource(prefixes, arrivals: arrivals, requests: requests, seed: seed)
      blockTokens = prefixes.blockTokens
    case .synthetic(let arrivals, let lengths, let requests, let duration):
      source = try SyntheticSource(arrivals: arrivals, lengths: lengths, seed: seed, requests: requests, duration: duration)
      // A duration does not end what never moves on in time.
      ends = requests != nil || (duration != nil && arrivals != .atOnce)
    case .agents(let agents, let arrivals, let tasks, let duration):
      let agentSource = try AgentSource(
        agents, arrivals: arrivals, count: tasks, duration: duration, changes: changes, seed: seed)
      source = agentSource
      makesTurns = agentSource
      hasTurns = true
      blockTokens = agents.blockTokens
      ends = tasks != nil || (duration != nil && arrivals != .atOnce)
    }
  }
}
