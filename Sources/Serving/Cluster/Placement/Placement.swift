import Kernel
import Record

/// Chooses replicas: for a prompt, and for the tokens behind it where KV is handed over. It asks the routers of the cluster and
/// checks what they say; with a mixed pool (``MixedPoolRule``) it asks them about several sets of replicas in turn.
struct Placement {
  private var promptRouter: any Router
  /// Nil where no KV is handed over.
  private var decodeRouter: (any Router)?
  private let mixedPool: MixedPoolRule?
  /// Whether routers ask which replicas hold a prompt.
  let readsPrefixes: Bool

  /// The routers of a cluster.
  ///
  /// - Throws: ``InputError`` for names and parameters that do not exist.
  init(_ cluster: ClusterConfiguration, seed: UInt64, handsOver: Bool) throws {
    let prompt = try RouterCatalog.router(named: cluster.router)
    readsPrefixes = prompt.readsPrefixes
    mixedPool = cluster.mixedPool
    promptRouter = try prompt.init(
      Parameters(prompt.parameters, given: cluster.routerParameters, policy: prompt.name),
      stream: RandomStream(seed: seed, name: "router"))
    if handsOver {
      let decode = try RouterCatalog.router(named: cluster.decodeRouter)
      decodeRouter = try decode.init(
        Parameters(decode.parameters, given: cluster.decodeRouterParameters, policy: decode.name),
        stream: RandomStream(seed: seed, name: "decode router"))
    }
  }

  // MARK: Where a prompt is computed

  /// The replica that computes a prompt; its identities are in the view.
  @inline(__always) mutating func replica(forPrompt request: ArrivalFacts, _ state: inout ClusterState) throws -> Int {
    mixedPool == nil ? try choose(.prompt, request, &state) : try mixedReplica(forPrompt: request, &state)
  }

  /// The replica of a set that the prompt router chooses.
  @inline(__always) private mutating func choose(_ set: CandidateSet, _ request: ArrivalFacts, _ state: inout ClusterState) throws -> Int {
    state.lendPrefixIndex()
    state.view.candidateSet = set
    let chosen = promptRouter.route(request, state.view)
    state.lendPrefixIndex()
    guard chosen >= 0 && chosen < state.replicas.count && state.view.board.isOpen(set, chosen) else {
      throw BrokenInvariant("the router chose replica \(chosen) of \(state.replicas.count), which is no candidate", time: state.now)
    }
    return chosen
  }

  @inline(never) private mutating func mixedReplica(forPrompt request: ArrivalFacts, _ state: inout ClusterState) throws -> Int {
    var last: Int?
    for set in [CandidateSet.prompt, .mixedPrompt] where state.view.board.openCount(set) > 0 {
      let chosen = try choose(set, request, &state)
      if hasRoom(forPrompt: request.promptTokens, at: chosen, state) { return chosen }
      last = last ?? chosen
    }
    if state.view.board.openCount(.decode) > 0 {
      let least = state.view.board.leastLoaded(.decode)
      state.view.board.mix(least)
      return least
    }
    guard let last else { throw BrokenInvariant("a prompt is routed and there is no replica", time: state.now) }
    return last
  }

  @inline(__always) private func hasRoom(forPrompt tokens: Int, at replica: Int, _ state: borrowing ClusterState) -> Bool {
    let pending = Int(state.view.board[.pendingPromptTokens, replica])
    return pending == 0 || pending + tokens <= mixedPool?.pendingTokens ?? .max
  }

  // MARK: Where tokens are decoded

  /// The replica that decodes a request whose KV may be handed over, among those that can be chosen now: the one that the router
  /// chooses, or the first that can ever hold the request; nil where there is none.
  mutating func replica(forTokensOf slot: Slot, _ state: inout ClusterState) throws -> Int? {
    mixedPool == nil ? try choose(.decode, slot, &state) : try mixedReplica(forTokensOf: slot, &state)
  }

