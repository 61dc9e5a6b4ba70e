/// Models of others, by the keys of their configs.
extension ModelCatalog {
  static let publishedOthers2: [CatalogEntry] = [
    CatalogEntry(
      "aya-expanse-8b",
      hubs: [
        "CohereForAI/aya-expanse-8b", "CohereLabs/aya-expanse-8b", "CohereForAI/aya-23-8B", "CohereLabs/aya-23-8B",
      ], parameters: 8_028_033_024,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":8192,"model_type":"cohere","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"torch_dtype":"float16","vocab_size":256000}
        """#),
    CatalogEntry(
      "command-r7b",
      hubs: [
        "CohereForAI/c4ai-command-r7b-12-2024", "CohereLabs/c4ai-command-r7b-12-2024", "CohereLabs/c4ai-command-r7b-arabic-02-2025",
      ], parameters: 8_028_033_024,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":8192,"model_type":"cohere2","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"sliding_window":4096,"sliding_window_pattern":4,"vocab_size":256000}
        """#),
    CatalogEntry(
      "command-a",
      hubs: [
        "CohereForAI/c4ai-command-a-03-2025", "CohereLabs/c4ai-command-a-03-2025", "CohereLabs/command-a-reasoning-08-2025",
        "CohereLabs/command-a-translate-08-2025",
      ], parameters: 111_057_580_032,
      config: #"""
        {"hidden_size":12288,"intermediate_size":36864,"max_position_embeddings":131072,"model_type":"cohere2",
        "num_attention_heads":96,"num_hidden_layers":64,"num_key_value_heads":8,"sliding_window":4096,"sliding_window_pattern":4,
        "vocab_size":256000}
        """#),
    CatalogEntry(
      "internlm2-1.8b",
      hubs: [
        "internlm/internlm2-1_8b", "internlm/internlm2-chat-1_8b", "internlm/internlm2_5-1_8b", "internlm/internlm2_5-1_8b-chat",
      ], parameters: 1_889_110_016,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":32768,"model_type":"internlm2",
        "num_attention_heads":16,"num_hidden_layers":24,"num_key_value_heads":8,"vocab_size":92544}
        """#),
    CatalogEntry(
      "internlm2.5-7b",
      hubs: [
        "internlm/internlm2-7b", "internlm/internlm2-chat-7b", "internlm/internlm2_5-7b", "internlm/internlm2_5-7b-chat",
      ], parameters: 7_737_708_544,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":32768,"model_type":"internlm2",
        "num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":8,"vocab_size":92544}
        """#),
    CatalogEntry(
      "internlm2.5-20b",
      hubs: [
        "internlm/internlm2-20b", "internlm/internlm2-chat-20b", "internlm/internlm2_5-20b", "internlm/internlm2_5-20b-chat",
      ], parameters: 19_861_149_696,
      config: #"""
        {"hidden_size":6144,"intermediate_size":16384,"max_position_embeddings":32768,"model_type":"internlm2",
        "num_attention_heads":48,"num_hidden_layers":48,"num_key_value_heads":8,"vocab_size":92544}
        """#),
    CatalogEntry(
      "internlm3-8b", hubs: ["internlm/internlm3-8b-instruct"], parameters: 8_804_241_408,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":128,"hidden_size":4096,"intermediate_size":10240,"max_position_embeddings":32768,"model_type":"internlm3",
        "num_attention_heads":32,"num_hidden_layers":48,"num_key_value_heads":2,"vocab_size":128512}
        """#),
    CatalogEntry(
      "baichuan2-7b", hubs: ["baichuan-inc/Baichuan2-7B-Base", "baichuan-inc/Baichuan2-7B-Chat"], parameters: 7_505_973_248,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":4096,"model_type":"baichuan","num_attention_heads":32,
        "num_hidden_layers":32,"vocab_size":125696}
        """#),
    CatalogEntry(
      "baichuan2-13b", hubs: ["baichuan-inc/Baichuan2-13B-Base", "baichuan-inc/Baichuan2-13B-Chat"], parameters: 13_896_668_160,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13696,"model_max_length":4096,"model_type":"baichuan","num_attention_heads":40,
        "num_hidden_layers":40,"vocab_size":125696}
        """#),
    CatalogEntry(
      "chatglm3-6b", hubs: ["THUDM/chatglm3-6b", "THUDM/chatglm3-6b-base", "THUDM/chatglm2-6b", "zai-org/chatglm3-6b"],
      parameters: 6_243_584_000,
      config: #"""
        {"ffn_hidden_size":13696,"hidden_size":4096,"model_type":"chatglm","multi_query_attention":true,"multi_query_group_num":2,
        "num_attention_heads":32,"num_layers":28,"padded_vocab_size":65024,"seq_length":8192}
        """#),
    CatalogEntry(
      "glm-4-9b-chat", hubs: ["THUDM/glm-4-9b-chat", "THUDM/glm-4-9b", "zai-org/glm-4-9b-chat", "zai-org/glm-4-9b"],
      parameters: 9_399_951_360,
      config: #"""
        {"ffn_hidden_size":13696,"hidden_size":4096,"model_type":"chatglm","multi_query_attention":true,"multi_query_group_num":2,
        "num_attention_heads":32,"num_layers":40,"padded_vocab_size":151552,"seq_length":131072}
        """#),
    CatalogEntry(
      "glm-4-9b-hf",
      hubs: [
        "THUDM/glm-4-9b-chat-hf", "THUDM/glm-4-9b-hf", "zai-org/glm-4-9b-chat-hf", "zai-org/glm-4-9b-hf",
      ], parameters: 9_399_951_360,
      config: #"""
        {"head_dim":128,"hidden_size":4096,"intermediate_size":13696,"max_position_embeddings":131072,"model_type":"glm",
        "num_attention_heads":32,"num_hidden_layers":40,"num_key_value_heads":2,"vocab_size":151552}
        """#),
    CatalogEntry(
      "glm-4-9b-0414",
      hubs: [
        "THUDM/GLM-4-9B-0414", "zai-org/GLM-4-9B-0414", "THUDM/GLM-Z1-9B-0414", "zai-org/GLM-Z1-9B-0414",
      ], parameters: 9_400_279_040,
      config: #"""
        {"head_dim":128,"hidden_size":4096,"intermediate_size":13696,"max_position_embeddings":32768,"model_type":"glm4",
        "num_attention_heads":32,"num_hidden_layers":40,"num_key_value_heads":2,"vocab_size":151552}
        """#),
    CatalogEntry(
      "glm-4-32b-0414",
      hubs: [
        "THUDM/GLM-4-32B-0414", "zai-org/GLM-4-32B-0414", "THUDM/GLM-Z1-32B-0414", "zai-org/GLM-Z1-32B-0414",
      ], parameters: 32_566_081_536,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"attention_bias":false,"head_dim":128,"hidden_size":6144,"intermediate_size":23040,"max_position_embeddings":32768,
        "model_type":"glm4","num_attention_heads":48,"num_hidden_layers":61,"num_key_value_heads":2,"vocab_size":151552}
        """#),
    CatalogEntry(
      "seed-oss-36b", hubs: ["ByteDance-Seed/Seed-OSS-36B-Instruct", "ByteDance-Seed/Seed-OSS-36B-Base"], parameters: 36_151_104_512,
      config: #"""
        {"head_dim":128,"hidden_size":5120,"intermediate_size":27648,"max_position_embeddings":524288,"model_type":"seed_oss",
        "num_attention_heads":80,"num_hidden_layers":64,"num_key_value_heads":8,"vocab_size":155136}
        """#),
    CatalogEntry(
      "ernie-4.5-0.3b", hubs: ["baidu/ERNIE-4.5-0.3B-PT", "baidu/ERNIE-4.5-0.3B-Base-PT"], parameters: 360_748_032,
      config: #"""
        {"head_dim":128,"hidden_size":1024,"intermediate_size":3072,"max_position_embeddings":131072,"model_type":"ernie4_5",
        "num_attention_heads":16,"num_hidden_layers":18,"num_key_value_heads":2,"tie_word_embeddings":true,"vocab_size":103424}
        """#),
    CatalogEntry(
      "minicpm3-4b", hubs: ["openbmb/MiniCPM3-4B"], parameters: 4_073_875_968,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":2560,"intermediate_size":6400,"kv_lora_rank":256,"max_position_embeddings":32768,"model_type":"minicpm3",
        "num_attention_heads":40,"num_hidden_layers":62,"num_key_value_heads":40,"q_lora_rank":768,"qk_nope_head_dim":64,
        "qk_rope_head_dim":32,"tie_word_embeddings":true,"vocab_size":73448}
        """#),
    CatalogEntry(
      "apertus-8b", hubs: ["swiss-ai/Apertus-8B-2509", "swiss-ai/Apertus-8B-Instruct-2509"], parameters: 8_053_338_176,
      config: #"""
        {"hidden_size":4096,"intermediate_size":21504,"max_position_embeddings":65536,"model_type":"apertus","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"vocab_size":131072}
        """#),
    CatalogEntry(
      "apertus-70b", hubs: ["swiss-ai/Apertus-70B-2509", "swiss-ai/Apertus-70B-Instruct-2509"], parameters: 70_599_864_480,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":8192,"intermediate_size":43008,"max_position_embeddings":65536,"model_type":"apertus","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"vocab_size":131072}
        """#),
    CatalogEntry(
      "nemotron-h-8b", hubs: ["nvidia/Nemotron-H-8B-Base-8K", "nvidia/Nemotron-H-8B-Reasoning-128K"], parameters: 8_100_852_736,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":4096,
        "hybrid_override_pattern":"M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-","intermediate_size":21504,
        "mamba_head_dim":64,"mamba_num_heads":128,"max_position_embeddings":131072,"model_type":"nemotron_h","n_groups":8,
        "num_attention_heads":32,"num_key_value_heads":8,"ssm_state_size":128,"vocab_size":131072}
        """#),
    CatalogEntry(
      "nemotron-nano-9b-v2", hubs: ["nvidia/NVIDIA-Nemotron-Nano-9B-v2", "nvidia/NVIDIA-Nemotron-Nano-9B-v2-Base"],
      parameters: 8_888_227_328,
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":4480,
        "hybrid_override_pattern":"M-M-M-MM-M-M-M*-M-M-M*-M-M-M-M*-M-M-M-M*-M-MM-M-M-M-M-M-","intermediate_size":15680,
        "mamba_head_dim":80,"mamba_num_heads":128,"max_position_embeddings":131072,"model_type":"nemotron_h","n_groups":8,
        "num_attention_heads":40,"num_key_value_heads":8,"ssm_state_size":128,"vocab_size":131072}
        """#),
    CatalogEntry(
      "nemotron-nano-12b-v2", hubs: ["nvidia/NVIDIA-Nemotron-Nano-12B-v2", "nvidia/NVIDIA-Nemotron-Nano-12B-v2-Base"],
      parameters: 12_310_001_152,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":5120,
        "hybrid_override_pattern":"M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M-","intermediate_size":20480,
        "mamba_head_dim":80,"mamba_num_heads":128,"max_position_embeddings":131072,"model_type":"nemotron_h","n_groups":8,
        "num_attention_heads":40,"num_key_value_heads":8,"ssm_state_size":128,"vocab_size":131072}
        """#),
    CatalogEntry(
      "nemotron-3-nano-4b", hubs: ["nvidia/NVIDIA-Nemotron-3-Nano-4B-BF16"], parameters: 3_973_556_832,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":3136,"hybrid_override_pattern":"M-M-M-MM-M-M*-M-M*-M-M-M*-M-M-MM*-MMM-M-M-",
        "intermediate_size":12544,"mamba_head_dim":80,"mamba_num_heads":96,"max_position_embeddings":131072,"model_type":"nemotron_h",
        "n_groups":8,"num_attention_heads":40,"num_key_value_heads":8,"ssm_state_size":128,"vocab_size":131072}
        """#),
    CatalogEntry(
      "nemotron-mini-4b", hubs: ["nvidia/Nemotron-Mini-4B-Instruct", "nvidia/Minitron-4B-Base"], parameters: 4_190_509_056,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":3072,"intermediate_size":9216,"max_position_embeddings":4096,"model_type":"nemotron","num_attention_heads":24,
        "num_hidden_layers":32,"num_key_value_heads":8,"vocab_size":256000}
        """#),
    CatalogEntry(
      "nemotron-h-56b", hubs: ["nvidia/Nemotron-H-56B-Base-8K"], parameters: 56_324_350_464,
      source: "config.json of the hub, counted from its sizes; its card says 56.0 G",
      config: #"""
        {"attention_head_dim":128,"conv_kernel":4,"hidden_size":8192,
        "hybrid_override_pattern":"M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-",
        "intermediate_size":32768,"mamba_head_dim":64,"mamba_num_heads":256,"max_position_embeddings":8192,"model_type":"nemotron_h",
        "n_groups":8,"num_attention_heads":64,"num_key_value_heads":8,"ssm_state_size":256,"vocab_size":131072}
        """#),
    CatalogEntry(
      "pixtral-12b", hubs: ["mistral-community/pixtral-12b"], parameters: 12_682_739_712,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"llava","text_config":{"head_dim":128,"hidden_size":5120,"intermediate_size":14336,
        "max_position_embeddings":1024000,"model_type":"mistral","num_hidden_layers":40,"num_key_value_heads":8,"sliding_window":null,
        "vocab_size":131072},"vision_config":{"head_dim":64,"hidden_size":1024,"image_size":1024,"intermediate_size":4096,
        "model_type":"pixtral","num_attention_heads":16,"num_hidden_layers":24,"patch_size":16}}
        """#),
    CatalogEntry(
      "llava-1.5-7b", hubs: ["llava-hf/llava-1.5-7b-hf"], parameters: 7_063_427_072,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"llava","text_config":{"max_position_embeddings":4096,"model_type":"llama","vocab_size":32064},
        "vision_config":{"hidden_size":1024,"image_size":336,"intermediate_size":4096,"model_type":"clip_vision_model",
        "num_attention_heads":16,"num_hidden_layers":24,"patch_size":14,"projection_dim":768,"vocab_size":32000}}
        """#),
    CatalogEntry(
      "glm-4.1v-9b", hubs: ["zai-org/GLM-4.1V-9B-Thinking", "THUDM/GLM-4.1V-9B-Thinking", "zai-org/GLM-4.1V-9B-Base"], parameters: 10.3e9,
      beside: 899_720_960,
      source: "config.json and card of the hub",
      config: #"""
        {"model_type":"glm4v","text_config":{"hidden_size":4096,"intermediate_size":13696,"max_position_embeddings":65536,
        "model_type":"glm4v_text","num_attention_heads":32,"num_hidden_layers":40,"num_key_value_heads":2,"vocab_size":151552}}
        """#),
    CatalogEntry(
      "bamba-9b", hubs: ["ibm-ai-platform/Bamba-9B-v1", "ibm-ai-platform/Bamba-9B-v2"], parameters: 9.78e9,
      source: "config.json and card of the hub",
      config: #"""
        {"attn_layer_indices":[9,18,27],"hidden_size":4096,"intermediate_size":14336,"mamba_d_conv":4,"mamba_d_state":128,
        "mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":128,"max_position_embeddings":262144,"model_type":"bamba",
        "num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":8,"vocab_size":128256}
        """#),
    CatalogEntry(
      "nemotron-h-4b", hubs: ["nvidia/Nemotron-H-4B-Base-8K", "nvidia/Nemotron-H-4B-Instruct-128K"], parameters: 4_489_223_040,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":3072,
        "hybrid_override_pattern":"M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-","intermediate_size":12288,
        "mamba_head_dim":64,"mamba_num_heads":112,"max_position_embeddings":8192,"model_type":"nemotron_h","n_groups":8,
        "num_attention_heads":32,"num_key_value_heads":8,"ssm_state_size":128,"vocab_size":131072}
        """#),
    CatalogEntry(
      "nemotron-h-47b", hubs: ["nvidia/Nemotron-H-47B-Base-8K", "nvidia/Nemotron-H-47B-Reasoning-128K"], parameters: 47e9,
      source: "config.json and card of the hub",
      config: #"""
        {"conv_kernel":4,"head_dim":128,"hidden_size":8192,
        "hybrid_override_pattern":"M-M-M-M-M-M-M-M-M*-M-M-M-M-M-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-M-M---MM---M-M*-M-M-M-M-M-",
        "intermediate_size":30720,"mamba_head_dim":64,"mamba_num_heads":256,"max_position_embeddings":8192,"model_type":"nemotron_h",
        "n_groups":8,"num_attention_heads":64,"num_key_value_heads":8,"ssm_state_size":256,"vocab_size":131072}
        """#),
    CatalogEntry(
      "hunyuan-4b", hubs: ["tencent/Hunyuan-4B-Instruct", "tencent/Hunyuan-4B-Pretrain"], parameters: 4_221_757_440,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":128,"hidden_size":3072,"intermediate_size":8192,"max_position_embeddings":262144,"model_type":"hunyuan_v1_dense",
        "num_attention_heads":32,"num_hidden_layers":36,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":120818}
        """#),
    CatalogEntry(
      "hunyuan-7b", hubs: ["tencent/Hunyuan-7B-Instruct", "tencent/Hunyuan-7B-Pretrain"], parameters: 7.5e9,
      source: "config.json and card of the hub",
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":32768,"model_type":"hunyuan_v1_dense",
        "num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":128167}
        """#),
    CatalogEntry(
      "zamba-7b", hubs: ["Zyphra/Zamba-7B-v1", "Zyphra/Zamba-7B-v1-phase1"], parameters: 7.235e9,
      source: "config.json and size of the safetensors of the hub (4.94 + 4.96 + 4.57 GB)",
      config: #"""
        {"attn_layer_offset":4,"attn_layer_period":6,"hidden_size":3712,"intermediate_size":14848,"mamba_d_conv":4,"mamba_d_state":16,
        "mamba_dt_rank":232,"mamba_expand":2,"max_position_embeddings":4096,"model_type":"zamba","num_attention_heads":16,
        "num_hidden_layers":76,"num_key_value_heads":16,"vocab_size":32000}
        """#),
    CatalogEntry(
      "zamba2-1.2b", hubs: ["Zyphra/Zamba2-1.2B", "Zyphra/Zamba2-1.2B-instruct", "Zyphra/Zamba2-1.2B-Instruct-v2"], parameters: 1.215e9,
      source: "config.json and size of the safetensors of the hub (2.43 GB)",
      config: #"""
        {"adapter_rank":128,"hidden_size":2048,"hybrid_layer_ids":[5,11,17,23,29,35],"intermediate_size":8192,"mamba_d_conv":4,
        "mamba_d_state":128,"mamba_expand":2,"mamba_ngroups":1,"max_position_embeddings":4096,"model_type":"zamba2","n_mamba_heads":64,
        "num_attention_heads":32,"num_hidden_layers":38,"num_key_value_heads":32,"num_mem_blocks":1,"use_shared_attention_adapter":true,
        "vocab_size":32000}
        """#),
    CatalogEntry(
      "zamba2-2.7b", hubs: ["Zyphra/Zamba2-2.7B", "Zyphra/Zamba2-2.7B-instruct", "Zyphra/Zamba2-2.7B-Instruct-v2"], parameters: 2.662e9,
      source: "config.json and size of the safetensors of the hub (Zamba2-2.7B-instruct, 4.94 + 0.384 GB)",
      config: #"""
        {"adapter_rank":128,"hidden_size":2560,"hybrid_layer_ids":[6,12,18,24,30,36,42,47,51],"intermediate_size":10240,"mamba_d_conv":4,
        "mamba_d_state":64,"mamba_expand":2,"mamba_ngroups":1,"max_position_embeddings":4096,"model_type":"zamba2","n_mamba_heads":80,
        "num_attention_heads":32,"num_hidden_layers":54,"num_key_value_heads":32,"num_mem_blocks":2,"vocab_size":32000}
        """#),
    CatalogEntry(
      "zamba2-7b", hubs: ["Zyphra/Zamba2-7B", "Zyphra/Zamba2-7B-Instruct", "Zyphra/Zamba2-7B-Instruct-v2"], parameters: 7.356e9,
      source: "config.json and size of the safetensors of the hub (4.92 + 4.97 + 4.93 GB), less the adapters that they hold for the block "
        + "that does not use them (13 x 128 x (3584 + 28672) weights)",
      config: #"""
        {"adapter_rank":128,"hidden_size":3584,"hybrid_layer_ids":[6,11,17,23,29,35,41,47,53,59,65,71,77],"intermediate_size":14336,
        "mamba_d_conv":4,"mamba_d_state":64,"mamba_expand":2,"mamba_ngroups":2,"max_position_embeddings":4096,"model_type":"zamba2",
        "n_mamba_heads":112,"num_attention_heads":32,"num_hidden_layers":81,"num_key_value_heads":32,"num_mem_blocks":2,
        "vocab_size":32000}
        """#),
  ]
}
