import Kernel

/// A trace of sessions: the first turns come at their times, the others wait here for the answers to those before them.
///
/// All requests are held in memory from the first call on, 64 bytes each and 8 a prompt block: which turn comes next is known to
/// the simulation only.
package final class SessionSource: ReportingSource, SessionTurns {
  /// Why a turn is left out whose turn before is not there.
  static let orphan = "a turn that waits for one which the workload does not hold"

  private var base: any ArrivalSource
  private var first: [Arrival]?
  private var handedOut = 0
  private var waiting: [Int32: [Arrival]] = [:]
  private var own = TraceReport()

  /// The requests of `base`, each of which comes behind the turn it waits for.
  package init(_ base: any ArrivalSource) { self.base = base }

  /// What the sources below did, and turns that were left out here.
  package var report: TraceReport { base.reportSoFar.adding(own) }

  /// The turns that wait here.
  package var sessions: (any SessionTurns)? { self }

  /// The next first turn.
  ///
  /// - Throws: what `base` throws.
  package func next() throws -> Arrival? {
    if first == nil { try load() }
    guard let first, handedOut < first.count else { return nil }
    defer { handedOut += 1 }
    return first[handedOut]
  }

  /// The turns that waited for the answer to a turn.
  package func turns(after number: Int32) -> [Arrival] { waiting.removeValue(forKey: number) ?? [] }

  /// Leaves out all that waits for a turn, and what waits for that, and counts them.
  package func abandon(after number: Int32) {
    var ended = [number]
    while let turn = ended.popLast() {
      for arrival in turns(after: turn) {
        own.note(.skipped, "a turn whose session ended when an earlier one was turned away")
        if let number = arrival.turn?.number { ended.append(number) }
      }
    }
  }

  private func load() throws {
    var (firstTurns, kept) = ([Arrival](), Set<Int32>())
    while let arrival = try base.next() {
      guard let turn = arrival.turn else {
        firstTurns.append(arrival)
        continue
      }
      if let previous = turn.previous, kept.contains(previous) {
        waiting[previous, default: []].append(arrival)
      } else if turn.delay != nil {
        own.note(.skipped, Self.orphan)
        continue
      } else {
        firstTurns.append(arrival)
      }
      kept.insert(turn.number)
    }
    // A turn that lost the one before it comes at its own time, which may have been moved behind those of later rows.
    firstTurns.sort { $0.time < $1.time }
    first = firstTurns
  }
}
