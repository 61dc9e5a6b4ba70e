import Hardware
import Kernel
import Record

/// What is outstanding at each replica, by every signal, as a router in front of the cluster would count it: up when a
/// request is sent, down when its first token, the end of its hand-over and its end are seen.
///
/// For each stage it knows which replicas can be chosen now. A replica is closed for a stage by its pool's role, and for
/// both by ``close(_:)`` until ``open(_:)``: one that failed, or is not started yet. Where there is a mixed pool, its
/// replicas are candidates of their own (``CandidateSet``), and those with work of their own phase only are in their pool.
struct LoadBoard: ~Copyable {
  let replicas: Int
  /// What is outstanding at each replica.
  private var loads: Column<ReplicaLoad>
  private let roles: [PoolRole]
  /// What the routers of the two stages ask for; the second is nil where nothing is handed over.
  private let promptSignal: LoadSignal
  private let decodeSignal: LoadSignal?
  /// The candidates of each ``CandidateSet``, by its raw value: the first alone where nothing is handed over, the first two
  /// where no pool is mixed.
  private var trees: Column<CandidateTree>
  /// What each replica holds of both phases, and whether it is mixed; nil without a mixed pool.
  private var phases: PhaseCounts?
  private let prices: [WorkPrice]
  /// The replica that each engine belongs to; a request's row names its engine.
  private let owners: Column<Int32>
  private let countsWork: Bool
  /// What is still counted as work for each request; empty where no router asks for work.
  private var works = RequestColumn<PredictedWork>()
  /// Where each request's phases are counted; empty without a mixed pool.
  private var phasePlaces = RequestColumn<PhasePlaces>()
  /// What an unknown output is taken for: the mean of those seen to end, and until then this many tokens.
  private var outputTokensSeen = 256
  private var outputsSeen = 1

  /// A board of replicas with nothing sent yet. `decodeSignal` is nil where no request is ever handed over.
  /// `owners` names the replica of each engine; `mixes` says whether there is a mixed pool.
  ///
  /// - Precondition: a mixed pool hands over.
  init(
    promptSignal: LoadSignal, decodeSignal: LoadSignal?, roles: [PoolRole], prices: [WorkPrice], owners: [Int32], mixes: Bool = false
  ) {
    precondition(roles.count == prices.count && (decodeSignal != nil || !mixes), "a board for another cluster")
    replicas = prices.count
    self.owners = Column(owners)
    self.roles = roles
    self.promptSignal = promptSignal
    self.decodeSignal = decodeSignal
    self.prices = prices
    countsWork = promptSignal == .work || decodeSignal == .work
    loads = Column(repeating: ReplicaLoad(), count: replicas)
    trees = Column(minimumCapacity: CandidateSet.allCases.count)
    trees.append(CandidateTree(count: replicas) { roles[$0].takesPrompts && !(mixes && roles[$0] == .both) })
    phases = mixes ? PhaseCounts(roles: roles) : nil
    if decodeSignal == nil { return }
    trees.append(CandidateTree(count: replicas) { roles[$0].takesHandOvers && !(mixes && roles[$0] == .both) })
    if !mixes { return }
    for _ in 0..<2 { trees.append(CandidateTree(count: replicas) { roles[$0] == .both }) }
  }

  /// What is outstanding at a replica, by one signal.
  subscript(signal: LoadSignal, replica: Int) -> Int64 { loads[replica][signal] }

  // MARK: Candidates

  /// Replicas of a set that can be chosen now.
  @inline(__always) func openCount(_ set: CandidateSet) -> Int { has(set) ? trees[place(of: set)].openCount : 0 }

  /// The least loaded of them by the signal of the stage's router.
  ///
  /// - Precondition: there is one.
  @inline(__always) func leastLoaded(_ set: CandidateSet) -> Int { trees[place(of: set)].least }

  /// The one with `position` others before it.
  ///
  /// - Precondition: there are more than `position`.
  @inline(__always) func open(_ set: CandidateSet, at position: Int) -> Int { trees[place(of: set)].open(at: position) }

