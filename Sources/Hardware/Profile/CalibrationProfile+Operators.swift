import Model

/// Seconds of operators. Nil means that the profile holds no such operator or format, and a roofline must serve.
///
/// Each question builds the monotone table of its shape; a cost model that asks often takes the table itself from
/// ``table(for:)``. Counts below one are read as one, and a call over nothing takes no time.
extension CalibrationProfile {
  /// The monotone table of the call's shape, over what a batch changes: rows of a product or a pass; tokens and context of a
  /// chunk; sequences and context of decodes; tokens of a mixture; bytes of a collective.
  public func table(for call: OperatorCall) -> MonotoneGrid? { fit(for: call)?.grid(for: call) }

  /// Whether the call lies outside what the profile's fit saw, so that a run can say so; true where there is no fit.
  public func isExtrapolated(_ call: OperatorCall) -> Bool { fit(for: call)?.extrapolates(call) ?? true }

  /// The fit that answers for a call: of those for its kind, format and variant, the one with the nearest pinned shape.
  public func fit(for call: OperatorCall) -> OperatorFit? {
    var best: (fit: OperatorFit, distance: Double)?
    for fit in operators where fit.covers(call) {
      let distance = fit.distance(to: call)
      if best.map({ distance < $0.distance }) ?? true { best = (fit, distance) }
    }
    return best?.fit
  }

  /// Seconds of a product of a (rows x inputs) activation with an (inputs x outputs) weight stored in `format`.
  public func matrixProductSeconds(rows: Int, outputs: Int, inputs: Int, format: NumberFormat) -> Double? {
    seconds(.matrixProduct(rows: rows, outputs: outputs, inputs: inputs, format: format), empty: rows < 1)
  }

  /// Seconds of causal attention of one sequence's chunk of `tokens` after `contextTokens`, in one layer; heads are those
  /// of one accelerator.
  public func prefillAttentionSeconds(
    tokens: Int, contextTokens: Int, heads: Int, keyValueHeads: Int, headSize: Int, keyValueFormat: NumberFormat
  ) -> Double? {
    let call = OperatorCall.prefillAttention(
      tokens: tokens, contextTokens: contextTokens, heads: heads, keyValueHeads: keyValueHeads, headSize: headSize,
      keyValueFormat: keyValueFormat)
    return seconds(call, empty: tokens < 1)
  }

  /// Seconds of attention of `sequences` that decode one token each, with so many tokens each in the cache (the new one
  /// included), in one layer; heads are those of one accelerator.
  public func decodeAttentionSeconds(
    sequences: Int, contextTokensPerSequence: Double, heads: Int, keyValueHeads: Int, headSize: Int, keyValueFormat: NumberFormat
  ) -> Double? {
    let call = OperatorCall.decodeAttention(
      sequences: sequences, contextTokensPerSequence: contextTokensPerSequence, heads: heads, keyValueHeads: keyValueHeads,
      headSize: headSize, keyValueFormat: keyValueFormat)
    return seconds(call, empty: sequences < 1)
  }

  /// Seconds that `sequences` decoding in a batch that also prefills add to its attention, in one layer.
  public func mixedDecodeAttentionSeconds(
    sequences: Int, contextTokensPerSequence: Double, prefillTokens: Int, heads: Int, keyValueHeads: Int, headSize: Int,
    keyValueFormat: NumberFormat
  ) -> Double? {
    let call = OperatorCall.mixedDecodeAttention(
      sequences: sequences, contextTokensPerSequence: contextTokensPerSequence, prefillTokens: prefillTokens, heads: heads,
      keyValueHeads: keyValueHeads, headSize: headSize, keyValueFormat: keyValueFormat)
    return seconds(call, empty: sequences < 1)
  }

  /// Seconds of the routed experts of one layer on one accelerator (gate, up, down and the sorting around them) when
  /// `tokens` of the whole group pass.
  public func mixtureSeconds(
    tokens: Int, hiddenSize: Int, expertIntermediateSize: Int, expertsPerToken: Int, experts: Int, tensorParallel: Int,
    expertParallel: Int, format: NumberFormat, routing: ExpertRouting = .skewed
  ) -> Double? {
    let call = OperatorCall.mixture(
      tokens: tokens, hiddenSize: hiddenSize, expertIntermediateSize: expertIntermediateSize, expertsPerToken: expertsPerToken,
      experts: experts, tensorParallel: tensorParallel, expertParallel: expertParallel, format: format, routing: routing)
    return seconds(call, empty: tokens < 1)
  }

  /// Seconds of a collective; ``CollectiveKind`` says whose bytes count. No time for a single member or no bytes.
  public func collectiveSeconds(_ kind: CollectiveKind, bytes: Int, members: Int) -> Double? {
    seconds(.collective(kind, bytes: bytes, members: members), empty: bytes < 1 || members < 2)
  }

  /// Seconds of a pass over `rows` of `width` values.
  public func elementwiseSeconds(_ kind: ElementwiseKind, rows: Int, width: Int) -> Double? {
    seconds(.elementwise(kind, rows: rows, width: width), empty: rows < 1)
  }

  private func seconds(_ call: OperatorCall, empty: Bool) -> Double? {
    guard let fit = fit(for: call) else { return nil }
    if empty { return 0 }
    let (first, second) = OperatorFit.growing(call.kind)
    return fit.grid(for: call).seconds(call.quantities[first], second.map { call.quantities[$0] } ?? 1)
  }
}
