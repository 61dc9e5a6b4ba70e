import Model

/// One call of an operator: its kind, its shape and its number formats.
public struct OperatorCall: Hashable, Sendable {
  /// The operator.
  public var kind: OperatorKind
  /// Its shape.
  public var quantities: OperatorQuantities
  /// The format of weights, or of the KV cache for attention.
  public var format: NumberFormat?
  /// Which code runs it, where a kind has several: a collective, an elementwise pass, a routing.
  public var variant: String?

  /// Counts above this are read as this.
  private static let greatestCount = 1e15

  /// A call. Counts below one are read as one, a context below nothing as none.
  public init(
    _ kind: OperatorKind, _ quantities: [(OperatorQuantity, Double)], format: NumberFormat? = nil, variant: String? = nil
  ) {
    self.kind = kind
    // No shape that a caller can name makes a time that is no number.
    self.quantities = OperatorQuantities(quantities.map { ($0, min(max($0 == .contextTokens ? 0 : 1, $1), Self.greatestCount)) })
    self.format = format
    self.variant = variant
  }

  /// A product of a (rows x inputs) activation with an (inputs x outputs) weight.
  public static func matrixProduct(rows: Int = 1, outputs: Int, inputs: Int, format: NumberFormat) -> OperatorCall {
    OperatorCall(
      .matrixProduct, [(.rows, Double(rows)), (.outputs, Double(outputs)), (.inputs, Double(inputs))], format: format)
  }

  /// Causal attention of one sequence's chunk of `tokens` after `contextTokens`; one layer, the heads of one accelerator.
  public static func prefillAttention(
    tokens: Int = 1, contextTokens: Int = 0, heads: Int, keyValueHeads: Int, headSize: Int, keyValueFormat: NumberFormat
  ) -> OperatorCall {
    attention(.prefillAttention, Double(tokens), 1, Double(contextTokens), heads, keyValueHeads, headSize, keyValueFormat)
  }

  /// Attention of `sequences` that decode one token each with `contextTokensPerSequence` in the cache, the new one included.
  public static func decodeAttention(
    sequences: Int = 1, contextTokensPerSequence: Double = 1, heads: Int, keyValueHeads: Int, headSize: Int,
    keyValueFormat: NumberFormat
  ) -> OperatorCall {
    attention(
      .decodeAttention, 1, Double(sequences), contextTokensPerSequence, heads, keyValueHeads, headSize, keyValueFormat)
  }

  /// What `sequences` that decode add to the attention of a batch that also prefills `prefillTokens`.
  public static func mixedDecodeAttention(
    sequences: Int = 1, contextTokensPerSequence: Double = 1, prefillTokens: Int, heads: Int, keyValueHeads: Int, headSize: Int,
    keyValueFormat: NumberFormat
  ) -> OperatorCall {
    attention(
      .mixedDecodeAttention, Double(prefillTokens), Double(sequences), contextTokensPerSequence, heads, keyValueHeads, headSize,
      keyValueFormat)
  }

  private static func attention(
    _ kind: OperatorKind, _ tokens: Double, _ sequences: Double, _ context: Double, _ heads: Int, _ keyValueHeads: Int,
    _ headSize: Int, _ format: NumberFormat
  ) -> OperatorCall {
    OperatorCall(
      kind,
      [
        (.tokens, tokens), (.sequences, sequences), (.contextTokens, context), (.heads, Double(heads)),
        (.keyValueHeads, Double(keyValueHeads)), (.headSize, Double(headSize)),
      ], format: format)
  }

  /// Latent attention of one sequence's chunk; `headSize` is the mean of what a key and a value hold, for a pair multiplies both.
  public static func latentPrefill(
    tokens: Int = 1, contextTokens: Int = 0, heads: Int, headSize: Int, keyValueFormat: NumberFormat
  ) -> OperatorCall {
    attention(.latentPrefill, Double(tokens), 1, Double(contextTokens), heads, heads, headSize, keyValueFormat)
  }

  /// Latent attention of sequences that decode; `latentSize` is what is cached of a token, the latent and the rotary key.
  public static func latentDecode(
    sequences: Int = 1, contextTokensPerSequence: Double = 1, heads: Int, latentSize: Int, keyValueFormat: NumberFormat
  ) -> OperatorCall {
    attention(.latentDecode, 1, Double(sequences), contextTokensPerSequence, heads, 1, latentSize, keyValueFormat)
  }

  /// A gated linear attention layer over so many chunks of `tokens` each; heads are those of the values, on one accelerator.
  public static func linearPrefill(tokens: Int = 1, chunks: Int = 1, heads: Int, headSize: Int) -> OperatorCall {
    OperatorCall(
      .linearPrefill, [(.tokens, Double(tokens)), (.sequences, Double(chunks)), (.heads, Double(heads)), (.headSize, Double(headSize))])
  }

  /// A gated linear attention layer of so many sequences that decode.
  public static func linearDecode(sequences: Int = 1, heads: Int, headSize: Int) -> OperatorCall {
    OperatorCall(.linearDecode, [(.sequences, Double(sequences)), (.heads, Double(heads)), (.headSize, Double(headSize))])
  }

  /// The routed experts of one layer on one accelerator: gate, up and down, for `tokens` of the whole expert-parallel group.
  public static func mixture(
    tokens: Int = 1, hiddenSize: Int, expertIntermediateSize: Int, expertsPerToken: Int, experts: Int, tensorParallel: Int,
    expertParallel: Int, format: NumberFormat, routing: ExpertRouting
  ) -> OperatorCall {
    OperatorCall(
      .mixture,
      [
        (.tokens, Double(tokens)), (.hiddenSize, Double(hiddenSize)), (.expertIntermediateSize, Double(expertIntermediateSize)),
        (.expertsPerToken, Double(expertsPerToken)), (.experts, Double(experts)), (.tensorParallel, Double(tensorParallel)),
        (.expertParallel, Double(expertParallel)),
      ], format: format, variant: routing.rawValue)
  }

  /// A collective of `bytes` between `members`.
  public static func collective(_ kind: CollectiveKind, bytes: Int = 1, members: Int) -> OperatorCall {
    OperatorCall(.collective, [(.bytes, Double(bytes)), (.members, Double(members))], variant: kind.rawValue)
  }

  /// A pass over `rows` of `width` values.
  public static func elementwise(_ kind: ElementwiseKind, rows: Int = 1, width: Int) -> OperatorCall {
    OperatorCall(.elementwise, [(.rows, Double(rows)), (.width, Double(width))], variant: kind.rawValue)
  }

  /// A pass over the logits of `rows`, of a vocabulary of `width` tokens.
  public static func sampler(_ pass: SamplerPass, rows: Int = 1, width: Int) -> OperatorCall {
    OperatorCall(.sampler, [(.rows, Double(rows)), (.width, Double(width))], variant: pass.rawValue)
  }
}
