import CGSL

extension ExecutedEngine {
  private var projectedWidth: Int { (model.heads + 2 * model.keyValueHeads) * model.headSize }

  /// Takes the plan's rows through all layers and leaves the logits of its samples in the workspace.
  func forward() {
    let count = plan.rows.count
    times.book(.host)
    embed()
    times.book(.embedding)
    for (index, row) in plan.rows.enumerated() {
      unsafe rotary.gather(position: Int(row.position), into: workspace.rotation.base + index * rotary.rowCount)
    }
    times.book(.rotary)
    for (index, layer) in weights.layers.enumerated() {
      attend(layer, index: index, rows: count)
      feedForward(layer, rows: count)
    }
    sampleRows()
  }

  private func embed() {
    let width = model.hiddenSize
    for (index, row) in plan.rows.enumerated() {
      unsafe (workspace.hidden.base + index * width).update(from: weights.embedding.base + Int(row.token) * width, count: width)
    }
  }

  private func attend(_ layer: TransformerWeights.Layer, index: Int, rows: Int) {
    let space = workspace
    let (width, queries) = (model.hiddenSize, model.heads * model.headSize)
    unsafe Elementwise.normalize(space.hidden.base, rows: rows, width: width, gain: layer.attentionGain.base, to: space.normalized.base)
    times.book(.norm)
    unsafe MatrixProduct(weights: layer.queryKeyValue.base, inputs: width, outputs: projectedWidth)
      .apply(space.normalized.base, rows: rows, to: space.projected.base)
    times.book(.queryKeyValue)
    rotate()
    times.book(.rotary)
    if plan.decodes > 0 {
      store(rows: 0..<plan.decodes, layer: index)
      attendDecodes(layer: index)
      times.book(.decodeAttention)
    }
    if !plan.chunks.isEmpty {
      store(rows: plan.decodes..<rows, layer: index)
      for chunk in plan.chunks { attendChunk(chunk, layer: index) }
      times.book(.prefillAttention)
    }
    unsafe MatrixProduct(weights: layer.attentionOutput.base, inputs: queries, outputs: width)
      .apply(space.attended.base, rows: rows, to: space.hidden.base, accumulate: true)
    times.book(.attentionOutput)
  }

  /// Turns queries and keys to their positions; keys follow the queries, so one call turns both.
  private func rotate() {
    for index in plan.rows.indices {
      unsafe rotary.rotate(
        workspace.projected.base + index * projectedWidth, heads: model.heads + model.keyValueHeads,
        by: workspace.rotation.base + index * rotary.rowCount)
    }
  }

  /// Writes keys and values of some rows to the cache. It is part of their attention: a token that is decoded pays for
  /// cache lines of its own, tokens of a chunk share them.
  private func store(rows: Range<Int>, layer: Int) {
    let queries = model.heads * model.headSize
    let keys = model.keyValueHeads * model.headSize
    for index in rows {
      let row = plan.rows[index]
      let values = unsafe workspace.projected.base + index * projectedWidth
      unsafe cache.write(
        key: values + queries, value: values + queries + keys, position: Int(row.position), table: sequences.table(of: row.sequenceRow),
        layer: layer)
    }
  }

  private func attendDecodes(layer: Int) {
    let space = workspace
    let group = space.decode.groupSize * model.headSize
    let (width, outputWidth) = (projectedWidth, model.heads * model.headSize)
    let scale = space.prefill.scale
    let rows = plan.rows
    space.team.perform(parts: plan.decodes * model.keyValueHeads) { part, thread in
      let (index, head) = (part / model.keyValueHeads, part % model.keyValueHeads)
      let row = rows[index]
      let query = unsafe space.projected.base + index * width + head * group
      for i in stride(from: 0, to: group, by: Vector.width) { unsafe (Vector.load(query + i) * scale).store(query + i) }
      unsafe space.decode.attend(
        query: query, head: head, tokens: Int(row.position) + 1, table: sequences.table(of: row.sequenceRow), layer: layer,
        scratch: space.scratch.base + thread * space.scratchStride,
        output: space.attended.base + index * outputWidth + head * group)
    }
  }

  private func attendChunk(_ chunk: StepPlan.Chunk, layer: Int) {
    let space = workspace
    let group = space.decode.groupSize * model.headSize
    let (width, outputWidth) = (projectedWidth, model.heads * model.headSize)
    space.team.perform(parts: model.keyValueHeads) { head, thread in
      unsafe space.prefill.attend(
        query: space.projected.base + chunk.firstRow * width + head * group, head: head, count: chunk.tokens,
        context: chunk.contextTokens, table: sequences.table(of: chunk.sequenceRow), layer: layer,
        scratch: space.scratch.base + thread * space.scratchStride,
        output: space.attended.base + chunk.firstRow * outputWidth + head * group)
    }
  }

  private func feedForward(_ layer: TransformerWeights.Layer, rows: Int) {
    let space = workspace
    let (width, inner) = (model.hiddenSize, model.intermediateSize)
    unsafe Elementwise.normalize(space.hidden.base, rows: rows, width: width, gain: layer.feedForwardGain.base, to: space.normalized.base)
    times.book(.norm)
    unsafe MatrixProduct(weights: layer.gateUp.base, inputs: width, outputs: 2 * inner)
      .apply(space.normalized.base, rows: rows, to: space.gateUp.base)
    times.book(.gateUp)
    unsafe Elementwise.gate(space.gateUp.base, rows: rows, width: inner, to: space.gated.base)
    times.book(.activation)
    unsafe MatrixProduct(weights: layer.down.base, inputs: inner, outputs: width)
      .apply(space.gated.base, rows: rows, to: space.hidden.base, accumulate: true)
    times.book(.down)
  }

  /// Final norm and LM head, for the rows that sample only.
  private func sampleRows() {
    let space = workspace
    let (width, vocabulary) = (model.hiddenSize, model.vocabularySize)
    if plan.samples.isEmpty { return }
    for (index, sample) in plan.samples.enumerated() {
      unsafe Elementwise.normalize(
        space.hidden.base + sample.row * width, rows: 1, width: width, gain: weights.finalGain.base,
        to: space.sampledRows.base + index * width)
    }
    if weights.isTied {
      // The embedding has a row for each token, which is a column of the head.
      unsafe cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(plan.samples.count), Int32(vocabulary), Int32(width), 1,
        space.sampledRows.base, Int32(width), weights.head.base, Int32(width), 0, space.logits.base, Int32(vocabulary))
    } else {
      unsafe MatrixProduct(weights: weights.head.base, inputs: width, outputs: vocabulary)
        .apply(space.sampledRows.base, rows: plan.samples.count, to: space.logits.base)
    }
    times.book(.head)
  }
}
