import Kernel

/// Who listens to a run. Methods are called in the order of simulated time, never once a token.
///
/// There are no default implementations: what a listener ignores, it ignores in so many words.
public protocol Observer: AnyObject {
  /// One of the facts that happen a few times a request at most.
  func receive(_ event: RunEvent)

  /// `count` requests waited `gap` for their next token; equal gaps of an iteration are told in one call.
  func tokenGaps(_ gap: Duration, count: Int)

  /// `steps` consecutive iterations gave `count` requests each a token after `first`, `first + growth`, … .
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int)

  /// Iterations have ended. It follows the gaps of the tokens that came with them, and precedes the requests that ended.
  func iterationsEnded(_ span: IterationSpan)
}
