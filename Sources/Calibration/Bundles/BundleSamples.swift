import Hardware
import Model

/// A bundle's rows as operator calls of the shapes that they were measured with.
struct BundleSamples {
  let model: ModelShape
  let degree: OperatorBundle.Degree

  private var tensor: Int { degree.tensor }
  private var heads: Int { model.heads / tensor }
  private var keyValueHeads: Int { model.keyValueHeads / tensor }
  private var width: Int { model.intermediateSize / tensor }

  /// Products and elementwise passes, by tokens and by sequences.
  func byRows() -> [OperatorSample] {
    degree.layers.compactMap { row in
      call(row.name, rows: row.rows).map { OperatorSample($0, seconds: row.seconds) }
    }
  }

  /// The names are checked by the reader; fused layers are the engine's.
  private func call(_ name: String, rows: Int) -> OperatorCall? {
    let values = (heads + keyValueHeads) * model.headSize
    let hidden = model.hiddenSize
    func product(_ outputs: Int, _ inputs: Int) -> OperatorCall {
      .matrixProduct(rows: rows, outputs: outputs, inputs: inputs, format: .bf16)
    }
    switch name {
    case "qkv_proj": return product((heads + 2 * keyValueHeads) * model.headSize, hidden)
    case "o_proj": return product(hidden, heads * model.headSize)
    case "gate_up_proj": return product(2 * width, hidden)
    case "down_proj": return product(hidden, width)
    case "lm_head": return product(model.vocabularySize / tensor, hidden)
    case "layernorm": return .elementwise(.norm, rows: rows, width: hidden)
    case "final_layernorm": return .elementwise(.finalNorm, rows: rows, width: hidden)
    case "embedding": return .elementwise(.embedding, rows: rows, width: hidden)
    case "rotary_emb": return .elementwise(.rotary, rows: rows, width: values)
    case "qk_norm": return .elementwise(.queryKeyNorm, rows: rows, width: values)
    case "act_fn": return .elementwise(.activation, rows: rows, width: width)
    case "sampler": return .elementwise(.sampler, rows: rows, width: model.vocabularySize / tensor)
    default: return nil
    }
  }

  /// Chunks alone.
  func prefills() -> [OperatorSample] {
    degree.attention.filter { $0.chunk > 0 && $0.sequences == 0 }.map {
      OperatorSample(prefillCall(tokens: $0.chunk, context: $0.chunkContext), seconds: $0.seconds)
    }
  }

  /// Decodes alone.
  func decodes() -> [OperatorSample] {
    degree.attention.filter { $0.chunk == 0 && $0.sequences > 0 }.map {
      OperatorSample(decodeCall(sequences: $0.sequences, context: Double($0.context)), seconds: $0.seconds)
    }
  }

  /// The call of a chunk.
  func prefillCall(tokens: Int, context: Int) -> OperatorCall {
    .prefillAttention(
      tokens: tokens, contextTokens: context, heads: heads, keyValueHeads: keyValueHeads, headSize: model.headSize,
      keyValueFormat: .bf16)
  }

  /// The call of decodes alone.
  func decodeCall(sequences: Int, context: Double) -> OperatorCall {
    .decodeAttention(
      sequences: sequences, contextTokensPerSequence: context, heads: heads, keyValueHeads: keyValueHeads,
      headSize: model.headSize, keyValueFormat: .bf16)
  }

  /// The call of decodes beside a chunk.
  func mixedCall(tokens: Int, sequences: Int, context: Double) -> OperatorCall {
    .mixedDecodeAttention(
      sequences: sequences, contextTokensPerSequence: context, prefillTokens: tokens, heads: heads,
      keyValueHeads: keyValueHeads, headSize: model.headSize, keyValueFormat: .bf16)
  }

  /// Routed experts that tokens draw at random, whole on one accelerator or dealt out over several: for every number of choices that
  /// an accelerator computes, the time at as many experts as chance is expected to touch of its own, straight between the numbers that
  /// were measured.
  func mixtures() -> [OperatorSample] {
    guard let mixture = model.mixtureOfExperts else { return [] }
    let degrees = [1, 2, 4, 8, 16].filter { mixture.experts % $0 == 0 && mixture.experts / $0 >= mixture.expertsPerToken }
    return degrees.flatMap { parts in
      Set(degree.experts.map(\.tokens)).sorted().compactMap { measured -> OperatorSample? in
        let rows = degree.experts.filter { $0.tokens == measured }.sorted { $0.touched < $1.touched }
        let tokens = measured * parts
        let call = OperatorCall.mixture(
          tokens: tokens, hiddenSize: model.hiddenSize, expertIntermediateSize: mixture.expertIntermediateSize,
          expertsPerToken: mixture.expertsPerToken, experts: mixture.experts, tensorParallel: tensor, expertParallel: parts,
          format: .bf16, routing: .uniform)
        let touched = mixture.expectedExpertsTouched(tokens: tokens) / Double(parts)
        return ExpertRow.seconds(rows, touched: touched).map { OperatorSample(call, seconds: $0) }
      }
    }
  }
}
