import Kernel
import Model

/// What attention costs: decode by the line of its context, prefill by chunk.
struct RooflineAttention: Sendable {
  /// The layers of an attention group, and their work beside that of the model's own heads.
  private struct GroupLayers {
    var layers: Double
    var cap: Int
    /// Arithmetic of a query-key pair.
    var pairWeight: Double
    /// Values cached of a token.
    var readWeight: Double
  }

  /// The most tokens that each attention group reads of a sequence.
  let readCaps: GroupValues<Int>
  /// What decodes cost by their context alone, with one query each: a slope for each attention group.
  let line: StepLine
  /// The same with so many queries of each sequence, the first with two: KV is read once for all of them.
  private let linesByQueries: [StepLine]
  /// The lines of batches of so many sequences that leave processors idle, the first of one; empty where kernels divide contexts.
  private let linesByFilling: [StepLine]
  private let tensorGroups: Int
  /// A decoding sequence, whatever its context: reading its query, writing its output.
  let perDecodeSequence: ChunkCost
  /// Starting attention in all layers.
  let launch: ChunkCost
  /// What limits decode.
  let decodeLimit: BreakdownPart.Limit

  /// The group that reads everything.
  private let whole: GroupLayers
  /// Each group with a cap.
  private let capped: [GroupLayers]
  private let layers: Double
  private let shared: SharedPrefixRates
  private let secondsPerPair: Double
  private let secondsPerChunkToken: Double
  private let secondsPerContextTokenRead: Double
  private let secondsPerContextTokenExpanded: Double
  /// Looking through an index, in all layers that have one: of a decode for a token of its context, and of a chunk for a query-key pair.
  /// Every accelerator of a tensor group scores all heads of the index.
  let scanSecondsPerContextToken: Double
  private let scanSecondsPerPair: Double
  /// Reading selected latents, in chunks of prompts.
  private let selection: LatentSelection
  private let accelerators: Double
  private let power: PowerModel

  init(
    model: ModelShape, layout: ParallelLayout, keyValueFormat: NumberFormat, weightFormat: NumberFormat, launchSeconds: Double,
    rates: RooflineRates, measuresStates: Bool = false, mostQueries: Int = 1,
    wholeKernel: Bool = false
  ) {
    let groups = model.attentionGroups
    readCaps = Self.readCaps(of: groups)
    let cachedValues = Self.cachedValues(of: model, layout, heads: nil)
    let shares = Self.shares(of: groups, model, layout)
    whole = shares[0]
    capped = zip(groups, shares).dropFirst().filter { !model.selectsLatents($0.0) }.map(\.1)
    selection = LatentSelection(model: model, layout: layout, headTile: rates.latentHeadTile)
    layers = Double(model.attentionLayers)
    (accelerators, power) = (Double(rates.accelerators), rates.power)

    let headShare = 1 / Double(layout.tensor)
    // Sequences are divided evenly among the tensor groups of data-parallel attention.
    let groupShare = 1 / Double(layout.data)
    let keyValueRate = rates.keyValueBytesPerSecond
    func readSeconds(_ format: NumberFormat) -> Double { groupShare * Double(cachedValues) * format.bytesPerValue / keyValueRate }
    let decodeSeconds = groupShare * model.decodeAttentionFLOPsPerContextTokenPerLayer * headShare / rates.attentionFLOPs
    func token(_ format: NumberFormat) -> RooflineRates.Work {
      var token = RooflineRates.Work(computeSeconds: decodeSeconds, memorySeconds: readSeconds(format))
      token.usefulComputeSeconds = decodeSeconds
      return token
    }
    decodeLimit = token(keyValueFormat).limit
    func line(queries: Double) -> StepLine {
      Self.line(queries, of: groups, shares, share: groupShare, headShare: headShare, rates) { token($0.format ?? keyValueFormat) }
    }
    self.line = line(queries: 1)
    tensorGroups = layout.data
    linesByFilling = Self.slowness(wholeKernel, model, layout, rates).map { slower in
      Self.line(1, of: groups, shares, share: groupShare, headShare: headShare, rates, slower: slower) {
        token($0.format ?? keyValueFormat)
      }
    }
    linesByQueries = mostQueries < 2 ? [] : (2...mostQueries).map { line(queries: Double($0)) }
    (scanSecondsPerContextToken, scanSecondsPerPair) = Self.scanSeconds(of: groups, share: groupShare, rates)

    // Of data-parallel attention every tensor group reads the prefix, for its part of the sequences.
    shared = SharedPrefixRates(
      readSeconds: readSeconds(groups[0].format ?? keyValueFormat) / groupShare, computeSeconds: decodeSeconds,
      mergeSeconds: groupShare * SharedPrefixRates.mergeBytes(of: model) * headShare / rates.bytesPerSecond, launchSeconds: launchSeconds,
      layers: whole.layers)
    let queryAndOutputBytes = groupShare * 4 * Double(model.heads * model.headSize) * headShare
    var perSequence = rates.cost(
      of: RooflineRates.Work(memorySeconds: queryAndOutputBytes / rates.bytesPerSecond), times: model.attentionLayers)
    // A profile's linear attention reads and writes its states in its own time.
    for group in groups where group.stateBytes > 0 && !measuresStates {
      perSequence += Self.state(of: group, share: groupShare * headShare, rates)
    }
    perDecodeSequence = perSequence
    launch = rates.cost(of: RooflineRates.Work(launchSeconds: launchSeconds), times: model.attentionLayers)

    secondsPerPair = groupShare * model.prefillAttentionFLOPsPerPairPerLayer * headShare / rates.attentionFLOPs
    let written = groupShare * Double(cachedValues) * keyValueFormat.bytesPerValue
    secondsPerChunkToken = (queryAndOutputBytes + written) / rates.bytesPerSecond
    secondsPerContextTokenRead = written / rates.bytesPerSecond
    // A prompt prefilled in chunks makes keys and values of its cached latents anew for every chunk.
    let expansion = model.latentAttention.map {
      2 * Double($0.keyValueRank * model.heads * ($0.plainHeadSize + $0.valueHeadSize)) * headShare
    }
    secondsPerContextTokenExpanded =
      groupShare * (expansion ?? 0) / rates.attainableFLOPs(model.format(of: .attention, weights: weightFormat).format)
  }

