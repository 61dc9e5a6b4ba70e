/// Models of Alibaba and Xiaomi, by the keys of their configs.
extension ModelCatalog {
  static let publishedQwen2: [CatalogEntry] = [
    CatalogEntry(
      "qwen3-4b",
      hubs: [
        "Qwen/Qwen3-4B", "Qwen/Qwen3-4B-Base", "Qwen/Qwen3-4B-Instruct-2507", "Qwen/Qwen3-4B-Thinking-2507",
      ], parameters: 4_022_468_096,
      config: #"""
        {"head_dim":128,"hidden_size":2560,"intermediate_size":9728,"max_position_embeddings":40960,"model_type":"qwen3",
        "num_attention_heads":32,"num_hidden_layers":36,"num_key_value_heads":8,"sliding_window":null,"tie_word_embeddings":true,
        "vocab_size":151936}
        """#,
      quantized: [
        .init(
          "Qwen/Qwen3-4B-FP8",
          "Qwen/Qwen3-4B-Instruct-2507-FP8",
          "Qwen/Qwen3-4B-Thinking-2507-FP8",
          config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-4B-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/Qwen3-4B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen3-8b", hubs: ["Qwen/Qwen3-8B", "Qwen/Qwen3-8B-Base"], parameters: 8_190_735_360,
      config: #"""
        {"head_dim":128,"hidden_size":4096,"intermediate_size":12288,"max_position_embeddings":40960,"model_type":"qwen3",
        "num_attention_heads":32,"num_hidden_layers":36,"num_key_value_heads":8,"sliding_window":null,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-8B-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-8B-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/Qwen3-8B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Qwen3-8B-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen3-14b", hubs: ["Qwen/Qwen3-14B", "Qwen/Qwen3-14B-Base", "NousResearch/Hermes-4-14B"], parameters: 14_768_307_200,
      config: #"""
        {"head_dim":128,"hidden_size":5120,"intermediate_size":17408,"max_position_embeddings":40960,"model_type":"qwen3",
        "num_attention_heads":40,"num_hidden_layers":40,"num_key_value_heads":8,"sliding_window":null,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-14B-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-14B-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/Qwen3-14B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen3-32b", hubs: ["Qwen/Qwen3-32B"], parameters: 32_762_123_264,
      config: #"""
        {"head_dim":128,"hidden_size":5120,"intermediate_size":25600,"max_position_embeddings":40960,"model_type":"qwen3",
        "num_attention_heads":64,"num_hidden_layers":64,"num_key_value_heads":8,"sliding_window":null,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-32B-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-32B-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/Qwen3-32B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Qwen3-32B-NVFP4",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":"local","group_size":16,"num_bits":4,"strategy":"tensor_group",
            "symmetric":true,"type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"group_size":16,
            "num_bits":4,"strategy":"tensor_group","symmetric":true,"type":"float"}}},"format":"nvfp4-pack-quantized",
            "quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Qwen3-32B-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "Qwen/Qwen3-32B-FP8-Static-PerTensor",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":false,"num_bits":8,"type":"float"},"weights":{"dynamic":false,
            "num_bits":8,"type":"float"}}},"kv_cache_scheme":"FP8","quant_algo":"FP8"}
            """#),
      ]),
    CatalogEntry(
      "deepseek-r1-0528-qwen3-8b", hubs: ["deepseek-ai/DeepSeek-R1-0528-Qwen3-8B"], parameters: 8_190_735_360,
      config: #"""
        {"head_dim":128,"hidden_size":4096,"intermediate_size":12288,"max_position_embeddings":40960,"model_type":"qwen3",
        "num_attention_heads":32,"num_hidden_layers":36,"num_key_value_heads":8,"sliding_window":null,"vocab_size":151936}
        """#),
    CatalogEntry(
      "qwen3-30b-a3b",
      hubs: [
        "Qwen/Qwen3-30B-A3B", "Qwen/Qwen3-30B-A3B-Base", "Qwen/Qwen3-30B-A3B-Instruct-2507", "Qwen/Qwen3-30B-A3B-Thinking-2507",
      ], parameters: 30_532_122_624, active: 3.3e9,
      config: #"""
        {"head_dim":128,"hidden_size":2048,"intermediate_size":6144,"max_position_embeddings":40960,"model_type":"qwen3_moe",
        "moe_intermediate_size":768,"num_attention_heads":32,"num_experts":128,"num_experts_per_tok":8,"num_hidden_layers":48,
        "num_key_value_heads":4,"sliding_window":null,"vocab_size":151936}
        """#,
      quantized: [
        .init(
          "Qwen/Qwen3-30B-A3B-FP8",
          "Qwen/Qwen3-30B-A3B-Instruct-2507-FP8",
          "Qwen/Qwen3-30B-A3B-Thinking-2507-FP8",
          config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-30B-A3B-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "RedHatAI/Qwen3-30B-A3B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*mlp.gate$"],
            "quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen3-coder-30b-a3b", hubs: ["Qwen/Qwen3-Coder-30B-A3B-Instruct"], parameters: 30_532_122_624, active: 3.3e9,
      config: #"""
        {"head_dim":128,"hidden_size":2048,"intermediate_size":5472,"max_position_embeddings":262144,"model_type":"qwen3_moe",
        "moe_intermediate_size":768,"num_attention_heads":32,"num_experts":128,"num_experts_per_tok":8,"num_hidden_layers":48,
        "num_key_value_heads":4,"sliding_window":null,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
    CatalogEntry(
      "qwen3-235b-a22b",
      hubs: [
        "Qwen/Qwen3-235B-A22B", "Qwen/Qwen3-235B-A22B-Instruct-2507", "Qwen/Qwen3-235B-A22B-Thinking-2507",
      ], parameters: 235_093_634_560, active: 22e9,
      config: #"""
        {"head_dim":128,"hidden_size":4096,"intermediate_size":12288,"max_position_embeddings":40960,"model_type":"qwen3_moe",
        "moe_intermediate_size":1536,"num_attention_heads":64,"num_experts":128,"num_experts_per_tok":8,"num_hidden_layers":94,
        "num_key_value_heads":4,"sliding_window":null,"vocab_size":151936}
        """#,
      quantized: [
        .init(
          "Qwen/Qwen3-235B-A22B-FP8",
          "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8",
          "Qwen/Qwen3-235B-A22B-Thinking-2507-FP8",
          config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-235B-A22B-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("nvidia/Qwen3-235B-A22B-NVFP4", config: #"{"quantization":{"group_size":16,"quant_algo":"NVFP4"}}"#),
      ]),
    CatalogEntry(
      "qwen3-coder-480b-a35b", hubs: ["Qwen/Qwen3-Coder-480B-A35B-Instruct"], parameters: 480_154_875_392, active: 35e9,
      config: #"""
        {"head_dim":128,"hidden_size":6144,"intermediate_size":8192,"max_position_embeddings":262144,"model_type":"qwen3_moe",
        "moe_intermediate_size":2560,"num_attention_heads":96,"num_experts":160,"num_experts_per_tok":8,"num_hidden_layers":62,
        "num_key_value_heads":8,"sliding_window":null,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
    CatalogEntry(
      "qwen3-next-80b-a3b", hubs: ["Qwen/Qwen3-Next-80B-A3B-Instruct", "Qwen/Qwen3-Next-80B-A3B-Thinking"], parameters: 79_674_391_296,
      active: 3e9,
      source: "config.json of the hub, counted from its sizes; its card counts 81.3 G with multi-token prediction",
      config: #"""
        {"full_attention_interval":4,"head_dim":256,"hidden_size":2048,"intermediate_size":5120,"linear_conv_kernel_dim":4,
        "linear_key_head_dim":128,"linear_num_key_heads":16,"linear_num_value_heads":32,"linear_value_head_dim":128,
        "max_position_embeddings":262144,"model_type":"qwen3_next","moe_intermediate_size":512,"num_attention_heads":16,
        "num_experts":512,"num_experts_per_tok":10,"num_hidden_layers":48,"num_key_value_heads":2,
        "shared_expert_intermediate_size":512,"vocab_size":151936}
        """#,
      quantized: [
        .init(
          "Qwen/Qwen3-Next-80B-A3B-Instruct-FP8",
          "Qwen/Qwen3-Next-80B-A3B-Thinking-FP8",
          config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
    CatalogEntry(
      "qwen3-coder-next", hubs: ["Qwen/Qwen3-Coder-Next"], parameters: 79_674_391_296, active: 3e9,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"full_attention_interval":4,"head_dim":256,"hidden_size":2048,"intermediate_size":5120,"linear_conv_kernel_dim":4,
        "linear_key_head_dim":128,"linear_num_key_heads":16,"linear_num_value_heads":32,"linear_value_head_dim":128,
        "max_position_embeddings":262144,"model_type":"qwen3_next","moe_intermediate_size":512,"num_attention_heads":16,
        "num_experts":512,"num_experts_per_tok":10,"num_hidden_layers":48,"num_key_value_heads":2,
        "shared_expert_intermediate_size":512,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-Coder-Next-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
    CatalogEntry(
      "qwen3-vl-2b", hubs: ["Qwen/Qwen3-VL-2B-Instruct", "Qwen/Qwen3-VL-2B-Thinking"], parameters: 2_127_532_032,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_vl","text_config":{"head_dim":128,"hidden_size":2048,"intermediate_size":6144,
        "max_position_embeddings":262144,"model_type":"qwen3_vl_text","num_attention_heads":16,"num_hidden_layers":28,
        "num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":151936},"vision_config":{"deepstack_visual_indexes":[5,11,17],
        "depth":24,"hidden_size":1024,"in_channels":3,"intermediate_size":4096,"model_type":"qwen3_vl","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":2048,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3-vl-4b", hubs: ["Qwen/Qwen3-VL-4B-Instruct", "Qwen/Qwen3-VL-4B-Thinking"], parameters: 4_437_815_808,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_vl","text_config":{"head_dim":128,"hidden_size":2560,"intermediate_size":9728,
        "max_position_embeddings":262144,"model_type":"qwen3_vl_text","num_attention_heads":32,"num_hidden_layers":36,
        "num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":151936},"vision_config":{"deepstack_visual_indexes":[5,11,17],
        "depth":24,"hidden_size":1024,"in_channels":3,"intermediate_size":4096,"model_type":"qwen3_vl","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":2560,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3-vl-8b", hubs: ["Qwen/Qwen3-VL-8B-Instruct", "Qwen/Qwen3-VL-8B-Thinking"], parameters: 8_767_123_696,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_vl","text_config":{"head_dim":128,"hidden_size":4096,"intermediate_size":12288,
        "max_position_embeddings":262144,"model_type":"qwen3_vl_text","num_attention_heads":32,"num_hidden_layers":36,
        "num_key_value_heads":8,"vocab_size":151936},"vision_config":{"deepstack_visual_indexes":[8,16,24],"depth":27,
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_vl","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":4096,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3-vl-32b", hubs: ["Qwen/Qwen3-VL-32B-Instruct", "Qwen/Qwen3-VL-32B-Thinking"], parameters: 33_357_390_064,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_vl","text_config":{"head_dim":128,"hidden_size":5120,"intermediate_size":25600,
        "max_position_embeddings":262144,"model_type":"qwen3_vl_text","num_attention_heads":64,"num_hidden_layers":64,
        "num_key_value_heads":8,"vocab_size":151936},"vision_config":{"deepstack_visual_indexes":[8,16,24],"depth":27,
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_vl","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":5120,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3-vl-30b-a3b", hubs: ["Qwen/Qwen3-VL-30B-A3B-Instruct", "Qwen/Qwen3-VL-30B-A3B-Thinking"], parameters: 31_070_754_032,
      active: 3.3e9,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_vl_moe","text_config":{"head_dim":128,"hidden_size":2048,"intermediate_size":6144,
        "max_position_embeddings":262144,"model_type":"qwen3_vl_moe_text","moe_intermediate_size":768,"num_attention_heads":32,
        "num_experts":128,"num_experts_per_tok":8,"num_hidden_layers":48,"num_key_value_heads":4,"vocab_size":151936},
        "tie_word_embeddings":false,"vision_config":{"deepstack_visual_indexes":[8,16,24],"depth":27,"hidden_size":1152,
        "in_channels":3,"intermediate_size":4304,"model_type":"qwen3_vl_moe","num_heads":16,"num_position_embeddings":2304,
        "out_hidden_size":2048,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3-vl-235b-a22b", hubs: ["Qwen/Qwen3-VL-235B-A22B-Instruct", "Qwen/Qwen3-VL-235B-A22B-Thinking"], parameters: 235_670_022_896,
      active: 22e9,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_vl_moe","text_config":{"head_dim":128,"hidden_size":4096,"intermediate_size":12288,
        "max_position_embeddings":262144,"model_type":"qwen3_vl_moe_text","moe_intermediate_size":1536,"num_attention_heads":64,
        "num_experts":128,"num_experts_per_tok":8,"num_hidden_layers":94,"num_key_value_heads":4,"vocab_size":151936},
        "tie_word_embeddings":false,"vision_config":{"deepstack_visual_indexes":[8,16,24],"depth":27,"hidden_size":1152,
        "in_channels":3,"intermediate_size":4304,"model_type":"qwen3_vl_moe","num_heads":16,"num_position_embeddings":2304,
        "out_hidden_size":4096,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3.5-27b", hubs: ["Qwen/Qwen3.5-27B"], parameters: 27_356_728_560,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_5","text_config":{"head_dim":256,"hidden_size":5120,"intermediate_size":17408,
        "layer_types":["linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention"],"linear_conv_kernel_dim":4,
        "linear_key_head_dim":128,"linear_num_key_heads":16,"linear_num_value_heads":48,"linear_value_head_dim":128,
        "mamba_ssm_dtype":"float32","max_position_embeddings":262144,"model_type":"qwen3_5_text","num_attention_heads":24,
        "num_hidden_layers":64,"num_key_value_heads":4,"vocab_size":248320},"vision_config":{"deepstack_visual_indexes":[],"depth":27,
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_5","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":5120,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3.5-35b-a3b", hubs: ["Qwen/Qwen3.5-35B-A3B", "Qwen/Qwen3.5-35B-A3B-Base"], parameters: 35_107_181_936, active: 3e9,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_5_moe","text_config":{"head_dim":256,"hidden_size":2048,"layer_types":["linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention"],"linear_conv_kernel_dim":4,"linear_key_head_dim":128,
        "linear_num_key_heads":16,"linear_num_value_heads":32,"linear_value_head_dim":128,"mamba_ssm_dtype":"float32",
        "max_position_embeddings":262144,"model_type":"qwen3_5_moe_text","moe_intermediate_size":512,"num_attention_heads":16,
        "num_experts":256,"num_experts_per_tok":8,"num_hidden_layers":40,"num_key_value_heads":2,
        "shared_expert_intermediate_size":512,"vocab_size":248320},"vision_config":{"deepstack_visual_indexes":[],"depth":27,
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_5_moe","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":2048,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3.5-122b-a10b", hubs: ["Qwen/Qwen3.5-122B-A10B"], parameters: 122_562_817_776, active: 10e9,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_5_moe","text_config":{"head_dim":256,"hidden_size":3072,"layer_types":["linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention"],"linear_conv_kernel_dim":4,
        "linear_key_head_dim":128,"linear_num_key_heads":16,"linear_num_value_heads":64,"linear_value_head_dim":128,
        "mamba_ssm_dtype":"float32","max_position_embeddings":262144,"model_type":"qwen3_5_moe_text","moe_intermediate_size":1024,
        "num_attention_heads":32,"num_experts":256,"num_experts_per_tok":8,"num_hidden_layers":48,"num_key_value_heads":2,
        "shared_expert_intermediate_size":1024,"vocab_size":248320},"vision_config":{"deepstack_visual_indexes":[],"depth":27,
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_5_moe","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":3072,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3.5-397b-a17b", hubs: ["Qwen/Qwen3.5-397B-A17B"], parameters: 396_802_360_816, active: 17e9,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"qwen3_5_moe","text_config":{"head_dim":256,"hidden_size":4096,"layer_types":["linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention"],"linear_conv_kernel_dim":4,
        "linear_key_head_dim":128,"linear_num_key_heads":16,"linear_num_value_heads":64,"linear_value_head_dim":128,
        "mamba_ssm_dtype":"float32","max_position_embeddings":262144,"model_type":"qwen3_5_moe_text","moe_intermediate_size":1024,
        "num_attention_heads":32,"num_experts":512,"num_experts_per_tok":10,"num_hidden_layers":60,"num_key_value_heads":2,
        "shared_expert_intermediate_size":1024,"vocab_size":248320},"vision_config":{"deepstack_visual_indexes":[],"depth":27,
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_5_moe","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":4096,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
  ]
}