  /// How many of them have a number below `replica`.
  @inline(__always) func openCount(_ set: CandidateSet, below replica: Int) -> Int {
    has(set) ? trees[place(of: set)].openCount(below: replica) : 0
  }

  /// Whether a replica is one of them.
  @inline(__always) func isOpen(_ set: CandidateSet, _ replica: Int) -> Bool {
    has(set) && replica >= 0 && replica < replicas && trees[place(of: set)].isOpen(replica)
  }

  @inline(__always) private func place(of set: CandidateSet) -> Int { Int(set.rawValue) }

  /// Whether there can ever be a candidate of a set.
  @inline(__always) private func has(_ set: CandidateSet) -> Bool { place(of: set) < trees.count }

  private mutating func close(_ set: CandidateSet, _ replica: Int) { _ = trees[place(of: set)].close(replica) }

  private mutating func open(_ set: CandidateSet, _ replica: Int) -> Bool { trees[place(of: set)].open(replica) }

  /// Lets nothing more be sent to a replica, until it is opened again.
  mutating func close(_ replica: Int) {
    for place in trees.indices { _ = trees[place].close(replica) }
    phases?.isThere[replica] = false
  }

  /// Lets a replica be chosen again for what its role allows, or for both phases while it is mixed. Returns whether it was
  /// closed.
  mutating func open(_ replica: Int) -> Bool {
    if let wasThere = phases?.isThere[replica] {
      phases?.isThere[replica] = true
      place(replica)
      return !wasThere
    }
    var changed = false
    if roles[replica].takesPrompts { changed = open(.prompt, replica) }
    if has(.decode) && roles[replica].takesHandOvers { changed = open(.decode, replica) || changed }
    return changed
  }

  // MARK: The mixed pool

  /// How often replicas were moved among the mixed ones.
  var roleChanges: Int { phases?.changes ?? 0 }

  /// Whether a prompt can be sent anywhere.
  @inline(__always) var takesPrompts: Bool {
    openCount(.prompt) > 0 || phases != nil && (openCount(.mixedPrompt) > 0 || openCount(.decode) > 0)
  }

  /// Whether KV can be decoded anywhere.
  var takesHandOvers: Bool {
    openCount(.decode) > 0 || phases != nil && (openCount(.mixedDecode) > 0 || openCount(.prompt) > 0)
  }

  /// Moves a replica from its own pool among the mixed ones.
  mutating func mix(_ replica: Int) {
    phases?.isMixed[replica] = true
    phases?.changes += 1
    place(replica)
  }

  /// Puts a replica that is there among the candidates that it belongs to now.
  private mutating func place(_ replica: Int) {
    guard let phases, phases.isThere[replica] else { return }
    if phases.isMixed[replica] {
      close(.prompt, replica)
      close(.decode, replica)
      _ = open(.mixedPrompt, replica)
      _ = open(.mixedDecode, replica)
    } else {
      close(.mixedPrompt, replica)
      close(.mixedDecode, replica)
      if roles[replica].takesPrompts { _ = open(.prompt, replica) }
      if roles[replica].takesHandOvers { _ = open(.decode, replica) }
    }
  }

  /// Counts a request's phases where they are now: `prompt` and `decode` are the replicas of both, negative for none. Where one is
  /// not given, that phase stays where it is.
  @inline(__always) private mutating func count(_ slot: Slot, prompt: Int32? = nil, decode: Int32? = nil) {
    if phases != nil { countPhases(slot, prompt: prompt, decode: decode) }
  }

  @inline(never) private mutating func countPhases(_ slot: Slot, prompt: Int32?, decode: Int32?) {
    let old = phasePlaces[slot]
    let new = PhasePlaces(prompt: prompt ?? old.prompt, decode: decode ?? old.decode)
    phasePlaces[slot] = new
    if new.prompt != old.prompt {
      phases?.move(\.prompts, from: old.prompt, to: new.prompt)
      settleRole(of: Int(old.prompt))
    }
    if new.decode != old.decode {
      phases?.move(\.decodes, from: old.decode, to: new.decode)
      settleRole(of: Int(old.decode))
    }
  }

