import Hardware
import Kernel

/// What is outstanding at each replica, by every signal, as a router in front of the cluster would count it: up when a
/// request is sent, down when its first token, the end of its hand-over and its end are seen.
///
/// For each stage it knows which replicas can be chosen now. A replica is closed for a stage by its pool's role, and for
/// both by ``close(_:)`` until ``open(_:)``: one that failed, or is not started yet. Where there is a mixed pool, its
/// replicas are candidates of their own (``CandidateSet``), and those with work of their own phase only stand in their pool.
struct LoadBoard: ~Copyable {
  let replicas: Int
  private let requests: UnsafeMutablePointer<Int64>
  private let tokens: UnsafeMutablePointer<Int64>
  private let pendingPrompt: UnsafeMutablePointer<Int64>
  private let work: UnsafeMutablePointer<Int64>
  private let roles: [PoolRole]
  /// What the routers of the two stages ask for; the second is nil where nothing is handed over.
  private let promptSignal: LoadSignal
  private let decodeSignal: LoadSignal?
  private var promptStage: CandidateTree
  private var decodeStage: CandidateTree
  private var mixedPrompts: CandidateTree
  private var mixedDecodes: CandidateTree
  /// What each replica holds of both phases, and whether it is mixed; nil without a mixed pool.
  private var phases: PhaseCounts?
  private let prices: [WorkPrice]
  /// The replica that each lane belongs to; a request's row names its lane.
  private let owners: UnsafeMutablePointer<Int32>
  private let countsWork: Bool
  /// What an unknown output is taken for: the mean of those seen to end, and until then this many tokens.
  private var outputTokensSeen = 256
  private var outputsSeen = 1

  /// A board of replicas with nothing sent yet. `decodeSignal` is nil where no request is ever handed over.
  /// `owners` names the replica of each lane; `mixes` says whether there is a mixed pool.
  init(
    promptSignal: LoadSignal, decodeSignal: LoadSignal?, roles: [PoolRole], prices: [WorkPrice], owners: [Int32], mixes: Bool = false
  ) {
    replicas = prices.count
    self.owners = .allocate(capacity: owners.count)
    for (lane, owner) in owners.enumerated() { (self.owners + lane).initialize(to: owner) }
    self.roles = roles
    self.promptSignal = promptSignal
    self.decodeSignal = decodeSignal
    self.prices = prices
    countsWork = promptSignal == .work || decodeSignal == .work
    requests = .allocate(capacity: replicas)
    tokens = .allocate(capacity: replicas)
    pendingPrompt = .allocate(capacity: replicas)
    work = .allocate(capacity: replicas)
    for column in [requests, tokens, pendingPrompt, work] { column.initialize(repeating: 0, count: replicas) }
    promptStage = CandidateTree(count: replicas) { roles[$0].takesPrompts && !(mixes && roles[$0] == .both) }
    decodeStage = CandidateTree(count: decodeSignal == nil ? 0 : replicas) { roles[$0].takesHandOvers && !(mixes && roles[$0] == .both) }
    mixedPrompts = CandidateTree(count: mixes ? replicas : 0) { roles[$0] == .both }
    mixedDecodes = CandidateTree(count: mixes ? replicas : 0) { roles[$0] == .both }
    phases = mixes ? PhaseCounts(roles: roles) : nil
  }

  deinit {
    for column in [requests, tokens, pendingPrompt, work] { column.deallocate() }
    owners.deallocate()
  }

  subscript(signal: LoadSignal, replica: Int) -> Int64 {
    switch signal {
    case .requests: requests[replica]
    case .tokens: tokens[replica]
    case .pendingPromptTokens: pendingPrompt[replica]
    case .work: work[replica]
    }
  }

  // MARK: Who can be chosen

  /// Replicas of a set that can be chosen now.
  @inline(__always) func openCount(_ set: CandidateSet) -> Int {
    switch set {
    case .prompt: promptStage.openCount
    case .decode: decodeStage.openCount
    case .mixedPrompt: mixedPrompts.openCount
    case .mixedDecode: mixedDecodes.openCount
    }
  }

