import Hardware
import Kernel

/// What a cost model answers, as one digest: equal fingerprints mean equal costs wherever the probe looked.
///
/// A run is stored with it, so that a change in a coefficient, a catalog figure or a formula shows in the results.
enum CostFingerprint {
  /// Batch sizes and chunk lengths that are asked for.
  private static let sizes = [1, 2, 7, 16, 64, 200, 512, 2048, 8192]

  /// The digest of the costs of decoding batches, prefill chunks and mixtures of them.
  static func digest(of model: any CostModel) -> Digest {
    var digest = Digest()
    for sequences in [0] + sizes {
      for chunk in [0] + sizes where sequences + chunk > 0 {
        mix(model, sequences: sequences, chunk: chunk, into: &digest)
      }
    }
    return digest
  }

  private static func mix(_ model: any CostModel, sequences: Int, chunk: Int, into digest: inout Digest) {
    var shape = BatchShape()
    shape.addDecodes(sequences, contextTokens: 777, readCaps: model.readCaps)
    shape.prefillChunks = chunk > 0 ? 1 : 0
    shape.prefillTokens = chunk
    shape.sampledRows += shape.prefillChunks
    let chunkCost = chunk > 0 ? model.chunkCost(tokens: chunk, contextTokens: 333) : .zero
    let line = model.iterationCost(of: shape, chunks: chunkCost)
    for part in [line.time, line.energy] {
      digest.mix(part.base)
      digest.mix(part.slopes.whole)
      digest.mix(part.slopes[1])
      for group in 2...3 where part.slopes[group] != 0 { digest.mix(part.slopes[group]) }
    }
  }
}
