/// Models of Google, Microsoft, OpenAI, IBM and TII, by the keys of their configs.
extension ModelCatalog {
  static let publishedGoogle2: [CatalogEntry] = [
    CatalogEntry(
      "granite-3.1-1b-a400m",
      hubs: [
        "ibm-granite/granite-3.1-1b-a400m-base", "ibm-granite/granite-3.1-1b-a400m-instruct",
      ], parameters: 1_334_628_352, active: 400_000_000,
      config: #"""
        {"hidden_size":1024,"intermediate_size":512,"max_position_embeddings":131072,"model_type":"granitemoe",
        "num_attention_heads":16,"num_experts_per_tok":8,"num_hidden_layers":24,"num_key_value_heads":8,"num_local_experts":32,
        "tie_word_embeddings":true,"vocab_size":49155}
        """#),
    CatalogEntry(
      "granite-3.1-3b-a800m",
      hubs: [
        "ibm-granite/granite-3.1-3b-a800m-base", "ibm-granite/granite-3.1-3b-a800m-instruct",
      ], parameters: 3_298_833_408, active: 800_000_000,
      config: #"""
        {"hidden_size":1536,"intermediate_size":512,"max_position_embeddings":131072,"model_type":"granitemoe",
        "num_attention_heads":24,"num_experts_per_tok":8,"num_hidden_layers":32,"num_key_value_heads":8,"num_local_experts":40,
        "tie_word_embeddings":true,"vocab_size":49155}
        """#),
    CatalogEntry(
      "granite-4.0-h-small", hubs: ["ibm-granite/granite-4.0-h-small", "ibm-granite/granite-4.0-h-small-base"], parameters: 32_207_337_984,
      active: 9e9,
      config: #"""
        {"hidden_size":4096,"intermediate_size":768,"layer_types":["mamba","mamba","mamba","mamba","mamba","attention","mamba",
        "mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","attention","mamba","mamba","mamba","mamba","mamba","mamba",
        "mamba","mamba","mamba","attention","mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","attention",
        "mamba","mamba","mamba","mamba"],"mamba_d_conv":4,"mamba_d_state":128,"mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":128,
        "max_position_embeddings":131072,"model_type":"granitemoehybrid","num_attention_heads":32,"num_experts_per_tok":10,
        "num_hidden_layers":40,"num_key_value_heads":8,"num_local_experts":72,"shared_intermediate_size":1536,
        "tie_word_embeddings":true,"vocab_size":100352}
        """#,
      quantized: [
        .init(
          "ibm-granite/granite-4.0-h-small-FP8",
          config: #"""
            {"config_groups":{"group_0":{"input_activations":{"dynamic":true,"num_bits":8,"strategy":"token","symmetric":true,
            "type":"float"},"output_activations":null,"targets":["Linear"],"weights":{"dynamic":false,"num_bits":8,"strategy":"channel",
            "symmetric":true,"type":"float"}}},"format":"float-quantized","ignore":["re:.*block_sparse_moe.router"],
            "quant_method":"compressed-tensors"}
            """#)
      ]),
    CatalogEntry(
      "granite-4.0-h-tiny", hubs: ["ibm-granite/granite-4.0-h-tiny", "ibm-granite/granite-4.0-h-tiny-base"], parameters: 6_939_037_248,
      active: 1e9,
      config: #"""
        {"hidden_size":1536,"intermediate_size":512,"layer_types":["mamba","mamba","mamba","mamba","mamba","attention","mamba",
        "mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","attention","mamba","mamba","mamba","mamba","mamba","mamba",
        "mamba","mamba","mamba","attention","mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","attention",
        "mamba","mamba","mamba","mamba"],"mamba_d_conv":4,"mamba_d_state":128,"mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":48,
        "max_position_embeddings":131072,"model_type":"granitemoehybrid","num_attention_heads":12,"num_experts_per_tok":6,
        "num_hidden_layers":40,"num_key_value_heads":4,"num_local_experts":64,"shared_intermediate_size":1024,
        "tie_word_embeddings":true,"vocab_size":100352}
        """#),
    CatalogEntry(
      "granite-4.0-h-micro", hubs: ["ibm-granite/granite-4.0-h-micro", "ibm-granite/granite-4.0-h-micro-base"], parameters: 3_191_396_096,
      config: #"""
        {"hidden_size":2048,"intermediate_size":8192,"layer_types":["mamba","mamba","mamba","mamba","mamba","attention","mamba",
        "mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","attention","mamba","mamba","mamba","mamba","mamba","mamba",
        "mamba","mamba","mamba","attention","mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","mamba","attention",
        "mamba","mamba","mamba","mamba"],"mamba_d_conv":4,"mamba_d_state":128,"mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":64,
        "max_position_embeddings":131072,"model_type":"granitemoehybrid","num_attention_heads":32,"num_hidden_layers":40,
        "num_key_value_heads":8,"num_local_experts":0,"shared_intermediate_size":8192,"tie_word_embeddings":true,"vocab_size":100352}
        """#),
    CatalogEntry(
      "granite-4.0-micro", hubs: ["ibm-granite/granite-4.0-micro", "ibm-granite/granite-4.0-micro-base"], parameters: 3_402_836_480,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"hidden_size":2560,"intermediate_size":8192,"layer_types":["attention","attention","attention","attention","attention",
        "attention","attention","attention","attention","attention","attention","attention","attention","attention","attention",
        "attention","attention","attention","attention","attention","attention","attention","attention","attention","attention",
        "attention","attention","attention","attention","attention","attention","attention","attention","attention","attention",
        "attention","attention","attention","attention","attention"],"max_position_embeddings":131072,"model_type":"granitemoehybrid",
        "num_attention_heads":40,"num_hidden_layers":40,"num_key_value_heads":8,"num_local_experts":0,"shared_intermediate_size":8192,
        "tie_word_embeddings":true,"vocab_size":100352}
        """#),
    CatalogEntry(
      "falcon-h1-0.5b", hubs: ["tiiuae/Falcon-H1-0.5B-Base", "tiiuae/Falcon-H1-0.5B-Instruct"], parameters: 521_411_104,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":64,"hidden_size":1024,"intermediate_size":2048,"mamba_d_conv":4,"mamba_d_ssm":1536,"mamba_d_state":128,
        "mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":24,"max_position_embeddings":262144,"model_type":"falcon_h1",
        "num_attention_heads":8,"num_hidden_layers":36,"num_key_value_heads":2,"vocab_size":32784}
        """#),
    CatalogEntry(
      "falcon-h1-1.5b", hubs: ["tiiuae/Falcon-H1-1.5B-Base", "tiiuae/Falcon-H1-1.5B-Instruct"], parameters: 1_554_789_760,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":128,"hidden_size":2048,"intermediate_size":4608,"mamba_d_conv":4,"mamba_d_ssm":3072,"mamba_d_state":256,
        "mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":48,"max_position_embeddings":262144,"model_type":"falcon_h1",
        "num_attention_heads":8,"num_hidden_layers":24,"num_key_value_heads":2,"vocab_size":65537}
        """#),
    CatalogEntry(
      "falcon-h1-7b", hubs: ["tiiuae/Falcon-H1-7B-Base", "tiiuae/Falcon-H1-7B-Instruct"], parameters: 7_585_513_568,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":128,"hidden_size":3072,"intermediate_size":12288,"mamba_d_conv":4,"mamba_d_ssm":3072,"mamba_d_state":256,
        "mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":24,"max_position_embeddings":262144,"model_type":"falcon_h1",
        "num_attention_heads":12,"num_hidden_layers":44,"num_key_value_heads":2,"vocab_size":130048}
        """#),
    CatalogEntry(
      "falcon-h1-34b", hubs: ["tiiuae/Falcon-H1-34B-Base", "tiiuae/Falcon-H1-34B-Instruct"], parameters: 33_642_221_312,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":128,"hidden_size":5120,"intermediate_size":21504,"mamba_d_conv":4,"mamba_d_ssm":4096,"mamba_d_state":256,
        "mamba_expand":2,"mamba_n_groups":2,"mamba_n_heads":32,"max_position_embeddings":262144,"model_type":"falcon_h1",
        "num_attention_heads":20,"num_hidden_layers":72,"num_key_value_heads":4,"vocab_size":261120}
        """#),
    CatalogEntry(
      "gpt-oss-20b", hubs: ["openai/gpt-oss-20b"], parameters: 20.91e9, active: 3.61e9,
      source: "config.json; arXiv 2508.10925, table 1: active parameters without the embedding",
      config: #"""
        {"head_dim":64,"hidden_size":2880,"intermediate_size":2880,"max_position_embeddings":131072,"model_type":"gpt_oss",
        "num_attention_heads":64,"num_experts_per_tok":4,"num_hidden_layers":24,"num_key_value_heads":8,"num_local_experts":32,
        "quantization_config":{"quant_method":"mxfp4"},"sliding_window":128,"vocab_size":201088}
        """#),
    CatalogEntry(
      "gpt-oss-120b", hubs: ["openai/gpt-oss-120b"], parameters: 116.83e9, active: 5.13e9,
      source: "config.json; arXiv 2508.10925, table 1: active parameters without the embedding",
      config: #"""
        {"head_dim":64,"hidden_size":2880,"intermediate_size":2880,"max_position_embeddings":131072,"model_type":"gpt_oss",
        "num_attention_heads":64,"num_experts_per_tok":4,"num_hidden_layers":36,"num_key_value_heads":8,"num_local_experts":128,
        "quantization_config":{"quant_method":"mxfp4"},"sliding_window":128,"vocab_size":201088}
        """#),
    CatalogEntry(
      "gemma-4-26b-a4b", hubs: ["google/gemma-4-26B-A4B", "google/gemma-4-26B-A4B-it"], parameters: 25_805_933_872, active: 4e9,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"gemma4","text_config":{"attention_k_eq_v":true,"global_head_dim":512,"head_dim":256,"hidden_size":2816,
        "hidden_size_per_layer_input":0,"intermediate_size":2112,"max_position_embeddings":262144,"model_type":"gemma4_text",
        "moe_intermediate_size":704,"num_attention_heads":16,"num_experts":128,"num_global_key_value_heads":2,"num_hidden_layers":30,
        "num_key_value_heads":8,"num_kv_shared_layers":0,"sliding_window":1024,"tie_word_embeddings":true,"top_k_experts":8,
        "vocab_size":262144},"vision_config":{"attention_bias":false,"default_output_length":280,"global_head_dim":72,"head_dim":72,
        "hidden_size":1152,"intermediate_size":4304,"model_type":"gemma4_vision","num_attention_heads":16,"num_hidden_layers":27,
        "num_key_value_heads":16,"patch_size":16,"pooling_kernel_size":3,"position_embedding_size":10240,"standardize":true,
        "use_clipped_linears":false}}
        """#),
    CatalogEntry(
      "gemma-4-31b", hubs: ["google/gemma-4-31B", "google/gemma-4-31B-it"], parameters: 31_273_086_512,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"model_type":"gemma4","text_config":{"attention_k_eq_v":true,"global_head_dim":512,"head_dim":256,"hidden_size":5376,
        "hidden_size_per_layer_input":0,"intermediate_size":21504,"max_position_embeddings":262144,"model_type":"gemma4_text",
        "num_attention_heads":32,"num_global_key_value_heads":4,"num_hidden_layers":60,"num_key_value_heads":16,
        "num_kv_shared_layers":0,"sliding_window":1024,"tie_word_embeddings":true,"vocab_size":262144},
        "vision_config":{"attention_bias":false,"default_output_length":280,"global_head_dim":72,"head_dim":72,"hidden_size":1152,
        "intermediate_size":4304,"model_type":"gemma4_vision","num_attention_heads":16,"num_hidden_layers":27,
        "num_key_value_heads":16,"patch_size":16,"pooling_kernel_size":3,"position_embedding_size":10240,"standardize":true,
        "use_clipped_linears":false}}
        """#),
    CatalogEntry(
      "gemma-4-e2b", hubs: ["google/gemma-4-E2B", "google/gemma-4-E2B-it"], parameters: 5.1e9, beside: 471_424_768,
      source: "config.json and card of the hub",
      config: #"""
        {"model_type":"gemma4","text_config":{"global_head_dim":512,"head_dim":256,"hidden_size":1536,
        "hidden_size_per_layer_input":256,"intermediate_size":6144,"layer_types":["sliding_attention","sliding_attention",
        "sliding_attention","sliding_attention","full_attention","sliding_attention","sliding_attention","sliding_attention",
        "sliding_attention","full_attention","sliding_attention","sliding_attention","sliding_attention","sliding_attention",
        "full_attention","sliding_attention","sliding_attention","sliding_attention","sliding_attention","full_attention",
        "sliding_attention","sliding_attention","sliding_attention","sliding_attention","full_attention","sliding_attention",
        "sliding_attention","sliding_attention","sliding_attention","full_attention","sliding_attention","sliding_attention",
        "sliding_attention","sliding_attention","full_attention"],"max_position_embeddings":131072,"model_type":"gemma4_text",
        "num_attention_heads":8,"num_hidden_layers":35,"num_key_value_heads":1,"num_kv_shared_layers":20,"sliding_window":512,
        "use_double_wide_mlp":true,"vocab_size":262144,"vocab_size_per_layer_input":262144},"tie_word_embeddings":true}
        """#),
    CatalogEntry(
      "gemma-4-e4b", hubs: ["google/gemma-4-E4B", "google/gemma-4-E4B-it"], parameters: 8e9, beside: 536_981_504,
      source: "config.json and card of the hub",
      config: #"""
        {"model_type":"gemma4","text_config":{"global_head_dim":512,"head_dim":256,"hidden_size":2560,
        "hidden_size_per_layer_input":256,"intermediate_size":10240,"max_position_embeddings":131072,"model_type":"gemma4_text",
        "num_attention_heads":8,"num_hidden_layers":42,"num_key_value_heads":2,"num_kv_shared_layers":18,"sliding_window":512,
        "vocab_size":262144,"vocab_size_per_layer_input":262144},"tie_word_embeddings":true}
        """#),
    CatalogEntry(
      "falcon-h1-3b", hubs: ["tiiuae/Falcon-H1-3B-Base", "tiiuae/Falcon-H1-3B-Instruct"], parameters: 3_149_256_192,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"head_dim":128,"hidden_size":2560,"intermediate_size":6144,"mamba_d_conv":4,"mamba_d_ssm":4096,"mamba_d_state":256,
        "mamba_expand":2,"mamba_n_groups":1,"mamba_n_heads":32,"max_position_embeddings":262144,"model_type":"falcon_h1",
        "num_attention_heads":10,"num_hidden_layers":32,"num_key_value_heads":2,"vocab_size":65536}
        """#),
  ]
}