  /// The least loaded of them by the signal of the stage's router.
  @inline(__always) func leastLoaded(_ set: CandidateSet) -> Int {
    switch set {
    case .prompt: promptStage.least
    case .decode: decodeStage.least
    case .mixedPrompt: mixedPrompts.least
    case .mixedDecode: mixedDecodes.least
    }
  }

  /// The one with `position` others before it.
  @inline(__always) func open(_ set: CandidateSet, at position: Int) -> Int {
    switch set {
    case .prompt: promptStage.open(at: position)
    case .decode: decodeStage.open(at: position)
    case .mixedPrompt: mixedPrompts.open(at: position)
    case .mixedDecode: mixedDecodes.open(at: position)
    }
  }

  /// How many of them have a number below `replica`.
  @inline(__always) func openCount(_ set: CandidateSet, below replica: Int) -> Int {
    switch set {
    case .prompt: promptStage.openCount(below: replica)
    case .decode: decodeStage.openCount(below: replica)
    case .mixedPrompt: mixedPrompts.openCount(below: replica)
    case .mixedDecode: mixedDecodes.openCount(below: replica)
    }
  }

  /// Whether a replica is one of them.
  @inline(__always) func isOpen(_ set: CandidateSet, _ replica: Int) -> Bool {
    switch set {
    case .prompt: promptStage.isOpen(replica)
    case .decode: replica < decodeStage.count && decodeStage.isOpen(replica)
    case .mixedPrompt: replica < mixedPrompts.count && mixedPrompts.isOpen(replica)
    case .mixedDecode: replica < mixedDecodes.count && mixedDecodes.isOpen(replica)
    }
  }

  /// Lets nothing more be sent to a replica, until it is opened again.
  mutating func close(_ replica: Int) {
    _ = promptStage.close(replica)
    if decodeSignal != nil { _ = decodeStage.close(replica) }
    if phases == nil { return }
    _ = mixedPrompts.close(replica)
    _ = mixedDecodes.close(replica)
    phases?.isThere[replica] = false
  }

  /// Lets a replica be chosen again for what its role allows, or for both phases while it is mixed. Tells whether it was closed.
  mutating func open(_ replica: Int) -> Bool {
    if phases != nil {
      let wasThere = phases!.isThere[replica]
      phases!.isThere[replica] = true
      place(replica)
      return !wasThere
    }
    var changed = false
    if roles[replica].takesPrompts { changed = promptStage.open(replica) }
    if decodeSignal != nil && roles[replica].takesHandOvers { changed = decodeStage.open(replica) || changed }
    return changed
  }

  // MARK: The mixed pool

  /// How often replicas were moved among the mixed ones.
  var roleChanges: Int { phases?.changes ?? 0 }

  /// Whether a prompt can be sent anywhere.
  var takesPrompts: Bool {
    promptStage.openCount > 0 || phases != nil && (mixedPrompts.openCount > 0 || decodeStage.openCount > 0)
  }

  /// Whether KV can be decoded anywhere.
  var takesHandOvers: Bool {
    decodeStage.openCount > 0 || phases != nil && (mixedDecodes.openCount > 0 || promptStage.openCount > 0)
  }

  /// Moves a replica that stands in its own pool among the mixed ones.
  mutating func mix(_ replica: Int) {
    phases?.isMixed[replica] = true
    phases?.changes += 1
    place(replica)
  }

  /// Puts a replica that is there among the candidates that it belongs to now.
  private mutating func place(_ replica: Int) {
    guard let phases, phases.isThere[replica] else { return }
    if phases.isMixed[replica] {
      _ = promptStage.close(replica)
      _ = decodeStage.close(replica)
      _ = mixedPrompts.open(replica)
      _ = mixedDecodes.open(replica)
    } else {
      _ = mixedPrompts.close(replica)
      _ = mixedDecodes.close(replica)
      if roles[replica].takesPrompts { _ = promptStage.open(replica) }
      if roles[replica].takesHandOvers { _ = decodeStage.open(replica) }
    }
  }

