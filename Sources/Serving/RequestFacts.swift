import Kernel

/// What a scheduler may know of a request: what an engine knows, and no true output length.
public struct RequestFacts: Hashable, Sendable, BitwiseCopyable {
  /// The engine's handle; of no meaning to a policy.
  let slot: Int32
  /// Position in the load, from 0: order of arrival.
  public let id: Int
  /// When it reached the cluster.
  public let arrival: Instant
  /// Tokens of its prompt.
  public let promptTokens: Int
  /// Tokens still to be computed before it decodes: of the prompt, and after a preemption of what it had produced.
  public let remainingPrefillTokens: Int
  /// KV tokens it holds.
  public let contextTokens: Int
  /// Tokens it has produced.
  public let generatedTokens: Int
  /// Tokens it will produce as a predictor sees it, where the scenario has one.
  public let predictedOutputTokens: Int?
  /// How often it lost its place.
  public let preemptions: Int

  init(_ slot: Int32, _ row: Request, _ decodes: borrowing DecodeSet) {
    self.slot = slot
    id = row.id
    arrival = row.arrival
    promptTokens = Int(row.promptTokens)
    let decoding = row.phase == .decoding
    remainingPrefillTokens = decoding || row.phase == .paused ? 0 : row.remainingPrefill
    contextTokens = decoding ? decodes.contextTokens(of: row) : Int(row.contextTokens)
    generatedTokens = decoding ? decodes.generatedTokens(of: row) : Int(row.generatedTokens)
    predictedOutputTokens = row.predictedOutputTokens < 0 ? nil : Int(row.predictedOutputTokens)
    preemptions = Int(row.preemptions)
  }
}
