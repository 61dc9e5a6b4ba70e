import Kernel
import Model

/// What a model's shape comes to, in rows for people: its sizes, its attention by groups, its weights by part and format, its KV.
struct ModelFigures {
  let shape: ModelShape
  /// Parameters as published, where a catalog has them.
  var published: Double?

  /// Names and figures.
  var rows: [(String, String)] {
    [("parameters", parameters), ("layers", layers)] + attention + shared + mixers + experts + weights + memory
      + [
        ("positions", NumberText.count(shape.maximumPositions)),
        ("sampling", shape.sampling.map { "\($0.text) (generation_config.json)" } ?? "not known: as the engine does by itself"),
      ]
  }

  private var parameters: String {
    var text = NumberText.scaled(Double(shape.parameterCount), "")
    if shape.activeParameterCount < shape.parameterCount - shape.sideParameters {
      text += ", \(NumberText.scaled(Double(shape.activeParameterCount), "")) active for a token"
    }
    if let published { text += " (published: \(NumberText.scaled(published, "")))" }
    return text
  }

  private var layers: String {
    let base = "\(shape.layers), hidden size \(shape.hiddenSize)"
    guard let given = shape.givenFeedForwards else { return base + ", feed-forward \(shape.intermediateSize)" }
    let widths = given.filter { $0.layers > 0 && $0.width > 0 }
    if widths.isEmpty { return base }
    if widths.count > 3 {
      let narrowest = widths.map(\.width).min() ?? 0
      return base + ", feed-forward \(narrowest) to \(shape.intermediateSize) in \(shape.denseLayers) layers"
    }
    return base + ", feed-forward " + widths.map { "\($0.width) in \($0.layers) layers" }.joined(separator: ", ")
  }

  private var attention: [(String, String)] {
    if shape.attentionLayers == 0 { return [("attention", "none")] }
    var rows: [(String, String)] = []
    if let latent = shape.latentAttention {
      rows.append(
        ("attention", "\(shape.heads) heads over a latent of \(latent.keyValueRank) and a rotary key of \(latent.rotaryHeadSize)"))
    } else {
      rows.append(("attention", Self.heads(shape.attentionHeads)))
    }
    if let indexer = shape.indexer { rows.append(("indexer", "\(indexer.heads) heads of \(indexer.headSize) score the whole context")) }
    let groups = shape.attentionGroups.filter { $0.attends && $0.layers > 0 }
    if groups.count == 1, groups[0].read == .all, shape.attentionLayers == shape.layers { return rows }
    for group in groups {
      let layers = Self.figure(group.layers) + " of \(shape.layers) layers "
      rows.append(("", layers + Self.reads(group) + (group.heads.map { ", " + Self.heads($0) } ?? "") + Self.cached(group)))
    }
    return rows
  }

  private var shared: [(String, String)] {
    guard let shared = shape.sharedBlocks else { return [] }
    let blocks = shared.stored == 1 ? "one transformer block" : "\(shared.stored) transformer blocks in turn"
    return [("", "\(blocks), stored once and used \(shared.uses) times, each use with KV of its own")]
  }

  /// A number of layers or bits, whole or not.
  private static func figure(_ number: Double) -> String { number.rounded() == number ? "\(Int(number))" : NumberText.figure(number) }

  private static func heads(_ heads: AttentionHeads) -> String {
    let values = heads.valueSize == heads.keySize ? "" : ", values of \(heads.valueSize)"
    return "\(heads.queries) heads of \(heads.keySize)\(values), \(heads.keysAndValues) KV heads"
  }

  private static func reads(_ group: AttentionGroup) -> String {
    switch group.read {
    case .all: "read everything"
    case .ends(let first, let last):
      last > 1 << 50
        ? "read everything" : first > 0 ? "read the first \(first) and the last \(last) tokens" : "read the last \(last) tokens"
    case .selected(let tokens): "read \(tokens) chosen tokens"
    }
  }

  private static func cached(_ group: AttentionGroup) -> String {
    guard let cached = group.cachedLayers, cached < group.layers else { return "" }
    return "; \(figure(cached)) keep KV, the others read an earlier layer's"
  }

  private var mixers: [(String, String)] {
    shape.linearMixers.map { mixer in
      (
        "",
        "\(mixer.layers) of \(shape.layers) layers \(mixer.kind.rawValue), a state of \(NumberText.bytes(mixer.stateBytes)) each, "
          + "\(mixer.recurrentFormat.rawValue)"
      )
    }
  }

  private var experts: [(String, String)] {
    guard let mixture = shape.mixtureOfExperts else { return [] }
    let shared = mixture.sharedIntermediateSize > 0 ? ", and a shared one of \(mixture.sharedIntermediateSize)" : ""
    return [
      (
        "experts",
        "\(mixture.expertsPerToken) of \(mixture.experts) for each token, \(mixture.expertIntermediateSize) wide\(shared), in "
          + "\(shape.expertLayers) layers"
      )
    ]
  }

  /// The whole, and each part that has a format of its own.
  private var weights: [(String, String)] {
    let native = shape.nativeFormat
    var rows = [("weights", "\(NumberText.bytes(Double(shape.weightBytes(native)))) in \(native.rawValue)")]
    if native.isQuantized {
      var narrow = 0
      for part in WeightPart.allCases {
        let (count, format) = (shape.parameters(of: part), shape.format(of: part, weights: native))
        if count == 0 || format == .wide { continue }
        narrow += count
        rows.append(("", Self.part(part.rawValue, count, format)))
      }
      rows.append(("", "the rest: \(NumberText.scaled(Double(shape.parameterCount - narrow), "")) in bf16"))
    }
    for side in shape.sideWeights {
      rows.append(("", "\(side.name): \(NumberText.scaled(Double(side.parameters), "")), not passed by text"))
    }
    return rows
  }

  private static func part(_ name: String, _ count: Int, _ format: Quantization.PartFormat) -> String {
    let wide = format.wideShare > 0 ? ", \(NumberText.percent(format.wideShare)) of it in bf16" : ""
    let bits = figure(format.bitsPerValue)
    return "\(name): \(NumberText.scaled(Double(count), "")) in \(format.format.rawValue), \(bits) bits each\(wide)"
  }

  private var memory: [(String, String)] {
    var rows = [("KV cache", "\(NumberText.count(shape.keyValueBytesPerToken(.bf16))) bytes a token in 16 bits")]
    if shape.stateBytes > 0 { rows.append(("state", "\(NumberText.count(shape.stateBytes)) bytes a request, whatever its length")) }
    return rows
  }
}
