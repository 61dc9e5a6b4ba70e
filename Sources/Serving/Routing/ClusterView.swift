/// What a router sees of the cluster: the loads of all replicas, and which of them can be chosen now.
public struct ClusterView: ~Copyable {
  private let board: UnsafePointer<LoadBoard>
  private let prefixes: PrefixSharing
  private let group: CandidateSet
  /// The choice that is asked for.
  public var stage: ServingStage { group.stage }

  init(_ board: UnsafePointer<LoadBoard>, _ prefixes: PrefixSharing, _ group: CandidateSet = .prompt) {
    self.board = board
    self.prefixes = prefixes
    self.group = group
  }

  /// Replicas, numbered from 0 through the pools in order, those included that cannot be chosen.
  public var replicas: Int { board.pointee.replicas }
  /// How many replicas can take the request now: of the right role, and not closed by a failure. At least one.
  public var candidates: Int { board.pointee.openCount(group) }
  /// The replica with `position` candidates before it, in the order of their numbers; O(1) while all replicas are
  /// candidates, else O(log n).
  ///
  /// - Precondition: `position` is in `0 ..< candidates`.
  public func candidate(_ position: Int) -> Int { board.pointee.open(group, at: position) }
  /// The first candidate whose number is `replica` or more; behind the last one it begins anew.
  public func candidate(atOrAfter replica: Int) -> Int {
    let position = board.pointee.openCount(group, below: replica)
    return board.pointee.open(group, at: position == candidates ? 0 : position)
  }
  /// Whether a replica is a candidate.
  public func isCandidate(_ replica: Int) -> Bool { board.pointee.isOpen(group, replica) }
  /// The candidate least loaded by the signal that the router's type names; ties go to the lowest number.
  public var leastLoaded: Int { board.pointee.leastLoaded(group) }
  /// Requests sent to a replica and not ended.
  public func requests(at replica: Int) -> Int { Int(board.pointee[.requests, replica]) }
  /// Prompt (and predicted output) tokens sent to a replica and not ended.
  public func tokens(at replica: Int) -> Int { Int(board.pointee[.tokens, replica]) }
  /// Prompt tokens sent to a replica of requests whose first token is not out.
  public func pendingPromptTokens(at replica: Int) -> Int { Int(board.pointee[.pendingPromptTokens, replica]) }
  /// Predicted time of the work sent to a replica and not done, in nanoseconds; kept for routers whose signal it is.
  public func workNanoseconds(at replica: Int) -> Int64 { board.pointee[.work, replica] }

  /// Replicas whose accelerators hold the beginning of the request's prompt, those included that cannot be chosen; for
  /// routers that say they read prefixes.
  public var prefixHolders: Int { prefixes.index?.pointee.matchingCount ?? 0 }
  /// One of them, by position from 0; who holds more stands behind who holds less.
  public func prefixHolder(_ position: Int) -> Int { prefixes.index!.pointee[position] }
  /// Tokens at the beginning of the request's prompt that a replica's accelerators hold now, in whole blocks of the load.
  public func cachedTokens(at replica: Int) -> Int {
    guard let index = prefixes.index else { return 0 }
    return index.pointee.identitiesMatched(at: replica) * prefixes.promptBlockTokens
  }
  /// What tells the first `blocks` blocks of the request's prompt, or all if it has fewer, from all other beginnings; nil for
  /// a prompt of which the load tells nothing.
  public func prefixIdentity(blocks: Int) -> UInt64? {
    let chain = prefixes.chain.pointee.identities
    return chain.isEmpty || blocks < 1 ? nil : chain[min(blocks, chain.count) - 1]
  }
}
