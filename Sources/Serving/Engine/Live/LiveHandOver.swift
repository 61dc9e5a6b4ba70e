import Kernel

/// A request whose prompt one live replica has computed and that another is to decode.
package struct LiveHandOver: Hashable, Sendable {
  /// The request, by its number in the load.
  package var request: Int
  /// Tokens of its prompt, all of them in the KV that is handed over.
  package var promptTokens: Int
  /// Tokens that it will produce, the first of which is out.
  package var outputTokens: Int
  /// When it came.
  package var arrival: Instant
  /// When it first took part in an iteration.
  package var firstScheduled: Instant
  /// When its first token was out, and its KV ready to be sent.
  package var firstToken: Instant
  /// How often it lost its place before.
  package var preemptions: Int

  /// A request on its way.
  package init(
    request: Int, promptTokens: Int, outputTokens: Int, arrival: Instant, firstScheduled: Instant, firstToken: Instant, preemptions: Int
  ) {
    self.request = request
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.arrival = arrival
    self.firstScheduled = firstScheduled
    self.firstToken = firstToken
    self.preemptions = preemptions
  }
}
