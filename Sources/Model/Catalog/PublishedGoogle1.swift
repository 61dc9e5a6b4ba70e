/// Models of Google, Microsoft, OpenAI, IBM and TII, by the keys of their configs.
extension ModelCatalog {
  static let publishedGoogle: [CatalogEntry] = publishedGoogle1 + publishedGoogle2

  static let publishedGoogle1: [CatalogEntry] = [
    CatalogEntry(
      "gemma-2b", hubs: ["google/gemma-2b", "google/gemma-2b-it", "google/gemma-1.1-2b-it", "google/codegemma-2b"],
      parameters: 2_506_172_416,
      config: #"""
        {"head_dim":256,"hidden_size":2048,"intermediate_size":16384,"max_position_embeddings":8192,"model_type":"gemma",
        "num_attention_heads":8,"num_hidden_layers":18,"num_key_value_heads":1,"vocab_size":256000}
        """#),
    CatalogEntry(
      "gemma-7b",
      hubs: [
        "google/gemma-7b", "google/gemma-7b-it", "google/gemma-1.1-7b-it", "google/codegemma-7b", "google/codegemma-7b-it",
      ], parameters: 8_537_680_896,
      config: #"""
        {"head_dim":256,"hidden_size":3072,"intermediate_size":24576,"max_position_embeddings":8192,"model_type":"gemma",
        "num_attention_heads":16,"num_hidden_layers":28,"num_key_value_heads":16,"vocab_size":256000}
        """#),
    CatalogEntry(
      "gemma-2-2b", hubs: ["google/gemma-2-2b", "google/gemma-2-2b-it"], parameters: 2_614_341_888,
      config: #"""
        {"head_dim":256,"hidden_size":2304,"intermediate_size":9216,"max_position_embeddings":8192,"model_type":"gemma2",
        "num_attention_heads":8,"num_hidden_layers":26,"num_key_value_heads":4,"sliding_window":4096,"vocab_size":256000}
        """#),
    CatalogEntry(
      "gemma-2-9b", hubs: ["google/gemma-2-9b", "google/gemma-2-9b-it"], parameters: 9_241_705_984,
      config: #"""
        {"head_dim":256,"hidden_size":3584,"intermediate_size":14336,"max_position_embeddings":8192,"model_type":"gemma2",
        "num_attention_heads":16,"num_hidden_layers":42,"num_key_value_heads":8,"sliding_window":4096,"vocab_size":256000}
        """#,
      quantized: [
        .init(
          "RedHatAI/gemma-2-9b-it-FP8",
          "neuralmagic/gemma-2-9b-it-FP8",
          config: #"{"ignored_layers":["lm_head"],"quant_method":"fp8"}"#)
      ]),
    CatalogEntry(
      "gemma-2-27b", hubs: ["google/gemma-2-27b", "google/gemma-2-27b-it"], parameters: 27_227_128_320,
      config: #"""
        {"head_dim":128,"hidden_size":4608,"intermediate_size":36864,"max_position_embeddings":8192,"model_type":"gemma2",
        "num_attention_heads":32,"num_hidden_layers":46,"num_key_value_heads":16,"sliding_window":4096,"vocab_size":256000}
        """#),
    CatalogEntry(
      "gemma-3-270m", hubs: ["google/gemma-3-270m", "google/gemma-3-270m-it"], parameters: 268_098_176,
      config: #"""
        {"head_dim":256,"hidden_size":640,"intermediate_size":2048,"layer_types":["sliding_attention","sliding_attention",
        "sliding_attention","sliding_attention","sliding_attention","full_attention","sliding_attention","sliding_attention",
        "sliding_attention","sliding_attention","sliding_attention","full_attention","sliding_attention","sliding_attention",
        "sliding_attention","sliding_attention","sliding_attention","full_attention"],"max_position_embeddings":32768,
        "model_type":"gemma3_text","num_attention_heads":4,"num_hidden_layers":18,"num_key_value_heads":1,"sliding_window":512,
        "vocab_size":262144}
        """#),
    CatalogEntry(
      "gemma-3-1b", hubs: ["google/gemma-3-1b-pt", "google/gemma-3-1b-it"], parameters: 999_885_952,
      config: #"""
        {"head_dim":256,"hidden_size":1152,"intermediate_size":6912,"max_position_embeddings":32768,"model_type":"gemma3_text",
        "num_attention_heads":4,"num_hidden_layers":26,"num_key_value_heads":1,"sliding_window":512,"sliding_window_pattern":6,
        "vocab_size":262144}
        """#),
    CatalogEntry(
      "gemma-3-4b", hubs: ["google/gemma-3-4b-it", "google/medgemma-4b-it"], parameters: 4_300_079_472,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"gemma3","text_config":{"hidden_size":2560,"intermediate_size":10240,"model_type":"gemma3_text",
        "num_hidden_layers":34,"sliding_window":1024},"vision_config":{"hidden_size":1152,"image_size":896,"intermediate_size":4304,
        "model_type":"siglip_vision_model","num_attention_heads":16,"num_hidden_layers":27,"patch_size":14,"vision_use_head":false}}
        """#,
      quantized: [
        .init(
          "RedHatAI/gemma-3-4b-it-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*lm_head","re:vision_tower.*",
            "re:multi_modal_projector.*"],"quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/gemma-3-4b-it-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","ignore":["re:.*lm_head","re:vision_tower.*","re:multi_modal_projector.*"],
            "quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "gemma-3-12b", hubs: ["google/gemma-3-12b-it", "google/gemma-3-12b-pt"], parameters: 12_187_325_040,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"gemma3","text_config":{"hidden_size":3840,"intermediate_size":15360,"model_type":"gemma3_text",
        "num_attention_heads":16,"num_hidden_layers":48,"num_key_value_heads":8,"sliding_window":1024},
        "vision_config":{"hidden_size":1152,"image_size":896,"intermediate_size":4304,"model_type":"siglip_vision_model",
        "num_attention_heads":16,"num_hidden_layers":27,"patch_size":14,"vision_use_head":false}}
        """#,
      quantized: [
        .init(
          "RedHatAI/gemma-3-12b-it-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*lm_head","re:vision_tower.*",
            "re:multi_modal_projector.*"],"quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/gemma-3-12b-it-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","ignore":["re:.*lm_head","re:vision_tower.*","re:multi_modal_projector.*"],
            "quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "gemma-3-27b", hubs: ["google/gemma-3-27b-it", "google/gemma-3-27b-pt", "google/medgemma-27b-it"], parameters: 27_432_406_640,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"gemma3","text_config":{"head_dim":128,"hidden_size":5376,"intermediate_size":21504,"model_type":"gemma3_text",
        "num_attention_heads":32,"num_hidden_layers":62,"num_key_value_heads":16,"sliding_window":1024},
        "vision_config":{"hidden_size":1152,"image_size":896,"intermediate_size":4304,"model_type":"siglip_vision_model",
        "num_attention_heads":16,"num_hidden_layers":27,"patch_size":14,"vision_use_head":false}}
        """#,
      quantized: [
        .init(
          "RedHatAI/gemma-3-27b-it-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*lm_head","re:vision_tower.*",
            "re:multi_modal_projector.*"],"quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/gemma-3-27b-it-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","ignore":["re:.*lm_head","re:vision_tower.*","re:multi_modal_projector.*"],
            "quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/gemma-3-27b-it-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","ignore":["re:.*lm_head","re:vision_tower.*",
            "re:multi_modal_projector.*"],"quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "gemma-3n-e2b", hubs: ["google/gemma-3n-E2B", "google/gemma-3n-E2B-it"], parameters: 5_439_438_272, beside: 1_004_440_000,
      config: #"""
        {"model_type":"gemma3n","text_config":{"head_dim":256,"hidden_size":2048,"hidden_size_per_layer_input":256,
        "intermediate_size":[8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,8192,
        8192,8192,8192,8192,8192,8192,8192,8192,8192],"laurel_rank":64,"max_position_embeddings":32768,"model_type":"gemma3n_text",
        "num_attention_heads":8,"num_hidden_layers":30,"num_key_value_heads":2,"num_kv_shared_layers":10,"sliding_window":512,
        "vocab_size":262400,"vocab_size_per_layer_input":262144}}
        """#),
    CatalogEntry(
      "gemma-3n-e4b", hubs: ["google/gemma-3n-E4B", "google/gemma-3n-E4B-it"], parameters: 7_849_978_192, beside: 1_014_956_880,
      config: #"""
        {"model_type":"gemma3n","text_config":{"head_dim":256,"hidden_size":2048,"hidden_size_per_layer_input":256,
        "intermediate_size":[16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,
        16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384,16384],"laurel_rank":64,
        "max_position_embeddings":32768,"model_type":"gemma3n_text","num_attention_heads":8,"num_hidden_layers":35,
        "num_key_value_heads":2,"num_kv_shared_layers":15,"sliding_window":512,"vocab_size":262400,
        "vocab_size_per_layer_input":262144}}
        """#),
    CatalogEntry(
      "recurrentgemma-2b", hubs: ["google/recurrentgemma-2b", "google/recurrentgemma-2b-it"], parameters: 2_682_862_080,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"attention_window_size":2048,"conv1d_width":4,"hidden_size":2560,"intermediate_size":15360,"max_position_embeddings":8192,
        "model_type":"recurrent_gemma","num_attention_heads":10,"num_hidden_layers":26,"num_key_value_heads":1,"vocab_size":256000}
        """#),
    CatalogEntry(
      "recurrentgemma-9b", hubs: ["google/recurrentgemma-9b", "google/recurrentgemma-9b-it"], parameters: 8_579_977_216,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"attention_window_size":2048,"conv1d_width":4,"hidden_size":4096,"intermediate_size":24576,"max_position_embeddings":8192,
        "model_type":"recurrent_gemma","num_attention_heads":16,"num_hidden_layers":38,"num_key_value_heads":1,"vocab_size":256000}
        """#),
    CatalogEntry(
      "phi-1.5", hubs: ["microsoft/phi-1_5"], parameters: 1_418_270_720,
      config: #"""
        {"hidden_size":2048,"max_position_embeddings":2048,"model_type":"phi","num_attention_heads":32,"num_hidden_layers":24,
        "torch_dtype":"float16","vocab_size":51200}
        """#),
    CatalogEntry(
      "phi-2", hubs: ["microsoft/phi-2"], parameters: 2_779_683_840,
      config: #"""
        {"hidden_size":2560,"max_position_embeddings":2048,"model_type":"phi","num_attention_heads":32,"num_hidden_layers":32,
        "torch_dtype":"float16","vocab_size":51200}
        """#),
    CatalogEntry(
      "phi-3-mini", hubs: ["microsoft/Phi-3-mini-4k-instruct"], parameters: 3_821_079_552,
      config: #"""
        {"hidden_size":3072,"intermediate_size":8192,"max_position_embeddings":4096,"model_type":"phi3","num_attention_heads":32,
        "num_hidden_layers":32,"sliding_window":2047,"vocab_size":32064}
        """#),
    CatalogEntry(
      "phi-3-mini-128k", hubs: ["microsoft/Phi-3-mini-128k-instruct", "microsoft/Phi-3.5-mini-instruct"], parameters: 3_821_079_552,
      config: #"""
        {"hidden_size":3072,"intermediate_size":8192,"max_position_embeddings":131072,"model_type":"phi3","num_attention_heads":32,
        "num_hidden_layers":32,"sliding_window":262144,"vocab_size":32064}
        """#,
      quantized: [
        .init(
          "RedHatAI/Phi-3-mini-128k-instruct-FP8",
          "neuralmagic/Phi-3-mini-128k-instruct-FP8",
          config: #"{"ignored_layers":["lm_head"],"quant_method":"fp8"}"#)
      ]),
    CatalogEntry(
      "phi-3-medium", hubs: ["microsoft/Phi-3-medium-4k-instruct"], parameters: 13_960_238_080,
      config: #"""
        {"hidden_size":5120,"intermediate_size":17920,"max_position_embeddings":4096,"model_type":"phi3","num_attention_heads":40,
        "num_hidden_layers":40,"num_key_value_heads":10,"sliding_window":2047,"vocab_size":32064}
        """#),
    CatalogEntry(
      "phi-3-medium-128k", hubs: ["microsoft/Phi-3-medium-128k-instruct"], parameters: 13_960_238_080,
      config: #"""
        {"hidden_size":5120,"intermediate_size":17920,"max_position_embeddings":131072,"model_type":"phi3","num_attention_heads":40,
        "num_hidden_layers":40,"num_key_value_heads":10,"sliding_window":131072,"vocab_size":32064}
        """#),
    CatalogEntry(
      "phi-3.5-moe", hubs: ["microsoft/Phi-3.5-MoE-instruct"], parameters: 41_873_153_344, active: 6.6e9,
      config: #"""
        {"hidden_size":4096,"intermediate_size":6400,"max_position_embeddings":131072,"model_type":"phimoe","num_attention_heads":32,
        "num_experts_per_tok":2,"num_hidden_layers":32,"num_key_value_heads":8,"num_local_experts":16,"sliding_window":131072,
        "vocab_size":32064}
        """#),
    CatalogEntry(
      "phi-4", hubs: ["microsoft/phi-4", "microsoft/Phi-4-reasoning", "microsoft/Phi-4-reasoning-plus"], parameters: 14_659_507_200,
      config: #"""
        {"hidden_size":5120,"intermediate_size":17920,"max_position_embeddings":16384,"model_type":"phi3","num_attention_heads":40,
        "num_hidden_layers":40,"num_key_value_heads":10,"vocab_size":100352}
        """#,
      quantized: [
        .init(
          "RedHatAI/phi-4-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/phi-4-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/phi-4-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "phi-4-mini", hubs: ["microsoft/Phi-4-mini-instruct", "microsoft/Phi-4-mini-reasoning"], parameters: 3_836_021_760,
      config: #"""
        {"hidden_size":3072,"intermediate_size":8192,"max_position_embeddings":131072,"model_type":"phi3","num_attention_heads":24,
        "num_hidden_layers":32,"num_key_value_heads":8,"sliding_window":262144,"tie_word_embeddings":true,"vocab_size":200064}
        """#),
    CatalogEntry(
      "falcon-7b", hubs: ["tiiuae/falcon-7b", "tiiuae/falcon-7b-instruct"], parameters: 6_921_720_704,
      source: "config.json of the hub; the hub counts 7.22 G, the LM head twice",
      config: #"{"hidden_size":4544,"model_type":"falcon","num_attention_heads":71,"num_hidden_layers":32,"vocab_size":65024}"#),
    CatalogEntry(
      "falcon-40b", hubs: ["tiiuae/falcon-40b", "tiiuae/falcon-40b-instruct"], parameters: 41.84e9,
      source: "config.json and card of the hub",
      config: #"""
        {"hidden_size":8192,"model_type":"falcon","new_decoder_architecture":true,"num_attention_heads":128,"num_hidden_layers":60,
        "num_kv_heads":8,"vocab_size":65024}
        """#),
    CatalogEntry(
      "falcon-180b", hubs: ["tiiuae/falcon-180B", "tiiuae/falcon-180B-chat"], parameters: 179_522_565_120,
      config: #"""
        {"hidden_size":14848,"model_type":"falcon","new_decoder_architecture":true,"num_attention_heads":232,"num_hidden_layers":80,
        "num_kv_heads":8,"vocab_size":65024}
        """#),
    CatalogEntry(
      "falcon-mamba-7b", hubs: ["tiiuae/falcon-mamba-7b", "tiiuae/falcon-mamba-7b-instruct"], parameters: 7_272_665_088,
      config: #"""
        {"conv_kernel":4,"expand":16,"hidden_size":4096,"intermediate_size":8192,"model_type":"falcon_mamba","num_hidden_layers":64,
        "state_size":16,"tie_word_embeddings":false,"vocab_size":65024}
        """#),
    CatalogEntry(
      "starcoder", hubs: ["bigcode/starcoder", "bigcode/starcoderbase"], parameters: 15_517_456_384,
      config: #"{"model_type":"gpt_bigcode","n_embd":6144,"n_head":48,"n_layer":40,"n_positions":8192,"vocab_size":49152}"#),
    CatalogEntry(
      "granite-20b-code",
      hubs: [
        "ibm-granite/granite-20b-code-base-8k", "ibm-granite/granite-20b-code-base", "ibm-granite/granite-20b-code-instruct-8k",
        "ibm-granite/granite-20b-code-instruct",
      ], parameters: 20_066_993_152,
      source: "config.json of the hub, counted from its sizes",
      config: #"{"model_type":"gpt_bigcode","n_embd":6144,"n_head":48,"n_layer":52,"n_positions":8192,"vocab_size":49152}"#),
    CatalogEntry(
      "granite-34b-code",
      hubs: [
        "ibm-granite/granite-34b-code-base-8k", "ibm-granite/granite-34b-code-base", "ibm-granite/granite-34b-code-instruct-8k",
        "ibm-granite/granite-34b-code-instruct",
      ], parameters: 33_715_603_456,
      source: "config.json of the hub, counted from its sizes",
      config: #"{"model_type":"gpt_bigcode","n_embd":6144,"n_head":48,"n_layer":88,"n_positions":8192,"vocab_size":49152}"#),
    CatalogEntry(
      "granite-3.1-2b",
      hubs: [
        "ibm-granite/granite-3.1-2b-base", "ibm-granite/granite-3.1-2b-instruct", "ibm-granite/granite-3.2-2b-instruct",
      ], parameters: 2_533_531_648,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":131072,"model_type":"granite","num_attention_heads":32,
        "num_hidden_layers":40,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":49155}
        """#,
      quantized: [
        .init(
          "RedHatAI/granite-3.1-2b-instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#)
      ]),
    CatalogEntry(
      "granite-3.1-8b",
      hubs: [
        "ibm-granite/granite-3.1-8b-base", "ibm-granite/granite-3.1-8b-instruct", "ibm-granite/granite-3.2-8b-instruct",
      ], parameters: 8_170_848_256,
      config: #"""
        {"hidden_size":4096,"intermediate_size":12800,"max_position_embeddings":131072,"model_type":"granite",
        "num_attention_heads":32,"num_hidden_layers":40,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":49155}
        """#,
      quantized: [
        .init(
          "RedHatAI/granite-3.1-8b-instruct-FP8-dynamic",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/granite-3.1-8b-instruct-quantized.w4a16",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":null,"output_activations":null,"targets":["Linear"],
            "weights":{"dynamic":false,"group_size":128,"num_bits":4,"strategy":"group","symmetric":true,"type":"int"}}},
            "format":"pack-quantized","quant_method":"compressed-tensors"}
            """#),
        .init(
          "RedHatAI/granite-3.1-8b-instruct-quantized.w8a8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"int"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"int"}}},"format":"int-quantized","quant_method":"compressed-tensors"}
            """#),
      ]),
    CatalogEntry(
      "granite-3.3-2b", hubs: ["ibm-granite/granite-3.3-2b-base", "ibm-granite/granite-3.3-2b-instruct"], parameters: 2_533_539_840,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":131072,"model_type":"granite","num_attention_heads":32,
        "num_hidden_layers":40,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":49159}
        """#),
    CatalogEntry(
      "granite-3.3-8b", hubs: ["ibm-granite/granite-3.3-8b-base", "ibm-granite/granite-3.3-8b-instruct"], parameters: 8_170_864_640,
      config: #"""
        {"hidden_size":4096,"intermediate_size":12800,"max_position_embeddings":131072,"model_type":"granite",
        "num_attention_heads":32,"num_hidden_layers":40,"num_key_value_heads":8,"tie_word_embeddings":true,"vocab_size":49159}
        """#),
  ]
}
