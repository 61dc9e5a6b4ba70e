/// Models of Meta, Mistral AI and their relatives, by the keys of their configs.
extension ModelCatalog {
  static let publishedLlama: [CatalogEntry] = publishedLlama1 + publishedLlama2 + publishedLlama3 + publishedLlama4

  static let publishedLlama1: [CatalogEntry] = [
    CatalogEntry(
      "llama-7b", hubs: ["huggyllama/llama-7b"], parameters: 6_738_415_616,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":2048,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":32,"torch_dtype":"float16","vocab_size":32000}
        """#),
    CatalogEntry(
      "llama-13b", hubs: ["huggyllama/llama-13b"], parameters: 13_015_864_320,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13824,"max_position_embeddings":2048,"model_type":"llama","num_attention_heads":40,
        "num_hidden_layers":40,"vocab_size":32000}
        """#),
    CatalogEntry(
      "llama-33b", hubs: ["huggyllama/llama-30b"], parameters: 32_528_943_616,
      config: #"""
        {"hidden_size":6656,"intermediate_size":17920,"max_position_embeddings":2048,"model_type":"llama","num_attention_heads":52,
        "num_hidden_layers":60,"vocab_size":32000}
        """#),
    CatalogEntry(
      "llama-65b", hubs: ["huggyllama/llama-65b"], parameters: 65_285_660_672,
      config: #"""
        {"hidden_size":8192,"intermediate_size":22016,"max_position_embeddings":2048,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":80,"torch_dtype":"float16","vocab_size":32000}
        """#),
    CatalogEntry(
      "llama-2-7b",
      hubs: [
        "meta-llama/Llama-2-7b-hf", "meta-llama/Llama-2-7b-chat-hf", "NousResearch/Llama-2-7b-hf",
        "NousResearch/Llama-2-7b-chat-hf", "lmsys/vicuna-7b-v1.5",
      ], parameters: 6_738_415_616,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":32,"vocab_size":32000}
        """#,
      quantized: [
        .init(
          "TheBloke/Llama-2-7B-Chat-AWQ",
          "TheBloke/Llama-2-7B-AWQ",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("TheBloke/Llama-2-7B-Chat-GPTQ", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "llama-2-13b",
      hubs: [
        "meta-llama/Llama-2-13b-hf", "meta-llama/Llama-2-13b-chat-hf", "NousResearch/Llama-2-13b-hf", "lmsys/vicuna-13b-v1.5",
      ], parameters: 13_015_864_320,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13824,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":40,
        "num_hidden_layers":40,"vocab_size":32000}
        """#,
      quantized: [
        .init("TheBloke/Llama-2-13B-chat-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("TheBloke/Llama-2-13B-chat-GPTQ", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "llama-2-70b", hubs: ["meta-llama/Llama-2-70b-hf", "meta-llama/Llama-2-70b-chat-hf", "NousResearch/Llama-2-70b-hf"],
      parameters: 68_976_648_192,
      config: #"""
        {"hidden_size":8192,"intermediate_size":28672,"max_position_embeddings":4096,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"vocab_size":32000}
        """#,
      quantized: [
        .init("TheBloke/Llama-2-70B-Chat-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "codellama-7b",
      hubs: [
        "codellama/CodeLlama-7b-hf", "codellama/CodeLlama-7b-Instruct-hf", "meta-llama/CodeLlama-7b-hf",
        "meta-llama/CodeLlama-7b-Instruct-hf",
      ], parameters: 6_738_546_688,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":16384,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":32,"vocab_size":32016}
        """#),
    CatalogEntry(
      "codellama-13b",
      hubs: [
        "codellama/CodeLlama-13b-hf", "codellama/CodeLlama-13b-Instruct-hf", "meta-llama/CodeLlama-13b-hf",
        "meta-llama/CodeLlama-13b-Instruct-hf",
      ], parameters: 13_016_028_160,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13824,"max_position_embeddings":16384,"model_type":"llama","num_attention_heads":40,
        "num_hidden_layers":40,"vocab_size":32016}
        """#),
    CatalogEntry(
      "codellama-34b",
      hubs: [
        "codellama/CodeLlama-34b-hf", "codellama/CodeLlama-34b-Instruct-hf", "codellama/CodeLlama-34b-Python-hf",
        "meta-llama/CodeLlama-34b-hf", "meta-llama/CodeLlama-34b-Instruct-hf", "meta-llama/CodeLlama-34b-Python-hf",
      ], parameters: 33_743_970_304,
      config: #"""
        {"hidden_size":8192,"intermediate_size":22016,"max_position_embeddings":16384,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":48,"num_key_value_heads":8,"vocab_size":32000}
        """#,
      quantized: [
        .init(
          "TheBloke/CodeLlama-34B-Instruct-AWQ",
          "TheBloke/CodeLlama-34B-AWQ",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "codellama-70b",
      hubs: [
        "codellama/CodeLlama-70b-hf", "codellama/CodeLlama-70b-Python-hf", "codellama/CodeLlama-70b-Instruct-hf",
        "meta-llama/CodeLlama-70b-hf", "meta-llama/CodeLlama-70b-Instruct-hf",
      ], parameters: 68_976_910_336,
      config: #"""
        {"hidden_size":8192,"intermediate_size":28672,"max_position_embeddings":16384,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"vocab_size":32016}
        """#),
    CatalogEntry(
      "llama-3-8b",
      hubs: [
        "meta-llama/Meta-Llama-3-8B", "meta-llama/Meta-Llama-3-8B-Instruct", "NousResearch/Meta-Llama-3-8B",
        "NousResearch/Meta-Llama-3-8B-Instruct",
      ], parameters: 8_030_261_248,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":8192,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"vocab_size":128256}
        """#,
      quantized: [
        .init("casperhansen/llama-3-8b-instruct-awq", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("neuralmagic/Meta-Llama-3-8B-Instruct-FP8", config: #"{"ignored_layers":["lm_head"],"quant_method":"fp8"}"#),
      ]),
    CatalogEntry(
      "llama-3-70b", hubs: ["meta-llama/Meta-Llama-3-70B", "meta-llama/Meta-Llama-3-70B-Instruct"], parameters: 70_553_706_496,
      config: #"""
        {"hidden_size":8192,"intermediate_size":28672,"max_position_embeddings":8192,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"vocab_size":128256}
        """#,
      quantized: [
        .init("casperhansen/llama-3-70b-instruct-awq", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "llama-3.1-8b",
      hubs: [
        "meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Meta-Llama-3.1-8B",
        "meta-llama/Meta-Llama-3.1-8B-Instruct", "NousResearch/Meta-Llama-3.1-8B-Instruct", "unsloth/Meta-Llama-3.1-8B-Instruct",
        "unsloth/Llama-3.1-8B-Instruct", "deepseek-ai/DeepSeek-R1-Distill-Llama-8B", "nvidia/Llama-3.1-Nemotron-Nano-8B-v1",
        "meta-llama/Llama-Guard-3-8B", "NousResearch/Hermes-3-Llama-3.1-8B",
      ], parameters: 8_030_261_248,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":131072,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":8,"vocab_size":128256}
        """#,
      quantized: [
        .init(
          "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":false,"num_bits":8,"strategy":"tensor","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"tensor",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w8a8", "neuralmagic/Meta-Llama-3.1-8B-Instruct-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w4a16",
          "neuralmagic/Meta-Llama-3.1-8B-Instruct-quantized.w4a16",
          config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "hugging-quants/Meta-Llama-3.1-8B-Instruct-GPTQ-INT4",
          config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("nvidia/Llama-3.1-8B-Instruct-FP8", config: #"{"quant_algo":"FP8","quant_method":"modelopt"}"#),
        .init(
          "nvidia/Llama-3.1-8B-Instruct-FP4",
          "nvidia/Llama-3.1-8B-Instruct-NVFP4",
          config: #"{"quant_algo":"NVFP4","quant_method":"modelopt"}"#),
      ]),
    CatalogEntry(
      "llama-3.1-70b",
      hubs: [
        "meta-llama/Llama-3.1-70B", "meta-llama/Llama-3.1-70B-Instruct", "meta-llama/Meta-Llama-3.1-70B",
        "meta-llama/Meta-Llama-3.1-70B-Instruct", "nvidia/Llama-3.1-Nemotron-70B-Instruct-HF",
        "NousResearch/Hermes-3-Llama-3.1-70B", "NousResearch/Hermes-4-70B",
      ], parameters: 70_553_706_496,
      config: #"""
        {"hidden_size":8192,"intermediate_size":28672,"max_position_embeddings":131072,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"vocab_size":128256}
        """#,
      quantized: [
        .init(
          "RedHatAI/Meta-Llama-3.1-70B-Instruct-FP8-dynamic", "neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Meta-Llama-3.1-70B-Instruct-FP8", "neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":false,"num_bits":8,"strategy":"tensor","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"tensor",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Meta-Llama-3.1-70B-Instruct-quantized.w8a8",
          "neuralmagic/Meta-Llama-3.1-70B-Instruct-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Meta-Llama-3.1-70B-Instruct-quantized.w4a16",
          config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "hugging-quants/Meta-Llama-3.1-70B-Instruct-AWQ-INT4",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "hugging-quants/Meta-Llama-3.1-70B-Instruct-GPTQ-INT4",
          config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("nvidia/Llama-3.1-70B-Instruct-FP8", config: #"{"quant_algo":"FP8","quant_method":"modelopt"}"#),
      ]),
    CatalogEntry(
      "llama-3.1-405b",
      hubs: [
        "meta-llama/Llama-3.1-405B", "meta-llama/Llama-3.1-405B-Instruct", "meta-llama/Meta-Llama-3.1-405B",
        "meta-llama/Meta-Llama-3.1-405B-Instruct", "NousResearch/Hermes-3-Llama-3.1-405B", "NousResearch/Hermes-4-405B",
      ], parameters: 405_853_388_800,
      config: #"""
        {"hidden_size":16384,"intermediate_size":53248,"max_position_embeddings":131072,"model_type":"llama",
        "num_attention_heads":128,"num_hidden_layers":126,"num_key_value_heads":8,"vocab_size":128256}
        """#,
      quantized: [
        .init(
          "meta-llama/Llama-3.1-405B-Instruct-FP8",
          "meta-llama/Meta-Llama-3.1-405B-Instruct-FP8",
          "meta-llama/Llama-3.1-405B-FP8",
          config: #"""
            {"modules_to_not_convert":["model.layers.*.self_attn.q_proj","model.layers.*.self_attn.k_proj",
            "model.layers.*.self_attn.v_proj","model.layers.*.self_attn.o_proj","model.layers.0.mlp.down_proj",
            "model.layers.125.mlp.down_proj","model.layers.0.mlp.gate_proj","model.layers.125.mlp.gate_proj",
            "model.layers.0.mlp.up_proj","model.layers.125.mlp.up_proj"],"quant_method":"fbgemm_fp8"}
            """#),
        .init(
          "RedHatAI/Meta-Llama-3.1-405B-Instruct-FP8-dynamic", "neuralmagic/Meta-Llama-3.1-405B-Instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "hugging-quants/Meta-Llama-3.1-405B-Instruct-AWQ-INT4",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "hugging-quants/Meta-Llama-3.1-405B-Instruct-GPTQ-INT4",
          config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "nvidia/Llama-3.1-405B-Instruct-FP4",
          "nvidia/Llama-3.1-405B-Instruct-NVFP4",
          config: #"{"quant_algo":"NVFP4","quant_method":"modelopt"}"#),
      ]),
    CatalogEntry(
      "llama-3.2-1b",
      hubs: [
        "meta-llama/Llama-3.2-1B", "meta-llama/Llama-3.2-1B-Instruct", "unsloth/Llama-3.2-1B-Instruct",
        "meta-llama/Llama-Guard-3-1B",
      ], parameters: 1_235_814_400,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":131072,"model_type":"llama","num_attention_heads":32,
        "num_hidden_layers":16,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":128256}
        """#,
      quantized: [
        .init(
          "RedHatAI/Llama-3.2-1B-Instruct-FP8-dynamic", "neuralmagic/Llama-3.2-1B-Instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Llama-3.2-1B-Instruct-quantized.w8a8", "neuralmagic/Llama-3.2-1B-Instruct-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "llama-3.2-3b",
      hubs: [
        "meta-llama/Llama-3.2-3B", "meta-llama/Llama-3.2-3B-Instruct", "unsloth/Llama-3.2-3B-Instruct",
        "NousResearch/Hermes-3-Llama-3.2-3B",
      ], parameters: 3_212_749_824,
      config: #"""
        {"hidden_size":3072,"intermediate_size":8192,"max_position_embeddings":131072,"model_type":"llama","num_attention_heads":24,
        "num_hidden_layers":28,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":128256}
        """#,
      quantized: [
        .init(
          "RedHatAI/Llama-3.2-3B-Instruct-FP8-dynamic", "neuralmagic/Llama-3.2-3B-Instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#)
      ]),
    CatalogEntry(
      "llama-3.3-70b",
      hubs: [
        "meta-llama/Llama-3.3-70B-Instruct", "unsloth/Llama-3.3-70B-Instruct", "deepseek-ai/DeepSeek-R1-Distill-Llama-70B",
      ], parameters: 70_553_706_496,
      config: #"""
        {"hidden_size":8192,"intermediate_size":28672,"max_position_embeddings":131072,"model_type":"llama","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"vocab_size":128256}
        """#,
      quantized: [
        .init(
          "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic",
          "neuralmagic/Llama-3.3-70B-Instruct-FP8-dynamic",
          "RedHatAI/DeepSeek-R1-Distill-Llama-70B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,
            "strategy":"channel","symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Llama-3.3-70B-Instruct-quantized.w8a8", "RedHatAI/DeepSeek-R1-Distill-Llama-70B-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Llama-3.3-70B-Instruct-quantized.w4a16", "RedHatAI/DeepSeek-R1-Distill-Llama-70B-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","quant_method":"compressed-tensors"}
            """#),
        .init("casperhansen/llama-3.3-70b-instruct-awq", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "ibnzterrell/Meta-Llama-3.3-70B-Instruct-AWQ-INT4",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("nvidia/Llama-3.3-70B-Instruct-FP8", config: #"{"quant_algo":"FP8","quant_method":"modelopt"}"#),
        .init(
          "nvidia/Llama-3.3-70B-Instruct-FP4",
          "nvidia/Llama-3.3-70B-Instruct-NVFP4",
          config: #"{"quant_algo":"NVFP4","quant_method":"modelopt"}"#),
        .init(
          "RedHatAI/Llama-3.3-70B-Instruct-NVFP4",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":"local","group_size":16,"num_bits":4,"strategy":"tensor_group",
            "symmetric":true,"type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"group_size":16,
            "num_bits":4,"strategy":"tensor_group","symmetric":true,"type":"float"}}},"format":"nvfp4-pack-quantized",
            "quant_method":"compressed-tensors"}
            """#),
      ]),
  ]
}
