import Foundation
import Kernel
import Model
import Testing

/// Models whose layers are not all alike: each group of layers reads, keeps and weighs what it does.
struct HybridConfigTests {
  private func groups(_ shape: ModelShape) -> [String] {
    shape.attentionGroups.filter { $0.layers > 0 }.map { "\(Int($0.layers)) read \($0.readCap == .max ? "all" : "\($0.readCap)")" }
  }

  @Test func `linear attention has a state a request and no KV`() throws {
    let shape = try ConfigReading.config([
      "model_type": "qwen3_next", "num_hidden_layers": 48, "full_attention_interval": 4, "linear_num_key_heads": 16,
      "linear_num_value_heads": 32, "linear_key_head_dim": 128, "linear_value_head_dim": 128, "linear_conv_kernel_dim": 4,
      "head_dim": 256, "num_attention_heads": 16, "num_key_value_heads": 2,
    ]).shape
    #expect(groups(shape) == ["12 read all", "36 read 0"])
    #expect(shape.keyValueBytesPerToken(.bf16) == 12 * 2 * 2 * 256 * 2)
    // A matrix of 128 by 128 for each value head, and three steps of the convolution's channels.
    #expect(shape.stateBytes == 36 * (32 * 128 * 128 + 3 * (2 * 16 * 128 + 32 * 128)) * 2)
    // A longer sequence keeps more KV and the same state.
    #expect(shape.details.attentionOutputGate)
  }

  @Test func `layers that are attention, state space or experts come to the published sizes`() throws {
    // Jamba 1.5 Mini: 51.6 billion, one attention layer in eight (arXiv 2408.12570, section 2).
    let shape = try ConfigReading.config([
      "model_type": "jamba", "attn_layer_offset": 4, "attn_layer_period": 8, "expert_layer_offset": 1, "expert_layer_period": 2,
      "mamba_d_conv": 4, "mamba_d_state": 16, "mamba_dt_rank": 256, "mamba_expand": 2, "num_experts": 16, "num_experts_per_tok": 2,
      "vocab_size": 65_536,
    ]).shape
    #expect(abs(Double(shape.parameterCount) / 51.57e9 - 1) < 0.001)
    #expect(groups(shape) == ["4 read all", "28 read 0"] && shape.expertLayers == 16)
    #expect(shape.keyValueBytesPerToken(.bf16) == 16_384)
  }

  @Test func `an attention beside a state in every layer counts both`() throws {
    let shape = try ConfigReading.config([
      "model_type": "falcon_h1", "mamba_d_ssm": 4096, "mamba_n_heads": 64, "mamba_d_head": 64, "mamba_d_state": 128, "mamba_n_groups": 1,
      "mamba_d_conv": 4,
    ]).shape
    #expect(shape.attentionLayers == 32 && shape.linearMixers[0].layers == 32 && shape.mixingLayers == 32)
    try shape.validate()
  }

  @Test func `a layer that is one block has no feed-forward beside it`() throws {
    let shape = try ConfigReading.config([
      "model_type": "nemotron_h", "num_hidden_layers": 6, "hybrid_override_pattern": "M-M*M-", "mamba_num_heads": 64, "mamba_head_dim": 64,
      "ssm_state_size": 128, "n_groups": 8, "conv_kernel": 4,
    ]).shape
    #expect(shape.attentionLayers == 1 && shape.linearMixers[0].layers == 3 && shape.denseLayers == 2)
    #expect(shape.keyValueBytesPerToken(.bf16) == 2 * 8 * 128 * 2)
  }

