import Model

/// The operators of a model under a layout, in the order in which an iteration runs them.
struct RooflineOperatorList {
  let model: ModelShape
  let layout: ParallelLayout
  let weightFormat: NumberFormat
  /// The layers that are run here; nil for all of them, hand-overs between stages included.
  var stage: PipelineStage?
  let placement: ExpertPlacement
  let pipelineLink: CollectiveCost
  let expertLink: CollectiveCost

  private var tensor: Int { layout.tensor }
  private var groups: Int { layout.data }
  private var isFirst: Bool { stage?.isFirst ?? true }
  private var isLast: Bool { stage?.isLast ?? true }
  /// Whether tokens travel to their experts: only where the accelerators of a stage hold different sequences.
  private var exchangesTokens: Bool { layout.data > 1 && model.expertLayers > 0 }
  private var hidden: Int { model.hiddenSize }
  private var linear: NumberFormat { model.linearFormat(weightFormat) }
  private var wide: NumberFormat { weightFormat.isQuantized ? .bf16 : weightFormat }
  private var headsHere: Int { model.heads / tensor }
  private var matrices: Int { model.gatedFeedForward ? 2 : 1 }

  /// What depends on the tokens of the batch.
  var perToken: [RooflineOperator] {
    var list: [RooflineOperator] = []
    if isFirst { list.append(one(.embedding, times: 1, .stream(bytesPerToken: 4 * Double(hidden), kernels: 1))) }
    list.append(elementwise)
    list += projections
    list += denseFeedForward
    list += mixture
    if tensor > 1 {
      // One all-reduce after attention, one after the feed-forward, and one for the divided embedding (Megatron-LM).
      let exchanged = exchangesTokens ? model.expertLayers : 0
      list.append(
        one(.collectives, times: 2 * model.layers - exchanged + (isFirst ? 1 : 0), .allReduce(bytesPerToken: 2 * Double(hidden))))
    }
    if stage == nil && layout.pipeline > 1 {
      list.append(one(.pipelineHops, times: layout.pipeline - 1, .hop(bytesPerToken: 2 * Double(hidden), link: pipelineLink)))
    }
    return list
  }

  /// What depends on the rows that are sampled.
  func perRow(samplerBytesPerLogit: Double) -> [RooflineOperator] {
    if !isLast { return [] }
    let vocabularyHere = divided(model.vocabularySize)
    var list = [one(.head, times: 1, .product(outputs: vocabularyHere, inputs: hidden, format: wide))]
    if tensor > 1 {
      list.append(one(.collectives, times: 1, .allGather(bytesPerToken: 2 * Double(model.vocabularySize))))
    }
    let samplerBytes = samplerBytesPerLogit * Double(model.vocabularySize)
    list.append(one(.sampler, times: 1, .stream(bytesPerToken: samplerBytes, kernels: 0)))
    return list
  }

  /// An operator that each tensor group runs on its own part of the batch.
  private func one(_ part: IterationPart, times: Int, _ kind: RooflineOperator.Kind) -> RooflineOperator {
    RooflineOperator(part, times: times, kind, groups: groups)
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
    return one(
      .elementwise, times: model.layers,
      .stream(
        bytesPerToken: 2 * Double(norms + rotated + activation), kernels: model.details.normsPerLayer + 2, fusible: 2 * Double(norms)))
  }

  private var projections: [RooflineOperator] {
    if let latent = model.latentAttention { return latentProjections(latent) }
    let keyValueHeads = layout.keyValueHeadsPerAccelerator(of: model)
    let outputs = (headsHere + 2 * keyValueHeads) * model.headSize
    return [
      one(.queryKeyValue, times: model.layers, .product(outputs: outputs, inputs: hidden, format: linear)),
      one(
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
      one(.queryKeyValue, times: model.layers, .product(outputs: down, inputs: hidden, format: linear)),
      one(
        .queryKeyValue, times: model.layers, .product(outputs: headsHere * queryHead, inputs: upInputs, format: linear)),
      one(
        .queryKeyValue, times: model.layers, .product(outputs: keyValueUp, inputs: latent.keyValueRank, format: linear)),
      one(
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
      one(up, times: times, .product(outputs: matrices * here, inputs: hidden, format: linear)),
      one(down, times: times, .product(outputs: hidden, inputs: here, format: linear)),
    ]
  }

  private var mixture: [RooflineOperator] {
    guard let mixture = model.mixtureOfExperts, model.expertLayers > 0 else { return [] }
    let times = model.expertLayers
    let sharing = layout.expertTensor
    let here = (mixture.expertIntermediateSize + sharing - 1) / sharing
    let spread = ExpertSpread(mixture, layout: layout, placement: placement)
    // Experts see the tokens of all tensor groups.
    var list = [
      one(.router, times: times, .product(outputs: mixture.experts, inputs: hidden, format: .bf16)),
      RooflineOperator(
        .experts, times: times, .experts(outputs: matrices * here, inputs: hidden, format: weightFormat, spread: spread)),
      RooflineOperator(.experts, times: times, .experts(outputs: hidden, inputs: here, format: weightFormat, spread: spread)),
    ]
    if exchangesTokens { list += exchange(spread) }
    if mixture.sharedIntermediateSize > 0 {
      list += feedForward(width: mixture.sharedIntermediateSize, times: times, up: .sharedExperts, down: .sharedExperts)
    }
    return list
  }

  /// Tokens go out in the format that the experts multiply in, a copy for each expert chosen, and come back in 16 bits
  /// (DeepEP's low-latency kernels). With every expert in every tensor group there is one part, and the tokens of the other
  /// groups are gathered and their results scattered instead.
  private func exchange(_ spread: ExpertSpread) -> [RooflineOperator] {
    let width = Double(hidden)
    if layout.expert == 1 {
      let groups = CollectiveCost(link: expertLink.link, members: layout.data, efficiency: expertLink.efficiency)
      return [
        RooflineOperator(.expertExchange, times: 2 * model.expertLayers, .gather(bytesPerToken: 2 * width, link: groups))
      ]
    }
    let outward = width * (weightFormat.bitsPerValue <= 8 ? 1 : 2)
    return [outward, 2 * width].map { bytes in
      RooflineOperator(
        .expertExchange, times: model.expertLayers, .exchange(bytesPerRow: bytes, spread: spread, link: expertLink))
    }
  }
}
