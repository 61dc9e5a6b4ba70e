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

  private static func seconds(_ microseconds: Double) -> Double { microseconds * 1e-6 }

  /// Products and elementwise passes, by tokens and by sequences.
  func byRows() -> [OperatorSample] {
    (degree.dense.rows + degree.perSequence.rows).compactMap { row in
      guard row.values[0] >= 1, let call = call(String(row.label), rows: Int(row.values[0])) else { return nil }
      return OperatorSample(call, seconds: Self.seconds(row.values[1]))
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
    attentionRows.filter { $0.chunk > 0 && $0.sequences == 0 }.map {
      OperatorSample(prefillCall(tokens: $0.chunk, context: $0.chunkContext), seconds: $0.seconds)
    }
  }

  /// Decodes alone.
  func decodes() -> [OperatorSample] {
    attentionRows.filter { $0.chunk == 0 && $0.sequences > 0 }.map {
      OperatorSample(decodeCall(sequences: $0.sequences, context: Double($0.context)), seconds: $0.seconds)
    }
  }

  /// A row of the attention table.
  struct AttentionRow {
    var chunk: Int
    var chunkContext: Int
    var sequences: Int
    var context: Int
    var seconds: Double
  }

  /// The attention table.
  var attentionRows: [AttentionRow] {
    degree.attention.rows.map { row in
      AttentionRow(
        chunk: Int(row.values[0]), chunkContext: Int(row.values[1]), sequences: Int(row.values[2]), context: Int(row.values[3]),
        seconds: Self.seconds(row.values[4]))
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

  /// A row of the table of unequal contexts: so many sequences of which some have a long context and the others a short one.
  struct SkewRow {
    var chunk: Int
    var sequences: Int
    var meanContext: Double
    /// Standard deviation of the contexts in tokens.
    var deviation: Double
    /// Seconds were all contexts the mean.
    var equalSeconds: Double
    var seconds: Double
  }

  /// The table of unequal contexts; empty where there is none.
  var skewRows: [SkewRow] {
    (degree.skew?.rows ?? []).compactMap { row in
      let (sequences, long, short, longContext) = (row.values[0], row.values[1], row.values[4], row.values[5])
      guard sequences >= 1, long <= sequences, longContext >= short else { return nil }
      let share = long / sequences
      return SkewRow(
        chunk: Int(row.values[2]), sequences: Int(sequences), meanContext: short + share * (longContext - short),
        deviation: (share * (1 - share)).squareRoot() * (longContext - short), equalSeconds: Self.seconds(row.values[6]),
        seconds: Self.seconds(row.values[7]))
    }
  }

  /// Routed experts under even routing: for every number of tokens, the time at as many experts as even routing is
  /// expected to touch, straight between the numbers that were measured.
  func mixtures() -> [OperatorSample] {
    guard let mixture = model.mixtureOfExperts, let table = degree.mixture else { return [] }
    let counts = table.rows.map { Int($0.values[0]) }
    var samples: [OperatorSample] = []
    for tokens in counts.enumerated().filter({ $0.offset == 0 || counts[$0.offset - 1] != $0.element }).map(\.element) where tokens > 0 {
      let rows = table.rows.filter { Int($0.values[0]) == tokens }.sorted { $0.values[1] < $1.values[1] }
      let touched = mixture.expectedExpertsTouched(tokens: tokens)
      guard let seconds = Self.interpolated(rows.map { ($0.values[1], Self.seconds($0.values[2])) }, at: touched) else { continue }
      let call = OperatorCall.mixture(
        tokens: tokens, hiddenSize: model.hiddenSize, expertIntermediateSize: mixture.expertIntermediateSize,
        expertsPerToken: mixture.expertsPerToken, experts: mixture.experts, tensorParallel: tensor, expertParallel: 1,
        format: .bf16, routing: .balanced)
      samples.append(OperatorSample(call, seconds: seconds))
    }
    return samples
  }

  private static func interpolated(_ points: [(x: Double, y: Double)], at x: Double) -> Double? {
    guard let first = points.first, let last = points.last else { return nil }
    if x <= first.x { return first.y }
    for (low, high) in zip(points, points.dropFirst()) where x <= high.x {
      return low.y + (x - low.x) / (high.x - low.x) * (high.y - low.y)
    }
    return last.y
  }
}
