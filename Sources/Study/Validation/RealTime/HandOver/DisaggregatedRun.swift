import Kernel
import Record

/// What two engines have done of a load together, as it would be told of a cluster of two replicas: 0 computes prompts, 1 decodes.
package struct DisaggregatedRun {
  let prefill: ServedPart
  let decode: ServedPart

  private var parts: [(role: EngineRole, part: ServedPart)] { [(.prefill, prefill), (.decode, decode)] }

  /// When the last thing happened.
  package var end: Instant { Instant(picoseconds: max(prefill.end, decode.end)) }

  /// The requests in the order of finishing.
  package var records: [RequestRecord] {
    parts.flatMap { role, part in
      part.entries.compactMap { entry in
        if case .finished(let finished) = entry.fact { Self.record(finished, role) } else { nil }
      }
    }.sorted { ($0.finish, $0.request) < ($1.finish, $1.request) }
  }

  /// The outputs of the requests, by request.
  package var outputs: [(request: Int, tokens: [Int32])] {
    parts.flatMap { $0.part.outputs.map { ($0.request, $0.tokens) } }.sorted { $0.0 < $1.0 }
  }

  /// Tells a listener all that happened, in the order of time.
  package func tell(_ observer: any Observer) {
    var told: [(time: Int64, role: EngineRole, fact: ServedPart.Fact)] = []
    for (role, part) in parts { told += part.entries.map { ($0.time, role, $0.fact) } }
    // Facts of one time stay in the order in which they were noted: those of the first engine, then those of the second.
    let order = told.indices.sorted { (told[$0].time, $0) < (told[$1].time, $1) }
    for index in order { Self.tell(told[index].fact, of: told[index].role, at: told[index].time, observer) }
  }

  /// The outcome, as a simulated cluster has one. `idleWatts` are those of an engine with nothing to do.
  package func outcome(idleWatts: Double) -> RunOutcome {
    var handOvers = HandOverTotals()
    for entry in decode.entries { if case .transferred(let one) = entry.fact { handOvers.add(Self.record(one)) } }
    let finished = prefill.totals.finished + decode.totals.finished
    var digest = Digest()
    for record in records {
      digest.mix(UInt64(record.request))
      digest.mix(record.finish.picoseconds)
    }
    let replicas = parts.map { $0.part.totals.outcome(pool: $0.role.number, onTime: end - .start, idleWatts: idleWatts) }
    return RunOutcome(
      end: end, arrived: prefill.arrived, finished: finished, rejected: prefill.rejected,
      unfinished: prefill.arrived - prefill.rejected.reduce(0, +) - finished, promptTokens: prefill.promptTokens,
      outputTokens: prefill.totals.sampledRows + decode.totals.sampledRows, events: prefill.entries.count + decode.entries.count,
      digest: digest.value, replicas: replicas, handOvers: handOvers)
  }

  private static func tell(_ fact: ServedPart.Fact, of role: EngineRole, at time: Int64, _ observer: any Observer) {
    switch fact {
    case .finished(let finished): observer.receive(.finished(record(finished, role)))
    case .preempted(let request):
      observer.receive(.preempted(.init(request: request, replica: role.number, time: Instant(picoseconds: time))))
    case .transferred(let transferred): observer.receive(.transferred(record(transferred)))
    case .gaps(let length, let count): observer.tokenGaps(Duration(picoseconds: length), count: count)
    case .iteration(let one):
      observer.iterationsEnded(
        IterationSpan(
          replica: role.number, start: Instant(picoseconds: one.start), count: 1, firstDuration: Duration(picoseconds: one.length),
          growth: .zero, decodeSequences: one.decodes, prefillTokens: one.prefillTokens, prefillChunks: one.chunks,
          kvBlocksUsed: one.kvBlocks, waiting: one.waiting))
    }
  }

  private static func record(_ one: ServedPart.Finished, _ role: EngineRole) -> RequestRecord {
    RequestRecord(
      request: one.request, replica: role.number, promptTokens: one.promptTokens, outputTokens: one.outputTokens,
      cachedTokens: one.cachedTokens, preemptions: one.preemptions, arrival: Instant(picoseconds: one.arrival),
      firstScheduled: Instant(picoseconds: one.firstScheduled), firstToken: Instant(picoseconds: one.firstToken),
      finish: Instant(picoseconds: one.finish), prefillReplica: role == .decode ? EngineRole.prefill.number : nil)
  }

  private static func record(_ one: ServedPart.Transferred) -> HandOverRecord {
    HandOverRecord(
      request: one.request, source: EngineRole.prefill.number, destination: EngineRole.decode.number, bytes: one.bytes,
      prefillEnd: Instant(picoseconds: one.prefillEnd), asked: Instant(picoseconds: one.prefillEnd),
      started: Instant(picoseconds: one.started), arrived: Instant(picoseconds: one.arrived))
  }
}