  /// Counts of weights as `modeling_zamba.py` and `modeling_zamba2.py` make them, equal to the sizes of the files at the hub; bytes of KV
  /// are keys and values of twice the hidden size at every use.
  @Test(arguments: [
    ("zamba-7b", 7_232_490_496, 1, 13, 3712), ("zamba2-1.2b", 1_215_064_704, 1, 6, 2048), ("zamba2-2.7b", 2_662_214_560, 2, 9, 2560),
    ("zamba2-7b", 7_356_749_648, 2, 13, 3584),
  ])
  func `shared blocks are stored once, read at every use, and keep KV at every use`(
    id: String, parameters: Int, stored: Int, uses: Int, hidden: Int
  ) throws {
    let shape = try ModelCatalog.model(named: id).shape
    #expect(shape.parameterCount == parameters)
    #expect(shape.sharedBlocks == SharedBlocks(stored: stored, uses: uses, inputSize: 2 * hidden))
    #expect(shape.keyValueBytesPerToken(.bf16) == uses * 2 * 2 * hidden * 2)
    #expect(groups(shape) == ["\(uses) read all", "\(shape.layers) read 0"])
    // What a step reads beyond what is stored: every further use of a block, attention from twice the hidden size and back, and the gated
    // feed-forward. Looked up and not read are the small weights: norms, convolutions and decays.
    let block = 7 * hidden * 2 * hidden + 3 * hidden * shape.intermediateSize
    let small = shape.linearMixers[0].otherParameters * shape.layers + (shape.layers + 1 + 3 * stored) * hidden
    #expect(shape.weightBytesRead(tokens: 1, format: .bf16) == Double(2 * (parameters - small + (uses - stored) * block)))
    #expect(shape.linearFLOPsPerToken > 2 * Double((uses - 1) * block))
  }

  @Test func `the state of a model with shared blocks is that of all its layers`() throws {
    let first = try ModelCatalog.model(named: "zamba-7b").shape
    #expect(first.stateBytes == 76 * (7424 * 16 + 3 * 7424) * 2)
    let second = try ModelCatalog.model(named: "zamba2-7b").shape
    #expect(second.stateBytes == 81 * (7168 * 64 + 3 * (7168 + 2 * 2 * 64)) * 2)
  }

