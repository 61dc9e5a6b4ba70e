/// Models of Meta, Mistral AI and their relatives, by the keys of their configs.
extension ModelCatalog {
  static let publishedLlama2: [CatalogEntry] = [
    CatalogEntry(
      "llama-3.2-11b-vision", hubs: ["meta-llama/Llama-3.2-11B-Vision", "meta-llama/Llama-3.2-11B-Vision-Instruct"],
      parameters: 10_670_220_835,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"mllama","text_config":{"cross_attention_layers":[3,8,13,18,23,28,33,38],"hidden_size":4096,
        "intermediate_size":14336,"max_position_embeddings":131072,"model_type":"mllama_text_model","num_attention_heads":32,
        "num_hidden_layers":40,"num_key_value_heads":8,"vocab_size":128256},"vision_config":{"attention_heads":16,"hidden_size":1280,
        "image_size":560,"intermediate_layers_indices":[3,7,15,23,30],"intermediate_size":5120,"max_num_tiles":4,
        "num_global_layers":8,"num_hidden_layers":32,"patch_size":14,"supported_aspect_ratios":[[1,1],[1,2],[1,3],[1,4],[2,1],[2,2],
        [3,1],[4,1]],"vision_output_dim":7680}}
        """#,
      quantized: [
        .init(
          "RedHatAI/Llama-3.2-11B-Vision-Instruct-FP8-dynamic", "neuralmagic/Llama-3.2-11B-Vision-Instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*lm_head","re:multi_modal_projector.*",
            "re:vision_model.*"],"quant_method":"compressed-tensors"}
            """#)
      ]),
    CatalogEntry(
      "llama-3.2-90b-vision", hubs: ["meta-llama/Llama-3.2-90B-Vision", "meta-llama/Llama-3.2-90B-Vision-Instruct"],
      parameters: 88_593_355_323,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"mllama","text_config":{"cross_attention_layers":[3,8,13,18,23,28,33,38,43,48,53,58,63,68,73,78,83,88,93,98],
        "hidden_size":8192,"intermediate_size":28672,"max_position_embeddings":131072,"model_type":"mllama_text_model",
        "num_attention_heads":64,"num_hidden_layers":100,"num_key_value_heads":8,"vocab_size":128256},
        "vision_config":{"attention_heads":16,"hidden_size":1280,"image_size":560,"intermediate_layers_indices":[3,7,15,23,30],
        "intermediate_size":5120,"max_num_tiles":4,"num_global_layers":8,"num_hidden_layers":32,"patch_size":14,
        "supported_aspect_ratios":[[1,1],[1,2],[1,3],[1,4],[2,1],[2,2],[3,1],[4,1]],"vision_output_dim":7680}}
        """#),
    CatalogEntry(
      "tinyllama-1.1b",
      hubs: [
        "TinyLlama/TinyLlama-1.1B-Chat-v1.0", "TinyLlama/TinyLlama-1.1B-intermediate-step-1431k-3T",
      ], parameters: 1_100_048_384,
      config: #"""
        {"hidden_size":2048,"intermediate_size":5632,"max_position_embeddings":2048,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":22,"num_key_value_heads":4,"vocab_size":32000}
        """#),
    CatalogEntry(
      "yi-6b", hubs: ["01-ai/Yi-6B", "01-ai/Yi-6B-Chat", "01-ai/Yi-1.5-6B", "01-ai/Yi-1.5-6B-Chat"], parameters: 6_061_035_520,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":4,"vocab_size":64000}
        """#),
    CatalogEntry(
      "yi-9b", hubs: ["01-ai/Yi-9B", "01-ai/Yi-1.5-9B", "01-ai/Yi-1.5-9B-Chat"], parameters: 8_829_407_232,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":48,"num_key_value_heads":4,"vocab_size":64000}
        """#),
    CatalogEntry(
      "yi-34b", hubs: ["01-ai/Yi-34B", "01-ai/Yi-34B-Chat", "01-ai/Yi-1.5-34B", "01-ai/Yi-1.5-34B-Chat"], parameters: 34_388_917_248,
      config: #"""
        {"hidden_size":7168,"intermediate_size":20480,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":56,
        "num_hidden_layers":60,"num_key_value_heads":8,"vocab_size":64000}
        """#),
    CatalogEntry(
      "solar-10.7b", hubs: ["upstage/SOLAR-10.7B-v1.0", "upstage/SOLAR-10.7B-Instruct-v1.0"], parameters: 10_731_524_096,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":48,"num_key_value_heads":8,"torch_dtype":"float16","vocab_size":32000}
        """#),
    CatalogEntry(
      "deepseek-llm-7b", hubs: ["deepseek-ai/deepseek-llm-7b-base", "deepseek-ai/deepseek-llm-7b-chat"], parameters: 6_910_365_696,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":30,"vocab_size":102400}
        """#),
    CatalogEntry(
      "deepseek-llm-67b", hubs: ["deepseek-ai/deepseek-llm-67b-base", "deepseek-ai/deepseek-llm-67b-chat"], parameters: 67_425_001_472,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":8192,"intermediate_size":22016,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":95,"num_key_value_heads":8,"vocab_size":102400}
        """#),
    CatalogEntry(
      "deepseek-coder-6.7b", hubs: ["deepseek-ai/deepseek-coder-6.7b-base", "deepseek-ai/deepseek-coder-6.7b-instruct"],
      parameters: 6_740_512_768,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":16384,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":32,"vocab_size":32256}
        """#),
    CatalogEntry(
      "deepseek-coder-33b", hubs: ["deepseek-ai/deepseek-coder-33b-base", "deepseek-ai/deepseek-coder-33b-instruct"],
      parameters: 33_342_991_360,
      config: #"""
        {"hidden_size":7168,"intermediate_size":19200,"max_position_embeddings":16384,"model_type":"llama","num_attention_heads":56,
        "num_hidden_layers":62,"num_key_value_heads":8,"vocab_size":32256}
        """#),
    CatalogEntry(
      "granite-3b-code", hubs: ["ibm-granite/granite-3b-code-base-2k", "ibm-granite/granite-3b-code-instruct-2k"],
      parameters: 3_482_503_680,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"attention_bias":true,"hidden_size":2560,"intermediate_size":10240,"max_position_embeddings":2048,"mlp_bias":true,
        "model_type":"llama","num_attention_heads":32,"num_hidden_layers":32,"tie_word_embeddings":true,"vocab_size":49152}
        """#),
    CatalogEntry(
      "granite-8b-code", hubs: ["ibm-granite/granite-8b-code-base-4k", "ibm-granite/granite-8b-code-instruct-4k"],
      parameters: 8_054_910_976,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"attention_bias":true,"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":4096,"mlp_bias":true,
        "model_type":"llama","num_attention_heads":32,"num_hidden_layers":36,"num_key_value_heads":8,"tie_word_embeddings":true,
        "vocab_size":49152}
        """#),
    CatalogEntry(
      "falcon3-1b", hubs: ["tiiuae/Falcon3-1B-Base", "tiiuae/Falcon3-1B-Instruct"], parameters: 1_669_408_768,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":8192,"model_type":"llama","num_attention_heads":8,
        "num_hidden_layers":18,"num_key_value_heads":4,"vocab_size":131072}
        """#),
    CatalogEntry(
      "falcon3-3b", hubs: ["tiiuae/Falcon3-3B-Base", "tiiuae/Falcon3-3B-Instruct"], parameters: 3_227_655_168,
      config: #"""
        {"hidden_size":3072,"intermediate_size":9216,"max_position_embeddings":32768,"model_type":"llama","num_attention_heads":12,
        "num_hidden_layers":22,"num_key_value_heads":4,"vocab_size":131072}
        """#),
    CatalogEntry(
      "falcon3-7b", hubs: ["tiiuae/Falcon3-7B-Base", "tiiuae/Falcon3-7B-Instruct"], parameters: 7_455_550_464,
      config: #"""
        {"hidden_size":3072,"intermediate_size":23040,"max_position_embeddings":32768,"model_type":"llama","num_attention_heads":12,
        "num_hidden_layers":28,"num_key_value_heads":4,"vocab_size":131072}
        """#),
    CatalogEntry(
      "falcon3-10b", hubs: ["tiiuae/Falcon3-10B-Base", "tiiuae/Falcon3-10B-Instruct"], parameters: 10_305_653_760,
      config: #"""
        {"hidden_size":3072,"intermediate_size":23040,"max_position_embeddings":32768,"model_type":"llama","num_attention_heads":12,
        "num_hidden_layers":40,"num_key_value_heads":4,"vocab_size":131072}
        """#),
    CatalogEntry(
      "smollm2-135m", hubs: ["HuggingFaceTB/SmolLM2-135M", "HuggingFaceTB/SmolLM2-135M-Instruct"], parameters: 134_515_008,
      config: #"""
        {"hidden_size":576,"intermediate_size":1536,"max_position_embeddings":8192,"model_type":"llama","num_attention_heads":9,
        "num_hidden_layers":30,"num_key_value_heads":3,"tie_word_embeddings":true,"vocab_size":49152}
        """#),
    CatalogEntry(
      "smollm2-360m", hubs: ["HuggingFaceTB/SmolLM2-360M", "HuggingFaceTB/SmolLM2-360M-Instruct"], parameters: 361_821_120,
      config: #"""
        {"hidden_size":960,"intermediate_size":2560,"max_position_embeddings":8192,"model_type":"llama","num_attention_heads":15,
        "num_hidden_layers":32,"num_key_value_heads":5,"tie_word_embeddings":true,"vocab_size":49152}
        """#),
    CatalogEntry(
      "smollm2-1.7b", hubs: ["HuggingFaceTB/SmolLM2-1.7B", "HuggingFaceTB/SmolLM2-1.7B-Instruct"], parameters: 1_711_376_384,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":8192,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":24,"tie_word_embeddings":true,"vocab_size":49152}
        """#),
    CatalogEntry(
      "mistral-7b-v0.1",
      hubs: [
        "mistralai/Mistral-7B-v0.1", "mistralai/Mistral-7B-Instruct-v0.1", "HuggingFaceH4/zephyr-7b-beta",
      ], parameters: 7_241_732_096,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":32768,"model_type":"mistral","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"sliding_window":4096,"vocab_size":32000}
        """#,
      quantized: [
        .init(
          "TheBloke/Mistral-7B-Instruct-v0.1-AWQ",
          "TheBloke/zephyr-7B-beta-AWQ",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "mistral-7b-v0.2", hubs: ["mistralai/Mistral-7B-Instruct-v0.2", "mistral-community/Mistral-7B-v0.2"], parameters: 7_241_732_096,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":32768,"model_type":"mistral","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"sliding_window":null,"vocab_size":32000}
        """#,
      quantized: [
        .init("TheBloke/Mistral-7B-Instruct-v0.2-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("TheBloke/Mistral-7B-Instruct-v0.2-GPTQ", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "mistral-7b-v0.3", hubs: ["mistralai/Mistral-7B-v0.3", "mistralai/Mistral-7B-Instruct-v0.3"], parameters: 7_248_023_552,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":32768,"model_type":"mistral","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"sliding_window":null,"vocab_size":32768}
        """#,
      quantized: [
        .init(
          "RedHatAI/Mistral-7B-Instruct-v0.3-FP8",
          "neuralmagic/Mistral-7B-Instruct-v0.3-FP8",
          config: #"{"ignored_layers":["lm_head"],"quant_method":"fp8"}"#),
        .init(
          "RedHatAI/Mistral-7B-Instruct-v0.3-GPTQ-4bit",
          "neuralmagic/Mistral-7B-Instruct-v0.3-GPTQ-4bit",
          config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "mistral-nemo-12b", hubs: ["mistralai/Mistral-Nemo-Instruct-2407", "mistralai/Mistral-Nemo-Base-2407"], parameters: 12_247_782_400,
      config: #"""
        {"head_dim":128,"hidden_size":5120,"intermediate_size":14336,"max_position_embeddings":131072,"model_type":"mistral",
        "num_attention_heads":32,"num_hidden_layers":40,"num_key_value_heads":8,"sliding_window":null,"vocab_size":131072}
        """#,
      quantized: [
        .init(
          "RedHatAI/Mistral-Nemo-Instruct-2407-FP8",
          "neuralmagic/Mistral-Nemo-Instruct-2407-FP8",
          config: #"{"ignored_layers":["lm_head"],"quant_method":"fp8"}"#),
        .init(
          "casperhansen/mistral-nemo-instruct-2407-awq",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
      ]),
    CatalogEntry(
      "mistral-small-22b", hubs: ["mistralai/Mistral-Small-Instruct-2409"], parameters: 22_247_282_688,
      config: #"""
        {"hidden_size":6144,"intermediate_size":16384,"max_position_embeddings":32768,"model_type":"mistral","num_attention_heads":48,
        "num_hidden_layers":56,"num_key_value_heads":8,"sliding_window":null,"vocab_size":32768}
        """#),
    CatalogEntry(
      "codestral-22b", hubs: ["mistralai/Codestral-22B-v0.1"], parameters: 22_247_282_688,
      config: #"""
        {"hidden_size":6144,"intermediate_size":16384,"max_position_embeddings":32768,"model_type":"mistral","num_attention_heads":48,
        "num_hidden_layers":56,"num_key_value_heads":8,"sliding_window":null,"vocab_size":32768}
        """#),
    CatalogEntry(
      "mistral-small-24b",
      hubs: [
        "mistralai/Mistral-Small-24B-Instruct-2501", "mistralai/Mistral-Small-24B-Base-2501", "mistralai/Devstral-Small-2505",
        "mistralai/Devstral-Small-2507", "mistralai/Magistral-Small-2506", "mistralai/Magistral-Small-2507",
      ], parameters: 23_572_403_200,
      config: #"""
        {"head_dim":128,"hidden_size":5120,"intermediate_size":32768,"max_position_embeddings":32768,"model_type":"mistral",
        "num_attention_heads":32,"num_hidden_layers":40,"num_key_value_heads":8,"sliding_window":null,"vocab_size":131072}
        """#,
      quantized: [
        .init(
          "RedHatAI/Mistral-Small-24B-Instruct-2501-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "stelterlab/Mistral-Small-24B-Instruct-2501-AWQ",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
      ]),
    CatalogEntry(
      "mistral-small-3.1-24b",
      hubs: [
        "mistralai/Mistral-Small-3.1-24B-Base-2503", "mistralai/Mistral-Small-3.1-24B-Instruct-2503",
        "mistralai/Mistral-Small-3.2-24B-Instruct-2506", "mistralai/Magistral-Small-2509",
      ], parameters: 24_011_361_280,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"mistral3","text_config":{"head_dim":128,"hidden_size":5120,"intermediate_size":32768,
        "max_position_embeddings":131072,"model_type":"mistral","num_attention_heads":32,"num_hidden_layers":40,
        "num_key_value_heads":8,"sliding_window":null,"vocab_size":131072},"vision_config":{"head_dim":64,"hidden_size":1024,
        "image_size":1540,"intermediate_size":4096,"model_type":"pixtral","num_attention_heads":16,"num_hidden_layers":24,
        "patch_size":14}}
        """#,
      quantized: [
        .init(
          "RedHatAI/Mistral-Small-3.1-24B-Instruct-2503-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:vision_tower.*","re:multi_modal_projector.*"],
            "quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Mistral-Small-3.1-24B-Instruct-2503-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","ignore":["re:vision_tower.*","re:multi_modal_projector.*"],"quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "mistral-large-2407", hubs: ["mistralai/Mistral-Large-Instruct-2407", "mistralai/Mistral-Large-Instruct-2411"],
      parameters: 122_610_069_504,
      config: #"""
        {"hidden_size":12288,"intermediate_size":28672,"max_position_embeddings":131072,"model_type":"mistral",
        "num_attention_heads":96,"num_hidden_layers":88,"num_key_value_heads":8,"sliding_window":null,"vocab_size":32768}
        """#,
      quantized: [
        .init(
          "RedHatAI/Mistral-Large-Instruct-2407-FP8",
          "neuralmagic/Mistral-Large-Instruct-2407-FP8",
          config: #"{"ignored_layers":["lm_head"],"quant_method":"fp8"}"#)
      ]),
    CatalogEntry(
      "ministral-8b-2410", hubs: ["mistralai/Ministral-8B-Instruct-2410"], parameters: 8_019_808_256,
      config: #"""
        {"hidden_size":4096,"intermediate_size":12288,"max_position_embeddings":32768,"model_type":"mistral","num_attention_heads":32,
        "num_hidden_layers":36,"num_key_value_heads":8,"sliding_window":32768,"vocab_size":131072}
        """#),
    CatalogEntry(
      "mixtral-8x7b", hubs: ["mistralai/Mixtral-8x7B-v0.1", "mistralai/Mixtral-8x7B-Instruct-v0.1"], parameters: 46_702_792_704,
      active: 12.9e9,
      source: "config.json and arXiv 2401.04088",
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":32768,"model_type":"mixtral","num_attention_heads":32,
        "num_experts_per_tok":2,"num_hidden_layers":32,"num_key_value_heads":8,"num_local_experts":8,"vocab_size":32000}
        """#,
      quantized: [
        .init(
          "TheBloke/Mixtral-8x7B-Instruct-v0.1-AWQ",
          "casperhansen/mixtral-instruct-awq",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("TheBloke/Mixtral-8x7B-Instruct-v0.1-GPTQ", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "mixtral-8x22b", hubs: ["mistralai/Mixtral-8x22B-v0.1"], parameters: 140_620_634_112, active: 39e9,
      source: "config.json and Mistral AI, 'Cheaper, better, faster, stronger' (2024)",
      config: #"""
        {"hidden_size":6144,"intermediate_size":16384,"max_position_embeddings":65536,"model_type":"mixtral","num_attention_heads":48,
        "num_experts_per_tok":2,"num_hidden_layers":56,"num_key_value_heads":8,"num_local_experts":8,"vocab_size":32000}
        """#),
    CatalogEntry(
      "mixtral-8x22b-instruct", hubs: ["mistralai/Mixtral-8x22B-Instruct-v0.1"], parameters: 140_630_071_296, active: 39e9,
      config: #"""
        {"hidden_size":6144,"intermediate_size":16384,"max_position_embeddings":65536,"model_type":"mixtral","num_attention_heads":48,
        "num_experts_per_tok":2,"num_hidden_layers":56,"num_key_value_heads":8,"num_local_experts":8,"vocab_size":32768}
        """#),
    CatalogEntry(
      "ministral-3-3b",
      hubs: [
        "mistralai/Ministral-3-3B-Base-2512", "mistralai/Ministral-3-3B-Instruct-2512-BF16",
        "mistralai/Ministral-3-3B-Reasoning-2512",
      ], parameters: 3_849_090_048,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"mistral3","text_config":{"head_dim":128,"hidden_size":3072,"intermediate_size":9216,
        "max_position_embeddings":262144,"model_type":"ministral3","num_attention_heads":32,"num_hidden_layers":26,
        "num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":131072},"vision_config":{"head_dim":64,"hidden_size":1024,
        "image_size":1540,"intermediate_size":4096,"model_type":"pixtral","num_attention_heads":16,"num_hidden_layers":24,
        "patch_size":14}}
        """#),
    CatalogEntry(
      "ministral-3-8b",
      hubs: [
        "mistralai/Ministral-3-8B-Base-2512", "mistralai/Ministral-3-8B-Instruct-2512-BF16",
        "mistralai/Ministral-3-8B-Reasoning-2512",
      ], parameters: 8_918_026_240,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"mistral3","text_config":{"head_dim":128,"hidden_size":4096,"intermediate_size":14336,
        "max_position_embeddings":262144,"model_type":"ministral3","num_attention_heads":32,"num_hidden_layers":34,
        "num_key_value_heads":8,"vocab_size":131072},"vision_config":{"head_dim":64,"hidden_size":1024,"image_size":1540,
        "intermediate_size":4096,"model_type":"pixtral","num_attention_heads":16,"num_hidden_layers":24,"patch_size":14}}
        """#),
  ]
}
