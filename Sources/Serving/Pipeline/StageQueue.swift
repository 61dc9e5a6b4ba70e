import Hardware
import Kernel

/// The pipeline stages of one replica, through which its micro-batches pass one after the other.
///
/// A micro-batch enters a stage when it has left the one before and the stage has let go of the micro-batch ahead. Unequal
/// stage times therefore leave stages waiting: bubbles are no parameter (SARATHI, arXiv 2308.16369, section 3.2).
struct StageQueue: ~Copyable {
  let cost: PipelinedCost
  /// When each stage has nothing more to do of what has entered.
  private let free: UnsafeMutablePointer<Instant>
  /// How long each stage worked on iterations that have ended.
  private let busy: UnsafeMutablePointer<Duration>
  /// How long at least one of the iterations that have ended was on its way, and up to when that is counted.
  private(set) var active = Duration.zero
  private var countedUntil = Instant.start

  init(_ cost: PipelinedCost) {
    self.cost = cost
    free = .allocate(capacity: cost.stages.count)
    busy = .allocate(capacity: cost.stages.count)
    free.initialize(repeating: .start, count: cost.stages.count)
    busy.initialize(repeating: .zero, count: cost.stages.count)
  }

  deinit {
    free.deallocate()
    busy.deallocate()
  }

  var count: Int { cost.stages.count }

  /// Lets a batch of `tokens` pass through all stages from `now` on, each for its time in `times`. Returns when it is out.
  mutating func enter(now: Instant, tokens: Int, times: UnsafePointer<Duration>) -> Instant {
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
  mutating func book(from start: Instant, to end: Instant, times: UnsafePointer<Duration>) {
    for stage in 0..<count { busy[stage] += times[stage] }
    active += end - max(start, countedUntil)
    countedUntil = end
  }

  /// Lets go of all that is in the stages, which are gone.
  mutating func abandon(at now: Instant) {
    for stage in 0..<count { free[stage] = min(free[stage], now) }
    countedUntil = min(countedUntil, now)
  }

  /// How long each stage worked.
  var stageBusy: [Duration] { (0..<count).map { busy[$0] } }
}
