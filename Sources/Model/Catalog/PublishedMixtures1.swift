/// Mixtures of experts, by the keys of their configs.
extension ModelCatalog {
  static let publishedMixtures: [CatalogEntry] = publishedMixtures1 + publishedMixtures2

  static let publishedMixtures1: [CatalogEntry] = [
    CatalogEntry(
      "k-exaone-236b-a23b", hubs: ["LGAI-EXAONE/K-EXAONE-236B-A23B"], parameters: 236e9, active: 23e9,
      source: "config.json and card of the hub",
      config: #"""
        {"head_dim":128,"hidden_size":6144,"intermediate_size":18432,"is_moe_layer":[false,true,true,true,true,true,true,true,true,
        true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,
        true,true,true,true,true,true,true,true,true,true,true,true,true,true],"max_position_embeddings":262144,
        "model_type":"exaone_moe","moe_intermediate_size":2048,"num_attention_heads":64,"num_experts":128,"num_experts_per_tok":8,
        "num_hidden_layers":48,"num_key_value_heads":8,"num_shared_experts":1,"sliding_window":128,"vocab_size":153600}
        """#,
      quantized: [
        .init("LGAI-EXAONE/K-EXAONE-236B-A23B-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
    CatalogEntry(
      "lfm2-8b-a1b", hubs: ["LiquidAI/LFM2-8B-A1B"], parameters: 8_339_929_856, active: 1.5e9,
      config: #"""
        {"conv_L_cache":3,"hidden_size":2048,"intermediate_size":7168,"layer_types":["conv","conv","full_attention","conv","conv",
        "conv","full_attention","conv","conv","conv","full_attention","conv","conv","conv","full_attention","conv","conv","conv",
        "full_attention","conv","conv","full_attention","conv","conv"],"max_position_embeddings":128000,"model_type":"lfm2_moe",
        "moe_intermediate_size":1792,"num_attention_heads":32,"num_dense_layers":2,"num_experts":32,"num_experts_per_tok":4,
        "num_hidden_layers":24,"num_key_value_heads":8,"vocab_size":65536}
        """#),
    CatalogEntry(
      "jamba-1.5-mini",
      hubs: [
        "ai21labs/AI21-Jamba-1.5-Mini", "ai21labs/AI21-Jamba-Mini-1.5", "ai21labs/AI21-Jamba-Mini-1.6",
        "ai21labs/AI21-Jamba-Mini-1.7", "ai21labs/Jamba-v0.1",
      ], parameters: 51_570_323_328, active: 12e9,
      config: #"""
        {"attn_layer_offset":4,"attn_layer_period":8,"expert_layer_offset":1,"expert_layer_period":2,"hidden_size":4096,
        "intermediate_size":14336,"mamba_d_conv":4,"mamba_d_state":16,"mamba_expand":2,"max_position_embeddings":262144,
        "model_type":"jamba","num_attention_heads":32,"num_experts":16,"num_experts_per_tok":2,"num_hidden_layers":32,
        "num_key_value_heads":8,"vocab_size":65536}
        """#),
    CatalogEntry(
      "jamba-1.5-large",
      hubs: [
        "ai21labs/AI21-Jamba-1.5-Large", "ai21labs/AI21-Jamba-Large-1.5", "ai21labs/AI21-Jamba-Large-1.6",
        "ai21labs/AI21-Jamba-Large-1.7",
      ], parameters: 398e9, active: 94e9,
      source: "config.json and card of the hub",
      config: #"""
        {"attn_layer_offset":4,"attn_layer_period":8,"expert_layer_offset":1,"expert_layer_period":2,"hidden_size":8192,
        "intermediate_size":24576,"mamba_d_conv":4,"mamba_d_state":16,"mamba_expand":2,"max_position_embeddings":262144,
        "model_type":"jamba","num_attention_heads":64,"num_experts":16,"num_experts_per_tok":2,"num_hidden_layers":72,
        "num_key_value_heads":8,"vocab_size":65536}
        """#),
    CatalogEntry(
      "olmoe-1b-7b",
      hubs: [
        "allenai/OLMoE-1B-7B-0924", "allenai/OLMoE-1B-7B-0924-Instruct", "allenai/OLMoE-1B-7B-0125",
        "allenai/OLMoE-1B-7B-0125-Instruct",
      ], parameters: 6_919_161_856, active: 1.3e9,
      config: #"""
        {"hidden_size":2048,"intermediate_size":1024,"max_position_embeddings":4096,"model_type":"olmoe","num_attention_heads":16,
        "num_experts":64,"num_experts_per_tok":8,"num_hidden_layers":16,"vocab_size":50304}
        """#),
    CatalogEntry(
      "glm-4.5", hubs: ["zai-org/GLM-4.5", "zai-org/GLM-4.5-Base", "zai-org/GLM-4.6", "zai-org/GLM-4.7"], parameters: 352_797_814_784,
      active: 32e9,
      source: "config.json of the hub, counted from its sizes; its card counts 358.0 G with multi-token prediction",
      config: #"""
        {"attention_bias":true,"first_k_dense_replace":3,"head_dim":128,"hidden_size":5120,"intermediate_size":12288,
        "max_position_embeddings":131072,"model_type":"glm4_moe","moe_intermediate_size":1536,"n_routed_experts":160,
        "n_shared_experts":1,"num_attention_heads":96,"num_experts_per_tok":8,"num_hidden_layers":92,"num_key_value_heads":8,
        "use_qk_norm":true,"vocab_size":151552}
        """#,
      quantized: [
        .init(
          "zai-org/GLM-4.5-FP8", "zai-org/GLM-4.6-FP8", "zai-org/GLM-4.7-FP8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*mlp.gate$"],
            "quant_method":"compressed-tensors"}
            """#)
      ]),
    CatalogEntry(
      "glm-4.5-air", hubs: ["zai-org/GLM-4.5-Air", "zai-org/GLM-4.5-Air-Base"], parameters: 106_852_245_504, active: 12e9,
      source: "config.json of the hub, counted from its sizes; its card counts 110.0 G with multi-token prediction",
      config: #"""
        {"attention_bias":true,"first_k_dense_replace":1,"head_dim":128,"hidden_size":4096,"intermediate_size":10944,
        "max_position_embeddings":131072,"model_type":"glm4_moe","moe_intermediate_size":1408,"n_routed_experts":128,
        "n_shared_experts":1,"num_attention_heads":96,"num_experts_per_tok":8,"num_hidden_layers":46,"num_key_value_heads":8,
        "vocab_size":151552}
        """#,
      quantized: [
        .init(
          "zai-org/GLM-4.5-Air-FP8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*mlp.gate$"],
            "quant_method":"compressed-tensors"}
            """#)
      ]),
    CatalogEntry(
      "glm-4.7-flash", hubs: ["zai-org/GLM-4.7-Flash"], parameters: 29_943_390_976, active: 3e9,
      source: "config.json of the hub, counted from its sizes; its card counts 31.2 G with multi-token prediction",
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":2048,"intermediate_size":10240,"kv_lora_rank":512,"max_position_embeddings":202752,
        "model_type":"glm4_moe_lite","moe_intermediate_size":1536,"n_routed_experts":64,"n_shared_experts":1,"num_attention_heads":20,
        "num_experts_per_tok":4,"num_hidden_layers":47,"num_key_value_heads":20,"q_lora_rank":768,"qk_nope_head_dim":192,
        "qk_rope_head_dim":64,"v_head_dim":256,"vocab_size":154880}
        """#),
    CatalogEntry(
      "deepseek-v2-lite",
      hubs: [
        "deepseek-ai/DeepSeek-V2-Lite", "deepseek-ai/DeepSeek-V2-Lite-Chat", "deepseek-ai/DeepSeek-Coder-V2-Lite-Base",
        "deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct",
      ], parameters: 15_706_484_224, active: 2.4e9,
      source: "config.json and arXiv 2405.04434, appendix B; active parameters without the embedding",
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":2048,"intermediate_size":10944,"kv_lora_rank":512,"max_position_embeddings":163840,
        "model_type":"deepseek_v2","moe_intermediate_size":1408,"n_routed_experts":64,"n_shared_experts":2,"num_attention_heads":16,
        "num_experts_per_tok":6,"num_hidden_layers":27,"q_lora_rank":null,"qk_nope_head_dim":128,"qk_rope_head_dim":64,
        "v_head_dim":128,"vocab_size":102400}
        """#,
      quantized: [
        .init(
          "RedHatAI/DeepSeek-Coder-V2-Lite-Instruct-FP8",
          "neuralmagic/DeepSeek-Coder-V2-Lite-Instruct-FP8",
          config: #"{"ignored_layers":["lm_head"],"quant_method":"fp8"}"#)
      ]),
    CatalogEntry(
      "deepseek-v2",
      hubs: [
        "deepseek-ai/DeepSeek-V2", "deepseek-ai/DeepSeek-V2-Chat", "deepseek-ai/DeepSeek-V2-Chat-0628",
        "deepseek-ai/DeepSeek-V2.5", "deepseek-ai/DeepSeek-V2.5-1210", "deepseek-ai/DeepSeek-Coder-V2-Base",
        "deepseek-ai/DeepSeek-Coder-V2-Instruct", "deepseek-ai/DeepSeek-Coder-V2-Instruct-0724",
      ], parameters: 235_741_434_880, active: 21e9,
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":5120,"intermediate_size":12288,"kv_lora_rank":512,"max_position_embeddings":163840,
        "model_type":"deepseek_v2","moe_intermediate_size":1536,"n_routed_experts":160,"n_shared_experts":2,"num_attention_heads":128,
        "num_experts_per_tok":6,"num_hidden_layers":60,"q_lora_rank":1536,"qk_nope_head_dim":128,"qk_rope_head_dim":64,
        "v_head_dim":128,"vocab_size":102400}
        """#),
    CatalogEntry(
      "moonlight-16b-a3b", hubs: ["moonshotai/Moonlight-16B-A3B", "moonshotai/Moonlight-16B-A3B-Instruct"], parameters: 15_960_111_936,
      active: 3e9,
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":2048,"intermediate_size":11264,"kv_lora_rank":512,"max_position_embeddings":8192,
        "model_type":"deepseek_v3","moe_intermediate_size":1408,"n_routed_experts":64,"n_shared_experts":2,"num_attention_heads":16,
        "num_experts_per_tok":6,"num_hidden_layers":27,"num_key_value_heads":16,"q_lora_rank":null,"qk_nope_head_dim":128,
        "qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":163840}
        """#),
    CatalogEntry(
      "deepseek-v3",
      hubs: [
        "deepseek-ai/DeepSeek-V3", "deepseek-ai/DeepSeek-V3-Base", "deepseek-ai/DeepSeek-V3-0324", "deepseek-ai/DeepSeek-V3.1",
        "deepseek-ai/DeepSeek-V3.1-Base", "deepseek-ai/DeepSeek-V3.1-Terminus",
      ], parameters: 671.03e9, active: 37e9,
      source: "config.json of the hub, counted from its sizes; its card counts 684.5 G with multi-token prediction",
      config: #"""
        {"first_k_dense_replace":3,"hidden_size":7168,"intermediate_size":18432,"kv_lora_rank":512,"max_position_embeddings":163840,
        "model_type":"deepseek_v3","moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":128,
        "num_experts_per_tok":8,"num_hidden_layers":61,"num_key_value_heads":128,"q_lora_rank":1536,"qk_nope_head_dim":128,
        "qk_rope_head_dim":64,"quantization_config":{"quant_method":"fp8","weight_block_size":[128,128]},"v_head_dim":128,
        "vocab_size":129280}
        """#,
      quantized: [
        .init(
          "cognitivecomputations/DeepSeek-R1-AWQ",
          "cognitivecomputations/DeepSeek-V3-AWQ",
          "QuixiAI/DeepSeek-R1-AWQ",
          config: #"{"bits":4,"group_size":64,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/DeepSeek-R1-quantized.w4a16", "RedHatAI/DeepSeek-R1-0528-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","ignore":["re:.*self_attn.*","re:.*shared_experts.*","re:.*mlp\\.(gate|up|gate_up|down)_proj.*"],
            "quant_method":"compressed-tensors"}
            """#),
        .init(
          "nvidia/DeepSeek-V3.1-NVFP4",
          config: #"""
            {"quantization":{"exclude_modules":["model.layers.61*","model.layers.*.self_attn.kv_a_proj_with_mqa",
            "model.layers.*.self_attn.kv_b_proj","model.layers.*.self_attn.q_a_proj","model.layers.*.self_attn.q_b_proj"],
            "group_size":16,"quant_algo":"NVFP4"}}
            """#),
      ]),
    CatalogEntry(
      "dots.llm1", hubs: ["rednote-hilab/dots.llm1.inst", "rednote-hilab/dots.llm1.base"], parameters: 142_774_381_696, active: 14e9,
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":4096,"intermediate_size":10944,"max_position_embeddings":32768,"model_type":"dots1",
        "moe_intermediate_size":1408,"n_routed_experts":128,"n_shared_experts":2,"num_attention_heads":32,"num_experts_per_tok":6,
        "num_hidden_layers":62,"num_key_value_heads":32,"sliding_window":null,"vocab_size":152064}
        """#),
    CatalogEntry(
      "ernie-4.5-21b-a3b",
      hubs: [
        "baidu/ERNIE-4.5-21B-A3B-PT", "baidu/ERNIE-4.5-21B-A3B-Base-PT", "baidu/ERNIE-4.5-21B-A3B-Thinking",
      ], parameters: 21_825_437_888, active: 3e9,
      config: #"""
        {"hidden_size":2560,"intermediate_size":12288,"max_position_embeddings":131072,"model_type":"ernie4_5_moe",
        "moe_intermediate_size":1536,"moe_k":6,"moe_layer_interval":1,"moe_layer_start_index":1,"moe_num_experts":64,
        "moe_num_shared_experts":2,"num_attention_heads":20,"num_hidden_layers":28,"num_key_value_heads":4,"tie_word_embeddings":true,
        "vocab_size":103424}
        """#),
    CatalogEntry(
      "ernie-4.5-300b-a47b", hubs: ["baidu/ERNIE-4.5-300B-A47B-PT", "baidu/ERNIE-4.5-300B-A47B-Base-PT"], parameters: 300e9, active: 47e9,
      source: "config.json and card of the hub",
      config: #"""
        {"hidden_size":8192,"intermediate_size":28672,"max_position_embeddings":131072,"model_type":"ernie4_5_moe",
        "moe_intermediate_size":3584,"moe_k":8,"moe_layer_interval":1,"moe_layer_start_index":3,"moe_num_experts":64,
        "moe_num_shared_experts":0,"num_attention_heads":64,"num_hidden_layers":54,"num_key_value_heads":8,
        "tie_word_embeddings":false,"vocab_size":103424}
        """#),
    CatalogEntry(
      "hunyuan-a13b", hubs: ["tencent/Hunyuan-A13B-Instruct", "tencent/Hunyuan-A13B-Pretrain"], parameters: 80_393_183_232, active: 13e9,
      config: #"""
        {"hidden_size":4096,"intermediate_size":3072,"max_position_embeddings":32768,"model_type":"hunyuan_v1_moe","moe_topk":[8,8,8,
        8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8],"num_attention_heads":32,"num_experts":64,"num_hidden_layers":32,
        "num_key_value_heads":8,"num_shared_expert":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],
        "tie_word_embeddings":true,"vocab_size":128167}
        """#),
    CatalogEntry(
      "ling-mini-2.0", hubs: ["inclusionAI/Ling-mini-2.0", "inclusionAI/Ring-mini-2.0"], parameters: 16_255_643_392, active: 1.4e9,
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":2048,"intermediate_size":5120,"max_position_embeddings":32768,
        "model_type":"bailing_moe_v2","moe_intermediate_size":512,"num_attention_heads":16,"num_experts":256,"num_experts_per_tok":8,
        "num_hidden_layers":20,"num_key_value_heads":4,"num_shared_experts":1,"use_qk_norm":true,"vocab_size":157184}
        """#),
    CatalogEntry(
      "ling-flash-2.0", hubs: ["inclusionAI/Ling-flash-2.0", "inclusionAI/Ring-flash-2.0"], parameters: 103e9, active: 6.1e9,
      source: "config.json and card of the hub",
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":4096,"intermediate_size":9216,"max_position_embeddings":32768,
        "model_type":"bailing_moe_v2","moe_intermediate_size":1024,"num_attention_heads":32,"num_experts":256,"num_experts_per_tok":8,
        "num_hidden_layers":32,"num_key_value_heads":4,"num_shared_experts":1,"use_qk_norm":true,"vocab_size":157184}
        """#),
    CatalogEntry(
      "ling-1t", hubs: ["inclusionAI/Ling-1T", "inclusionAI/Ring-1T"], parameters: 1000e9, active: 50e9,
      source: "config.json and card of the hub",
      config: #"""
        {"first_k_dense_replace":4,"hidden_size":8192,"intermediate_size":18432,"max_position_embeddings":32768,
        "model_type":"bailing_moe_v2","moe_intermediate_size":2048,"num_attention_heads":64,"num_experts":256,"num_experts_per_tok":8,
        "num_hidden_layers":80,"num_key_value_heads":8,"num_shared_experts":1,"use_qk_norm":true,"vocab_size":157184}
        """#),
    CatalogEntry(
      "kimi-linear-48b-a3b", hubs: ["moonshotai/Kimi-Linear-48B-A3B-Instruct", "moonshotai/Kimi-Linear-48B-A3B-Base"], parameters: 49.1e9,
      active: 3e9,
      source: "config.json and card of the hub",
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":2304,"intermediate_size":9216,"kv_lora_rank":512,
        "linear_attn_config":{"full_attn_layers":[4,8,12,16,20,24,27],"head_dim":128,"kda_layers":[1,2,3,5,6,7,9,10,11,13,14,15,17,18,
        19,21,22,23,25,26],"num_heads":32,"short_conv_kernel_size":4},"max_position_embeddings":1048576,"model_type":"kimi_linear",
        "moe_intermediate_size":1024,"num_attention_heads":32,"num_experts":256,"num_experts_per_token":8,"num_hidden_layers":27,
        "num_key_value_heads":32,"num_shared_experts":1,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,
        "vocab_size":163840}
        """#),
    CatalogEntry(
      "minimax-text-01", hubs: ["MiniMaxAI/MiniMax-Text-01"], parameters: 456e9, active: 45.9e9,
      source: "config.json and card of the hub",
      config: #"""
        {"attn_type_list":[0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,
        0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1],"head_dim":128,"hidden_size":6144,"intermediate_size":9216,
        "max_position_embeddings":10240000,"model_type":"minimax_text_01","num_attention_heads":64,"num_experts_per_tok":2,
        "num_hidden_layers":80,"num_key_value_heads":8,"num_local_experts":32,"vocab_size":200064}
        """#),
    CatalogEntry(
      "minimax-m1", hubs: ["MiniMaxAI/MiniMax-M1-40k", "MiniMaxAI/MiniMax-M1-80k"], parameters: 456e9, active: 45.9e9,
      source: "config.json and card of the hub",
      config: #"""
        {"attn_type_list":[0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,
        0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1],"head_dim":128,"hidden_size":6144,"intermediate_size":9216,
        "max_position_embeddings":10240000,"model_type":"minimax_m1","num_attention_heads":64,"num_experts_per_tok":2,
        "num_hidden_layers":80,"num_key_value_heads":8,"num_local_experts":32,"vocab_size":200064}
        """#),
    CatalogEntry(
      "minimax-m2", hubs: ["MiniMaxAI/MiniMax-M2", "MiniMaxAI/MiniMax-M2.1"], parameters: 228_703_644_928, active: 10e9,
      config: #"""
        {"head_dim":128,"hidden_size":3072,"intermediate_size":1536,"max_position_embeddings":196608,"model_type":"minimax_m2",
        "num_attention_heads":48,"num_experts_per_tok":8,"num_hidden_layers":62,"num_key_value_heads":8,"num_local_experts":256,
        "quantization_config":{"activation_scheme":"dynamic","fmt":"e4m3","modules_to_not_convert":["gate","e_score_correction_bias",
        "lm_head"],"quant_method":"fp8","weight_block_size":[128,128]},"vocab_size":200064}
        """#),
    CatalogEntry(
      "dbrx", hubs: ["databricks/dbrx-base", "databricks/dbrx-instruct"], parameters: 131_596_523_520, active: 36e9,
      config: #"""
        {"attn_config":{"clip_qkv":8,"kv_n_heads":8},"d_model":6144,"ffn_config":{"ffn_hidden_size":10752,"moe_num_experts":16,
        "moe_top_k":4},"model_type":"dbrx","n_heads":48,"n_layers":40,"vocab_size":100352}
        """#),
    CatalogEntry(
      "deepseek-v3.2",
      hubs: [
        "deepseek-ai/DeepSeek-V3.2", "deepseek-ai/DeepSeek-V3.2-Exp", "deepseek-ai/DeepSeek-V3.2-Speciale",
      ], parameters: 671_877_929_216, active: 37e9,
      source: "config.json of the hub, counted from its sizes; its card counts 685.0 G with multi-token prediction",
      config: #"""
        {"first_k_dense_replace":3,"hidden_size":7168,"index_head_dim":128,"index_n_heads":64,"index_topk":2048,
        "intermediate_size":18432,"kv_lora_rank":512,"max_position_embeddings":163840,"model_type":"deepseek_v32",
        "moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":128,"num_experts_per_tok":8,
        "num_hidden_layers":61,"num_key_value_heads":128,"q_lora_rank":1536,"qk_nope_head_dim":128,"qk_rope_head_dim":64,
        "quantization_config":{"activation_scheme":"dynamic","fmt":"e4m3","quant_method":"fp8","scale_fmt":"ue8m0",
        "weight_block_size":[128,128]},"v_head_dim":128,"vocab_size":129280}
        """#),
    CatalogEntry(
      "kimi-k2",
      hubs: [
        "moonshotai/Kimi-K2-Instruct", "moonshotai/Kimi-K2-Base", "moonshotai/Kimi-K2-Instruct-0905", "moonshotai/Kimi-K2-Thinking",
      ], parameters: 1_026_408_209_408, active: 32.6e9,
      source: "config.json of the hub, counted from its sizes; arXiv 2507.20534, table 2, says 1.04 T",
      config: #"""
        {"first_k_dense_replace":1,"hidden_size":7168,"intermediate_size":18432,"kv_lora_rank":512,"max_position_embeddings":131072,
        "model_type":"kimi_k2","moe_intermediate_size":2048,"n_routed_experts":384,"n_shared_experts":1,"num_attention_heads":64,
        "num_experts_per_tok":8,"num_hidden_layers":61,"q_lora_rank":1536,"qk_nope_head_dim":128,"qk_rope_head_dim":64,
        "quantization_config":{"quant_method":"fp8","weight_block_size":[128,128]},"v_head_dim":128,"vocab_size":163840}
        """#),
    CatalogEntry(
      "kimi-k2.5", hubs: ["moonshotai/Kimi-K2.5", "moonshotai/Kimi-K2.6"], parameters: 1_026_879_353_328, active: 32e9,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"kimi_k25","quantization_config":{"config_groups":{"group_0":{"input_activations":null,
        "output_activations":null,"targets":["Linear"],"weights":{"actorder":null,"block_structure":null,"dynamic":false,
        "group_size":32,"num_bits":4,"observer":"minmax","observer_kwargs":{},"strategy":"group","symmetric":true,"type":"int"}}},
        "format":"pack-quantized","ignore":["lm_head","re:.*self_attn.*","re:.*shared_experts.*",
        "re:.*mlp\\.(gate|up|gate_up|down)_proj.*"],"kv_cache_scheme":null,"quant_method":"compressed-tensors",
        "quantization_status":"compressed"},"text_config":{"first_k_dense_replace":1,"hidden_size":7168,"intermediate_size":18432,
        "kv_lora_rank":512,"max_position_embeddings":262144,"model_type":"kimi_k2","moe_intermediate_size":2048,
        "n_routed_experts":384,"n_shared_experts":1,"num_attention_heads":64,"num_experts_per_tok":8,"num_hidden_layers":61,
        "q_lora_rank":1536,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":163840},
        "vision_config":{"init_pos_emb_height":64,"init_pos_emb_time":4,"init_pos_emb_width":64,"merge_kernel_size":[2,2],
        "mm_hidden_size":1152,"patch_size":14,"vt_hidden_size":1152,"vt_intermediate_size":4304,"vt_num_attention_heads":16,
        "vt_num_hidden_layers":27}}
        """#),
    CatalogEntry(
      "glm-5", hubs: ["zai-org/GLM-5"], parameters: 744e9, active: 40e9,
      source: "config.json and card of the hub",
      config: #"""
        {"first_k_dense_replace":3,"head_dim":64,"hidden_size":6144,"index_head_dim":128,"index_n_heads":32,"index_topk":2048,
        "intermediate_size":12288,"kv_lora_rank":512,"max_position_embeddings":202752,"model_type":"glm_moe_dsa",
        "moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":64,"num_experts_per_tok":8,
        "num_hidden_layers":78,"num_key_value_heads":64,"q_lora_rank":2048,"qk_nope_head_dim":192,"qk_rope_head_dim":64,
        "v_head_dim":256,"vocab_size":154880}
        """#,
      quantized: [
        .init("zai-org/GLM-5-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
    CatalogEntry(
      "glm-5.1", hubs: ["zai-org/GLM-5.1"], parameters: 744e9, active: 40e9,
      source: "config.json and card of the hub",
      config: #"""
        {"first_k_dense_replace":3,"head_dim":64,"hidden_size":6144,"index_head_dim":128,"index_n_heads":32,"index_topk":2048,
        "intermediate_size":12288,"kv_lora_rank":512,"max_position_embeddings":202752,"model_type":"glm_moe_dsa",
        "moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":64,"num_experts_per_tok":8,
        "num_hidden_layers":78,"num_key_value_heads":64,"q_lora_rank":2048,"qk_nope_head_dim":192,"qk_rope_head_dim":64,
        "v_head_dim":256,"vocab_size":154880}
        """#,
      quantized: [
        .init("zai-org/GLM-5.1-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
  ]
}