  /// What decodes cost by their context with so many queries of each; `token` is reading a token of a group with one query.
  private static func line(
    _ queries: Double, of groups: [AttentionGroup], _ shares: [GroupLayers], share: Double, headShare: Double, _ rates: RooflineRates,
    slower: Double = 1, token: (AttentionGroup) -> RooflineRates.Work
  ) -> StepLine {
    var line = StepLine(time: ContextLine())
    for (index, group) in groups.enumerated() where index < AttentionGroup.most {
      var read = token(group)
      read.computeSeconds *= queries * shares[index].pairWeight
      read.usefulComputeSeconds *= queries * shares[index].pairWeight
      read.memorySeconds *= shares[index].readWeight
      line.add(rates.cost(of: read, repeats: group.layers, measured: slower == 1 ? nil : slower * read.seconds), to: index)
      if group.scan == .none { continue }
      line.add(rates.cost(of: scan(group.scan, share: share, rates), repeats: group.layers), to: 0)
    }
    return line
  }

  /// How many times as long batches of one, two and more sequences take whose contexts are each read on one processor for each KV head, up
  /// to the first that fills all processors; none where kernels divide contexts.
  private static func slowness(_ isWhole: Bool, _ model: ModelShape, _ layout: ParallelLayout, _ rates: RooflineRates) -> [Double] {
    if !isWhole { return [] }
    let heads = model.latentAttention == nil ? layout.keyValueHeadsPerAccelerator(of: model) : 1
    return (1..<max(2, rates.processors / max(1, heads))).map { max(1, Double(rates.processors) / Double($0 * heads)) }
  }

  /// A state is read and written in every step.
  private static func state(of group: AttentionGroup, share: Double, _ rates: RooflineRates) -> ChunkCost {
    rates.cost(of: RooflineRates.Work(memorySeconds: share * 2 * group.stateBytes / rates.bytesPerSecond), repeats: group.layers)
  }

  /// Bytes of a token's score in the index: written once, and read twice to find the best, for counts of scores by size and for those
  /// above the least that counts (vLLM: `csrc/sampler.cu`, `topKPerRowJob`; TensorRT-LLM: `indexerTopK.cu`, up to four times).
  private static let scoreBytes = 3.0 * 4

