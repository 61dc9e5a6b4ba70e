/// Models of others, by the keys of their configs.
extension ModelCatalog {
  static let publishedOthers: [CatalogEntry] = publishedOthers1 + publishedOthers2

  static let publishedOthers1: [CatalogEntry] = [
    CatalogEntry(
      "smollm3-3b", hubs: ["HuggingFaceTB/SmolLM3-3B", "HuggingFaceTB/SmolLM3-3B-Base"], parameters: 3_075_098_624,
      config: #"""
        {"hidden_size":2048,"intermediate_size":11008,"max_position_embeddings":65536,"model_type":"smollm3","num_attention_heads":16,
        "num_hidden_layers":36,"num_key_value_heads":4,"tie_word_embeddings":true,"vocab_size":128256}
        """#),
    CatalogEntry(
      "opt-125m", hubs: ["facebook/opt-125m"], parameters: 125_239_296,
      config: #"""
        {"hidden_size":768,"max_position_embeddings":2048,"model_type":"opt","num_attention_heads":12,"num_hidden_layers":12,
        "torch_dtype":"float16","vocab_size":50272}
        """#),
    CatalogEntry(
      "opt-1.3b", hubs: ["facebook/opt-1.3b"], parameters: 1_315_758_080,
      config: #"""
        {"hidden_size":2048,"max_position_embeddings":2048,"model_type":"opt","num_attention_heads":32,"num_hidden_layers":24,
        "torch_dtype":"float16","vocab_size":50272}
        """#),
    CatalogEntry(
      "opt-2.7b", hubs: ["facebook/opt-2.7b"], parameters: 2_651_596_800,
      config: #"""
        {"hidden_size":2560,"max_position_embeddings":2048,"model_type":"opt","num_attention_heads":32,"num_hidden_layers":32,
        "torch_dtype":"float16","vocab_size":50272}
        """#),
    CatalogEntry(
      "opt-6.7b", hubs: ["facebook/opt-6.7b"], parameters: 6_658_473_984,
      config: #"""
        {"hidden_size":4096,"max_position_embeddings":2048,"model_type":"opt","num_attention_heads":32,"num_hidden_layers":32,
        "torch_dtype":"float16","vocab_size":50272}
        """#),
    CatalogEntry(
      "opt-13b", hubs: ["facebook/opt-13b"], parameters: 12_853_473_280,
      config: #"""
        {"hidden_size":5120,"max_position_embeddings":2048,"model_type":"opt","num_attention_heads":40,"num_hidden_layers":40,
        "torch_dtype":"float16","vocab_size":50272}
        """#),
    CatalogEntry(
      "opt-30b", hubs: ["facebook/opt-30b"], parameters: 29_974_540_288,
      config: #"""
        {"hidden_size":7168,"max_position_embeddings":2048,"model_type":"opt","num_attention_heads":56,"num_hidden_layers":48,
        "torch_dtype":"float16","vocab_size":50272}
        """#),
    CatalogEntry(
      "opt-66b", hubs: ["facebook/opt-66b"], parameters: 66e9,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":9216,"max_position_embeddings":2048,"model_type":"opt","num_attention_heads":72,"num_hidden_layers":64,
        "torch_dtype":"float16","vocab_size":50272}
        """#),
    CatalogEntry(
      "bloom-560m", hubs: ["bigscience/bloom-560m", "bigscience/bloomz-560m"], parameters: 559_214_592,
      config: #"{"model_type":"bloom","n_embed":1024,"n_layer":24,"num_attention_heads":16,"vocab_size":250880}"#),
    CatalogEntry(
      "bloom-3b", hubs: ["bigscience/bloom-3b", "bigscience/bloomz-3b"], parameters: 3_002_557_440,
      config: #"{"model_type":"bloom","n_embed":2560,"n_layer":30,"num_attention_heads":32,"vocab_size":250880}"#),
    CatalogEntry(
      "bloom-7b", hubs: ["bigscience/bloom-7b1", "bigscience/bloomz-7b1"], parameters: 7_069_016_064,
      config: #"{"model_type":"bloom","n_embed":4096,"n_layer":30,"num_attention_heads":32,"vocab_size":250880}"#),
    CatalogEntry(
      "bloom-176b", hubs: ["bigscience/bloom", "bigscience/bloomz"], parameters: 176_247_271_424,
      config: #"{"model_type":"bloom","n_embed":14336,"n_layer":70,"num_attention_heads":112,"vocab_size":250880}"#),
    CatalogEntry(
      "gpt2", hubs: ["openai-community/gpt2", "gpt2"], parameters: 124_439_808,
      config: #"""
        {"model_type":"gpt2","n_embd":768,"n_head":12,"n_layer":12,"n_positions":1024,"torch_dtype":"float32","vocab_size":50257}
        """#),
    CatalogEntry(
      "gpt2-medium", hubs: ["openai-community/gpt2-medium", "gpt2-medium"], parameters: 354_823_168,
      config: #"""
        {"model_type":"gpt2","n_embd":1024,"n_head":16,"n_layer":24,"n_positions":1024,"torch_dtype":"float32","vocab_size":50257}
        """#),
    CatalogEntry(
      "gpt2-large", hubs: ["openai-community/gpt2-large", "gpt2-large"], parameters: 774_030_080,
      config: #"""
        {"model_type":"gpt2","n_embd":1280,"n_head":20,"n_layer":36,"n_positions":1024,"torch_dtype":"float32","vocab_size":50257}
        """#),
    CatalogEntry(
      "gpt2-xl", hubs: ["openai-community/gpt2-xl", "gpt2-xl"], parameters: 1_557_611_200,
      config: #"""
        {"model_type":"gpt2","n_embd":1600,"n_head":25,"n_layer":48,"n_positions":1024,"torch_dtype":"float32","vocab_size":50257}
        """#),
    CatalogEntry(
      "gpt-j-6b", hubs: ["EleutherAI/gpt-j-6b"], parameters: 6_050_882_784,
      config: #"""
        {"model_type":"gptj","n_embd":4096,"n_head":16,"n_layer":28,"n_positions":2048,"torch_dtype":"float32","vocab_size":50400}
        """#),
    CatalogEntry(
      "gpt-neox-20b", hubs: ["EleutherAI/gpt-neox-20b"], parameters: 20_554_567_680,
      config: #"""
        {"hidden_size":6144,"max_position_embeddings":2048,"model_type":"gpt_neox","num_attention_heads":64,"num_hidden_layers":44,
        "torch_dtype":"float16","vocab_size":50432}
        """#),
    CatalogEntry(
      "pythia-6.9b", hubs: ["EleutherAI/pythia-6.9b", "EleutherAI/pythia-6.9b-deduped"], parameters: 6_857_302_016,
      config: #"""
        {"hidden_size":4096,"max_position_embeddings":2048,"model_type":"gpt_neox","num_attention_heads":32,"num_hidden_layers":32,
        "torch_dtype":"float16","vocab_size":50432}
        """#),
    CatalogEntry(
      "pythia-12b", hubs: ["EleutherAI/pythia-12b", "EleutherAI/pythia-12b-deduped"], parameters: 11_846_072_320,
      config: #"""
        {"hidden_size":5120,"max_position_embeddings":2048,"model_type":"gpt_neox","num_attention_heads":40,"num_hidden_layers":36,
        "torch_dtype":"float16","vocab_size":50688}
        """#),
    CatalogEntry(
      "dolly-v2-12b", hubs: ["databricks/dolly-v2-12b"], parameters: 11_841_894_400,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":5120,"max_position_embeddings":2048,"model_type":"gpt_neox","num_attention_heads":40,"num_hidden_layers":36,
        "vocab_size":50280}
        """#),
    CatalogEntry(
      "mpt-7b", hubs: ["mosaicml/mpt-7b", "mosaicml/mpt-7b-instruct", "mosaicml/mpt-7b-chat"], parameters: 6_649_286_656,
      config: #"""
        {"d_model":4096,"expansion_ratio":4,"max_seq_len":2048,"model_type":"mpt","n_heads":32,"n_layers":32,"vocab_size":50432}
        """#),
    CatalogEntry(
      "mpt-30b", hubs: ["mosaicml/mpt-30b", "mosaicml/mpt-30b-instruct", "mosaicml/mpt-30b-chat"], parameters: 29_957_200_896,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"d_model":7168,"expansion_ratio":4,"max_seq_len":8192,"model_type":"mpt","n_heads":64,"n_layers":48,"vocab_size":50432}
        """#),
    CatalogEntry(
      "mamba-2.8b", hubs: ["state-spaces/mamba-2.8b-hf"], parameters: 2_768_345_600,
      config: #"""
        {"conv_kernel":4,"expand":2,"hidden_size":2560,"intermediate_size":5120,"model_type":"mamba","num_hidden_layers":64,
        "state_size":16,"tie_word_embeddings":true,"torch_dtype":"float32","vocab_size":50280}
        """#),
    CatalogEntry(
      "mamba-codestral-7b", hubs: ["mistralai/Mamba-Codestral-7B-v0.1"], parameters: 7_285_403_648,
      config: #"""
        {"conv_kernel":4,"expand":2,"head_dim":64,"hidden_size":4096,"model_type":"mamba2","n_groups":8,"num_heads":128,
        "num_hidden_layers":64,"state_size":128,"vocab_size":32768}
        """#),
    CatalogEntry(
      "starcoder2-3b", hubs: ["bigcode/starcoder2-3b"], parameters: 3_030_371_328,
      config: #"""
        {"hidden_size":3072,"intermediate_size":12288,"max_position_embeddings":16384,"model_type":"starcoder2",
        "num_attention_heads":24,"num_hidden_layers":30,"num_key_value_heads":2,"sliding_window":4096,"vocab_size":49152}
        """#),
    CatalogEntry(
      "starcoder2-7b", hubs: ["bigcode/starcoder2-7b"], parameters: 7_173_923_840,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":4608,"intermediate_size":18432,"max_position_embeddings":16384,"model_type":"starcoder2",
        "num_attention_heads":36,"num_hidden_layers":32,"num_key_value_heads":4,"sliding_window":4096,"vocab_size":49152}
        """#),
    CatalogEntry(
      "starcoder2-15b", hubs: ["bigcode/starcoder2-15b", "bigcode/starcoder2-15b-instruct-v0.1"], parameters: 15_957_889_024,
      config: #"""
        {"hidden_size":6144,"intermediate_size":24576,"max_position_embeddings":16384,"model_type":"starcoder2",
        "num_attention_heads":48,"num_hidden_layers":40,"num_key_value_heads":4,"sliding_window":4096,"vocab_size":49152}
        """#),
    CatalogEntry(
      "exaone-3.5-2.4b", hubs: ["LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct", "LGAI-EXAONE/EXAONE-Deep-2.4B"], parameters: 2_405_327_360,
      config: #"""
        {"hidden_size":2560,"intermediate_size":7168,"max_position_embeddings":32768,"model_type":"exaone","num_attention_heads":32,
        "num_key_value_heads":8,"num_layers":30,"tie_word_embeddings":true,"vocab_size":102400}
        """#,
      quantized: [
        .init("LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "exaone-3.5-7.8b",
      hubs: [
        "LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct", "LGAI-EXAONE/EXAONE-Deep-7.8B", "LGAI-EXAONE/EXAONE-3.0-7.8B-Instruct",
      ], parameters: 7_818_448_896,
      config: #"""
        {"hidden_size":4096,"intermediate_size":14336,"max_position_embeddings":32768,"model_type":"exaone","num_attention_heads":32,
        "num_key_value_heads":8,"num_layers":32,"vocab_size":102400}
        """#,
      quantized: [
        .init(
          "LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct-AWQ",
          "LGAI-EXAONE/EXAONE-Deep-7.8B-AWQ",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "exaone-3.5-32b", hubs: ["LGAI-EXAONE/EXAONE-3.5-32B-Instruct", "LGAI-EXAONE/EXAONE-Deep-32B"], parameters: 32_003_200_000,
      config: #"""
        {"hidden_size":5120,"intermediate_size":27392,"max_position_embeddings":32768,"model_type":"exaone","num_attention_heads":40,
        "num_key_value_heads":8,"num_layers":64,"vocab_size":102400}
        """#,
      quantized: [
        .init(
          "LGAI-EXAONE/EXAONE-3.5-32B-Instruct-AWQ",
          "LGAI-EXAONE/EXAONE-Deep-32B-AWQ",
          config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#)
      ]),
    CatalogEntry(
      "exaone-4.0-1.2b", hubs: ["LGAI-EXAONE/EXAONE-4.0-1.2B"], parameters: 1_279_391_488,
      config: #"""
        {"hidden_size":2048,"intermediate_size":4096,"max_position_embeddings":65536,"model_type":"exaone4","num_attention_heads":32,
        "num_hidden_layers":30,"num_key_value_heads":8,"sliding_window":null,"tie_word_embeddings":true,"vocab_size":102400}
        """#),
    CatalogEntry(
      "exaone-4.0-32b", hubs: ["LGAI-EXAONE/EXAONE-4.0-32B", "LGAI-EXAONE/EXAONE-4.0.1-32B"], parameters: 32_003_216_384,
      config: #"""
        {"hidden_size":5120,"intermediate_size":27392,"max_position_embeddings":131072,"model_type":"exaone4",
        "num_attention_heads":40,"num_hidden_layers":64,"num_key_value_heads":8,"sliding_window":4096,"sliding_window_pattern":"LLLG",
        "vocab_size":102400}
        """#,
      quantized: [
        .init("LGAI-EXAONE/EXAONE-4.0-32B-FP8", config: #"{"quant_method":"fp8","weight_block_size":[128,128]}"#),
        .init("LGAI-EXAONE/EXAONE-4.0-32B-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
      ]),
    CatalogEntry(
      "lfm2-350m", hubs: ["LiquidAI/LFM2-350M"], parameters: 354_483_968,
      config: #"""
        {"block_ff_dim":6656,"block_multiple_of":256,"conv_L_cache":3,"full_attn_idxs":[2,5,8,10,12,14],"hidden_size":1024,
        "max_position_embeddings":128000,"model_type":"lfm2","num_attention_heads":16,"num_hidden_layers":16,"num_key_value_heads":8,
        "vocab_size":65536}
        """#),
    CatalogEntry(
      "lfm2-700m", hubs: ["LiquidAI/LFM2-700M"], parameters: 742_489_344,
      config: #"""
        {"block_ff_dim":10240,"block_multiple_of":256,"conv_L_cache":3,"full_attn_idxs":[2,5,8,10,12,14],"hidden_size":1536,
        "max_position_embeddings":128000,"model_type":"lfm2","num_attention_heads":24,"num_hidden_layers":16,"num_key_value_heads":8,
        "vocab_size":65536}
        """#),
    CatalogEntry(
      "lfm2-1.2b", hubs: ["LiquidAI/LFM2-1.2B", "LiquidAI/LFM2.5-1.2B-Instruct", "LiquidAI/LFM2.5-1.2B-Base"], parameters: 1_170_340_608,
      config: #"""
        {"block_ff_dim":12288,"block_multiple_of":256,"conv_L_cache":3,"full_attn_idxs":[2,5,8,10,12,14],"hidden_size":2048,
        "max_position_embeddings":128000,"model_type":"lfm2","num_attention_heads":32,"num_hidden_layers":16,"num_key_value_heads":8,
        "vocab_size":65536}
        """#),
    CatalogEntry(
      "lfm2-2.6b", hubs: ["LiquidAI/LFM2-2.6B"], parameters: 2_569_272_320,
      config: #"""
        {"block_auto_adjust_ff_dim":false,"block_ff_dim":10752,"conv_L_cache":3,"full_attn_idxs":[2,5,9,13,17,21,25,28],
        "hidden_size":2048,"max_position_embeddings":128000,"model_type":"lfm2","num_attention_heads":32,"num_hidden_layers":30,
        "num_key_value_heads":8,"vocab_size":65536}
        """#),
    CatalogEntry(
      "olmo-1b", hubs: ["allenai/OLMo-1B-hf"], parameters: 1_176_764_416,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":2048,"model_type":"olmo","num_attention_heads":16,
        "num_hidden_layers":16,"tie_word_embeddings":true,"torch_dtype":"float32","vocab_size":50304}
        """#),
    CatalogEntry(
      "olmo-7b", hubs: ["allenai/OLMo-7B-hf"], parameters: 6_888_095_744,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":2048,"model_type":"olmo","num_attention_heads":32,
        "num_hidden_layers":32,"torch_dtype":"float32","vocab_size":50304}
        """#),
    CatalogEntry(
      "olmo-2-1b", hubs: ["allenai/OLMo-2-0425-1B", "allenai/OLMo-2-0425-1B-Instruct"], parameters: 1_484_916_736,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"max_position_embeddings":4096,"model_type":"olmo2","num_attention_heads":16,
        "num_hidden_layers":16,"torch_dtype":"float32","vocab_size":100352}
        """#),
    CatalogEntry(
      "olmo-2-7b", hubs: ["allenai/OLMo-2-1124-7B", "allenai/OLMo-2-1124-7B-Instruct"], parameters: 7_298_617_344,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":4096,"model_type":"olmo2","num_attention_heads":32,
        "num_hidden_layers":32,"torch_dtype":"float32","vocab_size":100352}
        """#),
    CatalogEntry(
      "olmo-2-13b", hubs: ["allenai/OLMo-2-1124-13B", "allenai/OLMo-2-1124-13B-Instruct"], parameters: 13_716_198_400,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13824,"max_position_embeddings":4096,"model_type":"olmo2","num_attention_heads":40,
        "num_hidden_layers":40,"torch_dtype":"float32","vocab_size":100352}
        """#),
    CatalogEntry(
      "olmo-2-32b", hubs: ["allenai/OLMo-2-0325-32B", "allenai/OLMo-2-0325-32B-Instruct"], parameters: 32_234_279_936,
      config: #"""
        {"hidden_size":5120,"intermediate_size":27648,"max_position_embeddings":4096,"model_type":"olmo2","num_attention_heads":40,
        "num_hidden_layers":64,"num_key_value_heads":8,"torch_dtype":"float32","vocab_size":100352}
        """#),
    CatalogEntry(
      "olmo-3-7b", hubs: ["allenai/Olmo-3-1025-7B", "allenai/Olmo-3-7B-Instruct", "allenai/Olmo-3-7B-Think"], parameters: 7_298_011_136,
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":65536,"model_type":"olmo3","num_attention_heads":32,
        "num_hidden_layers":32,"sliding_window":4096,"vocab_size":100278}
        """#),
    CatalogEntry(
      "olmo-3-32b",
      hubs: [
        "allenai/Olmo-3-1125-32B", "allenai/Olmo-3-32B-Think", "allenai/Olmo-3.1-32B-Instruct", "allenai/Olmo-3.1-32B-Think",
      ], parameters: 32_233_522_176,
      config: #"""
        {"hidden_size":5120,"intermediate_size":27648,"max_position_embeddings":65536,"model_type":"olmo3","num_attention_heads":40,
        "num_hidden_layers":64,"num_key_value_heads":8,"sliding_window":4096,"vocab_size":100278}
        """#),
    CatalogEntry(
      "stablelm-3b-4e1t", hubs: ["stabilityai/stablelm-3b-4e1t"], parameters: 2_795_443_200,
      config: #"""
        {"hidden_size":2560,"intermediate_size":6912,"max_position_embeddings":4096,"model_type":"stablelm","num_attention_heads":32,
        "num_hidden_layers":32,"num_key_value_heads":32,"vocab_size":50304}
        """#),
    CatalogEntry(
      "stablelm-2-1.6b",
      hubs: [
        "stabilityai/stablelm-2-1_6b", "stabilityai/stablelm-2-1_6b-chat", "stabilityai/stablelm-2-zephyr-1_6b",
      ], parameters: 1_644_515_328,
      config: #"""
        {"hidden_size":2048,"intermediate_size":5632,"max_position_embeddings":4096,"model_type":"stablelm","num_attention_heads":32,
        "num_hidden_layers":24,"num_key_value_heads":32,"torch_dtype":"float16","use_qkv_bias":true,"vocab_size":100352}
        """#),
    CatalogEntry(
      "stablelm-2-12b", hubs: ["stabilityai/stablelm-2-12b", "stabilityai/stablelm-2-12b-chat"], parameters: 12_143_185_920,
      config: #"""
        {"hidden_size":5120,"intermediate_size":13824,"max_position_embeddings":4096,"model_type":"stablelm","num_attention_heads":32,
        "num_hidden_layers":40,"num_key_value_heads":8,"vocab_size":100352}
        """#),
    CatalogEntry(
      "command-r",
      hubs: [
        "CohereForAI/c4ai-command-r-v01", "CohereLabs/c4ai-command-r-v01", "CohereForAI/aya-23-35B", "CohereLabs/aya-23-35B",
      ], parameters: 34_980_831_232,
      config: #"""
        {"hidden_size":8192,"intermediate_size":22528,"max_position_embeddings":8192,"model_type":"cohere","num_attention_heads":64,
        "num_hidden_layers":40,"torch_dtype":"float16","vocab_size":256000}
        """#),
    CatalogEntry(
      "command-r-08-2024",
      hubs: [
        "CohereForAI/c4ai-command-r-08-2024", "CohereLabs/c4ai-command-r-08-2024", "CohereForAI/aya-expanse-32b",
        "CohereLabs/aya-expanse-32b",
      ], parameters: 32_296_476_672,
      config: #"""
        {"hidden_size":8192,"intermediate_size":24576,"max_position_embeddings":131072,"model_type":"cohere","num_attention_heads":64,
        "num_hidden_layers":40,"num_key_value_heads":8,"torch_dtype":"float16","vocab_size":256000}
        """#),
    CatalogEntry(
      "command-r-plus",
      hubs: [
        "CohereForAI/c4ai-command-r-plus", "CohereLabs/c4ai-command-r-plus", "CohereForAI/c4ai-command-r-plus-08-2024",
        "CohereLabs/c4ai-command-r-plus-08-2024",
      ], parameters: 103_810_674_688,
      config: #"""
        {"hidden_size":12288,"intermediate_size":33792,"max_position_embeddings":131072,"model_type":"cohere",
        "num_attention_heads":96,"num_hidden_layers":64,"num_key_value_heads":8,"torch_dtype":"float16","use_qk_norm":true,
        "vocab_size":256000}
        """#),
  ]
}
