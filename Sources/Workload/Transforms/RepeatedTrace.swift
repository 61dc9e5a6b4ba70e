import Kernel

/// A trace again and again, opened anew for each pass, until so many requests have come.
///
/// The first request of a pass follows the last of the pass before by the mean gap of the first pass, so that the rate
/// stays what it was. Nothing is held in memory.
public struct RepeatedTrace: ReportingSource {
  private let open: () throws -> any ArrivalSource
  private let blocks: RepeatedBlocks
  private var base: any ArrivalSource
  private var left: Int
  private var pass: UInt64 = 0
  private var passStart: Int64 = 0
  private var inPass = 0
  private var first: Int64 = 0
  private var last: Int64 = 0
  private var meanGap: Int64 = 0
  private var firstReport: TraceReport?
  /// The least number of a turn in this pass, and one above the greatest.
  private var turnBase: Int32 = 0
  private var turnEnd: Int32 = 0

  /// So many requests from a trace that can be opened again.
  ///
  /// - Throws: ``InputError`` where the count is not positive, and what opening throws.
  public init(requests: Int, blocks: RepeatedBlocks = .kept, open: @escaping () throws -> any ArrivalSource) throws {
    guard requests > 0 else { throw InputError("a trace repeated to \(requests) requests", remedy: "give at least 1") }
    self.open = open
    self.blocks = blocks
    left = requests
    base = try open()
  }

  /// What the sources below did in the first pass; later passes do the same.
  public var report: TraceReport { firstReport ?? base.reportSoFar }

  /// The next request of this pass or the first of the next.
  ///
  /// - Throws: ``InputError`` where the trace is empty or the times pass 106 days, and what it throws itself.
  public mutating func next() throws -> Arrival? {
    guard left > 0 else { return nil }
    var arrival = try base.next()
    if arrival == nil {
      try beginPass()
      arrival = try base.next()
    }
    guard var arrival else { throw InputError("an empty trace cannot be repeated", remedy: "does a window leave nothing of it?") }
    left -= 1
    let (time, overflow) = arrival.time.picoseconds.addingReportingOverflow(passStart)
    guard !overflow else { throw ArrivalClock.beyondTime() }
    if inPass == 0 { first = time }
    inPass += 1
    last = time
    arrival.time = Instant(picoseconds: time)
    if arrival.turn != nil { try renumber(&arrival) }
    if blocks == .distinct && pass > 0 { distinguish(&arrival.blockHashes) }
    return arrival
  }

  private mutating func beginPass() throws {
    guard inPass > 0 else { return }
    if pass == 0 {
      firstReport = base.reportSoFar
      meanGap = inPass > 1 ? (last - first) / Int64(inPass - 1) : 0
    }
    // A pass keeps the offset of its first request, which the distance between passes must not count twice.
    let offset = first - passStart
    let (start, overflow) = last.addingReportingOverflow(meanGap - offset)
    guard !overflow else { throw ArrivalClock.beyondTime() }
    passStart = start
    pass += 1
    inPass = 0
    turnBase = turnEnd
    base = try open()
  }

  /// Gives a turn a number that no turn of an earlier pass has.
  private mutating func renumber(_ arrival: inout Arrival) throws {
    guard var turn = arrival.turn else { return }
    let (number, overflow) = turn.number.addingReportingOverflow(turnBase)
    guard !overflow, number < .max else { throw InputError("more turns than can be numbered", remedy: "repeat fewer of them") }
    turn.number = number
    turn.previous = turn.previous.map { $0 + turnBase }
    turnEnd = max(turnEnd, number + 1)
    arrival.turn = turn
  }

  /// Maps identities to those of this pass: equal ones stay equal, and those of different passes meet with the chance of
  /// a 64-bit hash.
  private func distinguish(_ hashes: inout [UInt64]) {
    for index in hashes.indices {
      var mixer = SplitMix64(state: hashes[index] &+ pass &* 0xD1B5_4A32_D192_ED03)
      hashes[index] = mixer.next()
    }
  }
}
