/// Mixtures of experts, by the keys of their configs.
extension ModelCatalog {
  static let publishedMixtures2: [CatalogEntry] = [
    CatalogEntry(
      "minimax-m2.5", hubs: ["MiniMaxAI/MiniMax-M2.5", "MiniMaxAI/MiniMax-M2.7"], parameters: 228_689_748_992, active: 10e9,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":128,"hidden_size":3072,"intermediate_size":1536,"max_position_embeddings":196608,"model_type":"minimax_m2",
        "num_attention_heads":48,"num_experts_per_tok":8,"num_hidden_layers":62,"num_key_value_heads":8,"num_local_experts":256,
        "quantization_config":{"activation_scheme":"dynamic","fmt":"float8_e4m3fn","modules_to_not_convert":["gate",
        "e_score_correction_bias","lm_head"],"quant_method":"fp8","weight_block_size":[128,128]},"vocab_size":200064}
        """#),
    CatalogEntry(
      "mimo-v2-flash", hubs: ["XiaomiMiMo/MiMo-V2-Flash"], parameters: 309e9, active: 15e9,
      source: "config.json and card of the hub",
      config: #"""
        {"head_dim":192,"hidden_size":4096,"hybrid_layer_pattern":[0,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,
        1,1,0,1,1,1,1,1,0,1,1,1,1,1,0],"intermediate_size":16384,"max_position_embeddings":262144,"model_type":"mimo_v2_flash",
        "moe_intermediate_size":2048,"moe_layer_freq":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,
        1,1,1,1,1,1,1,1,1],"n_routed_experts":256,"num_attention_heads":64,"num_experts_per_tok":8,"num_hidden_layers":48,
        "num_key_value_heads":4,"quantization_config":{"activation_scheme":"dynamic","fmt":"e4m3","quant_method":"fp8",
        "weight_block_size":[128,128]},"sliding_window_size":128,"swa_num_key_value_heads":8,"v_head_dim":128,"vocab_size":152576}
        """#),
    CatalogEntry(
      "nemotron-3-nano-30b-a3b",
      hubs: [
        "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-Base-BF16",
      ], parameters: 31.6e9, active: 3.2e9,
      source: "config.json and card of the hub",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":2688,
        "hybrid_override_pattern":"MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME","mamba_head_dim":64,"mamba_num_heads":64,
        "mamba_ssm_cache_dtype":"float32","max_position_embeddings":262144,"model_type":"nemotron_h","moe_intermediate_size":1856,
        "moe_shared_expert_intermediate_size":3712,"n_groups":8,"n_routed_experts":128,"n_shared_experts":1,"num_attention_heads":32,
        "num_experts_per_tok":6,"num_key_value_heads":2,"ssm_state_size":128,"vocab_size":131072}
        """#,
      quantized: [
        .init(
          "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-NVFP4",
          config: #"""
            {"quantization":{"exclude_modules":["backbone.layers.*.mixer.in_proj","backbone.layers.*.mixer.out_proj",
            "backbone.layers.*.mixer.q_proj","backbone.layers.*.mixer.k_proj","backbone.layers.*.mixer.v_proj",
            "backbone.layers.*.mixer.o_proj"],"group_size":16,"quant_algo":"NVFP4"}}
            """#)
      ]),
    CatalogEntry(
      "nemotron-3-super-120b-a12b", hubs: ["nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16"], parameters: 120.6e9, active: 12.7e9,
      source: "config.json and card of the hub",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":4096,
        "hybrid_override_pattern":"MEMEMEM*EMEMEMEM*EMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEM*EMEMEMEME",
        "mamba_head_dim":64,"mamba_num_heads":128,"mamba_ssm_cache_dtype":"float32","max_position_embeddings":262144,
        "model_type":"nemotron_h","moe_intermediate_size":2688,"moe_latent_size":1024,"moe_shared_expert_intermediate_size":5376,
        "n_groups":8,"n_routed_experts":512,"n_shared_experts":1,"num_attention_heads":32,"num_experts_per_tok":22,
        "num_key_value_heads":2,"ssm_state_size":128,"vocab_size":131072}
        """#,
      quantized: [
        .init("nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-FP8", config: #"{"quantization":{"quant_algo":"FP8"}}"#),
        .init("nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4", config: #"{"quantization":{"quant_algo":"NVFP4"}}"#),
      ]),
    CatalogEntry(
      "nemotron-3-ultra-550b-a55b", hubs: ["nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16"], parameters: 550e9, active: 55e9,
      source: "config.json and card of the hub",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":8192,"layers_block_type":["mamba","moe","mamba","moe","mamba","moe","mamba",
        "attention","moe","mamba","moe","mamba","moe","mamba","attention","moe","mamba","moe","mamba","moe","mamba","moe","mamba",
        "attention","moe","mamba","moe","mamba","moe","mamba","moe","mamba","attention","moe","mamba","moe","mamba","moe","mamba",
        "attention","moe","mamba","moe","mamba","moe","mamba","moe","mamba","attention","moe","mamba","moe","mamba","moe","mamba",
        "moe","mamba","attention","moe","mamba","moe","mamba","moe","mamba","attention","moe","mamba","moe","mamba","moe","mamba",
        "moe","mamba","attention","moe","mamba","moe","mamba","moe","mamba","moe","mamba","attention","moe","mamba","moe","mamba",
        "moe","mamba","attention","moe","mamba","moe","mamba","moe","mamba","moe","mamba","attention","moe","mamba","moe","mamba",
        "moe","mamba","moe","mamba","moe"],"mamba_head_dim":64,"mamba_num_heads":256,"mamba_ssm_cache_dtype":"float32",
        "max_position_embeddings":262144,"model_type":"nemotron_h","moe_intermediate_size":5120,"moe_latent_size":2048,
        "moe_shared_expert_intermediate_size":10240,"n_groups":8,"n_routed_experts":512,"n_shared_experts":1,"num_attention_heads":64,
        "num_experts_per_tok":22,"num_key_value_heads":2,"ssm_state_size":128,"vocab_size":131072}
        """#,
      quantized: [
        .init("nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-FP8", config: #"{"quantization":{"quant_algo":"FP8"}}"#),
        .init("nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-NVFP4", config: #"{"quantization":{"quant_algo":"NVFP4"}}"#),
      ]),
    CatalogEntry(
      "mistral-large-3-675b",
      hubs: [
        "mistralai/Mistral-Large-3-675B-Instruct-2512", "mistralai/Mistral-Large-3-675B-Base-2512",
      ], parameters: 673e9, active: 39e9,
      source: "config.json and card of the hub",
      config: #"""
        {"first_k_dense_replace":3,"hidden_size":7168,"intermediate_size":16384,"kv_lora_rank":512,"max_position_embeddings":294912,
        "model_type":"deepseek_v3","moe_intermediate_size":4096,"n_routed_experts":128,"n_shared_experts":1,"num_attention_heads":128,
        "num_experts_per_tok":4,"num_hidden_layers":61,"num_key_value_heads":128,"q_lora_rank":1536,"qk_nope_head_dim":128,
        "qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":131072}
        """#),
    CatalogEntry(
      "glm-4.5v", hubs: ["zai-org/GLM-4.5V"], parameters: 107.7e9, active: 12e9, beside: 847_754_496,
      source: "config.json and card of the hub",
      config: #"""
        {"model_type":"glm4v_moe","text_config":{"attention_bias":true,"first_k_dense_replace":1,"head_dim":128,"hidden_size":4096,
        "intermediate_size":10944,"max_position_embeddings":65536,"model_type":"glm4v_moe_text","moe_intermediate_size":1408,
        "n_routed_experts":128,"n_shared_experts":1,"num_attention_heads":96,"num_experts_per_tok":8,"num_hidden_layers":46,
        "num_key_value_heads":8,"vocab_size":151552}}
        """#),
    CatalogEntry(
      "glm-5.2", hubs: ["zai-org/GLM-5.2"], parameters: 743_377_000_704, active: 40e9,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":192,"hidden_size":6144,"index_head_dim":128,"index_n_heads":32,"index_topk":2048,"intermediate_size":12288,
        "kv_lora_rank":512,"max_position_embeddings":1048576,"mlp_layer_types":["dense","dense","dense","sparse","sparse","sparse",
        "sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse",
        "sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse",
        "sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse",
        "sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse",
        "sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse","sparse",
        "sparse","sparse"],"model_type":"glm_moe_dsa","moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,
        "num_attention_heads":64,"num_experts_per_tok":8,"num_hidden_layers":78,"num_key_value_heads":64,"q_lora_rank":2048,
        "qk_nope_head_dim":192,"qk_rope_head_dim":64,"v_head_dim":256,"vocab_size":154880}
        """#,
      quantized: [
        .init("zai-org/GLM-5.2-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#)
      ]),
    CatalogEntry(
      "solar-open-100b", hubs: ["upstage/Solar-Open-100B"], parameters: 102.6e9, active: 12e9,
      source: "config.json and card of the hub",
      config: #"""
        {"head_dim":128,"hidden_size":4096,"intermediate_size":10240,"max_position_embeddings":131072,"model_type":"solar_open",
        "moe_intermediate_size":1280,"n_routed_experts":128,"n_shared_experts":1,"num_attention_heads":64,"num_experts_per_tok":8,
        "num_hidden_layers":48,"num_key_value_heads":8,"vocab_size":196608}
        """#),
  ]
}