  /// Lets a mixed replica return to its pool that holds nothing of the other phase any more.
  mutating func settleRole(of replica: Int) {
    guard replica >= 0, phases?.returns(replica) == true else { return }
    phases?.isMixed[replica] = false
    place(replica)
  }

  // MARK: What is outstanding

  /// A request is sent to `replica`, to be decoded there as well unless it `handsOver`.
  mutating func sent(_ slot: Slot, to replica: Int, handsOver: Bool = false, _ requests: inout RequestTable) {
    // A request that has its first token and is sent again after a crash waits for no other first token.
    let history = requests[history: slot]
    let prompt = history.firstToken == .never ? Int64(history.promptTokens) : 0
    var load = ReplicaLoad(requests: 1, tokens: weight(of: history), pendingPrompt: prompt)
    if countsWork {
      let prefill = prices[replica].prefillNanoseconds(tokens: Int(prompt))
      let decode = handsOver ? 0 : decodeWork(of: slot, on: replica, requests)
      works[slot] = PredictedWork(prefill: prefill, decode: decode)
      load.work = prefill + decode
    }
    add(load, to: replica)
    count(slot, prompt: Int32(replica), decode: handsOver ? -1 : Int32(replica))
  }

  /// A request that was to be handed over is decoded where its prompt is.
  mutating func stays(_ slot: Slot, _ requests: inout RequestTable) {
    let replica = owner(of: slot, requests)
    if countsWork {
      works[slot].decode = decodeWork(of: slot, on: replica, requests)
      add(ReplicaLoad(work: works[slot].decode), to: replica)
    }
    count(slot, prompt: requests[history: slot].firstToken == .never ? Int32(replica) : -1, decode: Int32(replica))
    // One of a prefill pool holds work of the other phase then.
    if roles[replica] == .prefill && phases?.isMixed[replica] == false { mix(replica) }
  }

  /// A replica is chosen to which the KV of a request will be handed over.
  mutating func promised(_ slot: Slot, to replica: Int, _ requests: inout RequestTable) {
    var load = ReplicaLoad(requests: 1, tokens: weight(of: requests[history: slot]))
    if countsWork {
      load.work = decodeWork(of: slot, on: replica, requests)
      works[slot].decode = load.work
    }
    add(load, to: replica)
    count(slot, decode: Int32(replica))
  }

  /// The KV of a request does not come to the replica that it was promised to.
  mutating func withdrawn(_ slot: Slot, _ requests: inout RequestTable) {
    var load = ReplicaLoad(requests: -1, tokens: -weight(of: requests[history: slot]))
    if countsWork {
      load.work = -works[slot].decode
      works[slot].decode = 0
    }
    add(load, to: Int(owners[Int(requests.handOvers[slot].decodeEngine)]))
    count(slot, decode: -1)
  }

  /// The first token of a request is out, at the replica it is on.
  mutating func started(_ slot: Slot, _ requests: inout RequestTable) {
    let prompt = Int64(requests[history: slot].promptTokens)
    add(ReplicaLoad(pendingPrompt: -prompt, work: countsWork ? -works[slot].prefill : 0), to: owner(of: slot, requests))
    // KV that is to be handed over is its source's until it has left.
    if !requests[slot].handsOver { count(slot, prompt: -1) }
  }

  /// The KV of a request has left the replica that computed it.
  mutating func left(_ slot: Slot, _ requests: inout RequestTable) {
    add(ReplicaLoad(requests: -1, tokens: -weight(of: requests[history: slot])), to: owner(of: slot, requests))
    count(slot, prompt: -1)
  }

