/// What the catalog knows of a model before its sizes are read: its names, and where its figures come from.
struct CatalogEntry: Sendable {
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

  /// A model whose sizes are written as a shape.
  init(_ id: String, hub: String, parameters: Double, active: Double? = nil, source: String? = nil, shape: ModelShape) {
    self.init(id, hubs: [hub], parameters: parameters, active: active, source: source, content: .shape(shape))
  }

  /// A model whose sizes are the keys of its config.
  init(_ id: String, hubs: [String], parameters: Double, active: Double? = nil, source: String? = nil, config: String) {
    self.init(id, hubs: hubs, parameters: parameters, active: active, source: source, content: .config(config, quantization: nil))
  }

  private init(_ id: String, hubs: [String], parameters: Double, active: Double?, source: String?, content: Content) {
    self.id = id
    hubIDs = hubs
    self.parameters = parameters
    self.active = active
    self.source = source ?? "config.json of huggingface.co/\(hubs[0]); parameter count of its model card"
    self.content = content
  }

  /// The same model in a checkpoint that is quantised: its id is the last part of the repository's name.
  func quantized(_ hubs: String..., config: String) -> CatalogEntry? {
    guard case .config(let own, _) = content, let name = hubs[0].split(separator: "/").last else { return nil }
    return CatalogEntry(
      name.lowercased(), hubs: hubs, parameters: parameters, active: active,
      source: "config.json of huggingface.co/\(hubs[0])", content: .config(own, quantization: config))
  }

  /// Whether it is a quantised checkpoint of another entry.
  var isQuantized: Bool { if case .config(_, .some) = content { true } else { false } }
}