  /// An index is looked through over the whole context, whatever is read of it then.
  private static func scan(_ scan: AttentionGroup.Scan, share: Double, _ rates: RooflineRates) -> RooflineRates.Work {
    var work = RooflineRates.Work(
      computeSeconds: share * scan.flopsPerToken / rates.attentionFLOPs,
      memorySeconds: share * (scan.bytesPerToken + scoreBytes) / rates.keyValueBytesPerSecond)
    work.usefulComputeSeconds = work.computeSeconds
    return work
  }

  /// The same in seconds for a token of a decode's context, and for a query-key pair of a chunk.
  private static func scanSeconds(
    of groups: [AttentionGroup], share: Double, _ rates: RooflineRates
  ) -> (token: Double, pair: Double) {
    groups.reduce(into: (token: 0, pair: 0)) { sum, group in
      if group.scan == .none { return }
      let scan = scan(group.scan, share: share, rates)
      sum.token += group.layers * max(scan.computeSeconds, scan.memorySeconds)
      sum.pair += group.layers * share * group.scan.flopsPerToken / rates.attentionFLOPs
    }
  }

  /// The layers of each group with their work beside that of the model's own heads.
  private static func shares(of groups: [AttentionGroup], _ model: ModelShape, _ layout: ParallelLayout) -> [GroupLayers] {
    let ownValues = cachedValues(of: model, layout, heads: nil)
    return groups.map { group in
      GroupLayers(
        layers: group.layers, cap: group.readCap,
        pairWeight: group.heads.map { $0.flopsPerPair / model.prefillAttentionFLOPsPerPairPerLayer } ?? 1,
        readWeight: group.heads.map { Double(cachedValues(of: model, layout, heads: $0)) / Double(ownValues) } ?? 1)
    }
  }

  /// Values that an accelerator caches of a token in a layer with such heads; nil for the model's own.
  private static func cachedValues(of model: ModelShape, _ layout: ParallelLayout, heads: AttentionHeads?) -> Int {
    if heads == nil, let latent = model.latentAttention { return latent.keyValueRank + latent.rotaryHeadSize }
    return layout.cachedValuesPerAccelerator(of: heads ?? model.attentionHeads)
  }

  /// The most tokens that each group reads of a sequence.
  static func readCaps(of groups: [AttentionGroup]) -> GroupValues<Int> {
    var caps = GroupValues(whole: Int.max, others: .max)
    for (index, group) in groups.enumerated() where index > 0 { caps[index] = group.decodeCap }
    return caps
  }

  /// Whether decodes have another line than ``line`` for some batches.
  var hasSeveralLines: Bool { !linesByFilling.isEmpty || !linesByQueries.isEmpty }

  /// What decodes cost by their context alone, with as many queries of each as the batch has rows.
  @inline(__always) func line(of shape: BatchShape) -> StepLine {
    if !linesByFilling.isEmpty { return filledLine(of: shape) }
    if linesByQueries.isEmpty || shape.decodeRows == shape.decodeSequences { return line }
    return linesByQueries[max(0, min(shape.decodeRows / shape.decodeSequences, linesByQueries.count + 1) - 2)]
  }

  /// The line of kernels that read a sequence's context on one processor for each KV head.
  @inline(__always) private func filledLine(of shape: BatchShape) -> StepLine {
    let sequences = (max(1, shape.decodeSequences) + tensorGroups - 1) / tensorGroups
    return sequences <= linesByFilling.count ? linesByFilling[sequences - 1] : line
  }

  /// How many times as long as one query those of a batch take; 1 where reading is what takes the time.
  @inline(__always) func stretch(of shape: BatchShape) -> Double {
    let own = line(of: shape)
    return line.time.slopes.whole > 0 ? Double(own.time.slopes.whole) / Double(line.time.slopes.whole) : 1
  }

  /// A token of decode context, in the layers that see everything.
  @inline(__always) var perContextToken: ChunkCost {
    ChunkCost(time: Duration(picoseconds: line.time.slopes.whole), energyNanojoules: line.energy.slopes.whole)
  }

