import Kernel

/// What a router sees of the cluster: the loads of all replicas, and which of them can be chosen now.
///
/// As narrow as a pointer: a router gets it lent for each choice, and a wider one would be copied for that.
public struct ClusterView: ~Copyable {
  /// What it shows. Not private: a build without optimization would end in a fault of the compiler (Swift 6.3).
  struct Content: ~Copyable {
    var board: LoadBoard
    var prompt = PromptIdentities()
    var prefixIndex = Box<PrefixIndex>.empty
    var candidateSet = CandidateSet.prompt
    let promptBlockTokens: Int

    init(_ board: consuming LoadBoard, promptBlockTokens: Int) {
      self.board = board
      self.promptBlockTokens = promptBlockTokens
    }
  }

  private var content: Box<Content>

  init(_ board: consuming LoadBoard, promptBlockTokens: Int?) {
    content = Box(Content(board, promptBlockTokens: promptBlockTokens ?? 0))
  }

  /// What is outstanding at each replica, and who can be chosen.
  var board: LoadBoard {
    @inline(__always) _read { yield content.value.board }
    @inline(__always) _modify { yield &content.value.board }
  }

  /// The prompt of the request that is routed.
  var prompt: PromptIdentities {
    @inline(__always) _read { yield content.value.prompt }
    @inline(__always) _modify { yield &content.value.prompt }
  }

  /// Which engine holds which prompt; lent for the length of a choice to routers that ask for it, and empty otherwise.
  var prefixIndex: Box<PrefixIndex> {
    @inline(__always) _read { yield content.value.prefixIndex }
    @inline(__always) _modify { yield &content.value.prefixIndex }
  }

  /// The replicas from which is chosen.
  var candidateSet: CandidateSet {
    @inline(__always) get { content.value.candidateSet }
    @inline(__always) set { content.value.candidateSet = newValue }
  }

  /// Tokens in a block of the load; zero where the load tells nothing of its prompts.
  private var promptBlockTokens: Int { content.value.promptBlockTokens }
  /// The choice that is asked for.
  public var stage: ServingStage { candidateSet.stage }

  /// Replicas, numbered from 0 through the pools in order, those included that cannot be chosen.
  public var replicas: Int { board.replicas }
  /// How many replicas can take the request now: of the right role, and not closed by a failure. At least one.
  public var candidates: Int { board.openCount(candidateSet) }
  /// The replica with `position` candidates before it, in the order of their numbers; O(1) while all replicas are
  /// candidates, else O(log n).
  ///
  /// - Precondition: `position` is in `0 ..< candidates`.
  public func candidate(_ position: Int) -> Int { board.open(candidateSet, at: position) }
  /// The first candidate whose number is `replica` or more; behind the last one it begins anew.
  public func candidate(atOrAfter replica: Int) -> Int {
    let position = board.openCount(candidateSet, below: replica)
    return board.open(candidateSet, at: position == candidates ? 0 : position)
  }
  /// Whether a replica is a candidate.
  public func isCandidate(_ replica: Int) -> Bool { board.isOpen(candidateSet, replica) }
  /// The candidate least loaded by the signal that the router's type names; ties go to the lowest number.
  public var leastLoaded: Int { board.leastLoaded(candidateSet) }
  /// Requests sent to a replica and not ended.
  public func requests(at replica: Int) -> Int { Int(board[.requests, replica]) }
  /// Prompt (and predicted output) tokens sent to a replica and not ended.
  public func tokens(at replica: Int) -> Int { Int(board[.tokens, replica]) }
  /// Prompt tokens sent to a replica of requests whose first token is not out.
  public func pendingPromptTokens(at replica: Int) -> Int { Int(board[.pendingPromptTokens, replica]) }
  /// Predicted time of the work sent to a replica and not done, in nanoseconds; kept for routers whose signal it is.
  public func workNanoseconds(at replica: Int) -> Int64 { board[.work, replica] }

  /// Replicas whose accelerators hold the beginning of the request's prompt, those included that cannot be chosen; for
  /// routers that say they read prefixes.
  public var prefixHolders: Int { prefixIndex.isEmpty ? 0 : prefixIndex.value.matchingCount }
  /// One of them, by position from 0; a replica that holds more comes behind one that holds less.
  ///
  /// - Precondition: `position` is in `0 ..< prefixHolders`.
  public func prefixHolder(_ position: Int) -> Int { prefixIndex.value[position] }
  /// Tokens at the beginning of the request's prompt that a replica's accelerators hold now, in whole blocks of the load.
  public func cachedTokens(at replica: Int) -> Int {
    prefixIndex.isEmpty ? 0 : prefixIndex.value.identitiesMatched(at: replica) * promptBlockTokens
  }
  /// The identity of the first `blocks` blocks of the request's prompt, or of all if it has fewer; nil for a prompt without
  /// identities in the load.
  public func prefixIdentity(blocks: Int) -> UInt64? {
    prompt.withChain { chain in chain.isEmpty || blocks < 1 ? nil : chain[min(blocks, chain.count) - 1] }
  }
}
