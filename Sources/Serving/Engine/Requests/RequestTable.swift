import Kernel
import Record

/// The requests in flight, in columns that grow with their number and never with the trace's length.
///
/// Each has a hot row and a cold one (``Request``, ``RequestHistory``). What only some features know of requests is in columns of its own.
struct RequestTable: ~Copyable {
  private var rows = Column<Request>(minimumCapacity: 1024)
  private var histories = Column<RequestHistory>(minimumCapacity: 1024)
  /// What loads with classes tell of requests.
  var traits = RequestColumn<RequestTraits>()
  /// The places of those that wait in a queue that its policy orders.
  var order = RequestColumn<OrderNode>()
  /// How much of what a look-up found of a waiting request's prompt has to be loaded from the tiers below.
  var foundBelow = RequestColumn<PrefixTiers.Found>()
  var handOvers = RequestColumn<RequestHandOver>()
  /// How the drafts of those that decode are accepted.
  var speculation = RequestColumn<SpeculationRow>()
  /// The adapters that requests ask for.
  var adapters = RequestColumn<AdapterRow>()
  /// The images that requests show.
  var images = RequestColumn<ImageRow>()
  private var firstFree = Slot.none
  /// Requests numbered below this tell no gaps between their tokens.
  private let gapsFromRequest: Int
  /// Requests in flight.
  private(set) var count = 0

  init(gapsFromRequest: Int = 0) { self.gapsFromRequest = gapsFromRequest }

  /// The hot row of a request.
  ///
  /// - Precondition: the slot was given out by ``insert(_:outputTokens:)``.
  @inline(__always) subscript(slot: Slot) -> Request {
    _read { yield rows[Int(slot.number)] }
    _modify { yield &rows[Int(slot.number)] }
  }

  /// The cold row of a request.
  ///
  /// - Precondition: the slot was given out by ``insert(_:outputTokens:)``.
  @inline(__always) subscript(history slot: Slot) -> RequestHistory {
    _read { yield histories[Int(slot.number)] }
    _modify { yield &histories[Int(slot.number)] }
  }

  /// Places a request that has arrived and returns its slot.
  @inline(__always) mutating func insert(_ history: RequestHistory, outputTokens: Int) -> Slot {
    count += 1
    var request = Request(promptTokens: history.promptTokens, outputTokens: Int32(outputTokens))
    request.move(to: .parked)
    if history.id < gapsFromRequest { request.marks = .gapsUntold }
    if firstFree.exists {
      let slot = firstFree
      firstFree = self[slot].links.next
      self[slot] = request
      self[history: slot] = history
      return slot
    }
    precondition(rows.count < StepHeap.slotLimit, "more requests in flight than the engine can number")
    rows.append(request)
    histories.append(history)
    return Slot(rows.count - 1)
  }

  /// Frees a slot for the next request.
  mutating func remove(_ slot: Slot) {
    count -= 1
    self[slot].move(to: .free)
    self[slot].handsOver = false
    traits.forget(slot)
    handOvers.forget(slot)
    speculation.forget(slot)
    images.forget(slot)
    self[slot].links.next = firstFree
    firstFree = slot
  }

  /// Tokens that a request computes that has lost its KV: its prompt, and what it has produced, in as many slots as that takes.
  func recomputedTokens(_ slot: Slot) -> Int32 {
    self[history: slot].promptTokens + self[slot].generatedTokens - speculation[slot].spared
  }

  /// What is told of a request in the end, with the times at which its client saw its tokens.
  @inline(__always) func record(of slot: Slot, replica: Int, firstToken: Instant, finish: Instant) -> RequestRecord {
    RequestRecord(
      request: self[history: slot].id, replica: replica, promptTokens: Int(self[history: slot].promptTokens),
      outputTokens: Int(self[slot].outputTokens), cachedTokens: Int(self[history: slot].cachedTokens),
      preemptions: Int(self[history: slot].preemptions), arrival: self[history: slot].arrival,
      firstScheduled: self[history: slot].firstScheduled, firstToken: firstToken, finish: finish,
      classIndex: Int(traits[slot].classIndex), retries: Int(self[history: slot].retries))
  }

  /// Slots ever used, free ones included: the range to walk for checks.
  var slots: some Collection<Slot> { rows.indices.lazy.map { Slot($0) } }
}