  @Test func `where shared blocks stand is read from words, from numbers, or is the first Zamba's habit`() throws {
    let sizes: [String: Any] = [
      "model_type": "zamba2", "hidden_size": 1024, "num_attention_heads": 16, "num_key_value_heads": 16, "intermediate_size": 4096,
      "num_hidden_layers": 8, "n_mamba_heads": 32, "num_mem_blocks": 2,
    ]
    func uses(_ keys: [String: Any]) throws -> Int? {
      try ConfigReading.config(sizes.merging(keys) { $1 }).shape.sharedBlocks?.uses
    }
    let words = ["mamba", "mamba", "hybrid", "mamba", "mamba", "hybrid", "mamba", "hybrid"]
    #expect(try uses(["layers_block_type": words]) == 3 && uses(["hybrid_layer_ids": [2, 5, 7]]) == 3)
    #expect(try uses(["model_type": "zamba", "mamba_dt_rank": "auto"]) == 2)
    let adapted = ["hybrid_layer_ids": [2, 5, 7], "use_shared_attention_adapter": true] as [String: Any]
    let plain = try ConfigReading.config(sizes.merging(["hybrid_layer_ids": [2, 5, 7]]) { $1 }).shape.parameterCount
    // Queries, keys and values: down from twice the hidden size to the rank and up again.
    #expect(try ConfigReading.config(sizes.merging(adapted) { $1 }).shape.parameterCount == plain + 3 * 3 * 128 * 2 * 2 * 1024)
    // As the first configs of Zamba2 have it.
    let early =
      [
        "layers_block_type": ["m", "m", "g", "m", "m", "g", "m", "g"], "n_mamba_heads": NSNull(), "mamba_headdim": 64, "lora_rank": 128,
        "state_size": 128, "expansion_factor": 2, "kv_channels": 64, "use_shared_attention_lora": false,
      ] as [String: Any]
    let later: [String: Any] = ["layers_block_type": words, "mamba_d_state": 128]
    #expect(
      try ConfigReading.config(sizes.merging(early) { $1 }).shape == ConfigReading.config(sizes.merging(later) { $1 }).shape)
    for wrong: [String: Any] in [
      [:], ["hybrid_layer_ids": [2]], ["hybrid_layer_ids": [9]], ["hybrid_layer_ids": [2, 2, 5]],
      ["hybrid_layer_ids": [2, 5], "n_mamba_heads": NSNull(), "mamba_headdim": 7],
      ["hybrid_layer_ids": [2, 5], "attention_hidden_size": 1024],
      ["hybrid_layer_ids": [2, 5], "adapter_rank": 0], ["layers_block_type": ["mamba", "sideways"]],
    ] {
      #expect(throws: InputError.self, "\(wrong)") { try uses(wrong) }
    }
  }

  @Test func `windows are found by list, by letters, by number and by habit`() throws {
    func window(_ keys: [String: Any]) throws -> String {
      try ConfigReading.config(keys).shape.slidingWindow.map { "\($0.layers) of \($0.tokens)" } ?? "none"
    }
    let listed = (0..<32).map { $0 % 4 == 3 ? "full_attention" : "sliding_attention" }
    #expect(try window(["sliding_window": 512, "layer_types": listed]) == "24 of 512")
    #expect(try window(["model_type": "exaone4", "sliding_window": 4096, "sliding_window_pattern": "LLLG"]) == "24 of 4096")
    #expect(try window(["model_type": "cohere2", "sliding_window": 4096, "sliding_window_pattern": 2]) == "16 of 4096")
    #expect(try window(["model_type": "cohere2"]) == "24 of 4096")
    #expect(try window(["model_type": "qwen2", "sliding_window": 4096, "use_sliding_window": false]) == "none")
    #expect(try window(["model_type": "mistral", "sliding_window": NSNull()]) == "32 of 4096")
    #expect(throws: InputError.self) { try window(["sliding_window": 512, "layer_types": ["sideways_attention"]]) }
    #expect(throws: InputError.self) { try window(["model_type": "exaone4", "sliding_window": 4096, "sliding_window_pattern": "LXG"]) }
  }

  @Test func `attention in chunks reads the chunk and keeps everything, as engines do`() throws {
    let shape = try ModelCatalog.model(named: "llama-4-scout").shape
    #expect(groups(shape) == ["12 read all", "36 read 8192"])
    #expect(shape.attentionGroups.allSatisfy { $0.keepCap == .max })
  }

  @Test func `late layers that read the KV of earlier ones keep none, and wider heads cost more`() throws {
    let keys: [String: Any] = [
      "model_type": "gemma4_text", "num_hidden_layers": 12, "head_dim": 256, "global_head_dim": 512, "num_key_value_heads": 2,
      "num_attention_heads": 8, "sliding_window": 512, "hidden_size_per_layer_input": 0,
    ]
    let own = try ConfigReading.config(keys).shape
    #expect(groups(own) == ["2 read all", "10 read 512"])
    #expect(own.keyValueBytesPerToken(.bf16) == 2 * 2 * (10 * 2 * 256 + 2 * 2 * 512))
    let shared = try ConfigReading.config(keys.merging(["num_kv_shared_layers": 6]) { $1 }).shape
    #expect(shared.keyValueBytesPerToken(.bf16) * 2 == own.keyValueBytesPerToken(.bf16))
    #expect(shared.attentionParameters < own.attentionParameters)
  }

  @Test func `latent attention goes by its ranks, whatever the model type, and an indexer keeps its keys`() throws {
    let latent: [String: Any] = [
      "model_type": "glm_moe_dsa", "kv_lora_rank": 512, "q_lora_rank": 2048, "qk_nope_head_dim": 192, "qk_rope_head_dim": 64,
      "v_head_dim": 256, "n_routed_experts": 8, "num_experts_per_tok": 2, "moe_intermediate_size": 2048,
    ]
    #expect(try ConfigReading.config(latent).shape.keyValueBytesPerToken(.bf16) > 32 * 576 * 2)
    let plain = latent.merging(["index_n_heads": NSNull(), "model_type": "kimi_k2"]) { $1 }
    #expect(try ConfigReading.config(plain).shape.keyValueBytesPerToken(.bf16) == 32 * 576 * 2)
    let indexed = latent.merging(["index_n_heads": 32, "index_head_dim": 128, "index_topk": 2048]) { $1 }
    let shape = try ConfigReading.config(indexed).shape
    #expect(shape.keyValueBytesPerToken(.bf16) == 32 * (576 * 2 + 132) && groups(shape) == ["32 read 2048"])
  }

  @Test func `layers of a puzzle have widths of their own, or nothing`() throws {
    func block(_ attention: [String: Any], _ feedForward: [String: Any]) -> [String: Any] { ["attention": attention, "ffn": feedForward] }
    let shape = try ConfigReading.config([
      "model_type": "nemotron-nas", "num_hidden_layers": 3, "intermediate_size": NSNull(), "num_key_value_heads": NSNull(),
      "block_configs": [
        block(["n_heads_in_group": 4], ["ffn_mult": 2.625]), block(["no_op": true], ["ffn_mult": 0.5]),
        block(["n_heads_in_group": 4], ["no_op": true]),
      ],
    ]).shape
    #expect(shape.attentionLayers == 2 && shape.keyValueBytesPerToken(.bf16) == 2 * 2 * 8 * 128 * 2)
    #expect(shape.feedForwards == [FeedForwardLayers(layers: 1, width: 7168), FeedForwardLayers(layers: 1, width: 1536)])
  }

  @Test func `two matrices and one KV head are what their families have`() throws {
    // Granite-20B-Code: 20.1 billion, one KV head of 128 in 52 layers.
    let text =
      #"{"model_type":"gpt_bigcode","n_embd":6144,"n_head":48,"n_layer":52,"n_inner":24576,"n_positions":8192,"multi_query":true,"vocab_size":49152}"#
    let shape = try ModelShape(huggingFaceConfig: Data(text.utf8), file: "config.json")
    #expect(!shape.gatedFeedForward && shape.keyValueBytesPerToken(.bf16) == 26_624)
    #expect(abs(Double(shape.parameterCount) / 20.07e9 - 1) < 0.001)
  }

  @Test func `the LM head is the embedding where the family has it so, and a key says otherwise`() throws {
    func isTied(_ keys: [String: Any]) throws -> Bool {
      try ConfigReading.config(keys.merging(["tie_word_embeddings": keys["tie_word_embeddings"] ?? NSNull()]) { $1 }).shape.tiedEmbeddings
    }
    #expect(try isTied(["model_type": "cohere2"]) && isTied(["model_type": "gemma"]) && isTied(["model_type": "starcoder2"]))
    #expect(try !isTied(["model_type": "llama"]) && !isTied(["model_type": "cohere2", "tie_word_embeddings": false]))
    // StarCoder2-15B alone of its family has a head of its own: 15.96 billion, two matrices in a feed-forward.
    let large = try ConfigReading.config([
      "model_type": "starcoder2", "hidden_size": 6144, "intermediate_size": 24_576, "num_hidden_layers": 40, "num_attention_heads": 48,
      "num_key_value_heads": 4, "vocab_size": 49_152, "use_bias": true, "tie_word_embeddings": NSNull(),
    ]).shape
    #expect(!large.gatedFeedForward && abs(Double(large.parameterCount) / 15.958e9 - 1) < 0.001)
  }

  @Test func `what the library leaves out of a part is its default, and it is said`() throws {
    let text =
      #"{"model_type":"gemma3","text_config":{"model_type":"gemma3_text","hidden_size":2560,"intermediate_size":10240,"num_hidden_layers":34,"sliding_window":1024}}"#
    let config = try ModelConfig(Data(text.utf8), file: "config.json")
    #expect(config.shape.heads == 8 && config.shape.keyValueHeads == 4 && config.shape.headSize == 256)
    #expect(config.shape.parameterCount == 3_880_263_168)
    #expect(config.notes.contains("text_config.num_attention_heads 8, the library's default for gemma3_text"))
    #expect(config.notes.contains("the LM head is the embedding, the library's default for gemma3_text"))
  }

  @Test func `experts are found under every family's names`() throws {
    func experts(_ keys: [String: Any]) throws -> String {
      let shape = try ConfigReading.config(keys).shape
      guard let mixture = shape.mixtureOfExperts else { return "none" }
      return
        "\(mixture.expertsPerToken) of \(mixture.experts), \(mixture.expertIntermediateSize)+\(mixture.sharedIntermediateSize), \(shape.expertLayers)"
    }
    #expect(
      try experts([
        "model_type": "ernie4_5_moe", "moe_num_experts": 64, "moe_k": 6, "moe_intermediate_size": 1536, "moe_num_shared_experts": 2,
        "moe_layer_start_index": 1, "moe_layer_interval": 1, "moe_layer_end_index": 31,
      ]) == "6 of 64, 1536+3072, 31")
    #expect(
      try experts([
        "model_type": "qwen3_moe", "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 768, "decoder_sparse_step": 2,
        "mlp_only_layers": [1],
      ]) == "8 of 128, 768+0, 15")
    #expect(
      try experts([
        "model_type": "lfm2_moe", "num_experts": 32, "num_experts_per_tok": 4, "moe_intermediate_size": 1792, "num_dense_layers": 2,
        "layer_types": (0..<32).map { $0 % 4 == 2 ? "full_attention" : "conv" },
      ]) == "4 of 32, 1792+0, 30")
  }
}
