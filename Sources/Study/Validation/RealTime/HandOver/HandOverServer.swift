import Calibration
import Foundation
import Kernel
import Record
import Serving
import Workload

/// Serves one part of every request of a load in real time, with another engine for the other part: a thread runs iterations, and what
/// the other engine says is heard on a thread of its own, at any time, as in a simulation.
final class HandOverServer: @unchecked Sendable {
  // Sendable although it has variables: those that two threads need are only touched with the condition locked, the engine and the
  // executor by the serving thread alone.
  let condition = NSCondition()
  let setup: EngineSetup
  let peer: EngineChannel
  let replica: LiveReplica
  let journal = EngineJournal()
  /// KV on its way out until it is sent, or in until it is executed.
  var outbox: [Int: EngineFrame] = [:]
  var arrived: [Int: BatchExecutor.Arrived] = [:]
  /// What the other engine offers, by request, until it has arrived here, and when it was given room.
  var offers: [Int: (offer: KeyValueOffer, started: Instant)] = [:]
  /// Whether the other engine has nothing more to hand over.
  var hasEnded = false
  var broken: (any Error)?

  private let engine: ExecutedEngine
  private let clock: ServingClock
  private let origin: Duration
  private let arrivals: [Arrival]
  private let beat: @Sendable () -> Void
  private var executor: BatchExecutor
  private var prompts: [[Int32]] = []
  private var next = 0
  private var start = Instant.start
  /// The thread's processor time when the iteration under way began.
  private var processorStart: Int64 = 0
  private var (busyNanoseconds, processorNanoseconds) = (Int64(0), Int64(0))
  private var lastBeat = Instant.start
  private var hosts: [ServedPart.Host] = []

  /// Waiting for work takes no longer than this without a look at whether there still is anything to wait for.
  private static let longestWait = Duration.milliseconds(200)
  private static let beatInterval = Duration.seconds(1)

  /// A server with nothing in it; `engine` may hold no sequence. `beat` is called now and then while it serves.
  ///
  /// - Throws: ``InputError`` for a scheduler that is none.
  init(
    _ setup: EngineSetup, order: ServeOrder, engine: ExecutedEngine, peer: EngineChannel, clock: ServingClock,
    beat: @escaping @Sendable () -> Void
  ) throws {
    self.setup = setup
    self.engine = engine
    self.peer = peer
    self.clock = clock
    self.beat = beat
    origin = Duration(picoseconds: order.originPicoseconds)
    arrivals = order.requests.map(\.arrival)
    replica = try LiveReplica(setup.replica(scheduler: order.scheduler), observer: journal, handsOver: setup.role == .prefill)
    executor = BatchExecutor(engine, keepsTokens: true)
    prompts = arrivals.enumerated().map { request, arrival in
      PromptText.tokens(
        of: request, arrival, blockTokens: setup.blockTokens, vocabulary: engine.model.vocabularySize, seed: setup.seed)
    }
  }

  /// Serves to the last token of the last request.
  ///
  /// - Throws: ``InputError`` where the other engine is lost, ``BrokenInvariant`` and `BatchFault` for faults of ours.
  func serve() throws -> ServedPart {
    defer { executor.forget() }
    while clock.now() < origin { clock.sleep(origin - clock.now()) }
    var batch = try nextBatch()
    while let running = batch {
      try executor.execute(
        running, prompt: { prompts.indices.contains($0) ? prompts[$0] : [] },
        arrived: { request in locked { arrived.removeValue(forKey: request) } })
      batch = try nextBatch(after: running)
    }
    if setup.role == .prefill { peer.say(EngineFrame(.ended)) }
    executor.forget()
    return locked { part(at: time()) }
  }

  /// Notes that something has broken on the other thread: the serving thread ends with it.
  func lose(_ error: any Error) {
    locked {
      if broken == nil { broken = error }
      condition.signal()
    }
  }

  /// The time since the load began.
  func time() -> Instant { max(.start, Instant(clock.now() - origin)) }

  func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    condition.lock()
    defer { condition.unlock() }
    return try body()
  }

  // MARK: Iterations

  /// Books an iteration that has been executed and plans the next, which begins where that one ended; waits where there is nothing
  /// to run. Nil where all is done.
  private func nextBatch(after batch: LiveBatch? = nil) throws -> LiveBatch? {
    try locked {
      var now = time()
      let processor = WallClock.processorNanoseconds()
      if let batch {
        try complete(batch, at: now, processorNanoseconds: processor - processorStart)
        try giveRoom(at: now)
      }
      processorStart = processor
      while true {
        if let broken { throw broken }
        if now - lastBeat >= Self.beatInterval {
          lastBeat = now
          beat()
        }
        while next < arrivals.count, arrivals[next].time <= now {
          _ = try replica.submit(arrivals[next], now: now)
          next += 1
        }
        let planned = try replica.plan(now: now)
        try giveRoom(at: now)
        if let planned {
          start = now
          return planned
        }
        if replica.inFlight == 0 && (setup.role == .prefill ? next == arrivals.count : hasEnded) { return nil }
        let length = next < arrivals.count ? min(arrivals[next].time - now, Self.longestWait) : Self.longestWait
        _ = condition.wait(until: Date(timeIntervalSinceNow: max(0, length.seconds)))
        now = time()
        processorStart = WallClock.processorNanoseconds()
      }
    }
  }

  private func complete(_ batch: LiveBatch, at end: Instant, processorNanoseconds processor: Int64) throws {
    journal.now = end
    try replica.completed(now: end)
    let took = end - start
    let own = setup.threads == 1 ? Duration(picoseconds: processor * 1000) : took
    hosts.append(
      .init(
        sequences: batch.chunks.count + batch.decodes.count,
        seconds: max(0, (own - (engine.times.total - engine.times[.host])).seconds)))
    busyNanoseconds += took.picoseconds / 1000
    processorNanoseconds += processor
    for handOver in replica.takeReady() {
      // A copy: the engine goes on while it is sent. For the policy its blocks stay taken until it has arrived.
      let keyValues = try engine.keyValues(of: handOver.request)
      let tokens = try engine.tokens(of: handOver.request)
      try executor.letGo(handOver.request)
      outbox[handOver.request] = KeyValueFrame(request: handOver.request, tokens: tokens, keyValues: keyValues).frame
      peer.say(try EngineFrame(.offer, json: KeyValueOffer(handOver, bytes: keyValues.count)))
    }
  }

  private func part(at end: Instant) -> ServedPart {
    let outcome = replica.outcome(at: end)
    let outputs = replica.finishedRecords.map { record in
      ServedPart.Output(
        request: record.request, tokens: Array((executor.tokens[record.request] ?? []).dropFirst(record.promptTokens)))
    }
    return ServedPart(
      end: end.picoseconds, entries: journal.entries, hosts: hosts, totals: .init(outcome.replicas[0]), arrived: outcome.arrived,
      promptTokens: outcome.promptTokens, rejected: outcome.rejected, outputs: outputs.sorted { $0.request < $1.request },
      lostShare: setup.threads == 1 && busyNanoseconds > 0 ? max(0, 1 - Double(processorNanoseconds) / Double(busyNanoseconds)) : 0)
  }
}
