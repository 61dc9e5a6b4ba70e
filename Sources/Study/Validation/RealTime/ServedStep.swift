import Calibration
import Kernel
import Serving

/// An iteration that was served in real time, beside what the cost model says of the very same batch.
package struct ServedStep: Hashable, Sendable {
  /// Sequences in it: those that decoded, and prompts of which a part was computed.
  package let sequences: Int
  /// Tokens of prompts.
  package let prefillTokens: Int
  /// From the end of the iteration before it, or from a request's coming, to its own end.
  package let took: Duration
  /// The part of it that the core's operators worked, all but its own host time.
  package let working: Duration
  /// The cost model's time for it.
  package let expected: Duration

  /// An iteration as it was planned, and the times of the core that ran it.
  init(_ batch: LiveBatch, took: Duration, working times: StepTimes) {
    sequences = batch.chunks.count + batch.decodes.count
    prefillTokens = batch.chunks.reduce(0) { $0 + $1.tokens }
    self.took = took
    working = times.total - times[.host]
    expected = batch.expectedDuration
  }

  /// What was no operator's work: planning, booking tokens, composing the batch.
  package var host: Duration { took - working }
}
