import Hardware
import Kernel

/// What is outstanding at each replica, by every signal, as a router in front of the cluster would count it: up when a
/// request is sent, down when its first token, the end of its hand-over and its end are seen.
///
/// For each stage it knows which replicas can be chosen now. A replica is closed for a stage by its pool's role, and for
/// both by ``close(_:)`` until ``open(_:)``: one that failed, or is not started yet.
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
  private let prices: [WorkPrice]
  /// The replica that each lane belongs to; a request's row names its lane.
  private let owners: UnsafeMutablePointer<Int32>
  private let countsWork: Bool
  /// What an unknown output is taken for: the mean of those seen to end, and until then this many tokens.
  private var outputTokensSeen = 256
  private var outputsSeen = 1

  /// A board of replicas with nothing sent yet. `decodeSignal` is nil where no request is ever handed over.
  /// `owners` names the replica of each lane.
  init(promptSignal: LoadSignal, decodeSignal: LoadSignal?, roles: [PoolRole], prices: [WorkPrice], owners: [Int32]) {
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
    promptStage = CandidateTree(count: replicas) { roles[$0].takesPrompts }
    decodeStage = CandidateTree(count: decodeSignal == nil ? 0 : replicas) { roles[$0].takesHandOvers }
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

  /// Replicas that can be chosen for a stage now.
  func openCount(_ stage: ServingStage) -> Int { stage == .prompt ? promptStage.openCount : decodeStage.openCount }

  /// The least loaded of them by the signal of the stage's router.
  func leastLoaded(_ stage: ServingStage) -> Int { stage == .prompt ? promptStage.least : decodeStage.least }

  /// The one with `position` others before it.
  func open(_ stage: ServingStage, at position: Int) -> Int {
    stage == .prompt ? promptStage.open(at: position) : decodeStage.open(at: position)
  }

  /// How many of them have a number below `replica`.
  func openCount(_ stage: ServingStage, below replica: Int) -> Int {
    stage == .prompt ? promptStage.openCount(below: replica) : decodeStage.openCount(below: replica)
  }

  /// Whether a replica is one of them.
  func isOpen(_ stage: ServingStage, _ replica: Int) -> Bool {
    stage == .prompt ? promptStage.isOpen(replica) : replica < decodeStage.count && decodeStage.isOpen(replica)
  }

  /// Lets nothing more be sent to a replica, until it is opened again.
  mutating func close(_ replica: Int) {
    _ = promptStage.close(replica)
    if decodeSignal != nil { _ = decodeStage.close(replica) }
  }

  /// Lets a replica be chosen again for what its role allows. Tells whether it was closed.
  mutating func open(_ replica: Int) -> Bool {
    var changed = false
    if roles[replica].takesPrompts { changed = promptStage.open(replica) }
    if decodeSignal != nil && roles[replica].takesHandOvers { changed = decodeStage.open(replica) || changed }
    return changed
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
  }

  /// A replica is chosen to which the KV of a request will be handed over.
  mutating func promised(_ row: UnsafeMutablePointer<Request>, to replica: Int) {
    if countsWork { row.pointee.predictedDecodeWork = decodeWork(row, on: replica) }
    add(replica, requests: 1, tokens: weight(row), pendingPrompt: 0, work: row.pointee.predictedDecodeWork)
  }

  /// The KV of a request does not come to the replica that it was promised to.
  mutating func withdrawn(_ row: UnsafeMutablePointer<Request>) {
    add(
      Int(owners[Int(row.pointee.decodeReplica)]), requests: -1, tokens: -weight(row), pendingPrompt: 0,
      work: -row.pointee.predictedDecodeWork)
    row.pointee.predictedDecodeWork = 0
  }

  /// The first token of a request is out, at the replica it is on.
  mutating func started(_ row: UnsafePointer<Request>) {
    add(
      Int(owners[Int(row.pointee.replica)]), requests: 0, tokens: 0, pendingPrompt: -Int64(row.pointee.promptTokens),
      work: -row.pointee.predictedPrefillWork)
  }

  /// The KV of a request has left the replica that computed it.
  mutating func left(_ row: UnsafePointer<Request>) {
    add(
      Int(owners[Int(row.pointee.replica)]), requests: -1, tokens: -weight(row), pendingPrompt: 0, work: 0)
  }

  /// A crash has taken a request from the replica that it was sent to.
  mutating func lost(_ row: UnsafePointer<Request>) {
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
    guard let decodeSignal else { return }
    let decodeChange = change(of: decodeSignal)
    if decodeChange != 0 { decodeStage.add(decodeChange, to: replica) }
  }
}
