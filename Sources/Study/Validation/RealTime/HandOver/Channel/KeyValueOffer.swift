import Kernel
import Serving

/// A request whose KV waits to be sent.
struct KeyValueOffer: Codable, Sendable {
  var request: Int
  var promptTokens: Int
  var outputTokens: Int
  var arrival: Int64
  var firstScheduled: Int64
  var firstToken: Int64
  var preemptions: Int
  /// Bytes of its KV.
  var bytes: Int

  init(_ handOver: LiveHandOver, bytes: Int) {
    request = handOver.request
    promptTokens = handOver.promptTokens
    outputTokens = handOver.outputTokens
    arrival = handOver.arrival.picoseconds
    firstScheduled = handOver.firstScheduled.picoseconds
    firstToken = handOver.firstToken.picoseconds
    preemptions = handOver.preemptions
    self.bytes = bytes
  }

  /// As a live replica takes it.
  var handOver: LiveHandOver {
    LiveHandOver(
      request: request, promptTokens: promptTokens, outputTokens: outputTokens, arrival: Instant(picoseconds: arrival),
      firstScheduled: Instant(picoseconds: firstScheduled), firstToken: Instant(picoseconds: firstToken), preemptions: preemptions)
  }
}
