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
  let expertLink: Link
  /// Share of a link's bandwidth where it is given; nil for the link's own.
  let linkEfficiency: Double?
  let exchangeWay: ExpertExchange

  private var tensor: Int { layout.tensor }
  private var groups: Int { layout.data }
  private var isFirst: Bool { stage?.isFirst ?? true }
  private var isLast: Bool { stage?.isLast ?? true }
  /// Whether tokens travel to their experts: only where the accelerators of a stage hold different sequences.
  private var exchangesTokens: Bool { layout.data > 1 && model.expertLayers > 0 }
  /// Whether experts are dealt out whole over all accelerators of a stage, none divided.
  private var expertsAreWhole: Bool { layout.expertTensor == 1 }
  /// Whether the results of experts are summed up over a tensor group at the end, as those of dense layers are.
  private var reducesExperts: Bool { !exchangesTokens || !expertsAreWhole && gathersTokens }
  private var gathersTokens: Bool { layout.expert == 1 || exchangeWay == .allGatherReduceScatter }
  private var hidden: Int { model.hiddenSize }
  private var headsHere: Int { model.heads / tensor }
  private var matrices: Int { model.gatedFeedForward ? 2 : 1 }

  /// What depends on the tokens of the batch.
  var perToken: [RooflineOperator] {
    var list: [RooflineOperator] = []
    if isFirst { list.append(one(.embedding, times: 1, .stream(bytesPerToken: 4 * Double(hidden), kernels: 1))) }
    list.append(elementwise)
    list += projections
    list += linearMixers
    list += denseFeedForward
    list += mixture
    if tensor > 1 {
      // One all-reduce after attention, one after the feed-forward, and one for the divided embedding (Megatron-LM).
      let feedForwards = model.denseLayers + (reducesExperts ? model.expertLayers : 0)
      list.append(
        one(
          .collectives, times: model.mixingLayers + feedForwards + (isFirst ? 1 : 0), .allReduce(bytesPerToken: 2 * Double(hidden))))
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
    let format = model.format(of: .head, weights: weightFormat).format
    var list = [one(.head, times: 1, .product(outputs: vocabularyHere, inputs: hidden, format: format))]
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

  /// A product of every layer of a part, in the format of the part; layers that stay wide are counted apart.
  private func products(_ part: IterationPart, of weights: WeightPart, times: Int, outputs: Int, inputs: Int) -> [RooflineOperator] {
    let format = model.format(of: weights, weights: weightFormat)
    let narrow = format.quantizedLayers(of: times)
    return [(narrow, format.format), (times - narrow, .bf16)].filter { $0.0 > 0 }.map {
      one(part, times: $0.0, .product(outputs: outputs, inputs: inputs, format: $0.1))
    }
  }

  private func divided(_ size: Int) -> Int { (size + tensor - 1) / tensor }

  /// Norms read and write the residual stream and its sum, rotary positions queries and keys, activations the gate and
  /// up values: two bytes each, one kernel each. Norms, those of shared blocks included, are not divided by tensor parallelism.
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
    let (layers, activated) = (Double(model.layers), Double(model.denseLayers + model.expertLayers))
    let shared = model.sharedBlocks.map { 4 * Double($0.inputSize + hidden) * Double($0.uses) / layers } ?? 0
    let values =
      Double(norms) + shared + Double(rotated) * (Double(model.attentionLayers) / layers) + Double(activation) * (activated / layers)
    return one(
      .elementwise, times: model.layers,
      .stream(bytesPerToken: 2 * values, kernels: model.details.normsPerLayer + 2, fusible: 2 * Double(norms)))
  }

  private var projections: [RooflineOperator] {
    if let latent = model.latentAttention { return latentProjections(latent) + indexerProjections(latent) }
    let inputs = model.attentionInputSize
    return model.attentionVariants.flatMap { variant in
      let (heads, queries) = (variant.heads, variant.heads.queries / tensor * variant.heads.keySize)
      let cached = layout.cachedValuesPerAccelerator(of: heads)
      let own = (model.details.attentionOutputGate ? 2 : 1) * queries
      return products(.queryKeyValue, of: .attention, times: variant.cachedLayers, outputs: own + cached, inputs: inputs)
        + products(.queryKeyValue, of: .attention, times: variant.layers - variant.cachedLayers, outputs: own, inputs: inputs)
        + products(
          .attentionOutput, of: .attention, times: variant.layers, outputs: hidden, inputs: heads.queries / tensor * heads.valueSize)
    }
  }

  /// What makes keys and values alone, in the layers that cache their own.
  var keysAndValues: [RooflineOperator] {
    model.attentionVariants.flatMap { variant in
      products(
        .queryKeyValue, of: .attention, times: variant.cachedLayers, outputs: layout.cachedValuesPerAccelerator(of: variant.heads),
        inputs: model.attentionInputSize)
    }
  }

  /// The products of state-space and linear attention layers, divided as attention's are, and the update of their states.
  private var linearMixers: [RooflineOperator] {
    let state = model.linearMixers.flatMap { mixer in
      mixer.matrices.flatMap { matrix in
        let divides = matrix.inputs == hidden
        return products(
          .linearMixer, of: .linearMixers, times: mixer.layers, outputs: divides ? divided(matrix.outputs) : matrix.outputs,
          inputs: divides ? matrix.inputs : divided(matrix.inputs))
      } + [
        one(
          .linearMixer, times: mixer.layers,
          .recurrence(
            flopsPerToken: mixer.stateFLOPsPerToken / Double(tensor),
            bytesPerToken: 2 * Double(mixer.matrices.reduce(0) { $0 + $1.outputs }) / Double(tensor)))
      ]
    }
    let others = divided(model.otherLayerParameters / hidden)
    return others > 0 ? state + products(.gateUp, of: .linearMixers, times: 1, outputs: others, inputs: hidden) : state
  }

  /// The down-projections to the latents are whole on every accelerator; the up-projections are divided by heads. Key
  /// and value up-projections cost the same whether they are absorbed (decode) or applied (prefill).
  private func latentProjections(_ latent: LatentAttention) -> [RooflineOperator] {
    let queryHead = latent.plainHeadSize + latent.rotaryHeadSize
    let down = latent.keyValueRank + latent.rotaryHeadSize + (latent.queryRank ?? 0)
    let upInputs = latent.queryRank ?? hidden
    let keyValueUp = headsHere * (latent.plainHeadSize + latent.valueHeadSize)
    let times = model.attentionLayers
    return products(.queryKeyValue, of: .attention, times: times, outputs: down, inputs: hidden)
      + products(.queryKeyValue, of: .attention, times: times, outputs: headsHere * queryHead, inputs: upInputs)
      + products(.queryKeyValue, of: .attention, times: times, outputs: keyValueUp, inputs: latent.keyValueRank)
      + products(.attentionOutput, of: .attention, times: times, outputs: hidden, inputs: headsHere * latent.valueHeadSize)
  }

  /// The indexer is whole on every accelerator: queries from their latent, one key and the heads' weights from the stream.
  private func indexerProjections(_ latent: LatentAttention) -> [RooflineOperator] {
    guard let indexer = model.indexer else { return [] }
    let times = model.attentionLayers
    return products(
      .queryKeyValue, of: .attention, times: times, outputs: indexer.heads * indexer.headSize, inputs: latent.queryRank ?? hidden)
      + products(.queryKeyValue, of: .attention, times: times, outputs: indexer.headSize + indexer.heads, inputs: hidden)
  }

  /// What feed-forward workers run, of which each group has its part of the tokens or of the experts: everything behind attention, and
  /// the sums over a group that divides its weights. Tokens come and go by an exchange of their own.
  var feedForward: [RooflineOperator] {
    var list = denseFeedForward + mixture.filter { $0.part != .expertExchange }
    if tensor > 1 {
      let width = 2 * Double(hidden)
      if model.denseLayers > 0 { list.append(one(.collectives, times: model.denseLayers, .allReduce(bytesPerToken: width))) }
      if let mixture = model.mixtureOfExperts, model.expertLayers > 0 {
        let copies = FeedForwardExchange.groupsOfToken(experts: mixture.expertsPerToken, groups: Double(groups))
        list.append(one(.collectives, times: model.expertLayers, .allReduce(bytesPerToken: width * copies)))
      }
    }
    return list
  }

  /// The activations alone, those of experts where these are not in a measurement of them.
  func activation(includingExperts: Bool) -> RooflineOperator {
    let dense = model.feedForwards.reduce(0.0) { $0 + Double($1.layers * divided($1.width)) }
    let routed = model.mixtureOfExperts.map { Double($0.expertsPerToken * $0.expertIntermediateSize + $0.sharedIntermediateSize) } ?? 0
    let values = dense + (includingExperts ? Double(model.expertLayers) * routed / Double(tensor) : 0)
    let times = max(1, includingExperts ? model.layers : model.denseLayers)
    let bytes = 2 * Double(matrices + 1) * values / Double(times)
    return one(.elementwise, times: times, .stream(bytesPerToken: bytes, kernels: values > 0 ? 1 : 0))
  }

  private var denseFeedForward: [RooflineOperator] {
    model.feedForwards.filter { $0.layers > 0 && $0.width > 0 }.flatMap {
      feedForward(width: $0.width, times: $0.layers, of: .denseFeedForward, up: .gateUp, down: .down)
    }
  }

  private func feedForward(width: Int, times: Int, of weights: WeightPart, up: IterationPart, down: IterationPart) -> [RooflineOperator] {
    let here = divided(width)
    return products(up, of: weights, times: times, outputs: matrices * here, inputs: hidden)
      + products(down, of: weights, times: times, outputs: hidden, inputs: here)
  }

  private var mixture: [RooflineOperator] {
    guard let mixture = model.mixtureOfExperts, model.expertLayers > 0 else { return [] }
    let times = model.expertLayers
    let sharing = layout.expertTensor
    let here = (mixture.expertIntermediateSize + sharing - 1) / sharing
    let spread = ExpertSpread(mixture, layout: layout, placement: placement)
    let format = expertFormat
    let inputs = mixture.latentSize ?? hidden
    // Experts see the tokens of all tensor groups.
    var list = [
      one(.router, times: times, .product(outputs: mixture.experts, inputs: hidden, format: .bf16)),
      RooflineOperator(
        .experts, times: times, .experts(outputs: matrices * here, inputs: inputs, format: format, spread: spread)),
      RooflineOperator(.experts, times: times, .experts(outputs: inputs, inputs: here, format: format, spread: spread)),
    ]
    if mixture.latentSize != nil {
      // Down to the experts' width and up again, whole on every accelerator.
      list += products(.sharedExperts, of: .sharedExperts, times: times, outputs: inputs, inputs: hidden)
      list += products(.sharedExperts, of: .sharedExperts, times: times, outputs: hidden, inputs: inputs)
    }
    if exchangesTokens { list += exchange(spread) }
    if mixture.sharedIntermediateSize > 0 {
      list += feedForward(
        width: mixture.sharedIntermediateSize, times: times, of: .sharedExperts, up: .sharedExperts, down: .sharedExperts)
    }
    return list
  }

  /// The format of the routed experts; the wide one where more than half of them stay wide.
  private var expertFormat: NumberFormat {
    let format = model.format(of: .routedExperts, weights: weightFormat)
    return format.wideShare > 0.5 ? .bf16 : format.format
  }

  /// Gathered, each token comes once to every accelerator in 16 bits, and the results are summed up and scattered (vLLM:
  /// `AgRsAll2AllManager`, `vllm/distributed/device_communicators/all2all.py`): over the tensor groups where these divide experts, over
  /// all accelerators where each has experts of its own, and then once more within the group, for its accelerators took a part of its
  /// tokens each. From point to point tokens go out in the format that the experts multiply in, a copy for each expert chosen, and
  /// come back in 16 bits (DeepEP's low-latency kernels). With every expert in every tensor group there is one part, and they are gathered.
  private func exchange(_ spread: ExpertSpread) -> [RooflineOperator] {
    let width = Double(hidden)
    func over(_ members: Int) -> CollectiveCost { CollectiveCost(link: expertLink, members: members, efficiency: linkEfficiency) }
    func list(_ kinds: [RooflineOperator.Kind]) -> [RooflineOperator] {
      kinds.map { RooflineOperator(.expertExchange, times: model.expertLayers, $0) }
    }
    if gathersTokens {
      let link = over(expertsAreWhole && layout.expert > 1 ? layout.acceleratorsPerStage : layout.data)
      let both = list([.gather(bytesPerToken: 2 * width, link: link), .scatter(bytesPerToken: 2 * width, link: link)])
      if tensor == 1 || reducesExperts { return both }
      return both + [one(.expertExchange, times: model.expertLayers, .allGather(bytesPerToken: 2 * width))]
    }
    let outward = width * (expertFormat.bitsPerValue <= 8 ? 1 : 2)
    return list(
      [outward, 2 * width].map { bytes in
        .exchange(bytesPerRow: bytes, spread: spread, link: over(layout.expert))
      })
  }
}
