import Kernel
import Model

/// What groups that divide sequences send each other, all layers together.
struct ContextExchange: Hashable, Sendable {
  let members: Int
  let scheme: ContextParallel.Scheme
  private let collective: CollectiveCost
  private let layers: Double
  /// Bytes of one token in one layer on one accelerator: its keys and values, its queries, its outputs, and an output that is a part of
  /// a sum, in 32 bits with the logarithm of its weight.
  private let keyValueBytes: Double
  private let queryBytes: Double
  private let outputBytes: Double
  private let partialBytes: Double

  init(members: Int, scheme: ContextParallel.Scheme, setting: DeploymentSetting) {
    let (model, options) = (setting.model, setting.options)
    self.members = members
    self.scheme = scheme
    collective = CollectiveCost(
      link: options.contextLink ?? options.tensorLink ?? setting.ownLink, members: members, efficiency: options.roofline.linkEfficiency)
    layers = Double(model.attentionLayers)
    let heads = Double(model.heads) / Double(options.layout.tensor)
    let cache = options.keyValueFormat ?? .bf16
    if let latent = model.latentAttention {
      // Queries and outputs in the latents that are cached.
      let width = latent.keyValueRank + latent.rotaryHeadSize
      keyValueBytes = Double(width) * cache.bytesPerValue
      queryBytes = heads * Double(width) * 2
      outputBytes = heads * Double(latent.keyValueRank) * 2
      partialBytes = heads * Double(latent.keyValueRank + 1) * 4
    } else {
      let own = model.attentionHeads
      keyValueBytes = Double(options.layout.cachedValuesPerAccelerator(of: own)) * cache.bytesPerValue
      queryBytes = heads * Double(own.keySize) * 2
      outputBytes = heads * Double(own.valueSize) * 2
      partialBytes = heads * Double(own.valueSize + 1) * 4
    }
  }

  /// Seconds of a chunk of `tokens` after `context`, whose attention takes one group `seconds` by itself.
  ///
  /// In each of n rounds a group has one part of the prompt before it, while the next one comes. The context of a chunk lies with the
  /// groups as the prompt does, and goes round with it.
  func seconds(ofChunk seconds: Double, tokens: Int, context: Int) -> Double {
    let count = Double(members)
    let (here, all) = (Double(tokens) / count, Double(tokens + context))
    switch scheme {
    case .ring: return rounds(seconds, hop: all / count * keyValueBytes)
    case .ringBothWays:
      // Both directions of a link are used at once: outputs come back with the logarithms of their weights.
      return rounds(seconds, hop: here * max(queryBytes, outputBytes + weightBytes))
    case .gather: return seconds / count + layers * collective.allGather(bytes: all * keyValueBytes)
    case .heads: return seconds / count
    }
  }

  /// Of a partial output in 32 bits, what are no values.
  private var weightBytes: Double { partialBytes - 2 * outputBytes }

  private func rounds(_ seconds: Double, hop bytes: Double) -> Double {
    let round = seconds / Double(members * members)
    return round + Double(members - 1) * max(round, layers * collective.hop(bytes: bytes))
  }

  /// Seconds that an iteration of so many tokens takes beside its chunks, `decodes` rows of which attend to KV on all members.
  func seconds(ofIteration tokens: Int, decodes: Int) -> Double {
    if scheme == .heads {
      if tokens == 0 { return 0 }
      let here = Double((tokens + members - 1) / members)
      return layers
        * (collective.allToAll(bytes: here * (queryBytes + keyValueBytes)) + collective.allToAll(bytes: here * outputBytes))
    }
    return decodes > 0 ? mergeSeconds(rows: decodes) : 0
  }

  /// Seconds of giving everyone the queries of `rows` decodes, and of adding up what each found in its part of the KV.
  func mergeSeconds(rows: Int) -> Double {
    layers * (collective.allGather(bytes: Double(rows) * queryBytes) + collective.allGather(bytes: Double(rows) * partialBytes))
  }

  /// Seconds of giving everyone the KV of a chunk's context.
  func contextSeconds(tokens: Int) -> Double {
    tokens > 0 ? layers * collective.allGather(bytes: Double(tokens) * keyValueBytes) : 0
  }
}

extension ContextLine {
  /// The line over contexts of which each of `members` has an equal part, where this is the line over that part; `own` is what stays
  /// whole of each slope.
  ///
  /// Parts are rounded up, so that one group's may grow while another's stays: corners are met that much earlier.
  func over(_ members: Int, context: GroupValues<Int>, own: GroupValues<Int64> = .zero) -> ContextLine {
    var line = self
    for group in 0..<AttentionGroup.most {
      let shared = slopes[group] - own[group]
      line.slopes[group] = own[group] + Int64((Double(shared) / Double(members)).rounded())
    }
    if limit < .max {
      let (whole, isMore) = max(0, limit - (context.hasCapped ? AttentionGroup.most : 0)).multipliedReportingOverflow(by: members)
      line.limit = isMore ? .max : max(context.whole, whole)
    }
    return line
  }
}

extension BatchShape {
  /// The batch with an equal part of every context.
  func contexts(over members: Int) -> BatchShape {
    var shape = self
    shape.decodeContext = decodeContext.map { ($0 + members - 1) / members }
    shape.decodeContextLead = decodeContextLead / members
    return shape
  }

  /// The batch with an equal part of all that it has.
  func divided(over members: Int) -> BatchShape {
    func part(_ count: Int) -> Int { (count + members - 1) / members }
    var shape = contexts(over: members)
    shape.decodeSequences = part(decodeSequences)
    shape.decodeRows = part(decodeRows)
    shape.prefillTokens = part(prefillTokens)
    shape.sampledRows = part(sampledRows)
    return shape
  }
}
