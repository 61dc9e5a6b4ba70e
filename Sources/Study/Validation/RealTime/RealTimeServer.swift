import Calibration
import Kernel
import Record
import Serving
import Workload

/// Serves requests in real time: a policy composes iterations on a replica that the clock drives, and the executed core
/// runs them.
package final class RealTimeServer {
  private let engine: ExecutedEngine
  private let configuration: ReplicaConfiguration
  private let clock: ServingClock
  private let progress: StudyProgress
  private let seed: UInt64
  private let keepsTokens: Bool

  /// A server with nothing in it; `engine` may hold no sequence.
  package init(
    engine: ExecutedEngine, configuration: ReplicaConfiguration, clock: ServingClock, progress: StudyProgress, seed: UInt64,
    keepsTokens: Bool = false
  ) {
    self.keepsTokens = keepsTokens
    self.engine = engine
    self.configuration = configuration
    self.clock = clock
    self.progress = progress
    self.seed = seed
  }

  /// Serves all of `arrivals`, each when its time has come, to the last token.
  ///
  /// An iteration begins where the one before it ended, as in a simulation: booking tokens, taking in requests and planning are
  /// part of it, as host time.
  /// - Throws: ``BrokenInvariant`` and `BatchFault` for faults of ours, ``Interrupted`` after a stop.
  package func serve(_ arrivals: [Arrival], observer: any Observer) throws -> ServedRun {
    let sharesPrompts = configuration.rules.prefixCaching
    let replica = try LiveReplica(configuration, observer: observer, findsPrefixes: sharesPrompts)
    let prompts = arrivals.enumerated().map { request, arrival in
      PromptText.tokens(
        of: request, arrival, blockTokens: configuration.blockTokens, vocabulary: engine.model.vocabularySize, seed: seed)
    }
    var executor = BatchExecutor(engine, keepsTokens: keepsTokens, sharesPrompts: sharesPrompts)
    var steps: [ServedStep] = []
    defer { executor.forget() }
    let (origin, wallOrigin) = (clock.now(), clock.wall())
    var now = Instant.start
    var next = 0
    while next < arrivals.count || replica.inFlight > 0 {
      if progress.isStopped { throw Interrupted() }
      while next < arrivals.count, arrivals[next].time <= now {
        _ = try replica.submit(arrivals[next], now: now)
        next += 1
      }
      guard let batch = try replica.plan(now: now) else {
        if next < arrivals.count { clock.sleep(arrivals[next].time - now) }
        now = Instant(clock.now() - origin)
        continue
      }
      try executor.execute(batch, prompt: { prompts[$0] })
      let start = now
      now = Instant(clock.now() - origin)
      try replica.completed(now: now)
      steps.append(ServedStep(batch, took: now - start, working: engine.times))
      progress.add(requests: 0, at: now)
    }
    progress.add(requests: arrivals.count, at: now)
    let wall = (clock.wall() - wallOrigin).seconds
    let lostShare = wall > 0 ? max(0, 1 - (clock.now() - origin).seconds / wall) : 0
    executor.forget()
    return ServedRun(
      outcome: replica.outcome(at: now), records: replica.finishedRecords, steps: steps, lostShare: lostShare, tokens: executor.tokens,
      sharedTokens: executor.sharedTokens, missedTokens: executor.missedTokens)
  }
}