  private mutating func choose(_ set: CandidateSet, _ slot: Slot, _ state: inout ClusterState) throws -> Int? {
    let candidates = state.view.board.openCount(set)
    if decodeRouter == nil || candidates == 0 { return nil }
    let facts = ArrivalFacts(state.shared.value.requests[history: slot], adapter: state.shared.value.requests.adapters[slot].number)
    state.lendPrefixIndex()
    state.view.candidateSet = set
    let chosen = decodeRouter!.route(facts, state.view)
    state.lendPrefixIndex()
    guard chosen >= 0 && chosen < state.replicas.count && state.view.board.isOpen(set, chosen) else {
      throw BrokenInvariant(
        "the decode router chose replica \(chosen) of \(state.replicas.count), which is no candidate", time: state.now)
    }
    if state.holds(slot, at: chosen) { return chosen }
    for position in 0..<candidates {
      let replica = state.view.board.open(set, at: position)
      if state.holds(slot, at: replica) { return replica }
    }
    return nil
  }

  @inline(never) private mutating func mixedReplica(forTokensOf slot: Slot, _ state: inout ClusterState) throws -> Int? {
    var last: Int?
    for set in [CandidateSet.decode, .mixedDecode] {
      guard let chosen = try choose(set, slot, &state) else { continue }
      if hasRoom(forTokensOf: slot, at: chosen, state) { return chosen }
      last = last ?? chosen
    }
    if state.view.board.openCount(.prompt) > 0 {
      let least = state.view.board.leastLoaded(.prompt)
      if state.holds(slot, at: least), last == nil || hasRoom(forTokensOf: slot, at: least, state) {
        state.view.board.mix(least)
        return least
      }
    }
    return last
  }

  /// Whether the KV of all that is sent or promised to a replica would fit with one request more, as far as outputs are
  /// predicted. A request that is there already is counted.
  @inline(__always) private func hasRoom(forTokensOf slot: Slot, at replica: Int, _ state: borrowing ClusterState) -> Bool {
    let isThere = state.replica(of: Int(state.shared.value.requests[slot].engine)) == replica
    let predicted = max(0, state.shared.value.requests[history: slot].predictedOutputTokens)
    let tokens = state.shared.value.requests[history: slot].promptTokens + predicted
    let kind = state.pool(of: replica).replica
    return Int(state.view.board[.tokens, replica]) + (isThere ? 0 : Int(tokens)) <= kind.kvTokens
  }
}

extension ArrivalFacts {
  /// What a router may know of a request in flight.
  @inline(__always) init(_ history: borrowing RequestHistory, adapter: Int32 = -1) {
    self.init(
      id: history.id, time: history.arrival, promptTokens: Int(history.promptTokens),
      predictedOutputTokens: history.predictedOutputTokens < 0 ? nil : Int(history.predictedOutputTokens), keptAdapter: adapter)
  }
}

extension ClusterState {
  /// Lends the index of prefixes to what routers see, or takes it back.
  @inline(__always) mutating func lendPrefixIndex() {
    if view.prefixIndex.isEmpty && shared.value.prefixIndex.isEmpty { return }
    swap(&view.prefixIndex, &shared.value.prefixIndex)
  }

  /// Chains the identities of a prompt, and looks up which engines hold its beginning where a router asks for that.
  /// What one adapter has made of a prompt is nothing to a request with another.
  mutating func readPrompt(_ hashes: [UInt64], adapter: Int32) {
    view.prompt.read(hashes, adapter: adapter)
    lookUpPrompt()
  }

  /// Takes up again a prompt whose identities were chained when its request arrived.
  mutating func readPrompt(chained chain: [UInt64]) {
    view.prompt.take(chained: chain.span)
    lookUpPrompt()
  }

  /// Finds out which engines hold the beginning of the prompt at hand, where a router asks for it.
  private mutating func lookUpPrompt() {
    if shared.value.prefixIndex.isEmpty { return }
    view.prompt.withChain { shared.value.prefixIndex.value.look($0) }
    // A leap takes its blocks when it ends. An engine that may be chosen takes now what it would have taken in single steps,
    // and may have evicted something for it.
    var mayHaveEvicted = false
    for position in 0..<shared.value.prefixIndex.value.matchingLaneCount {
      let engine = shared.value.prefixIndex.value.lane(position)
      if engines[engine].allocateBegunSteps(now: now, &shared.value) { mayHaveEvicted = true }
    }
    if mayHaveEvicted { view.prompt.withChain { shared.value.prefixIndex.value.look($0) } }
  }
}
