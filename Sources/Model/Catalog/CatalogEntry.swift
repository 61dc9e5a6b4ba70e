/// What the catalog knows of a model before its sizes are read: its names, and where its figures come from.
package struct CatalogEntry: Sendable {
  /// How its sizes are written.
  enum Content: Sendable {
    /// As a shape.
    case shape(ModelShape)
    /// As the keys of its `config.json` that decide them, with the quantisation of one of its checkpoints where it is that.
    case config(String, quantization: String?)
  }

  /// The short id that scenarios use.
  let id: String
  /// Its repositories at the Hugging Face hub, the one that the figures are from first.
  var hubIDs: [String]
  /// Parameters as published.
  let parameters: Double
  /// Parameters active for one token, as published.
  let active: Double?
  /// Where sizes and counts were read.
  let source: String
  /// Its sizes.
  let content: Content
  /// Weights beside the text model, where the config does not give their sizes: what is published less what was counted.
  var beside: Int?
  /// Checkpoints of it that are quantised.
  var quantized: [Checkpoint] = []

  /// A quantised checkpoint: its repositories, and the keys of its `quantization_config`.
  package struct Checkpoint: Sendable {
    let hubs: [String]
    let config: String

    init(_ hubs: String..., config: String) {
      self.hubs = hubs
      self.config = config
    }
  }

  /// A model whose sizes are written as a shape.
  init(_ id: String, hub: String, parameters: Double, active: Double? = nil, source: String? = nil, shape: ModelShape) {
    self.init(id, hubs: [hub], parameters: parameters, active: active, source: source, content: .shape(shape))
  }

  /// A model whose sizes are the keys of its config.
  package init(
    _ id: String, hubs: [String], parameters: Double, active: Double? = nil, beside: Int? = nil, source: String? = nil, config: String,
    quantized: [Checkpoint] = []
  ) {
    self.init(id, hubs: hubs, parameters: parameters, active: active, source: source, content: .config(config, quantization: nil))
    self.beside = beside
    self.quantized = quantized
  }

  private init(_ id: String, hubs: [String], parameters: Double, active: Double?, source: String?, content: Content) {
    self.id = id
    hubIDs = hubs
    self.parameters = parameters
    self.active = active
    self.source = source ?? "config.json of huggingface.co/\(hubs[0]); parameter count of its model card"
    self.content = content
  }

  /// The same model in each of its quantised checkpoints: the id is the last part of the repository's name.
  var checkpoints: [CatalogEntry] {
    guard case .config(let own, _) = content else { return [] }
    return quantized.map { checkpoint in
      let name = checkpoint.hubs[0].split(separator: "/").last.map { $0.lowercased() } ?? id
      var entry = CatalogEntry(
        name, hubs: checkpoint.hubs, parameters: parameters, active: active,
        source: "config.json of huggingface.co/\(checkpoint.hubs[0])", content: .config(own, quantization: checkpoint.config))
      entry.beside = beside
      return entry
    }
  }

  /// Whether it is a quantised checkpoint of another entry.
  var isQuantized: Bool { if case .config(_, .some) = content { true } else { false } }
}
