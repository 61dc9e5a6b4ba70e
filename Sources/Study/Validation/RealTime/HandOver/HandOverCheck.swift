import Calibration
import Kernel
import Record
import Workload

/// What the hand-overs of a served load came to: how long they took, and whether the tokens behind them are those of one engine.
package struct HandOverCheck {
  /// How many there were.
  let count: Int
  /// Mean of the times from the end of the prompt to the arrival of the last byte, as served and as simulated.
  let servedSeconds: Double
  let simulatedSeconds: Double
  /// Requests whose tokens were computed once more by one engine alone, and how many of them came out the same.
  let compared: Int
  let equal: Int

  /// As many requests are computed once more: proof enough, in a few seconds.
  private static let mostCompared = 12

  /// Compares what was served with what was simulated, and the first outputs with those of one engine.
  ///
  /// - Throws: `BatchFault` for faults of ours.
  init(served: DisaggregatedRun, simulated: RunOutcome, arrivals: [Arrival], engine: ExecutedEngine, seed: UInt64) throws {
    let totals = served.outcome(idleWatts: 0).handOvers
    func mean(_ totals: HandOverTotals) -> Double {
      totals.count == 0 ? 0 : Double(totals.visiblePicoseconds) / 1e12 / Double(totals.count)
    }
    count = totals.count
    servedSeconds = mean(totals)
    simulatedSeconds = mean(simulated.handOvers)
    let handedOver = served.outputs.filter { $0.tokens.count > 1 }.prefix(Self.mostCompared)
    var equal = 0
    for (request, tokens) in handedOver where arrivals.indices.contains(request) {
      let prompt = PromptText.tokens(
        of: request, arrivals[request], blockTokens: engine.limits.blockTokens, vocabulary: engine.model.vocabularySize, seed: seed)
      if try Self.tokens(after: prompt, count: tokens.count, on: engine) == tokens { equal += 1 }
    }
    compared = handedOver.count
    self.equal = equal
  }

  /// What one engine that does all of a request produces.
  package static func tokens(after prompt: [Int32], count: Int, on engine: ExecutedEngine) throws -> [Int32] {
    let sequence = Int.max
    try engine.add(sequence: sequence, promptTokens: prompt)
    defer { try? engine.remove(sequence: sequence) }
    var position = 0
    while position < prompt.count {
      let tokens = min(prompt.count - position, engine.limits.maximumBatchedTokens)
      try engine.run(ExecutedBatch(chunks: [.init(sequence: sequence, position: position, tokens: tokens)]))
      position += tokens
    }
    for _ in 1..<max(1, count) { try engine.run(ExecutedBatch(decodes: [sequence])) }
    return Array(try engine.tokens(of: sequence).dropFirst(prompt.count))
  }
}
