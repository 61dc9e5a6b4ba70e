/// Models that older papers measured.
extension ModelCatalog {
  static let classics = [
    opt("opt-6.7b", "facebook/opt-6.7b", 6_658_473_984, layers: 32, hidden: 4096, heads: 32),
    opt("opt-13b", "facebook/opt-13b", 12_853_473_280, layers: 40, hidden: 5120, heads: 40),
    opt("opt-66b", "facebook/opt-66b", 66e9, layers: 64, hidden: 9216, heads: 72),
    CatalogEntry(
      "falcon-180b", hub: "tiiuae/falcon-180B", parameters: 179_522_565_120,
      shape: ModelShape(
        name: "", layers: 80, hiddenSize: 14_848, heads: 232, keyValueHeads: 8, intermediateSize: 59_392, vocabularySize: 65_024,
        maximumPositions: 2048, gatedFeedForward: false, details: WeightDetails(normBias: true))),
    CatalogEntry(
      "bloom-176b", hub: "bigscience/bloom", parameters: 176_247_271_424,
      shape: ModelShape(
        name: "", layers: 70, hiddenSize: 14_336, heads: 112, keyValueHeads: 112, intermediateSize: 57_344,
        vocabularySize: 250_880, maximumPositions: 2048, tiedEmbeddings: true, gatedFeedForward: false,
        details: WeightDetails(
          queryKeyValueBias: true, attentionOutputBias: true, feedForwardBias: true, normBias: true, outerNorms: 2))),
    CatalogEntry(
      "gpt-3-175b", hub: "openai/gpt-3", parameters: 175e9,
      source: "arXiv 2005.14165, table 2.1; the weights were never published, the hub id is a name only",
      shape: gptLike(layers: 96, hidden: 12_288, heads: 96, vocabulary: 50_257, positions: 2048, nativeFormat: .fp16)),
  ]

  /// OPT keeps two position rows more than positions.
  private static func opt(
    _ id: String, _ hub: String, _ parameters: Double, layers: Int, hidden: Int, heads: Int
  ) -> CatalogEntry {
    CatalogEntry(
      id, hub: hub, parameters: parameters,
      shape: gptLike(
        layers: layers, hidden: hidden, heads: heads, vocabulary: 50_272, positions: 2048, extraPositions: 2, nativeFormat: .fp16))
  }

  private static func gptLike(
    layers: Int, hidden: Int, heads: Int, vocabulary: Int, positions: Int, extraPositions: Int = 0, nativeFormat: NumberFormat
  ) -> ModelShape {
    ModelShape(
      name: "", layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: heads, intermediateSize: 4 * hidden,
      vocabularySize: vocabulary, maximumPositions: positions, tiedEmbeddings: true, gatedFeedForward: false,
      nativeFormat: nativeFormat,
      details: WeightDetails(
        queryKeyValueBias: true, attentionOutputBias: true, feedForwardBias: true, normBias: true,
        learnedPositions: positions + extraPositions))
  }
}