  /// Counts a request's phases where they are now: `prompt` and `decode` are the replicas of both, negative for none.
  private mutating func count(_ row: UnsafeMutablePointer<Request>, prompt: Int32, decode: Int32) {
    if row.pointee.promptCountedAt != prompt {
      phases?.move(\.prompts, from: row.pointee.promptCountedAt, to: prompt)
      settleRole(of: Int(row.pointee.promptCountedAt))
      row.pointee.promptCountedAt = prompt
    }
    if row.pointee.decodeCountedAt != decode {
      phases?.move(\.decodes, from: row.pointee.decodeCountedAt, to: decode)
      settleRole(of: Int(row.pointee.decodeCountedAt))
      row.pointee.decodeCountedAt = decode
    }
  }

  /// Lets a mixed replica return to its pool that holds nothing of the other phase any more.
  mutating func settleRole(of replica: Int) {
    guard replica >= 0, phases?.returns(replica) == true else { return }
    phases?.isMixed[replica] = false
    place(replica)
  }

  // MARK: What is outstanding

  /// A request is sent to `replica`, to be decoded there as well unless it `handsOver`; what it is counted for is noted in
  /// its row.
  mutating func sent(_ row: UnsafeMutablePointer<Request>, to replica: Int, handsOver: Bool = false) {
    // Who has its first token already and is sent again after a crash has no other to wait for.
    let prompt = row.pointee.firstToken == .never ? Int64(row.pointee.promptTokens) : 0
    if countsWork {
      row.pointee.predictedPrefillWork = prices[replica].prefillNanoseconds(tokens: Int(prompt))
      row.pointee.predictedDecodeWork = handsOver ? 0 : decodeWork(row, on: replica)
    }
    add(
      replica, requests: 1, tokens: weight(row), pendingPrompt: prompt,
      work: row.pointee.predictedPrefillWork + row.pointee.predictedDecodeWork)
    if phases != nil { count(row, prompt: Int32(replica), decode: handsOver ? -1 : Int32(replica)) }
  }

  /// A request that was to be handed over is decoded where its prompt is.
  mutating func stays(_ row: UnsafeMutablePointer<Request>) {
    let replica = owners[Int(row.pointee.replica)]
    if countsWork {
      row.pointee.predictedDecodeWork = decodeWork(row, on: Int(replica))
      add(Int(replica), requests: 0, tokens: 0, pendingPrompt: 0, work: row.pointee.predictedDecodeWork)
    }
    count(row, prompt: row.pointee.firstToken == .never ? replica : -1, decode: replica)
    // One of a prefill pool holds work of the other phase then.
    if roles[Int(replica)] == .prefill && phases?.isMixed[Int(replica)] == false { mix(Int(replica)) }
  }

  /// A replica is chosen to which the KV of a request will be handed over.
  mutating func promised(_ row: UnsafeMutablePointer<Request>, to replica: Int) {
    if countsWork { row.pointee.predictedDecodeWork = decodeWork(row, on: replica) }
    add(replica, requests: 1, tokens: weight(row), pendingPrompt: 0, work: row.pointee.predictedDecodeWork)
    if phases != nil { count(row, prompt: row.pointee.promptCountedAt, decode: Int32(replica)) }
  }

  /// The KV of a request does not come to the replica that it was promised to.
  mutating func withdrawn(_ row: UnsafeMutablePointer<Request>) {
    add(
      Int(owners[Int(row.pointee.decodeReplica)]), requests: -1, tokens: -weight(row), pendingPrompt: 0,
      work: -row.pointee.predictedDecodeWork)
    row.pointee.predictedDecodeWork = 0
    if phases != nil { count(row, prompt: row.pointee.promptCountedAt, decode: -1) }
  }

