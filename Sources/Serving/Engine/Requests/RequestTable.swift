import Kernel

/// The requests in flight, in one block of memory that grows with their number and never with the trace's length.
struct RequestTable: ~Copyable {
  private var rows = Column<Request>(minimumCapacity: 1024)
  /// What is told of some requests beside their rows, by slot; shorter than the rows where nothing is told.
  private var traits = Column<RequestTraits>()
  private var firstFree = Slot.none
  /// Requests in flight.
  private(set) var count = 0

  /// The request at a place.
  ///
  /// - Precondition: the place was given out by ``insert(_:)``.
  @inline(__always) subscript(slot: Slot) -> Request {
    _read { yield rows[Int(slot.number)] }
    _modify { yield &rows[Int(slot.number)] }
  }

  /// What is told of a request beside its row.
  @inline(__always) func traits(of slot: Slot) -> RequestTraits {
    Int(slot.number) < traits.count ? traits[Int(slot.number)] : RequestTraits()
  }

  /// Notes what is told of a request beside its row.
  ///
  /// - Precondition: the request is in the table.
  mutating func note(_ told: RequestTraits, of slot: Slot) {
    precondition(slot.exists && Int(slot.number) < rows.count, "no such request")
    while traits.count <= Int(slot.number) { traits.append(RequestTraits()) }
    traits[Int(slot.number)] = told
  }

  /// Places a request and returns its slot.
  @inline(__always) mutating func insert(_ request: Request) -> Slot {
    count += 1
    if firstFree.exists {
      let slot = firstFree
      firstFree = self[slot].links.next
      self[slot] = request
      self[slot].move(to: .parked)
      return slot
    }
    precondition(rows.count < StepHeap.slotLimit, "more requests in flight than the engine can number")
    rows.append(request)
    let slot = Slot(rows.count - 1)
    self[slot].move(to: .parked)
    return slot
  }

  /// Frees a slot for the next request.
  mutating func remove(_ slot: Slot) {
    count -= 1
    self[slot].move(to: .free)
    self[slot].handsOver = false
    if Int(slot.number) < traits.count { traits[Int(slot.number)] = RequestTraits() }
    self[slot].links.next = firstFree
    firstFree = slot
  }

  /// Slots ever used, free ones included: the range to walk for checks.
  var slots: some Collection<Slot> { rows.indices.lazy.map { Slot($0) } }
}