  /// A crash has taken a request from the replica that it was sent to.
  mutating func lost(_ slot: Slot, _ requests: inout RequestTable) {
    count(slot, prompt: -1, decode: -1)
    let history = requests[history: slot]
    let isStarted = history.firstToken != .never
    add(
      ReplicaLoad(
        requests: -1, tokens: -weight(of: history), pendingPrompt: isStarted ? 0 : -Int64(history.promptTokens),
        work: -works[slot].decode - (isStarted ? 0 : works[slot].prefill)),
      to: owner(of: slot, requests))
  }

  /// The last token of a request is out.
  mutating func ended(_ slot: Slot, _ requests: inout RequestTable) {
    let (request, destination) = (requests[slot], requests.handOvers[slot].decodeEngine)
    outputTokensSeen += Int(request.outputTokens)
    outputsSeen += 1
    let decodesHere = destination < 0 || destination == request.engine
    let work = countsWork && decodesHere ? works[slot].decode : 0
    let load = ReplicaLoad(requests: -1, tokens: -weight(of: requests[history: slot]), work: -work)
    add(load, to: Int(owners[Int(request.engine)]))
    // Its first token was its last, and it never came to where it was promised.
    if !decodesHere { withdrawn(slot, &requests) }
    count(slot, prompt: -1, decode: -1)
  }

  /// Tokens of a request as far as they are known.
  @inline(__always) private func weight(of history: RequestHistory) -> Int64 {
    Int64(history.promptTokens) + Int64(max(0, history.predictedOutputTokens))
  }

  /// The replica that a request was sent to.
  @inline(__always) private func owner(of slot: Slot, _ requests: borrowing RequestTable) -> Int {
    Int(owners[Int(requests[slot].engine)])
  }

  /// What its tokens will take on a replica.
  @inline(__always) private func decodeWork(of slot: Slot, on replica: Int, _ requests: borrowing RequestTable) -> Int64 {
    let predicted = Int(requests[history: slot].predictedOutputTokens)
    return prices[replica].decodeNanoseconds(tokens: predicted >= 0 ? predicted : outputTokensSeen / outputsSeen)
  }

  /// Changes what is outstanding at a replica, and lets it compete anew where its router asks for what has changed.
  private mutating func add(_ change: ReplicaLoad, to replica: Int) {
    loads[replica].add(change)
    let promptChange = change[promptSignal]
    if promptChange != 0 { trees[place(of: .prompt)].add(promptChange, to: replica) }
    guard let decodeSignal else { return }
    let decodeChange = change[decodeSignal]
    if decodeChange != 0 { trees[place(of: .decode)].add(decodeChange, to: replica) }
    if phases == nil { return }
    if promptChange != 0 { trees[place(of: .mixedPrompt)].add(promptChange, to: replica) }
    if decodeChange != 0 { trees[place(of: .mixedDecode)].add(decodeChange, to: replica) }
  }

  // MARK: -

  /// What does not add up, or nil: every tree against the loads and the candidates, and nothing below zero.
  var fault: String? {
    for place in trees.indices {
      if let fault = trees[place].fault { return fault }
    }
    for replica in 0..<replicas {
      if !loads[replica].isPossible {
        return "less than nothing is outstanding at replica \(replica)"
      }
      for set in CandidateSet.allCases where has(set) {
        let signal = set.stage == .prompt ? promptSignal : decodeSignal ?? promptSignal
        if trees[place(of: set)][replica] != self[signal, replica] { return "replica \(replica) competes with another load than it has" }
        if isOpen(set, replica) && !mayTake(set, replica) { return "replica \(replica) can be chosen for what it does not do" }
      }
    }
    return phases?.fault
  }

  /// Whether a replica's role, and whether it is mixed, allow that it is chosen.
  private func mayTake(_ set: CandidateSet, _ replica: Int) -> Bool {
    let isMixed = phases?.isMixed[replica] ?? false
    if phases?.isThere[replica] == false { return false }
    return switch set {
    case .prompt: roles[replica].takesPrompts && !isMixed
    case .decode: roles[replica].takesHandOvers && !isMixed
    case .mixedPrompt, .mixedDecode: isMixed
    }
  }
}
