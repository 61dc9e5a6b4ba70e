import Calibration
import Kernel
import Serving

/// Has the executed core do what a policy planned, and keeps what came of it.
struct BatchExecutor {
  /// A sequence whose KV another engine has computed.
  struct Arrived {
    /// Prompt and first token.
    var tokens: [Int32]
    var keyValues: [UInt8]
  }

  let engine: ExecutedEngine
  private var known: Set<Int> = []
  /// The tokens of requests that have ended, prompt first, where they are kept.
  private(set) var tokens: [Int: [Int32]] = [:]
  private let keepsTokens: Bool
  private let sharesPrompts: Bool
  /// Tokens of prompts that the policy took for shared, and those of them whose blocks were gone and that were computed anew.
  private(set) var (sharedTokens, missedTokens) = (0, 0)

  /// An executor for an engine that holds no sequence.
  init(_ engine: ExecutedEngine, keepsTokens: Bool = false, sharesPrompts: Bool = false) {
    self.engine = engine
    self.sharesPrompts = sharesPrompts
    self.keepsTokens = keepsTokens
  }

  /// Runs a batch. `prompt` gives the prompt of a request that is new, `arrived` what has come of one that another engine began.
  ///
  /// - Throws: `BatchFault` for faults of ours.
  mutating func execute(
    _ batch: LiveBatch, prompt: (Int) -> [Int32], arrived: (Int) -> Arrived? = { _ in nil }
  ) throws {
    for request in batch.finished { try remove(request) }
    for request in batch.preempted where known.contains(request) { try engine.preempt(sequence: request) }
    for decode in batch.decodes where !known.contains(decode.request) {
      guard let one = arrived(decode.request) else { continue }
      try engine.takeIn(sequence: decode.request, tokens: one.tokens, keyValues: one.keyValues)
      known.insert(decode.request)
    }
    for chunk in batch.chunks where known.insert(chunk.request).inserted {
      // One that lost its place before it decoded here is computed anew from the tokens that came with it.
      try engine.add(sequence: chunk.request, promptTokens: arrived(chunk.request)?.tokens ?? prompt(chunk.request))
    }
    try engine.run(
      ExecutedBatch(
        chunks: try batch.chunks.map { try sharesPrompts ? sharing($0) : Self.chunk($0) }, decodes: batch.decodes.map(\.request)))
  }

  private static func chunk(_ chunk: LiveBatch.Chunk) -> ExecutedBatch.Chunk {
    .init(sequence: chunk.request, position: chunk.contextTokens, tokens: chunk.tokens)
  }

  /// A chunk whose context may be another's, and of which others may share. What is not there any more is computed with it.
  private mutating func sharing(_ chunk: LiveBatch.Chunk) throws -> ExecutedBatch.Chunk {
    var executed = Self.chunk(chunk)
    if chunk.contextTokens > 0, try engine.cachedTokens(of: chunk.request) == 0 {
      let found = try engine.share(sequence: chunk.request, tokens: chunk.contextTokens)
      sharedTokens += chunk.contextTokens
      missedTokens += chunk.contextTokens - found
      executed.position = found
      executed.tokens += chunk.contextTokens - found
    }
    try engine.reserve(executed)
    return executed
  }

  /// Lets a sequence go whose KV has been copied out.
  mutating func letGo(_ request: Int) throws {
    known.remove(request)
    try engine.remove(sequence: request)
  }

  /// Leaves the core empty for the next run.
  mutating func forget() { for request in known.sorted() { try? remove(request) } }

  private mutating func remove(_ request: Int) throws {
    guard known.remove(request) != nil else { return }
    if keepsTokens { tokens[request] = try engine.tokens(of: request) }
    try engine.remove(sequence: request)
  }
}
