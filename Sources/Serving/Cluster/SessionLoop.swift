import Kernel
import Record
import Workload

/// Turns of sessions: those that wait for an answer are with the source, those whose time has been set by one are here.
///
/// A turn is due when the answer to the one before it is delivered, and its delay has passed. Turns of one time come in the order of
/// their numbers, whatever the order in which replicas that end at one time are looked at. Where a request is turned away, its
/// session ends.
struct SessionLoop: ~Copyable {
  private let waiting: any SessionTurns
  private let tellsTasks: Bool
  /// Which turn a request is, of those that have not ended; looked up by the request's number and never walked through.
  private var turns: [Int: Int32] = [:]
  /// A binary heap of times above numbers.
  private var due = Column<UInt128>(minimumCapacity: 64)
  /// The turns in the heap, by their numbers.
  private var held: [Int32: Arrival] = [:]

  init(_ waiting: any SessionTurns) {
    self.waiting = waiting
    tellsTasks = waiting.tellsTasks
  }

  /// When the next turn comes.
  var nextTime: Instant { due.isEmpty ? .never : Self.time(of: due[0]) }

  /// Notes that a request is a turn, which has just come.
  mutating func note(_ request: Int, _ turn: Turn, at time: Instant) {
    turns[request] = turn.number
    if tellsTasks { waiting.began(turn.number, at: time) }
  }

  /// Lets the turns come that waited for the answer to a request, and tells of the tasks that it completes. Returns whether nothing
  /// waited for it.
  ///
  /// - Throws: ``InputError`` where one comes later than simulated time ends, and what the source throws.
  mutating func answered(_ request: Int, at time: Instant, _ observer: (any Observer)?) throws -> Bool {
    guard let number = turns.removeValue(forKey: request) else { return true }
    if tellsTasks {
      for task in waiting.tasks(endedBy: number) {
        observer?.receive(.taskFinished(TaskRecord(request: request, requests: task.requests, begun: task.begun, finish: time)))
      }
    }
    let next = try waiting.turns(after: number)
    for arrival in next {
      guard let turn = arrival.turn else { continue }
      let (later, overflow) = time.picoseconds.addingReportingOverflow(turn.delay?.picoseconds ?? 0)
      if overflow { throw InputError("a turn comes later than 106 days", remedy: "a run is no longer than that") }
      held[turn.number] = arrival
      schedule(turn.number, at: turn.delay == nil ? max(time, arrival.time) : Instant(picoseconds: later))
    }
    return next.isEmpty
  }

  /// Ends the session of a request that was turned away.
  mutating func turnedAway(_ request: Int) {
    if let number = turns.removeValue(forKey: request) { waiting.abandon(after: number) }
  }

  /// The turn that is due first; nil where none is.
  mutating func take() -> Arrival? {
    if due.isEmpty { return nil }
    let number = Int32(truncatingIfNeeded: due[0])
    let last = due.removeLast()
    if !due.isEmpty { due.siftDown(last, from: 0, precedes: <) }
    return held.removeValue(forKey: number)
  }

  private mutating func schedule(_ number: Int32, at time: Instant) {
    let key = UInt128(UInt64(time.picoseconds)) << 64 | UInt128(UInt32(bitPattern: number))
    due.append(key)
    due.siftUp(key, from: due.count - 1, precedes: <)
  }

  private static func time(of key: UInt128) -> Instant { Instant(picoseconds: Int64(truncatingIfNeeded: key >> 64)) }

  /// What does not add up, or nil, where so many turns are among the requests in flight.
  func fault(inFlight: Int) -> String? {
    if inFlight != turns.count { return "\(inFlight) turns are in flight, \(turns.count) are booked" }
    for place in 1..<max(due.count, 1) where due[place] < due[(place - 1) >> 1] { return "the heap of turns is none" }
    return due.count == held.count ? nil : "\(due.count) turns are due and \(held.count) are held"
  }

  /// Whether a request is a turn that has not ended.
  func holds(_ request: Int) -> Bool { turns[request] != nil }
}
