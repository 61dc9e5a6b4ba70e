import CGSL
import Hardware

extension ExecutedEngine {
  /// Places of the parts in ``StepTimes``, looked up once.
  enum Place {
    static let embedding = StepTimes.place(of: .embedding)
    static let elementwise = StepTimes.place(of: .elementwise)
    static let queryKeyValue = StepTimes.place(of: .queryKeyValue)
    static let prefillAttention = StepTimes.place(of: .prefillAttention)
    static let decodeAttention = StepTimes.place(of: .decodeAttention)
    static let attentionOutput = StepTimes.place(of: .attentionOutput)
    static let gateUp = StepTimes.place(of: .gateUp)
    static let down = StepTimes.place(of: .down)
    static let head = StepTimes.place(of: .head)
    static let sampler = StepTimes.place(of: .sampler)
    static let host = StepTimes.place(of: .host)
  }

  private var projectedWidth: Int { (model.heads + 2 * model.keyValueHeads) * model.headSize }

  /// Takes the plan's rows through all layers and leaves the logits of its samples in the workspace.
  func forward() {
    let count = plan.rows.count
    times.book(Place.host)
    embed()
    times.book(Place.embedding)
    for (index, layer) in weights.layers.enumerated() {
      attend(layer, index: index, rows: count)
      feedForward(layer, rows: count)
    }
    sampleRows()
  }

  private func embed() {
    let width = model.hiddenSize
    for (index, row) in plan.rows.enumerated() {
      (workspace.hidden.base + index * width).update(from: weights.embedding.base + Int(row.token) * width, count: width)
    }
  }

  private func attend(_ layer: TransformerWeights.Layer, index: Int, rows: Int) {
    let space = workspace
    let (width, queries) = (model.hiddenSize, model.heads * model.headSize)
    Elementwise.normalize(space.hidden.base, rows: rows, width: width, gain: layer.attentionGain.base, to: space.normalized.base)
    times.book(Place.elementwise)
    MatrixProduct(weights: layer.queryKeyValue.base, inputs: width, outputs: projectedWidth)
      .apply(space.normalized.base, rows: rows, to: space.projected.base)
    times.book(Place.queryKeyValue)
    placeKeysAndValues(layer: index)
    times.book(Place.elementwise)
    if plan.decodes > 0 {
      attendDecodes(layer: index)
      times.book(Place.decodeAttention)
    }
    if !plan.chunks.isEmpty {
      for chunk in plan.chunks { attendChunk(chunk, layer: index) }
      times.book(Place.prefillAttention)
    }
    MatrixProduct(weights: layer.attentionOutput.base, inputs: queries, outputs: width)
      .apply(space.attended.base, rows: rows, to: space.hidden.base, accumulate: true)
    times.book(Place.attentionOutput)
  }

  /// Turns queries and keys to their positions and writes keys and values to the cache.
  private func placeKeysAndValues(layer: Int) {
    let queries = model.heads * model.headSize
    let keys = model.keyValueHeads * model.headSize
    plan.rows.withUnsafeBufferPointer { rows in
      for index in rows.indices {
        let row = rows[index]
        let values = workspace.projected.base + index * projectedWidth
        // Keys follow the queries, so one call turns both.
        rotary.rotate(values, heads: model.heads + model.keyValueHeads, position: Int(row.position))
        cache.write(
          key: values + queries, value: values + queries + keys, position: Int(row.position),
          table: sequences.table(of: row.sequenceRow), layer: layer)
      }
    }
  }

  private func attendDecodes(layer: Int) {
    let space = workspace
    let group = space.decode.groupSize * model.headSize
    let (width, outputWidth) = (projectedWidth, model.heads * model.headSize)
    let scale = space.prefill.scale
    plan.rows.withUnsafeBufferPointer { rows in
      space.team.perform(parts: plan.decodes * model.keyValueHeads) { part, thread in
        let (index, head) = (part / model.keyValueHeads, part % model.keyValueHeads)
        let row = rows[index]
        let query = space.projected.base + index * width + head * group
        for i in stride(from: 0, to: group, by: Vector.width) { (Vector.load(query + i) * scale).store(query + i) }
        space.decode.attend(
          query: query, head: head, tokens: Int(row.position) + 1, table: sequences.table(of: row.sequenceRow), layer: layer,
          scratch: space.scratch.base + thread * space.scratchStride,
          output: space.attended.base + index * outputWidth + head * group)
      }
    }
  }

  private func attendChunk(_ chunk: StepPlan.Chunk, layer: Int) {
    let space = workspace
    let group = space.decode.groupSize * model.headSize
    let (width, outputWidth) = (projectedWidth, model.heads * model.headSize)
    space.team.perform(parts: model.keyValueHeads) { head, thread in
      space.prefill.attend(
        query: space.projected.base + chunk.firstRow * width + head * group, head: head, count: chunk.tokens,
        context: chunk.contextTokens, table: sequences.table(of: chunk.sequenceRow), layer: layer,
        scratch: space.scratch.base + thread * space.scratchStride,
        output: space.attended.base + chunk.firstRow * outputWidth + head * group)
    }
  }

  private func feedForward(_ layer: TransformerWeights.Layer, rows: Int) {
    let space = workspace
    let (width, inner) = (model.hiddenSize, model.intermediateSize)
    Elementwise.normalize(space.hidden.base, rows: rows, width: width, gain: layer.feedForwardGain.base, to: space.normalized.base)
    times.book(Place.elementwise)
    MatrixProduct(weights: layer.gateUp.base, inputs: width, outputs: 2 * inner)
      .apply(space.normalized.base, rows: rows, to: space.gateUp.base)
    times.book(Place.gateUp)
    Elementwise.gate(space.gateUp.base, rows: rows, width: inner, to: space.gated.base)
    times.book(Place.elementwise)
    MatrixProduct(weights: layer.down.base, inputs: inner, outputs: width)
      .apply(space.gated.base, rows: rows, to: space.hidden.base, accumulate: true)
    times.book(Place.down)
  }

  /// Final norm and LM head, for the rows that sample only.
  private func sampleRows() {
    let space = workspace
    let (width, vocabulary) = (model.hiddenSize, model.vocabularySize)
    if plan.samples.isEmpty { return }
    for (index, sample) in plan.samples.enumerated() {
      Elementwise.normalize(
        space.hidden.base + sample.row * width, rows: 1, width: width, gain: weights.finalGain.base,
        to: space.sampledRows.base + index * width)
    }
    if weights.isTied {
      // The embedding has a row for each token, which is a column of the head.
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(plan.samples.count), Int32(vocabulary), Int32(width), 1,
        space.sampledRows.base, Int32(width), weights.head.base, Int32(width), 0, space.logits.base, Int32(vocabulary))
    } else {
      MatrixProduct(weights: weights.head.base, inputs: width, outputs: vocabulary)
        .apply(space.sampledRows.base, rows: plan.samples.count, to: space.logits.base)
    }
    times.book(Place.head)
  }
}
