/// A model of the catalog: its shape and where the figures come from.
public struct CatalogModel: Hashable, Sendable {
  /// The short id that scenarios use, such as `llama-3.1-8b`.
  public let id: String
  /// The repository at the Hugging Face hub, such as `meta-llama/Llama-3.1-8B`.
  public let hubID: String
  /// Its sizes.
  public let shape: ModelShape
  /// Parameters as published by the authors or counted by the hub, as precise as published.
  public let publishedParameters: Double
  /// Parameters active for one token, as published, for a mixture of experts.
  public let publishedActiveParameters: Double?
  /// Where sizes and counts were read.
  public let source: String

  package init(
    _ id: String, hub: String, parameters: Double, active: Double? = nil, source: String? = nil, shape: ModelShape
  ) {
    self.id = id
    hubID = hub
    publishedParameters = parameters
    publishedActiveParameters = active
    self.source = source ?? "config.json of huggingface.co/\(hub); parameter count of its model card"
    var named = shape
    named.name = id
    named.sortsLogits = ModelShape.familySortsLogits(id)
    self.shape = named
  }
}

extension ModelShape {
  /// Whether the generation_config.json of a family's models at the hub asks for top_k and top_p. The family is what begins
  /// the catalog's ids and a config's `model_type`.
  static func familySortsLogits(_ name: String) -> Bool { ["qwen2", "qwen3"].contains { name.hasPrefix($0) } }
}
