import Kernel
import Record

/// Writes down what a live replica tells, to be told again elsewhere.
final class EngineJournal: Observer {
  /// The time that what is told now is noted with.
  var now = Instant.start
  private(set) var entries: [ServedPart.Entry] = []
  /// What a request of another engine went through before it came here: how often it lost its place.
  var preemptionsBefore: [Int: Int] = [:]

  func note(_ fact: ServedPart.Fact) { entries.append(.init(time: now.picoseconds, fact: fact)) }

  func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record):
      note(
        .finished(
          .init(
            request: record.request, promptTokens: record.promptTokens, outputTokens: record.outputTokens,
            cachedTokens: record.cachedTokens, preemptions: record.preemptions + (preemptionsBefore[record.request] ?? 0),
            arrival: record.arrival.picoseconds, firstScheduled: record.firstScheduled.picoseconds,
            firstToken: record.firstToken.picoseconds, finish: record.finish.picoseconds)))
    case .preempted(let record): note(.preempted(request: record.request))
    // Counts of those turned away are told in the end; the others happen to replicas of a simulation only.
    case .rejected, .transferred, .retried, .changed, .sampled, .partFinished, .taskFinished: break
    }
  }

  func tokenGaps(_ gap: Duration, count: Int) { note(.gaps(length: gap.picoseconds, count: count)) }

  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {
    for step in 0..<steps { tokenGaps(first + growth * step, count: count) }
  }

  func iterationsEnded(_ span: IterationSpan) {
    note(
      .iteration(
        .init(
          start: span.start.picoseconds, length: span.firstDuration.picoseconds, decodes: span.decodeSequences,
          prefillTokens: span.prefillTokens, chunks: span.prefillChunks, kvBlocks: span.kvBlocksUsed, waiting: span.waiting)))
  }
}
