import Hardware
import Kernel

/// The pipeline stages of one replica, through which its micro-batches pass one after the other.
///
/// A micro-batch enters a stage when it has left the one before and the stage has let go of the micro-batch ahead. Unequal
/// stage times therefore leave stages waiting: bubbles are no parameter (SARATHI, arXiv 2308.16369, section 3.2).
package struct StageQueue: ~Copyable {
  let cost: PipelinedCost
  /// When each stage has nothing more to do of what has entered.
  private var free: Column<Instant>
  /// How long each stage worked on iterations that have ended.
  private var busy: Column<Duration>
  /// How long at least one of the iterations that have ended was on its way, and up to when that is counted.
  package private(set) var active = Duration.zero
  private var countedUntil = Instant.start
  /// Whether nothing has entered since the replica started.
  var isCold = true

  package init(_ cost: PipelinedCost) {
    self.cost = cost
    free = Column(repeating: .start, count: cost.stages.count)
    busy = Column(repeating: .zero, count: cost.stages.count)
  }

  /// How many stages there are.
  package var count: Int { free.count }

  /// Lets a batch of `tokens` pass through all stages from `now` on, each for its time in `times`. Returns when it is out.
  ///
  /// - Precondition: `times` has one time for each stage.
  package mutating func enter(now: Instant, tokens: Int, times: borrowing Column<Duration>) -> Instant {
    precondition(times.count == count, "times of other stages")
    let hop = cost.hop + cost.hopPerToken * tokens
    var out = now
    for stage in 0..<count {
      if stage > 0 { out = out + hop }
      out = max(out, free[stage]) + times[stage]
      free[stage] = out
    }
    return out
  }

  /// Books an iteration that has ended. Batches cannot overtake, so those that began earlier ended earlier.
  ///
  /// - Precondition: `times` has one time for each stage.
  package mutating func book(from start: Instant, to end: Instant, times: borrowing Column<Duration>) {
    precondition(times.count == count, "times of other stages")
    for stage in 0..<count { busy[stage] += times[stage] }
    active += end - max(start, countedUntil)
    countedUntil = end
  }

  /// Lets go of all that is in the stages, which are gone.
  package mutating func abandon(at now: Instant) {
    for stage in 0..<count { free[stage] = min(free[stage], now) }
    countedUntil = min(countedUntil, now)
  }

  /// How long each stage worked.
  package var stageBusy: [Duration] { (0..<count).map { busy[$0] } }

  /// What does not add up, or nil: a stage lets go of a batch no later than the stage behind it, and works only while an
  /// iteration is on its way.
  package var fault: String? {
    for stage in 0..<count {
      if stage > 0 && free[stage] < free[stage - 1] { return "stage \(stage) is free before stage \(stage - 1), which feeds it" }
      if busy[stage] < .zero || busy[stage] > active {
        return "stage \(stage) worked for \(busy[stage].picoseconds) ps of the \(active.picoseconds) ps that iterations took"
      }
    }
    return nil
  }
}
