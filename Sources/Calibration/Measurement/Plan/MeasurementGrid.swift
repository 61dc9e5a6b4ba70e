import Foundation
import Kernel

/// The points that a calibration begins with, and those that whole steps are checked on.
package struct MeasurementGrid {
  /// Batch sizes that see every context; the largest that the options allow is one more, for a loaded server stays there.
  private static let sequences = [1, 2, 4, 8, 16, 31, 64, 125, 256, 500, 1024, 2048, 4096]
  /// Batch sizes that see one context: linear layers care for rows only. Up to 32 all are measured, for there a matrix
  /// library changes its ways from one to the next; larger ones are no round numbers, which its tiles would favour.
  private static let plainSequences = Array(3...32) + [35, 41, 49, 58, 75, 91, 107, 150, 181, 213, 302, 427]
  /// Chunk lengths that see every context.
  private static let chunks = [16, 61, 250, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]
  /// Chunk lengths that are whole prompts only.
  private static let plainChunks = [4, 9, 29, 43, 75, 107, 150, 181, 302, 362, 427, 610, 725, 863, 1450]
  let options: CalibrationOptions

  package init(options: CalibrationOptions) { self.options = options }

  /// The grid in three layers, each point once: what every fit needs, what makes curves true, what makes them fine. A
  /// budget that is too small for all takes them in this order.
  package var layers: [[StepPoint]] {
    let counts = Self.sequences.filter { $0 < options.maximumSequences } + [options.maximumSequences]
    let lengths = Self.chunks.filter { $0 <= options.maximumBatchedTokens }
    let plainCounts = Self.plainSequences.filter { $0 <= options.maximumSequences && !counts.contains($0) }
    let plainLengths = Self.plainChunks.filter { $0 <= options.maximumBatchedTokens }
    let longest = options.maximumSequenceTokens
    // Contexts that the longest sequence does not reach give way to the longest that it does.
    func decodes(_ contexts: [Int]) -> [StepPoint] {
      counts.flatMap { count in contexts.map { StepPoint.decode(count, context: min($0, longest - 18)) } }
    }
    func prefills(_ lengths: [Int], _ contexts: [Int]) -> [StepPoint] {
      lengths.flatMap { length in contexts.map { StepPoint.prefill(length, context: max(0, min($0, longest - length - 2))) } }
    }
    let (short, long) = (lengths.filter { $0 <= 512 }, lengths.filter { $0 > 512 })
    let (few, many) = (plainCounts.filter { $0 < 16 }, plainCounts.filter { $0 >= 16 })
    let layers = [
      decodes([24, 520]) + prefills(short, [0]) + prefills(short.filter { $0 <= 250 }, [1030]),
      few.map { .decode($0, context: min(264, longest / 2)) } + prefills(plainLengths.filter { $0 <= 300 }, [0]) + prefills(long, [0])
        + decodes([136, 1544]) + prefills(short.filter { $0 > 250 }, [1030]) + prefills(short, [250]),
      many.map { .decode($0, context: min(264, longest / 2)) } + prefills(plainLengths.filter { $0 > 300 }, [0]) + decodes([264, 3592])
        + prefills(short, [110, 550]) + prefills(lengths, [250, 3070]) + prefills(long, [1030]),
    ]
    var known: Set<StepPoint> = []
    return layers.map { $0.filter { known.insert($0).inserted } }
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
