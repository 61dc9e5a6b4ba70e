import Kernel
import Model

/// What attention costs: decode by the line of its context, prefill by chunk.
struct RooflineAttention: Hashable, Sendable {
  /// The attention window in tokens; `Int.max` where no layer has one.
  let windowTokens: Int
  /// A token of decode context, in the layers that see everything.
  let perContextToken: ChunkCost
  /// A token of windowed decode context, in the layers with a window.
  let perWindowToken: ChunkCost
  /// A decoding sequence, whatever its context: reading its query, writing its output.
  let perDecodeSequence: ChunkCost
  /// Starting attention in all layers.
  let launch: ChunkCost
  /// What limits decode.
  let decodeLimit: BreakdownPart.Limit

  private let globalLayers: Double
  private let windowLayers: Double
  private let shared: SharedPrefixRates
  private let secondsPerPair: Double
  private let secondsPerChunkToken: Double
  private let secondsPerContextTokenRead: Double
  private let secondsPerContextTokenExpanded: Double
  private let accelerators: Double
  private let power: PowerModel

  init(
    model: ModelShape, layout: ParallelLayout, keyValueFormat: NumberFormat, weightFormat: NumberFormat, launchSeconds: Double,
    rates: RooflineRates
  ) {
    let windowed = model.slidingWindow?.layers ?? 0
    windowTokens = windowed > 0 ? model.slidingWindow?.tokens ?? .max : .max
    globalLayers = Double(model.layers - windowed)
    windowLayers = Double(windowed)
    accelerators = Double(rates.accelerators)
    power = rates.power

    let headShare = 1 / Double(layout.tensor)
    // Sequences are divided evenly among the tensor groups of data-parallel attention.
    let groupShare = 1 / Double(layout.data)
    let cachedValues: Int
    if let latent = model.latentAttention {
      cachedValues = latent.keyValueRank + latent.rotaryHeadSize
    } else {
      cachedValues = 2 * layout.keyValueHeadsPerAccelerator(of: model) * model.headSize
    }
    let readSeconds = groupShare * Double(cachedValues) * keyValueFormat.bytesPerValue / rates.keyValueBytesPerSecond
    let decodeSeconds = groupShare * model.decodeAttentionFLOPsPerContextTokenPerLayer * headShare / rates.attentionFLOPs
    var token = RooflineRates.Work(computeSeconds: decodeSeconds, memorySeconds: readSeconds)
    token.usefulComputeSeconds = decodeSeconds
    decodeLimit = token.limit
    perContextToken = rates.cost(of: token, times: model.layers - windowed)
    perWindowToken = rates.cost(of: token, times: windowed)

    // Of data-parallel attention every tensor group reads the prefix, for its part of the sequences.
    shared = SharedPrefixRates(
      readSeconds: readSeconds / groupShare, computeSeconds: decodeSeconds,
      mergeSeconds: groupShare * SharedPrefixRates.mergeBytes(of: model) * headShare / rates.bytesPerSecond, launchSeconds: launchSeconds,
      layers: Double(model.layers - windowed))
    let queryAndOutputBytes = groupShare * 4 * Double(model.heads * model.headSize) * headShare
    perDecodeSequence = rates.cost(
      of: RooflineRates.Work(memorySeconds: queryAndOutputBytes / rates.bytesPerSecond), times: model.layers)
    launch = rates.cost(of: RooflineRates.Work(launchSeconds: launchSeconds), times: model.layers)

    secondsPerPair = groupShare * model.prefillAttentionFLOPsPerPairPerLayer * headShare / rates.attentionFLOPs
    let written = groupShare * Double(cachedValues) * keyValueFormat.bytesPerValue
    secondsPerChunkToken = (queryAndOutputBytes + written) / rates.bytesPerSecond
    secondsPerContextTokenRead = written / rates.bytesPerSecond
    // A prompt prefilled in chunks makes keys and values of its cached latents anew for every chunk.
    let expansion = model.latentAttention.map {
      2 * Double($0.keyValueRank * model.heads * ($0.plainHeadSize + $0.valueHeadSize)) * headShare
    }
    secondsPerContextTokenExpanded = groupShare * (expansion ?? 0) / rates.attainableFLOPs(model.linearFormat(weightFormat))
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

  /// How many times as long a chunk takes under the power cap.
  func stretch(tokens: Int, context: Int) -> Double {
    if power.capWatts == nil || tokens < 1 { return 1 }
    let activity = activity(tokens: tokens, context: context)
    return activity.seconds > 0 ? power.run(activity).seconds / activity.seconds : 1
  }

  @inline(__always) private func activity(tokens: Int, context: Int) -> PowerModel.Activity {
    let pairs =
      globalLayers * ModelShape.prefillPairs(tokens: tokens, context: context)
      + (windowLayers > 0 ? windowLayers * ModelShape.prefillPairs(tokens: tokens, context: context, window: windowTokens) : 0)
    let contextRead = globalLayers * Double(context) + windowLayers * Double(min(context, windowTokens))
    let compute = pairs * secondsPerPair + contextRead * secondsPerContextTokenExpanded
    let memory =
      (globalLayers + windowLayers) * Double(tokens) * secondsPerChunkToken + contextRead * secondsPerContextTokenRead
    return PowerModel.Activity(
      seconds: compute + memory, clockedSeconds: compute, otherSeconds: memory, computeSeconds: compute, memorySeconds: memory)
  }
}
