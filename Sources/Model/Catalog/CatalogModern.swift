/// Models of Alibaba, Google, Microsoft, OpenAI, DeepSeek and Moonshot AI.
extension ModelCatalog {
  static let qwenFamily = [
    qwen2("qwen2.5-7b", "Qwen/Qwen2.5-7B", 7_615_616_512, 28, 3584, 28, 4, 18_944),
    qwen2("qwen2.5-14b", "Qwen/Qwen2.5-14B", 14_770_033_664, 48, 5120, 40, 8, 13_824),
    qwen2("qwen2.5-32b", "Qwen/Qwen2.5-32B", 32_763_876_352, 64, 5120, 40, 8, 27_648),
    qwen2("qwen2.5-72b", "Qwen/Qwen2.5-72B", 72_706_203_648, 80, 8192, 64, 8, 29_568),
    qwen3("qwen3-4b", "Qwen/Qwen3-4B", 4_022_468_096, 36, 2560, 32, 8, 9728, tied: true),
    qwen3("qwen3-8b", "Qwen/Qwen3-8B", 8_190_735_360, 36, 4096, 32, 8, 12_288),
    qwen3("qwen3-14b", "Qwen/Qwen3-14B", 14_768_307_200, 40, 5120, 40, 8, 17_408),
    qwen3("qwen3-32b", "Qwen/Qwen3-32B", 32_762_123_264, 64, 5120, 64, 8, 25_600),
    qwen3(
      "qwen3-30b-a3b", "Qwen/Qwen3-30B-A3B", 30_532_122_624, 48, 2048, 32, 4, 6144, active: 3.3e9,
      mixture: MixtureOfExperts(experts: 128, expertsPerToken: 8, expertIntermediateSize: 768)),
    qwen3(
      "qwen3-235b-a22b", "Qwen/Qwen3-235B-A22B", 235_093_634_560, 94, 4096, 64, 4, 12_288, active: 22e9,
      mixture: MixtureOfExperts(experts: 128, expertsPerToken: 8, expertIntermediateSize: 1536)),
  ]

  static let googleAndMicrosoft = [
    CatalogEntry(
      "gemma-2-27b", hub: "google/gemma-2-27b", parameters: 27_227_128_320,
      shape: ModelShape(
        name: "", layers: 46, hiddenSize: 4608, heads: 32, keyValueHeads: 16, headSize: 128, intermediateSize: 36_864,
        vocabularySize: 256_000, maximumPositions: 8192, tiedEmbeddings: true,
        slidingWindow: SlidingWindow(tokens: 4096, layers: 23), details: WeightDetails(normsPerLayer: 4))),
    CatalogEntry(
      "gemma-3-27b", hub: "google/gemma-3-27b-it", parameters: 27.016e9,
      source: "config.json; arXiv 2503.19786, table 1: 1,416 M embedding and 25,600 M other parameters, vision apart",
      shape: ModelShape(
        name: "", layers: 62, hiddenSize: 5376, heads: 32, keyValueHeads: 16, headSize: 128, intermediateSize: 21_504,
        vocabularySize: 262_208, maximumPositions: 131_072, tiedEmbeddings: true,
        slidingWindow: SlidingWindow(tokens: 1024, layers: 52), details: WeightDetails(normsPerLayer: 4, queryKeyNorm: true))),
    CatalogEntry(
      "phi-3-mini", hub: "microsoft/Phi-3-mini-4k-instruct", parameters: 3_821_079_552,
      shape: ModelShape(
        name: "", layers: 32, hiddenSize: 3072, heads: 32, keyValueHeads: 32, intermediateSize: 8192, vocabularySize: 32_064,
        maximumPositions: 4096, slidingWindow: SlidingWindow(tokens: 2047, layers: 32))),
    CatalogEntry(
      "phi-4", hub: "microsoft/phi-4", parameters: 14_659_507_200,
      shape: ModelShape(
        name: "", layers: 40, hiddenSize: 5120, heads: 40, keyValueHeads: 10, intermediateSize: 17_920, vocabularySize: 100_352,
        maximumPositions: 16_384)),
  ]