  /// A prefix of `tokens` read once for `sequences` decoding sequences, in the layers that see everything; nil where that
  /// is not cheaper than `apart`, which is reading it for each. `readTime` is the time of reading it once where that is
  /// known better than from the datasheet.
  func sharedPrefix(tokens: Int, sequences: Int, launches: Int, readTime: Duration? = nil, apart: Duration? = nil) -> ChunkCost? {
    let work = shared.work(tokens: tokens, sequences: sequences, launches: launches, readSeconds: readTime?.seconds)
    let run = power.run(work.activity(seconds: work.seconds))
    let time = RooflineRates.duration(run.seconds)
    guard time < apart ?? perContextToken.time * (tokens * sequences) else { return nil }
    return ChunkCost(time: time, energyNanojoules: RooflineRates.nanojoules(run.joulesAboveIdle * accelerators))
  }

  /// What a batch's shared prefixes cost beyond the line, which counts them for each sequence: mostly less than nothing.
  @inline(__always) func sharedReads(of shape: BatchShape) -> ChunkCost {
    if shape.sharedContextTokens == 0 { return .zero }
    let apart = perContextToken.multiplied(by: shape.sharedContextTokens)
    return ChunkCost(
      time: shape.sharedReads.time - apart.time, energyNanojoules: shape.sharedReads.energyNanojoules - apart.energyNanojoules)
  }

  /// The attention of a prefill chunk of `tokens` after `context`, all layers.
  ///
  /// Arithmetic and traffic add up rather than overlap: measured FlashAttention-3 on H100 is met within 15 % from 512
  /// to 16,384 tokens that way, and missed by half at 512 tokens otherwise.
  @inline(__always) func chunk(tokens: Int, context: Int) -> ChunkCost {
    guard tokens > 0 else { return .zero }
    let run = power.run(activity(tokens: tokens, context: context))
    return ChunkCost(
      time: RooflineRates.duration(run.seconds), energyNanojoules: RooflineRates.nanojoules(run.joulesAboveIdle * accelerators))
  }

  /// Seconds in which a chunk of so many tokens reads selected latents.
  func selectionSeconds(tokens: Int) -> Double { Double(tokens) * selection.pairsPerToken * secondsPerPair }

  /// Seconds in which a chunk looks through the index.
  func scanSeconds(tokens: Int, context: Int) -> Double {
    scanSecondsPerPair == 0 ? 0 : scanSecondsPerPair * ModelShape.prefillPairs(tokens: tokens, context: context)
  }

  /// Energy of a chunk that takes so many seconds at full clock: its own arithmetic and traffic, and the active draw as long as it
  /// lasts.
  func chunkNanojoules(tokens: Int, context: Int, seconds: Double) -> Int64 {
    guard tokens > 0 else { return 0 }
    var activity = activity(tokens: tokens, context: context)
    let longer = seconds - activity.seconds
    activity.seconds = seconds
    activity.otherSeconds = max(0, activity.otherSeconds + longer)
    return RooflineRates.nanojoules(power.run(activity).joulesAboveIdle * accelerators)
  }

  /// How many times as long a chunk takes under the power cap.
  func stretch(tokens: Int, context: Int) -> Double {
    if power.capWatts == nil || tokens < 1 { return 1 }
    let activity = activity(tokens: tokens, context: context)
    return activity.seconds > 0 ? power.run(activity).seconds / activity.seconds : 1
  }

  @inline(__always) private func activity(tokens: Int, context: Int) -> PowerModel.Activity {
    var pairs = whole.layers * whole.pairWeight * ModelShape.prefillPairs(tokens: tokens, context: context)
    var contextRead = whole.layers * whole.readWeight * Double(context)
    for group in capped {
      pairs += group.layers * group.pairWeight * ModelShape.prefillPairs(tokens: tokens, context: context, window: group.cap)
      contextRead += group.layers * group.readWeight * Double(min(context, group.cap))
    }
    let compute =
      pairs * secondsPerPair + contextRead * secondsPerContextTokenExpanded + scanSeconds(tokens: tokens, context: context)
      + selectionSeconds(tokens: tokens)
    let memory =
      layers * Double(tokens) * secondsPerChunkToken + contextRead * secondsPerContextTokenRead
    return PowerModel.Activity(
      seconds: compute + memory, clockedSeconds: compute, otherSeconds: memory, computeSeconds: compute, memorySeconds: memory)
  }
}

extension StepLine {
  /// Adds what a token of a group's context costs.
  fileprivate mutating func add(_ cost: ChunkCost, to group: Int) {
    time.slopes[group] += cost.time.picoseconds
    energy.slopes[group] += cost.energyNanojoules
  }
}
