extension ModelShape {
  /// The model's attention by groups: first the layers that read everything, be they none, then those with a window, which
  /// keep what they will read.
  public var attentionGroups: [AttentionGroup] {
    if let given = givenAttentionGroups { return given }
    let windowed = slidingWindow?.layers ?? 0
    let whole = AttentionGroup(layers: Double(layers - windowed))
    guard let window = slidingWindow, windowed > 0 else { return [whole] }
    let keep: AttentionGroup.Keep = window.keepsEverything ? .all : .asRead
    return [whole, AttentionGroup(layers: Double(windowed), read: .ends(first: 0, last: window.tokens), keep: keep)]
  }

  /// The heads of the model's attention, but for groups with heads of their own.
  public var attentionHeads: AttentionHeads {
    AttentionHeads(queries: heads, keysAndValues: keyValueHeads, keySize: headSize, valueSize: givenValueHeadSize)
  }

  /// Layers that attend to tokens: all, but in models where some layers have a state or no mixer at all.
  public var attentionLayers: Int {
    guard let given = givenAttentionGroups else { return layers }
    return Int(given.reduce(0) { $0 + ($1.attends ? $1.layers : 0) }.rounded())
  }

  /// Layers that mix tokens, by attention, by a state or by both.
  public var mixingLayers: Int {
    let mixing = attentionLayers + linearMixers.reduce(0) { $0 + $1.layers }
    // A shared block stands before its layer and not within it.
    return sharedBlocks == nil ? min(layers, mixing) : mixing
  }

  /// The attention layers by their heads, in the order of their groups.
  public var attentionVariants: [AttentionVariant] {
    guard let given = givenAttentionGroups else {
      return [AttentionVariant(heads: attentionHeads, layers: layers, cachedLayers: layers)]
    }
    var shares: [(heads: AttentionHeads, layers: Double, cached: Double)] = []
    for group in given where group.attends && group.layers > 0 {
      let heads = group.heads ?? attentionHeads
      let cached = min(group.cachedLayers ?? group.layers, group.layers)
      if let same = shares.firstIndex(where: { $0.heads == heads }) {
        shares[same].layers += group.layers
        shares[same].cached += cached
      } else {
        shares.append((heads, group.layers, cached))
      }
    }
    return shares.map { AttentionVariant(heads: $0.heads, layers: Int($0.layers.rounded()), cachedLayers: Int($0.cached.rounded())) }
  }

  /// Values that one layer of a group caches for a token: keys and values of all KV heads, or the latent and the rotary key.
  public func keyValueValues(of group: AttentionGroup) -> Int { group.heads?.cachedValues ?? keyValueValuesPerTokenPerLayer }

  /// Values that one layer caches for a token: keys and values of all KV heads, or the latent and the rotary key.
  public var keyValueValuesPerTokenPerLayer: Int {
    if let latent = latentAttention { return latent.keyValueRank + latent.rotaryHeadSize }
    return attentionHeads.cachedValues
  }

  /// Bytes that all layers together cache for a token, windowed layers counted like the others, an index included.
  public func keyValueBytesPerToken(_ format: NumberFormat) -> Int {
    guard let given = givenAttentionGroups else { return layers * format.bytes(for: keyValueValuesPerTokenPerLayer) }
    let bytes = given.reduce(0.0) { bytes, group in
      let cached = group.attends ? min(group.cachedLayers ?? group.layers, group.layers) : 0
      return bytes + cached * Double((group.format ?? format).bytes(for: keyValueValues(of: group))) + group.layers
        * group.scan.bytesPerToken
    }
    return Int(min(bytes.rounded(.up), 1e17))
  }

  /// Bytes that a sequence holds whatever its length: the states of linear mixers.
  public var stateBytes: Int {
    Int(min((givenAttentionGroups ?? []).reduce(0) { $0 + $1.layers * $1.stateBytes }.rounded(.up), 1e17))
  }
}
