import Calibration
import Hardware
import Serving

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
