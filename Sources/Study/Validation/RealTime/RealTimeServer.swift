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
  private var known: Set<Int> = []

  /// A server with nothing in it; `engine` may hold no sequence.
  package init(engine: ExecutedEngine, configuration: ReplicaConfiguration, clock: ServingClock, progress: StudyProgress, seed: UInt64) {
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
    let replica = try LiveReplica(configuration, observer: observer)
    let prompts = arrivals.indices.map { prompt(of: $0, tokens: arrivals[$0].promptTokens) }
    var steps: [ServedStep] = []
    defer { forget() }
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
      try execute(batch, prompts)
      let start = now
      now = Instant(clock.now() - origin)
      try replica.completed(now: now)
      steps.append(ServedStep(batch, took: now - start, working: engine.times))
      progress.add(requests: 0, at: now)
    }
    progress.add(requests: arrivals.count, at: now)
    let wall = (clock.wall() - wallOrigin).seconds
    return ServedRun(
      outcome: replica.outcome(at: now), records: replica.finishedRecords, steps: steps,
      lostShare: wall > 0 ? max(0, 1 - (clock.now() - origin).seconds / wall) : 0)
  }

  /// Has the core do what the policy planned.
  private func execute(_ batch: LiveBatch, _ prompts: [[Int32]]) throws {
    for request in batch.finished where known.remove(request) != nil { try engine.remove(sequence: request) }
    for request in batch.preempted where known.contains(request) { try engine.preempt(sequence: request) }
    for chunk in batch.chunks where known.insert(chunk.request).inserted {
      try engine.add(sequence: chunk.request, promptTokens: prompts[chunk.request])
    }
    try engine.run(
      ExecutedBatch(
        chunks: batch.chunks.map { .init(sequence: $0.request, position: $0.contextTokens, tokens: $0.tokens) },
        decodes: batch.decodes.map(\.request)))
  }

  /// A prompt of ordinary tokens: which ones they are is of no consequence to the time. All are drawn before the first request
  /// comes, for making up texts is no work of a server.
  private func prompt(of request: Int, tokens: Int) -> [Int32] {
    var stream = RandomStream(seed: seed, name: "prompt", substream: UInt64(request))
    return (0..<tokens).map { _ in Int32(stream.integer(below: engine.model.vocabularySize)) }
  }

  /// Leaves the core empty for the next run.
  private func forget() {
    for request in known.sorted() { try? engine.remove(sequence: request) }
    known = []
  }
}
