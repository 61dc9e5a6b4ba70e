import Hardware
import Model

/// An operator that the samples hold: how its rows are read from them, and in which form it is fitted.
struct MeasuredOperator {
  let part: ExecutedPart
  let kind: OperatorKind
  let variant: String?
  let call: OperatorCall
  let form: ReferenceTime.Form
  /// How often it runs in a step.
  let times: Int
  /// The quantities that a batch changes.
  let axes: [OperatorQuantity]

  /// All operators of a model.
  static func all(of model: ModelShape) -> [MeasuredOperator] {
    let (hidden, inner, queries) = (model.hiddenSize, model.intermediateSize, model.heads * model.headSize)
    let keyed = queries + model.keyValueHeads * model.headSize
    func product(_ part: ExecutedPart, _ outputs: Int, _ inputs: Int, times: Int) -> MeasuredOperator {
      MeasuredOperator(
        part: part, call: .matrixProduct(outputs: outputs, inputs: inputs, format: .fp32), form: .matrixProduct, times: times,
        axes: [.rows])
    }
    func pass(_ part: ExecutedPart, _ kind: ElementwiseKind, _ width: Int, times: Int) -> MeasuredOperator {
      MeasuredOperator(part: part, call: .elementwise(kind, width: width), form: .pass, times: times, axes: [.rows])
    }
    return [
      product(.queryKeyValue, queries + 2 * model.keyValueHeads * model.headSize, hidden, times: model.layers),
      product(.attentionOutput, hidden, queries, times: model.layers),
      product(.gateUp, 2 * inner, hidden, times: model.layers), product(.down, hidden, inner, times: model.layers),
      product(.head, model.vocabularySize, hidden, times: 1),
      MeasuredOperator(
        part: .prefillAttention,
        call: .prefillAttention(
          heads: model.heads, keyValueHeads: model.keyValueHeads, headSize: model.headSize, keyValueFormat: .fp32),
        form: .prefillAttention, times: model.layers, axes: [.tokens, .contextTokens]),
      MeasuredOperator(
        part: .decodeAttention,
        call: .decodeAttention(
          heads: model.heads, keyValueHeads: model.keyValueHeads, headSize: model.headSize, keyValueFormat: .fp32),
        form: .decodeAttention, times: model.layers, axes: [.sequences, .contextTokens]),
      pass(.embedding, .embedding, hidden, times: 1), pass(.norm, .norm, hidden, times: 2 * model.layers),
      pass(.rotary, .rotary, keyed, times: model.layers), pass(.activation, .activation, inner, times: model.layers),
      pass(.sampler, .sampler, model.vocabularySize, times: 1),
    ]
  }

  private init(
    part: ExecutedPart, call: OperatorCall, form: ReferenceTime.Form, times: Int, axes: [OperatorQuantity]
  ) {
    self.part = part
    self.call = call
    kind = call.kind
    variant = call.variant
    self.form = form
    self.times = times
    self.axes = axes
  }

  /// Its rows in the samples; none where a step has no such work.
  func rows(in samples: [StepSample]) -> [FitRow] {
    samples.enumerated().compactMap { index, sample in
      if sample.repeats.isEmpty { return nil }
      guard let quantities = quantities(of: sample.point) else { return nil }
      // A reading of the clock is some 25 ns; no operator is taken for shorter.
      let seconds = max(sample.seconds(part) / Double(times), 1e-9)
      let error = 0.01 + sample.noise(of: part) / Double(sample.repeats.count).squareRoot()
      return FitRow(quantities: quantities, seconds: seconds, weight: 1e-4 / (error * error), point: index)
    }
  }

  private func quantities(of point: StepPoint) -> OperatorQuantities? {
    var quantities = call.quantities
    switch part {
    case .prefillAttention:
      if point.chunkTokens == 0 { return nil }
      quantities[.tokens] = Double(point.chunkTokens)
      quantities[.contextTokens] = Double(point.chunkContext)
    case .decodeAttention:
      if point.contexts.isEmpty { return nil }
      quantities[.sequences] = Double(point.contexts.count)
      quantities[.contextTokens] = Double(point.decodeContext) / Double(point.contexts.count)
    case .head, .sampler: quantities[.rows] = Double(point.sampledRows)
    default: quantities[.rows] = Double(point.rows)
    }
    return quantities
  }
}
