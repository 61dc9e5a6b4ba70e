/// Models of Alibaba and Xiaomi, by the keys of their configs.
extension ModelCatalog {
  static let publishedQwen3: [CatalogEntry] = [
    CatalogEntry(
      "qwen3.6-27b", hubs: ["Qwen/Qwen3.6-27B"], parameters: 27_356_728_560,
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
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_5_vision","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":5120,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "qwen3.6-35b-a3b", hubs: ["Qwen/Qwen3.6-35B-A3B"], parameters: 35_107_181_936, active: 3e9,
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
        "hidden_size":1152,"in_channels":3,"intermediate_size":4304,"model_type":"qwen3_5_moe_vision","num_heads":16,
        "num_position_embeddings":2304,"out_hidden_size":2048,"patch_size":16,"spatial_merge_size":2,"temporal_patch_size":2}}
        """#),
    CatalogEntry(
      "mimo-7b",
      hubs: [
        "XiaomiMiMo/MiMo-7B-Base", "XiaomiMiMo/MiMo-7B-SFT", "XiaomiMiMo/MiMo-7B-RL", "XiaomiMiMo/MiMo-7B-RL-Zero",
      ], parameters: 7_622_619_136,
      source: "config.json of the hub, counted from its sizes; its card counts 7.8 G with multi-token prediction",
      config: #"""
        {"hidden_size":4096,"intermediate_size":11008,"max_position_embeddings":32768,"model_type":"mimo","num_attention_heads":32,
        "num_hidden_layers":36,"num_key_value_heads":8,"vocab_size":151680}
        """#),
    CatalogEntry(
      "qwen3.5-0.8b", hubs: ["Qwen/Qwen3.5-0.8B", "Qwen/Qwen3.5-0.8B-Base"], parameters: 752_393_024,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"model_type":"qwen3_5","text_config":{"head_dim":256,"hidden_size":1024,"intermediate_size":3584,
        "layer_types":["linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention"],"linear_conv_kernel_dim":4,"linear_key_head_dim":128,"linear_num_key_heads":16,"linear_num_value_heads":16,
        "linear_value_head_dim":128,"mamba_ssm_dtype":"float32","max_position_embeddings":262144,"model_type":"qwen3_5_text",
        "num_attention_heads":8,"num_hidden_layers":24,"num_key_value_heads":2,"tie_word_embeddings":true,"vocab_size":248320}}
        """#),
    CatalogEntry(
      "qwen3.5-4b", hubs: ["Qwen/Qwen3.5-4B", "Qwen/Qwen3.5-4B-Base"], parameters: 4_205_751_296,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"model_type":"qwen3_5","text_config":{"head_dim":256,"hidden_size":2560,"intermediate_size":9216,
        "layer_types":["linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention"],"linear_conv_kernel_dim":4,"linear_key_head_dim":128,
        "linear_num_key_heads":16,"linear_num_value_heads":32,"linear_value_head_dim":128,"mamba_ssm_dtype":"float32",
        "max_position_embeddings":262144,"model_type":"qwen3_5_text","num_attention_heads":16,"num_hidden_layers":32,
        "num_key_value_heads":4,"tie_word_embeddings":true,"vocab_size":248320}}
        """#),
    CatalogEntry(
      "qwen3.5-9b", hubs: ["Qwen/Qwen3.5-9B", "Qwen/Qwen3.5-9B-Base"], parameters: 8_953_803_264,
      source: "config.json of the hub, counted from its sizes",
      config: #"""
        {"model_type":"qwen3_5","text_config":{"head_dim":256,"hidden_size":4096,"intermediate_size":12288,
        "layer_types":["linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention","linear_attention","linear_attention","linear_attention",
        "full_attention","linear_attention","linear_attention","linear_attention","full_attention","linear_attention",
        "linear_attention","linear_attention","full_attention"],"linear_conv_kernel_dim":4,"linear_key_head_dim":128,
        "linear_num_key_heads":16,"linear_num_value_heads":32,"linear_value_head_dim":128,"mamba_ssm_dtype":"float32",
        "max_position_embeddings":262144,"model_type":"qwen3_5_text","num_attention_heads":16,"num_hidden_layers":32,
        "num_key_value_heads":4,"vocab_size":248320}}
        """#),
    CatalogEntry(
      "qwen2-vl-2b", hubs: ["Qwen/Qwen2-VL-2B-Instruct"], parameters: 2_208_985_600,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"hidden_size":1536,"intermediate_size":8960,"max_position_embeddings":32768,"model_type":"qwen2_vl","num_attention_heads":12,
        "num_hidden_layers":28,"num_key_value_heads":2,"tie_word_embeddings":true,"vision_config":{"depth":32,"embed_dim":1280,
        "hidden_size":1536,"in_channels":3,"mlp_ratio":4,"model_type":"qwen2_vl","num_heads":16,"patch_size":14,
        "spatial_merge_size":2,"temporal_patch_size":2},"vocab_size":151936}
        """#),
    CatalogEntry(
      "qwen2-vl-7b", hubs: ["Qwen/Qwen2-VL-7B-Instruct"], parameters: 8_291_375_616,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"hidden_size":3584,"intermediate_size":18944,"max_position_embeddings":32768,"model_type":"qwen2_vl",
        "num_attention_heads":28,"num_hidden_layers":28,"num_key_value_heads":4,"vision_config":{"depth":32,"embed_dim":1280,
        "hidden_size":3584,"in_channels":3,"mlp_ratio":4,"model_type":"qwen2_vl","num_heads":16,"patch_size":14,
        "spatial_merge_size":2,"temporal_patch_size":2},"vocab_size":152064}
        """#,
      quantized: [
        .init("Qwen/Qwen2-VL-7B-Instruct-AWQ", config: #"{"bits":4,"group_size":128,"quant_method":"awq","zero_point":true}"#),
        .init("Qwen/Qwen2-VL-7B-Instruct-GPTQ-Int4", config: #"{"bits":4,"group_size":128,"quant_method":"gptq","sym":true}"#),
      ]),
    CatalogEntry(
      "qwen2-vl-72b", hubs: ["Qwen/Qwen2-VL-72B-Instruct"], parameters: 73_405_560_320,
      source: "config.json of the hub, its towers counted from their sizes",
      config: #"""
        {"hidden_size":8192,"intermediate_size":29568,"max_position_embeddings":32768,"model_type":"qwen2_vl",
        "num_attention_heads":64,"num_hidden_layers":80,"num_key_value_heads":8,"vision_config":{"depth":32,"embed_dim":1280,
        "hidden_size":8192,"in_channels":3,"mlp_ratio":4,"model_type":"qwen2_vl","num_heads":16,"patch_size":14,
        "spatial_merge_size":2,"temporal_patch_size":2},"vocab_size":152064}
        """#),
  ]
}
