import Model

/// The operators of a model under a layout, in the order in which an iteration runs them.
struct RooflineOperatorList {
  let model: ModelShape
  let layout: ParallelLayout
  let weightFormat: NumberFormat
  let pipelineLink: CollectiveCost

  private var tensor: Int { layout.tensor }
  private var hidden: Int { model.hiddenSize }
  private var linear: NumberFormat { model.linearFormat(weightFormat) }
  private var wide: NumberFormat { weightFormat.isQuantized ? .bf16 : weightFormat }
  private var headsHere: Int { model.heads / tensor }
  private var matrices: Int { model.gatedFeedForward ? 2 : 1 }

  /// What depends on the tokens of the batch.
  var perToken: [RooflineOperator] {
    var list = [RooflineOperator(.embedding, times: 1, .stream(bytesPerToken: 4 * Double(hidden), kernels: 1)), elementwise]
    list += projections
    list += denseFeedForward
    list += mixture
    if tensor > 1 {
      // One all-reduce after attention, one after the feed-forward, and one for the divided embedding (Megatron-LM).
      list.append(
        RooflineOperator(.collectives, times: 2 * model.layers + 1, .allReduce(bytesPerToken: 2 * Double(hidden))))
    }
    if layout.pipeline > 1 {
      list.append(
        RooflineOperator(.pipelineHops, times: layout.pipeline - 1, .hop(bytesPerToken: 2 * Double(hidden), link: pipelineLink)))
    }
    return list
  }

  /// What depends on the rows that are sampled.
  func perRow(samplerBytesPerLogit: Double) -> [RooflineOperator] {
    let vocabularyHere = divided(model.vocabularySize)
    var list = [RooflineOperator(.head, times: 1, .product(outputs: vocabularyHere, inputs: hidden, format: wide))]
    if tensor > 1 {
      list.append(RooflineOperator(.collectives, times: 1, .allGather(bytesPerToken: 2 * Double(model.vocabularySize))))
    }
    let samplerBytes = samplerBytesPerLogit * Double(model.vocabularySize)
    list.append(RooflineOperator(.sampler, times: 1, .stream(bytesPerToken: samplerBytes, kernels: 0)))
    return list
  }

  private func divided(_ size: Int) -> Int { (size + tensor - 1) / tensor }

  /// Norms read and write the residual stream and its sum, rotary positions queries and keys, activations the gate and
  /// up values: two bytes each, one kernel each. Norms are not divided by tensor parallelism.
  private var elementwise: RooflineOperator {
    let norms = 4 * model.details.normsPerLayer * hidden
    let rotated = 2 * (headsHere + layout.keyValueHeadsPerAccelerator(of: model)) * model.headSize
    let width: Int
    if let mixture = model.mixtureOfExperts {
      width = mixture.expertsPerToken * mixture.expertIntermediateSize + mixture.sharedIntermediateSize
    } else {
      width = model.intermediateSize
    }
    let activation = (matrices + 1) * divided(width)
    return RooflineOperator(
      .elementwise, times: model.layers,
      .stream(bytesPerToken: 2 * Double(norms + rotated + activation), kernels: model.details.normsPerLayer + 2))
  }

  private var projections: [RooflineOperator] {
    if let latent = model.latentAttention { return latentProjections(latent) }
    let keyValueHeads = layout.keyValueHeadsPerAccelerator(of: model)
    let outputs = (headsHere + 2 * keyValueHeads) * model.headSize
    return [
      RooflineOperator(.queryKeyValue, times: model.layers, .product(outputs: outputs, inputs: hidden, format: linear)),
      RooflineOperator(
        .attentionOutput, times: model.layers, .product(outputs: hidden, inputs: headsHere * model.headSize, format: linear)),
    ]
  }

  /// The down-projections to the latents are whole on every accelerator; the up-projections are divided by heads. Key
  /// and value up-projections cost the same whether they are absorbed (decode) or applied (prefill).
  private func latentProjections(_ latent: LatentAttention) -> [RooflineOperator] {
    let queryHead = latent.plainHeadSize + latent.rotaryHeadSize
    let down = latent.keyValueRank + latent.rotaryHeadSize + (latent.queryRank ?? 0)
    let upInputs = latent.queryRank ?? hidden
    let keyValueUp = headsHere * (latent.plainHeadSize + latent.valueHeadSize)
    return [
      RooflineOperator(.queryKeyValue, times: model.layers, .product(outputs: down, inputs: hidden, format: linear)),
      RooflineOperator(
        .queryKeyValue, times: model.layers, .product(outputs: headsHere * queryHead, inputs: upInputs, format: linear)),
      RooflineOperator(
        .queryKeyValue, times: model.layers, .product(outputs: keyValueUp, inputs: latent.keyValueRank, format: linear)),
      RooflineOperator(
        .attentionOutput, times: model.layers,
        .product(outputs: hidden, inputs: headsHere * latent.valueHeadSize, format: linear)),
    ]
  }

  private var denseFeedForward: [RooflineOperator] {
    guard model.denseLayers > 0 else { return [] }
    return feedForward(width: model.intermediateSize, times: model.denseLayers, up: .gateUp, down: .down)
  }

  private func feedForward(width: Int, times: Int, up: IterationPart, down: IterationPart) -> [RooflineOperator] {
    let here = divided(width)
    return [
      RooflineOperator(up, times: times, .product(outputs: matrices * here, inputs: hidden, format: linear)),
      RooflineOperator(down, times: times, .product(outputs: hidden, inputs: here, format: linear)),
    ]
  }

  private var mixture: [RooflineOperator] {
    guard let mixture = model.mixtureOfExperts, model.expertLayers > 0 else { return [] }
    let times = model.expertLayers
    let here = divided(mixture.expertIntermediateSize)
    var list = [
      RooflineOperator(.router, times: times, .product(outputs: mixture.experts, inputs: hidden, format: .bf16)),
      RooflineOperator(
        .experts, times: times, .experts(outputs: matrices * here, inputs: hidden, format: weightFormat, mixture: mixture)),
      RooflineOperator(
        .experts, times: times, .experts(outputs: hidden, inputs: here, format: weightFormat, mixture: mixture)),
    ]
    if mixture.sharedIntermediateSize > 0 {
      list += feedForward(width: mixture.sharedIntermediateSize, times: times, up: .sharedExperts, down: .sharedExperts)
    }
    return list
  }
}
