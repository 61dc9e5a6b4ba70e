import Kernel
import Workload

/// A load to be served.
struct ServeOrder: Codable, Sendable {
  /// A request: when it comes, and its length.
  struct Request: Codable, Sendable {
    var picoseconds: Int64
    var promptTokens: Int
    var outputTokens: Int

    /// As the load has it.
    var arrival: Arrival {
      Arrival(time: Instant(picoseconds: picoseconds), promptTokens: promptTokens, outputTokens: outputTokens)
    }
  }

  var scheduler: String
  /// The whole load for the engine that computes prompts, nothing for the other.
  var requests: [Request]
  /// When the load begins, by the clock that all processes of the machine share.
  var originPicoseconds: Int64
}
