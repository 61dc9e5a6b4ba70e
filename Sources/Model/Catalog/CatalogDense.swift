/// Dense models of Meta, 01.AI and Mistral AI.
extension ModelCatalog {
  static let llamaFamily = [
    llama("llama-2-7b", "meta-llama/Llama-2-7b-hf", 6_738_415_616, 32, 4096, 32, 32, 11_008, vocabulary: 32_000, positions: 4096),
    llama("llama-2-13b", "meta-llama/Llama-2-13b-hf", 13_015_864_320, 40, 5120, 40, 40, 13_824, vocabulary: 32_000, positions: 4096),
    llama("llama-2-70b", "meta-llama/Llama-2-70b-hf", 68_976_648_192, 80, 8192, 64, 8, 28_672, vocabulary: 32_000, positions: 4096),
    llama("llama-3-8b", "meta-llama/Meta-Llama-3-8B", 8_030_261_248, 32, 4096, 32, 8, 14_336, positions: 8192),
    llama("llama-3-70b", "meta-llama/Meta-Llama-3-70B", 70_553_706_496, 80, 8192, 64, 8, 28_672, positions: 8192),
    llama("llama-3.1-8b", "meta-llama/Llama-3.1-8B", 8_030_261_248, 32, 4096, 32, 8, 14_336),
    llama("llama-3.1-70b", "meta-llama/Llama-3.1-70B", 70_553_706_496, 80, 8192, 64, 8, 28_672),
    llama("llama-3.1-405b", "meta-llama/Llama-3.1-405B", 405_853_388_800, 126, 16_384, 128, 8, 53_248),
    llama("llama-3.2-1b", "meta-llama/Llama-3.2-1B", 1_235_814_400, 16, 2048, 32, 8, 8192, tied: true),
    llama("llama-3.2-3b", "meta-llama/Llama-3.2-3B", 3_212_749_824, 28, 3072, 24, 8, 8192, tied: true),
    llama("llama-3.3-70b", "meta-llama/Llama-3.3-70B-Instruct", 70_553_706_496, 80, 8192, 64, 8, 28_672),
    llama("codellama-13b", "codellama/CodeLlama-13b-hf", 13_016_028_160, 40, 5120, 40, 40, 13_824, vocabulary: 32_016, positions: 16_384),
    llama("llama-13b", "huggyllama/llama-13b", 13_015_864_320, 40, 5120, 40, 40, 13_824, vocabulary: 32_000, positions: 2048),
    llama("llama-33b", "huggyllama/llama-30b", 32_528_943_616, 60, 6656, 52, 52, 17_920, vocabulary: 32_000, positions: 2048),
    llama("yi-34b", "01-ai/Yi-34B", 34_388_917_248, 60, 7168, 56, 8, 20_480, vocabulary: 64_000, positions: 4096),
  ]

  static let mistralFamily = [
    CatalogEntry(
      "mistral-7b-v0.1", hub: "mistralai/Mistral-7B-v0.1", parameters: 7_241_732_096,
      shape: ModelShape(
        name: "", layers: 32, hiddenSize: 4096, heads: 32, keyValueHeads: 8, intermediateSize: 14_336, vocabularySize: 32_000,
        maximumPositions: 32_768, slidingWindow: SlidingWindow(tokens: 4096, layers: 32))),
    llama("mistral-7b-v0.3", "mistralai/Mistral-7B-v0.3", 7_248_023_552, 32, 4096, 32, 8, 14_336, vocabulary: 32_768, positions: 32_768),
    CatalogEntry(
      "mistral-nemo-12b", hub: "mistralai/Mistral-Nemo-Instruct-2407", parameters: 12_247_782_400,
      shape: ModelShape(
        name: "", layers: 40, hiddenSize: 5120, heads: 32, keyValueHeads: 8, headSize: 128, intermediateSize: 14_336,
        vocabularySize: 131_072, maximumPositions: 131_072)),
    CatalogEntry(
      "mistral-small-24b", hub: "mistralai/Mistral-Small-24B-Instruct-2501", parameters: 23_572_403_200,
      shape: ModelShape(
        name: "", layers: 40, hiddenSize: 5120, heads: 32, keyValueHeads: 8, headSize: 128, intermediateSize: 32_768,
        vocabularySize: 131_072, maximumPositions: 32_768)),
    CatalogEntry(
      "mixtral-8x7b", hub: "mistralai/Mixtral-8x7B-v0.1", parameters: 46_702_792_704, active: 12.9e9,
      source: "config.json and arXiv 2401.04088",
      shape: ModelShape(
        name: "", layers: 32, hiddenSize: 4096, heads: 32, keyValueHeads: 8, intermediateSize: 14_336, vocabularySize: 32_000,
        maximumPositions: 32_768,
        mixtureOfExperts: MixtureOfExperts(experts: 8, expertsPerToken: 2, expertIntermediateSize: 14_336))),
    CatalogEntry(
      "mixtral-8x22b", hub: "mistralai/Mixtral-8x22B-v0.1", parameters: 140_620_634_112, active: 39e9,
      source: "config.json and Mistral AI, 'Cheaper, better, faster, stronger' (2024)",
      shape: ModelShape(
        name: "", layers: 56, hiddenSize: 6144, heads: 48, keyValueHeads: 8, intermediateSize: 16_384, vocabularySize: 32_000,
        maximumPositions: 65_536,
        mixtureOfExperts: MixtureOfExperts(experts: 8, expertsPerToken: 2, expertIntermediateSize: 16_384))),
  ]

  /// A model of Llama's architecture; vocabulary and positions default to those of Llama 3.1.
  static func llama(
    _ id: String, _ hub: String, _ parameters: Double, _ layers: Int, _ hidden: Int, _ heads: Int, _ keyValueHeads: Int,
    _ intermediate: Int, vocabulary: Int = 128_256, positions: Int = 131_072, tied: Bool = false
  ) -> CatalogEntry {
    CatalogEntry(
      id, hub: hub, parameters: parameters,
      shape: ModelShape(
        name: "", layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: keyValueHeads, intermediateSize: intermediate,
        vocabularySize: vocabulary, maximumPositions: positions, tiedEmbeddings: tied))
  }
}
