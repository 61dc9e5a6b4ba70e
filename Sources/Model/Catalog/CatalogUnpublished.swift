/// Models without a config at the hub, and trainings of others that keep an id of their own.
extension ModelCatalog {
  static let unpublished = [
    CatalogEntry(
      "deepseek-r1", hubs: ["deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-R1-0528", "deepseek-ai/DeepSeek-R1-Zero"],
      parameters: 671.03e9, active: 37e9,
      source: "config.json; arXiv 2412.19437, section 4.2, without the multi-token prediction module",
      config: deepSeekV3Config),
    CatalogEntry(
      "gpt-3-175b", hubs: ["openai/gpt-3"], parameters: 175e9,
      source: "arXiv 2005.14165, table 2.1; the weights were never published, the hub id is a name only",
      config:
        #"{"model_type":"gpt2","n_embd":12288,"n_head":96,"n_layer":96,"n_positions":2048,"vocab_size":50257,"torch_dtype":"float16"}"#),
  ]

  /// DeepSeek-V3's sizes, which R1 has too.
  private static let deepSeekV3Config = #"""
    {"first_k_dense_replace":3,"hidden_size":7168,"intermediate_size":18432,"kv_lora_rank":512,"max_position_embeddings":163840,
    "model_type":"deepseek_v3","moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":128,
    "num_experts_per_tok":8,"num_hidden_layers":61,"num_key_value_heads":128,"q_lora_rank":1536,"qk_nope_head_dim":128,
    "qk_rope_head_dim":64,"quantization_config":{"quant_method":"fp8","weight_block_size":[128,128]},"v_head_dim":128,
    "vocab_size":129280}
    """#
}
