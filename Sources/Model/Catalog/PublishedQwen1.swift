/// Models of Alibaba and Xiaomi, by the keys of their configs.
extension ModelCatalog {
  static let publishedQwen: [CatalogEntry] = publishedQwen1 + publishedQwen2 + publishedQwen3

  static let publishedQwen1: [CatalogEntry] = [
    CatalogEntry(
      "qwen1.5-7b", hubs: ["Qwen/Qwen1.5-7B", "Qwen/Qwen1.5-7B-Chat"], parameters: 7_721_324_544,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":32768,"model_type":"qwen2","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":32,"sliding_window":131072,"vocab_size":151936}
        """#),
    CatalogEntry(
      "qwen1.5-14b", hubs: ["Qwen/Qwen1.5-14B", "Qwen/Qwen1.5-14B-Chat"], parameters: 14_167_290_880,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13696,"max_position_embeddings":32768,"model_type":"qwen2","num_attention_heads":40,
        "num_hidden_layers":40,"num_key_value_heads":40,"sliding_window":131072,"vocab_size":152064}
        """#),
    CatalogEntry(
      "qwen1.5-32b", hubs: ["Qwen/Qwen1.5-32B", "Qwen/Qwen1.5-32B-Chat"], parameters: 32_512_218_112,
      config: #"""
        {"hidden_size":5120,"intermediate_size":27392,"max_position_embeddings":32768,"model_type":"qwen2","num_attention_heads":40,
        "num_hidden_layers":64,"num_key_value_heads":8,"sliding_window":131072,"vocab_size":152064}
        """#),
    CatalogEntry(
      "qwen1.5-72b", hubs: ["Qwen/Qwen1.5-72B", "Qwen/Qwen1.5-72B-Chat"], parameters: 72_287_920_128,
      config: #"""
        {"hidden_size":8192,"intermediate_size":24576,"max_position_embeddings":32768,"model_type":"qwen2","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":64,"sliding_window":131072,"vocab_size":152064}
        """#),
    CatalogEntry(
      "qwen1.5-110b", hubs: ["Qwen/Qwen1.5-110B", "Qwen/Qwen1.5-110B-Chat"], parameters: 111_209_914_368,
      config: #"""
        {"hidden_size":8192,"intermediate_size":49152,"max_position_embeddings":32768,"model_type":"qwen2","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"sliding_window":131072,"vocab_size":152064}
        """#),
    CatalogEntry(
      "qwen2-0.5b", hubs: ["Qwen/Qwen2-0.5B", "Qwen/Qwen2-0.5B-Instruct"], parameters: 494_032_768,
      config: #"""
        {"hidden_size":896,"intermediate_size":4864,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":14,
        "num_hidden_layers":24,"num_key_value_heads":2,"sliding_window":131072,"tie_word_embeddings":true,"vocab_size":151936}
        """#),
    CatalogEntry(
      "qwen2-1.5b", hubs: ["Qwen/Qwen2-1.5B", "Qwen/Qwen2-1.5B-Instruct"], parameters: 1_543_714_304,
      config: #"""
        {"hidden_size":1536,"intermediate_size":8960,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":12,
        "num_hidden_layers":28,"num_key_value_heads":2,"sliding_window":131072,"tie_word_embeddings":true,"vocab_size":151936}
        """#),
    CatalogEntry(
      "qwen2-7b", hubs: ["Qwen/Qwen2-7B", "Qwen/Qwen2-7B-Instruct"], parameters: 7_615_616_512,
      config: #"""
        {"hidden_size":3584,"intermediate_size":18944,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":28,
        "num_hidden_layers":28,"num_key_value_heads":4,"sliding_window":131072,"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2-7B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2-7B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2-7B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "qwen2-72b", hubs: ["Qwen/Qwen2-72B", "Qwen/Qwen2-72B-Instruct"], parameters: 72_706_203_648,
      config: #"""
        {"hidden_size":8192,"intermediate_size":29568,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"sliding_window":131072,"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2-72B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2-72B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2-72B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "qwen2-57b-a14b", hubs: ["Qwen/Qwen2-57B-A14B", "Qwen/Qwen2-57B-A14B-Instruct"], parameters: 57_409_144_832, active: 14e9,
      config: #"""
        {"hidden_size":3584,"intermediate_size":18944,"max_position_embeddings":131072,"model_type":"qwen2_moe",
        "moe_intermediate_size":2560,"num_attention_heads":28,"num_experts":64,"num_experts_per_tok":8,"num_hidden_layers":28,
        "num_key_value_heads":4,"shared_expert_intermediate_size":20480,"sliding_window":65536,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen2-57B-A14B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#)
      ]),
    CatalogEntry(
      "qwen1.5-moe-a2.7b", hubs: ["Qwen/Qwen1.5-MoE-A2.7B", "Qwen/Qwen1.5-MoE-A2.7B-Chat"], parameters: 14_315_784_192, active: 2.7e9,
      config: #"""
        {"hidden_size":2048,"intermediate_size":5632,"max_position_embeddings":8192,"model_type":"qwen2_moe",
        "moe_intermediate_size":1408,"num_attention_heads":16,"num_experts":60,"num_experts_per_tok":4,"num_hidden_layers":24,
        "num_key_value_heads":16,"shared_expert_intermediate_size":5632,"sliding_window":32768,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen1.5-MoE-A2.7B-Chat-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#)
      ]),
    CatalogEntry(
      "qwen2.5-0.5b",
      hubs: [
        "Qwen/Qwen2.5-0.5B", "Qwen/Qwen2.5-0.5B-Instruct", "Qwen/Qwen2.5-Coder-0.5B", "Qwen/Qwen2.5-Coder-0.5B-Instruct",
      ], parameters: 494_032_768,
      config: #"""
        {"hidden_size":896,"intermediate_size":4864,"max_position_embeddings":32768,"model_type":"qwen2","num_attention_heads":14,
        "num_hidden_layers":24,"num_key_value_heads":2,"sliding_window":131072,"tie_word_embeddings":true,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-0.5B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2.5-0.5B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-0.5B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "qwen2.5-1.5b",
      hubs: [
        "Qwen/Qwen2.5-1.5B", "Qwen/Qwen2.5-1.5B-Instruct", "Qwen/Qwen2.5-Coder-1.5B", "Qwen/Qwen2.5-Coder-1.5B-Instruct",
        "Qwen/Qwen2.5-Math-1.5B", "Qwen/Qwen2.5-Math-1.5B-Instruct",
      ], parameters: 1_543_714_304,
      config: #"""
        {"hidden_size":1536,"intermediate_size":8960,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":12,
        "num_hidden_layers":28,"num_key_value_heads":2,"sliding_window":131072,"tie_word_embeddings":true,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-1.5B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2.5-1.5B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-1.5B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "deepseek-r1-distill-qwen-1.5b", hubs: ["deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B"], parameters: 1_777_088_000,
      config: #"""
        {"hidden_size":1536,"intermediate_size":8960,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":12,
        "num_hidden_layers":28,"num_key_value_heads":2,"sliding_window":131072,"vocab_size":151936}
        """#,
      quantized: [
        .init(
          "RedHatAI/DeepSeek-R1-Distill-Qwen-1.5B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/DeepSeek-R1-Distill-Qwen-1.5B-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen2.5-3b",
      hubs: [
        "Qwen/Qwen2.5-3B", "Qwen/Qwen2.5-3B-Instruct", "Qwen/Qwen2.5-Coder-3B", "Qwen/Qwen2.5-Coder-3B-Instruct",
      ], parameters: 3_085_938_688,
      config: #"""
        {"hidden_size":2048,"intermediate_size":11008,"max_position_embeddings":32768,"model_type":"qwen2","num_attention_heads":16,
        "num_hidden_layers":36,"num_key_value_heads":2,"sliding_window":131072,"tie_word_embeddings":true,"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-3B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2.5-3B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-3B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "qwen2.5-7b",
      hubs: [
        "Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct-1M", "Qwen/Qwen2.5-Coder-7B",
        "Qwen/Qwen2.5-Coder-7B-Instruct", "Qwen/Qwen2.5-Math-7B", "Qwen/Qwen2.5-Math-7B-Instruct",
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
      ], parameters: 7_615_616_512,
      config: #"""
        {"hidden_size":3584,"intermediate_size":18944,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":28,
        "num_hidden_layers":28,"num_key_value_heads":4,"sliding_window":131072,"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-7B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-7B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-Coder-7B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/Qwen2.5-7B-Instruct-FP8-dynamic", "RedHatAI/DeepSeek-R1-Distill-Qwen-7B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Qwen2.5-7B-Instruct-quantized.w8a8", "RedHatAI/DeepSeek-R1-Distill-Qwen-7B-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen2.5-14b",
      hubs: [
        "Qwen/Qwen2.5-14B", "Qwen/Qwen2.5-14B-Instruct", "Qwen/Qwen2.5-14B-Instruct-1M", "Qwen/Qwen2.5-Coder-14B",
        "Qwen/Qwen2.5-Coder-14B-Instruct", "deepseek-ai/DeepSeek-R1-Distill-Qwen-14B",
      ], parameters: 14_770_033_664,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13824,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":40,
        "num_hidden_layers":48,"num_key_value_heads":8,"sliding_window":131072,"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-14B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2.5-14B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-14B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-Coder-14B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/DeepSeek-R1-Distill-Qwen-14B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen2.5-32b",
      hubs: [
        "Qwen/Qwen2.5-32B", "Qwen/Qwen2.5-32B-Instruct", "Qwen/Qwen2.5-Coder-32B", "Qwen/Qwen2.5-Coder-32B-Instruct",
        "Qwen/QwQ-32B", "Qwen/QwQ-32B-Preview", "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B",
      ], parameters: 32_763_876_352,
      config: #"""
        {"hidden_size":5120,"intermediate_size":27648,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":40,
        "num_hidden_layers":64,"num_key_value_heads":8,"sliding_window":131072,"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-32B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2.5-32B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-32B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "Qwen/Qwen2.5-Coder-32B-Instruct-AWQ",
          "Qwen/QwQ-32B-AWQ",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/DeepSeek-R1-Distill-Qwen-32B-FP8-dynamic", "RedHatAI/QwQ-32B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/DeepSeek-R1-Distill-Qwen-32B-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/DeepSeek-R1-Distill-Qwen-32B-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen2.5-72b",
      hubs: [
        "Qwen/Qwen2.5-72B", "Qwen/Qwen2.5-72B-Instruct", "Qwen/Qwen2.5-Math-72B", "Qwen/Qwen2.5-Math-72B-Instruct",
      ], parameters: 72_706_203_648,
      config: #"""
        {"hidden_size":8192,"intermediate_size":29568,"max_position_embeddings":131072,"model_type":"qwen2","num_attention_heads":64,
        "num_hidden_layers":80,"num_key_value_heads":8,"sliding_window":131072,"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-72B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init("Qwen/Qwen2.5-72B-Instruct-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "RedHatAI/Qwen2.5-72B-Instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/Qwen2.5-72B-Instruct-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen2.5-vl-3b", hubs: ["Qwen/Qwen2.5-VL-3B-Instruct"], parameters: 3_754_622_976,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"hidden_size":2048,"intermediate_size":11008,"max_position_embeddings":128000,"model_type":"qwen2_5_vl",
        "num_attention_heads":16,"num_hidden_layers":36,"num_key_value_heads":2,"sliding_window":32768,"tie_word_embeddings":true,
        "vision_config":{"depth":32,"hidden_size":1280,"in_channels":3,"intermediate_size":3420,"model_type":"qwen2_5_vl",
        "num_heads":16,"out_hidden_size":2048,"patch_size":14,"spatial_merge_size":2,"temporal_patch_size":2},"vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-VL-3B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "qwen2.5-vl-7b", hubs: ["Qwen/Qwen2.5-VL-7B-Instruct"], parameters: 8_292_166_656,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"hidden_size":3584,"intermediate_size":18944,"max_position_embeddings":128000,"model_type":"qwen2_5_vl",
        "num_attention_heads":28,"num_hidden_layers":28,"num_key_value_heads":4,"sliding_window":32768,"vision_config":{"depth":32,
        "hidden_size":1280,"in_channels":3,"intermediate_size":3420,"model_type":"qwen2_5_vl","num_heads":16,"out_hidden_size":3584,
        "patch_size":14,"spatial_merge_size":2,"temporal_patch_size":2},"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-VL-7B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init(
          "RedHatAI/Qwen2.5-VL-7B-Instruct-FP8-Dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*lm_head","re:visual.*"],
            "quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen2.5-vl-32b", hubs: ["Qwen/Qwen2.5-VL-32B-Instruct"], parameters: 33_452_718_336,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"hidden_size":5120,"intermediate_size":27648,"max_position_embeddings":128000,"model_type":"qwen2_5_vl",
        "num_attention_heads":40,"num_hidden_layers":64,"num_key_value_heads":8,"sliding_window":32768,"vision_config":{"depth":32,
        "hidden_size":1280,"in_channels":3,"intermediate_size":3456,"model_type":"qwen2_5_vl","num_heads":16,"out_hidden_size":5120,
        "patch_size":14,"spatial_merge_size":2,"temporal_patch_size":2},"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-VL-32B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "qwen2.5-vl-72b", hubs: ["Qwen/Qwen2.5-VL-72B-Instruct"], parameters: 73_410_777_344,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"hidden_size":8192,"intermediate_size":29568,"max_position_embeddings":128000,"model_type":"qwen2_5_vl",
        "num_attention_heads":64,"num_hidden_layers":80,"num_key_value_heads":8,"sliding_window":32768,"vision_config":{"depth":32,
        "hidden_size":1280,"in_channels":3,"intermediate_size":3456,"model_type":"qwen2_5_vl","num_heads":16,"out_hidden_size":8192,
        "patch_size":14,"spatial_merge_size":2,"temporal_patch_size":2},"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2.5-VL-72B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "qwen3-0.6b", hubs: ["Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B-Base"], parameters: 596_049_920,
      source: "config.json of the hub; the hub counts 0.75 G, the LM head twice",
      config: #"""
        {"head_dim":128,"hidden_size":1024,"intermediate_size":3072,"max_position_embeddings":40960,"model_type":"qwen3",
        "num_attention_heads":16,"num_hidden_layers":28,"num_key_value_heads":8,"sliding_window":null,"tie_word_embeddings":true,
        "vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-0.6B-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-0.6B-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "RedHatAI/Qwen3-0.6B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "qwen3-1.7b", hubs: ["Qwen/Qwen3-1.7B", "Qwen/Qwen3-1.7B-Base"], parameters: 1_720_574_976,
      source: "config.json of the hub; the hub counts 2.03 G, the LM head twice",
      config: #"""
        {"head_dim":128,"hidden_size":2048,"intermediate_size":6144,"max_position_embeddings":40960,"model_type":"qwen3",
        "num_attention_heads":16,"num_hidden_layers":28,"num_key_value_heads":8,"sliding_window":null,"tie_word_embeddings":true,
        "vocab_size":151936}
        """#,
      quantized: [
        .init("Qwen/Qwen3-1.7B-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("Qwen/Qwen3-1.7B-GPTQ-Int8", config: #"{"bits":8,"group_size":128,"quant_method":"gptq","sym":true}"#),
        .init(
          "RedHatAI/Qwen3-1.7B-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
  ]
}