  static let mixturesOfExperts = [
    openAI("gpt-oss-20b", total: 20.91e9, active: 3.61e9, layers: 24, experts: 32),
    openAI("gpt-oss-120b", total: 116.83e9, active: 5.13e9, layers: 36, experts: 128),
    CatalogEntry(
      "deepseek-v2-lite", hub: "deepseek-ai/DeepSeek-V2-Lite", parameters: 15_706_484_224, active: 2.4e9,
      source: "config.json and arXiv 2405.04434, appendix B; active parameters without the embedding",
      shape: ModelShape(
        name: "", layers: 27, hiddenSize: 2048, heads: 16, keyValueHeads: 16, headSize: 192, intermediateSize: 10_944,
        vocabularySize: 102_400, maximumPositions: 163_840,
        latentAttention: LatentAttention(
          keyValueRank: 512, queryRank: nil, rotaryHeadSize: 64, plainHeadSize: 128, valueHeadSize: 128),
        mixtureOfExperts: MixtureOfExperts(
          experts: 64, expertsPerToken: 6, expertIntermediateSize: 1408, sharedIntermediateSize: 2 * 1408, denseLayers: 1))),
    CatalogEntry(
      "llama-4-scout", hub: "meta-llama/Llama-4-Scout-17B-16E-Instruct", parameters: 107.77e9, active: 17e9,
      source: "config.json of the hub, counted from the sizes of its text model; 109 B published with the vision encoder",
      shape: ModelShape(
        name: "", layers: 48, hiddenSize: 5120, heads: 40, keyValueHeads: 8, headSize: 128, intermediateSize: 16_384,
        vocabularySize: 202_048, maximumPositions: 10_485_760, slidingWindow: SlidingWindow(tokens: 8192, layers: 36),
        mixtureOfExperts: MixtureOfExperts(
          experts: 16, expertsPerToken: 1, expertIntermediateSize: 8192, sharedIntermediateSize: 8192))),
    deepSeekV3("deepseek-v3", "deepseek-ai/DeepSeek-V3"),
    deepSeekV3("deepseek-r1", "deepseek-ai/DeepSeek-R1"),
    CatalogEntry(
      "kimi-k2", hub: "moonshotai/Kimi-K2-Instruct", parameters: 1.04e12, active: 32.6e9,
      source: "config.json; arXiv 2507.20534, table 2: 1.04 T total, 32.6 B active; the sizes make 1.3 % less",
      shape: ModelShape(
        name: "", layers: 61, hiddenSize: 7168, heads: 64, keyValueHeads: 64, headSize: 192, intermediateSize: 18_432,
        vocabularySize: 163_840, maximumPositions: 131_072, nativeFormat: .fp8,
        latentAttention: LatentAttention(
          keyValueRank: 512, queryRank: 1536, rotaryHeadSize: 64, plainHeadSize: 128, valueHeadSize: 128),
        mixtureOfExperts: MixtureOfExperts(
          experts: 384, expertsPerToken: 8, expertIntermediateSize: 2048, sharedIntermediateSize: 2048, denseLayers: 1))),
  ]

  private static func qwen2(
    _ id: String, _ hub: String, _ parameters: Double, _ layers: Int, _ hidden: Int, _ heads: Int, _ keyValueHeads: Int,
    _ intermediate: Int
  ) -> CatalogEntry {
    CatalogEntry(
      id, hub: hub, parameters: parameters,
      shape: ModelShape(
        name: "", layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: keyValueHeads, intermediateSize: intermediate,
        vocabularySize: hidden == 3584 || hidden > 4096 ? 152_064 : 151_936, maximumPositions: 131_072,
        details: WeightDetails(queryKeyValueBias: true)))
  }

  private static func qwen3(
    _ id: String, _ hub: String, _ parameters: Double, _ layers: Int, _ hidden: Int, _ heads: Int, _ keyValueHeads: Int,
    _ intermediate: Int, tied: Bool = false, active: Double? = nil, mixture: MixtureOfExperts? = nil
  ) -> CatalogEntry {
    CatalogEntry(
      id, hub: hub, parameters: parameters, active: active,
      shape: ModelShape(
        name: "", layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: keyValueHeads, headSize: 128,
        intermediateSize: intermediate, vocabularySize: 151_936, maximumPositions: 40_960, tiedEmbeddings: tied,
        mixtureOfExperts: mixture, details: WeightDetails(queryKeyNorm: true)))
  }

  private static func openAI(_ id: String, total: Double, active: Double, layers: Int, experts: Int) -> CatalogEntry {
    CatalogEntry(
      id, hub: "openai/\(id)", parameters: total, active: active,
      source: "config.json; arXiv 2508.10925, table 1: active parameters without the embedding",
      shape: ModelShape(
        name: "", layers: layers, hiddenSize: 2880, heads: 64, keyValueHeads: 8, headSize: 64, intermediateSize: 2880,
        vocabularySize: 201_088, maximumPositions: 131_072, nativeFormat: .mxfp4,
        slidingWindow: SlidingWindow(tokens: 128, layers: layers / 2),
        mixtureOfExperts: MixtureOfExperts(experts: experts, expertsPerToken: 4, expertIntermediateSize: 2880),
        details: WeightDetails(queryKeyValueBias: true, attentionOutputBias: true, feedForwardBias: true)))
  }

  private static func deepSeekV3(_ id: String, _ hub: String) -> CatalogEntry {
    CatalogEntry(
      id, hub: hub, parameters: 671.03e9, active: 37e9,
      source: "config.json; arXiv 2412.19437, section 4.2, without the multi-token prediction module",
      shape: ModelShape(
        name: "", layers: 61, hiddenSize: 7168, heads: 128, keyValueHeads: 128, headSize: 192, intermediateSize: 18_432,
        vocabularySize: 129_280, maximumPositions: 163_840, nativeFormat: .fp8,
        latentAttention: LatentAttention(
          keyValueRank: 512, queryRank: 1536, rotaryHeadSize: 64, plainHeadSize: 128, valueHeadSize: 128),
        mixtureOfExperts: MixtureOfExperts(
          experts: 256, expertsPerToken: 8, expertIntermediateSize: 2048, sharedIntermediateSize: 2048, denseLayers: 3)))
  }
}
