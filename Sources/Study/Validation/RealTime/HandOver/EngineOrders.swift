import Calibration
import Hardware
import Kernel
import Record
import Serving
import Workload

/// Which part of every request an engine has.
package enum EngineRole: String, Hashable, Sendable, Codable {
  case prefill, decode

  /// The pool and the replica of a simulated cluster that stand for it.
  package var number: Int { self == .prefill ? 0 : 1 }

  /// As in "the engine that ...".
  var words: String { self == .prefill ? "the engine that computes prompts" : "the engine that decodes" }
}

/// What an engine is to be.
package struct EngineSetup: Codable, Sendable {
  package var role: EngineRole
  /// A model of the catalog.
  package var model: String
  package var threads: Int
  package var seed: UInt64
  /// Limits of the engine; the core behind it knows of `knownSequences`, those included whose KV leaves or comes.
  package var kvBlocks: Int
  package var blockTokens: Int
  package var maximumSequences: Int
  package var maximumBatchedTokens: Int
  package var maximumSequenceTokens: Int
  package var knownSequences: Int
  /// Steps that tell how fast the machine is.
  package var referenceSteps: ReferenceSteps?

  /// An engine.
  package init(
    role: EngineRole, model: String, threads: Int, seed: UInt64, kvBlocks: Int, blockTokens: Int, maximumSequences: Int,
    maximumBatchedTokens: Int, maximumSequenceTokens: Int, knownSequences: Int, referenceSteps: ReferenceSteps?
  ) {
    self.role = role
    self.model = model
    self.threads = threads
    self.seed = seed
    self.kvBlocks = kvBlocks
    self.blockTokens = blockTokens
    self.maximumSequences = maximumSequences
    self.maximumBatchedTokens = maximumBatchedTokens
    self.maximumSequenceTokens = maximumSequenceTokens
    self.knownSequences = knownSequences
    self.referenceSteps = referenceSteps
  }

  /// The limits of the core.
  package var coreLimits: EngineLimits {
    EngineLimits(
      kvBlocks: kvBlocks, blockTokens: blockTokens, maximumSequences: knownSequences, maximumBatchedTokens: maximumBatchedTokens,
      maximumSequenceTokens: maximumSequenceTokens)
  }

  /// The replica that plans for it. What an iteration is expected to take is of no account where it is executed.
  func replica(scheduler: String) -> ReplicaConfiguration {
    ReplicaConfiguration(
      costModel: LinearCostModel(base: .milliseconds(1)), kvBlocks: kvBlocks, blockTokens: blockTokens, maximumSequences: maximumSequences,
      maximumBatchedTokens: maximumBatchedTokens, maximumModelTokens: maximumSequenceTokens, scheduler: scheduler)
  }
}

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
