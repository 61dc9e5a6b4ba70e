/// Small models of Llama proportions that a processor can execute, so that a simulation can be held against the real thing.
extension ModelCatalog {
  /// The models that the executed core is calibrated with, from about 1 to about 200 million parameters.
  ///
  /// They have what Llama 3 has: grouped-query attention, heads of 64, a gated feed-forward between 2.7 and 3 times as
  /// wide as the model; the vocabulary shrinks with the model, so that most weights stay in the layers.
  static let executableEntries = [
    executable(
      "llama-tiny-1m", 1_115_008, layers: 3, hidden: 128, heads: 4, keyValueHeads: 2, intermediate: 384, vocabulary: 4096, tied: true),
    executable(
      "llama-tiny-8m", 8_392_960, layers: 8, hidden: 256, heads: 4, keyValueHeads: 2, intermediate: 768, vocabulary: 8192, tied: true),
    executable("llama-tiny-25m", 25_303_552, layers: 6, hidden: 512, heads: 8, keyValueHeads: 2, intermediate: 1408, vocabulary: 8192),
    executable("llama-tiny-60m", 60_305_280, layers: 9, hidden: 640, heads: 10, keyValueHeads: 2, intermediate: 1792, vocabulary: 16_000),
    executable(
      "llama-tiny-110m", 107_760_384, layers: 12, hidden: 768, heads: 12, keyValueHeads: 4, intermediate: 2304, vocabulary: 16_384),
    executable(
      "llama-tiny-200m", 200_827_904, layers: 12, hidden: 1024, heads: 16, keyValueHeads: 4, intermediate: 2816, vocabulary: 32_000),
  ]

  private static func executable(
    _ id: String, _ parameters: Double, layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, intermediate: Int, vocabulary: Int,
    tied: Bool = false
  ) -> CatalogEntry {
    CatalogEntry(
      id, hub: "windtunnel/\(id)", parameters: parameters,
      source: "sizes of this project, counted from the shape; weights are drawn from a seed, the hub id is a name only",
      shape: ModelShape(
        name: "", layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: keyValueHeads, intermediateSize: intermediate,
        vocabularySize: vocabulary, maximumPositions: 4096, tiedEmbeddings: tied, nativeFormat: .fp32))
  }
}