  /// The first token of a request is out, at the replica it is on.
  mutating func started(_ row: UnsafeMutablePointer<Request>) {
    add(
      Int(owners[Int(row.pointee.replica)]), requests: 0, tokens: 0, pendingPrompt: -Int64(row.pointee.promptTokens),
      work: -row.pointee.predictedPrefillWork)
    // KV that is to be handed over is its source's until it has left.
    if phases != nil && !row.pointee.handsOver { count(row, prompt: -1, decode: row.pointee.decodeCountedAt) }
  }

  /// The KV of a request has left the replica that computed it.
  mutating func left(_ row: UnsafeMutablePointer<Request>) {
    add(
      Int(owners[Int(row.pointee.replica)]), requests: -1, tokens: -weight(row), pendingPrompt: 0, work: 0)
    if phases != nil { count(row, prompt: -1, decode: row.pointee.decodeCountedAt) }
  }

  /// A crash has taken a request from the replica that it was sent to.
  mutating func lost(_ row: UnsafeMutablePointer<Request>) {
    if phases != nil { count(row, prompt: -1, decode: -1) }
    let isStarted = row.pointee.firstToken != .never
    add(
      Int(owners[Int(row.pointee.replica)]), requests: -1, tokens: -weight(row),
      pendingPrompt: isStarted ? 0 : -Int64(row.pointee.promptTokens),
      work: -row.pointee.predictedDecodeWork - (isStarted ? 0 : row.pointee.predictedPrefillWork))
  }

  /// The last token of a request is out.
  mutating func ended(_ row: UnsafeMutablePointer<Request>) {
    outputTokensSeen += Int(row.pointee.outputTokens)
    outputsSeen += 1
    let decodesHere = row.pointee.decodeReplica < 0 || row.pointee.decodeReplica == row.pointee.replica
    add(
      Int(owners[Int(row.pointee.replica)]), requests: -1, tokens: -weight(row), pendingPrompt: 0,
      work: decodesHere ? -row.pointee.predictedDecodeWork : 0)
    // Its first token was its last, and it never came to where it was promised.
    if !decodesHere { withdrawn(row) }
    if phases != nil { count(row, prompt: -1, decode: -1) }
  }

  private func weight(_ row: UnsafePointer<Request>) -> Int64 {
    Int64(row.pointee.promptTokens) + Int64(max(0, row.pointee.predictedOutputTokens))
  }

  private func decodeWork(_ row: UnsafePointer<Request>, on replica: Int) -> Int64 {
    let predicted = Int(row.pointee.predictedOutputTokens)
    return prices[replica].decodeNanoseconds(tokens: predicted >= 0 ? predicted : outputTokensSeen / outputsSeen)
  }

  private mutating func add(_ replica: Int, requests: Int64, tokens: Int64, pendingPrompt: Int64, work: Int64) {
    self.requests[replica] += requests
    self.tokens[replica] += tokens
    self.pendingPrompt[replica] += pendingPrompt
    self.work[replica] += work
    func change(of signal: LoadSignal) -> Int64 {
      switch signal {
      case .requests: requests
      case .tokens: tokens
      case .pendingPromptTokens: pendingPrompt
      case .work: work
      }
    }
    let promptChange = change(of: promptSignal)
    if promptChange != 0 { promptStage.add(promptChange, to: replica) }
    if phases != nil { addToMixed(replica, prompt: promptChange, decode: change(of: decodeSignal ?? .requests)) }
    guard let decodeSignal else { return }
    let decodeChange = change(of: decodeSignal)
    if decodeChange != 0 { decodeStage.add(decodeChange, to: replica) }
  }

  private mutating func addToMixed(_ replica: Int, prompt: Int64, decode: Int64) {
    if prompt != 0 { mixedPrompts.add(prompt, to: replica) }
    if decode != 0 { mixedDecodes.add(decode, to: replica) }
  }
}
