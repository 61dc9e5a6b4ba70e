import Foundation
import Kernel

/// The points that a calibration begins with, and those that whole steps are checked on.
package struct MeasurementGrid {
  /// Batch sizes that see every context.
  private static let sequences = [1, 2, 4, 8, 16, 31, 64, 125, 256, 500, 1024, 2048, 4096]
  /// Batch sizes that see one context: linear layers care for rows only. Small ones are measured one by one, for there a
  /// matrix library changes its ways; larger ones are no round numbers, which its tiles would favour.
  private static let plainSequences = [
    3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 18, 21, 25, 29, 35, 41, 49, 58, 75, 91, 107, 150, 181, 213, 302, 427,
  ]
  /// Chunk lengths that see every context.
  private static let chunks = [16, 61, 250, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]
  /// Chunk lengths that are whole prompts only.
  private static let plainChunks = [4, 9, 29, 43, 75, 107, 150, 181, 302, 362, 427, 610, 725, 863, 1450]
  /// Contexts of decoding sequences, about: they end in the middle of a block.
  private static let decodeContexts = [24, 136, 520, 1544, 3592]
  /// Contexts before a chunk.
  private static let chunkContexts = [0, 250, 1030, 3070]

  let options: CalibrationOptions

  package init(options: CalibrationOptions) { self.options = options }

  /// The grid, each point once; whoever measures leaves out what does not fit or takes too long.
  package var points: [StepPoint] {
    var points: [StepPoint] = []
    for count in Self.sequences where count <= options.maximumSequences {
      for context in Self.decodeContexts { points.append(.decode(count, context: context)) }
    }
    for count in Self.plainSequences where count <= options.maximumSequences { points.append(.decode(count, context: 264)) }
    for tokens in Self.chunks where tokens <= options.maximumBatchedTokens {
      for context in Self.chunkContexts { points.append(.prefill(tokens, context: context)) }
    }
    for tokens in Self.plainChunks where tokens <= options.maximumBatchedTokens { points.append(.prefill(tokens, context: 0)) }
    return points
  }

  /// Steps as a server composes them, drawn at random: unequal contexts, most with a chunk beside the decodes.
  package func checks(_ count: Int, seed: UInt64) -> [StepPoint] {
    var stream = RandomStream(seed: seed, name: "checks")
    func logUniform(_ low: Int, _ high: Int) -> Int {
      let exponent = log(Double(low)) + stream.uniform() * log(Double(high) / Double(low))
      return min(high, max(low, Int(exp(exponent).rounded())))
    }
    let longest = options.maximumSequenceTokens
    return (0..<count).map { index in
      var point = StepPoint()
      let sequences = logUniform(1, options.maximumSequences)
      let mean = Double(logUniform(32, min(512, longest / 4)))
      point.contexts = (0..<sequences).map { _ in min(longest - 2, 1 + Int(stream.exponential(mean: mean))) }
      if index % 3 > 0 {
        point.chunkTokens = logUniform(8, min(512, options.maximumBatchedTokens))
        point.chunkContext = index % 3 == 1 ? 0 : stream.integer(below: max(1, min(1024, longest - 512)))
      }
      return point
    }
  }
}
