import Hardware
import Kernel
import Workload

/// A batch that is always full: as soon as a request ends the next one begins.
struct SteadyState {
  /// Requests that run at once.
  let batch: Int
  /// Tokens of each prompt.
  let promptTokens: Int
  /// Tokens of each output.
  let outputTokens: Int

  init(_ point: PowerPoint) {
    batch = max(1, Int(point.batch.rounded()))
    promptTokens = point.promptTokens
    outputTokens = max(2, Int(point.outputTokens.rounded()))
  }

  /// What an iteration costs in the mean on one of several equal replicas: the decodes of its part of the batch, and its part of the
  /// prompts that begin meanwhile.
  func meanIteration(_ cost: any CostModel, replicas: Int) -> (seconds: Double, joules: Double) {
    let share = max(1, batch / replicas)
    let begun = Double(share) / Double(outputTokens)
    let chunks = max(1, Int(begun.rounded()))
    func iteration(_ chunks: Int) -> (seconds: Double, joules: Double) {
      var shape = BatchShape()
      shape.addDecodes(share, contextTokens: promptTokens + outputTokens / 2, readCaps: cost.readCaps)
      var attention = ChunkCost.zero
      if chunks > 0 {
        shape.prefillTokens = chunks * promptTokens
        shape.prefillChunks = chunks
        shape.sampledRows += chunks
        for _ in 0..<chunks { attention += cost.chunkCost(tokens: promptTokens, contextTokens: 0) }
      }
      let line = cost.iterationCost(of: shape, chunks: attention)
      return (line.time(of: shape.decodeContext).seconds, Double(line.nanojoules(of: shape.decodeContext)) / 1e9)
    }
    let (decoding, mixed) = (iteration(0), iteration(chunks))
    let part = begun / Double(chunks)
    return (
      decoding.seconds + (mixed.seconds - decoding.seconds) * part, decoding.joules + (mixed.joules - decoding.joules) * part
    )
  }

  /// Requests for `turns` of the batch. The first ones are as if they had begun one after the other: their outputs are what is left of
  /// theirs, so that the batch is steady from the start and no two end together.
  func arrivals(turns: Int) -> [Arrival] {
    (0..<batch * turns).map { index in
      let output = index < batch ? max(1, outputTokens * (index + 1) / batch) : outputTokens
      return Arrival(time: .start, promptTokens: promptTokens, outputTokens: output)
    }
  }
}
