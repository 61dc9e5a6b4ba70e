// The families by what their modelling code in Hugging Face's transformers does (`models/*/modeling_*.py`, version 5), or where they
// are not part of it, in vLLM's `model_executor/models`.
extension ModelFamily {
  /// Every architecture that is read.
  static let all: [ModelFamily] = llamaLike + qwen + google + mixtures + hybrids + older

  private static let llamaLike: [ModelFamily] = [
    ModelFamily("llama", "yi", "aquila", "granite", "solar", "minicpm") {
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
      $0.feedForwardBias = .key("mlp_bias", otherwise: false)
    },
    ModelFamily("smollm3") { $0.tied = true },
    ModelFamily("mistral", "ministral", "ministral3"),
    ModelFamily("phi3", "phi4mm", "baichuan", "internlm2", "internlm3", "exaone"),
    ModelFamily("internlm") { $0.queryKeyValueBias = .key("bias", otherwise: true) },
    ModelFamily("arcee") { $0.gated = false },
    ModelFamily("apertus") {
      $0.gated = false
      $0.queryKeyNorm = .yes
    },
    ModelFamily("nemotron") {
      $0.gated = false
      $0.normBias = true
    },
    ModelFamily("seed_oss") {
      $0.queryKeyValueBias = .key("attention_bias", otherwise: true)
      $0.outputBias = .key("attention_out_bias", otherwise: false)
    },
    ModelFamily("hunyuan_v1_dense", "hunyuan_v1_moe", "hunyuan") {
      $0.queryKeyNorm = .key("use_qk_norm", otherwise: true)
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
      $0.tied = true
    },
    ModelFamily("ernie4_5") {
      $0.tied = true
      $0.queryKeyValueBias = .key("use_bias", otherwise: false)
    },
    ModelFamily("exaone4", "exaone_moe") {
      $0.queryKeyNorm = .yes
      $0.windows = .allButEvery(4)
    },
    ModelFamily("olmo") { $0.norms = 0 },
    ModelFamily("olmo2", "olmo3", "flex_olmo") {
      $0.queryKeyNorm = .yes
      $0.windows = .allButEvery(4)
    },
    ModelFamily("cohere") {
      $0.norms = 1
      $0.tied = true
      $0.queryKeyNorm = .key("use_qk_norm", otherwise: false)
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
    },
    ModelFamily("cohere2") {
      $0.norms = 1
      $0.tied = true
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
      $0.windows = .allButEvery(4)
    },
    ModelFamily("stablelm") {
      $0.normBias = true
      $0.queryKeyValueBias = .key("use_qkv_bias", otherwise: false)
      $0.outputBias = .no
    },
    ModelFamily("starcoder2") {
      $0.gated = false
      $0.normBias = true
      $0.tied = true
      $0.queryKeyValueBias = .key("use_bias", otherwise: true)
      $0.feedForwardBias = .key("use_bias", otherwise: true)
    },
    ModelFamily("glm") {
      $0.queryKeyValueBias = .key("attention_bias", otherwise: true)
      $0.outputBias = .no
    },
    ModelFamily("glm4", "glm4v", "glm4v_text") {
      $0.norms = 4
      $0.queryKeyValueBias = .key("attention_bias", otherwise: true)
      $0.outputBias = .no
    },
    ModelFamily("mllama_text_model", "mllama") { $0.special = .crossAttention },
    ModelFamily("nemotron-nas", "deci") { $0.special = .puzzle },
  ]

  private static let qwen: [ModelFamily] = [
    ModelFamily("qwen2", "qwen2_vl", "qwen2_vl_text", "qwen2_5_vl", "qwen2_5_vl_text", "qwen2_moe", "mimo", "qwen2_audio") {
      $0.queryKeyValueBias = .key("qkv_bias", otherwise: true)
      $0.outputBias = .no
      $0.windows = .fromLayer
    },
    ModelFamily("qwen3", "qwen3_moe", "qwen3_vl", "qwen3_vl_text", "qwen3_vl_moe", "qwen3_vl_moe_text", "qwen3_omni_moe_text") {
      $0.queryKeyNorm = .yes
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
      $0.windows = .fromLayer
    },
    ModelFamily("qwen3_next", "qwen3_5", "qwen3_5_text", "qwen3_5_moe", "qwen3_5_moe_text") {
      $0.queryKeyNorm = .yes
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
      $0.windows = .none
      $0.special = .gatedDeltaNet
    },
  ]

  private static let google: [ModelFamily] = [
    ModelFamily("gemma") { $0.tied = true },
    ModelFamily("gemma2") {
      $0.tied = true
      $0.norms = 4
      $0.windows = .allButEvery(2)
    },
    ModelFamily("gemma3", "gemma3_text") {
      $0.tied = true
      $0.norms = 4
      $0.queryKeyNorm = .yes
      $0.windows = .allButEvery(6)
    },
    ModelFamily("gemma3n", "gemma3n_text") {
      $0.tied = true
      $0.norms = 4
      $0.queryKeyNorm = .yes
      $0.windows = .allButEvery(5)
      $0.special = .gemma3n
    },
    ModelFamily("gemma4", "gemma4_text") {
      $0.tied = true
      $0.norms = 4
      $0.queryKeyNorm = .yes
      $0.windows = .allButEvery(6)
      $0.special = .gemma4
    },
    ModelFamily("recurrent_gemma") {
      $0.tied = true
      $0.special = .recurrentGemma
      $0.outputBias = .yes
      $0.feedForwardBias = .yes
    },
  ]

  private static let mixtures: [ModelFamily] = [
    ModelFamily("mixtral", "olmoe", "granitemoe", "granitemoeshared", "deepseek", "minicpm3") {
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
    },
    ModelFamily("phimoe") {
      $0.normBias = true
      $0.queryKeyValueBias = .key("attention_bias", otherwise: true)
    },
    ModelFamily(
      "deepseek_v2", "deepseek_v3", "deepseek_v32", "deepseek_vl_v2", "kimi_k2", "kimi_k25", "kimi_vl", "glm_moe_dsa", "glm4_moe_lite",
      "youtu", "mistral4"
    ) { $0.windows = .none },
    ModelFamily("gpt_oss") {
      $0.queryKeyValueBias = .key("attention_bias", otherwise: true)
      $0.feedForwardBias = .yes
      $0.windows = .allButEvery(2)
    },
    ModelFamily("ernie4_5_moe", "ernie4_5_vl_moe_text", "ernie4_5_moe_vl") {
      $0.tied = true
      $0.queryKeyValueBias = .key("use_bias", otherwise: false)
    },
    ModelFamily("glm4_moe", "glm4v_moe", "glm4v_moe_text", "dots1", "solar_open") {
      $0.queryKeyNorm = .key("use_qk_norm", otherwise: false)
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
      $0.outputBias = .no
    },
    ModelFamily("bailing_moe", "bailing_moe_v2") {
      $0.queryKeyNorm = .key("use_qk_norm", otherwise: false)
      $0.queryKeyValueBias = .key("use_qkv_bias", otherwise: false)
      $0.outputBias = .key("use_bias", otherwise: false)
    },
    ModelFamily("minimax_m2") {
      $0.queryKeyNorm = .yes
      $0.windows = .none
    },
    ModelFamily("llama4_text", "llama4") {
      $0.special = .llama4
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
    },
    ModelFamily("dbrx") { $0.special = .dbrx },
    ModelFamily("mimo_v2_flash") {
      $0.special = .mimoFlash
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
    },
  ]

  private static let hybrids: [ModelFamily] = [
    ModelFamily("jamba") { $0.special = .jamba },
    ModelFamily("mamba", "falcon_mamba") {
      $0.norms = 1
      $0.tied = true
      $0.special = .mamba
    },
    ModelFamily("mamba2") {
      $0.norms = 1
      $0.special = .mamba2
    },
    ModelFamily("nemotron_h") {
      $0.norms = 1
      $0.gated = false
      $0.queryKeyValueBias = .key("attention_bias", otherwise: false)
      $0.feedForwardBias = .key("mlp_bias", otherwise: false)
      $0.special = .nemotronHybrid
    },
    ModelFamily("bamba", "granitemoehybrid") { $0.special = .graniteHybrid },
    ModelFamily("falcon_h1") { $0.special = .falconHybrid },
    ModelFamily("minimax", "minimax_text_01", "minimax_m1") { $0.special = .lightning },
    ModelFamily("kimi_linear") { $0.special = .kimiLinear },
    ModelFamily("lfm2", "lfm2_moe") {
      $0.tied = true
      $0.queryKeyNorm = .yes
      $0.special = .shortConvolution
    },
    ModelFamily("zamba", "zamba2") {
      $0.norms = 1
      $0.tied = true
      $0.windows = .none
      $0.feedForwardBias = .key("add_bias_linear", otherwise: false)
      $0.special = .zamba
    },
  ]

  private static let older: [ModelFamily] = [
    ModelFamily("opt") {
      $0 = gptLike("opt", positions: .learned(extraRows: 2))
    },
    gptLike("gpt2", positions: .learned(extraRows: 0)),
    gptLike("gpt_bigcode", positions: .learned(extraRows: 0)),
    ModelFamily("gpt_neox") {
      $0 = gptLike("gpt_neox", positions: .none)
      $0.tied = false
    },
    ModelFamily("gptj", "codegen") {
      $0 = gptLike("gptj", positions: .none)
      $0.types = ["gptj", "codegen"]
      $0.tied = false
      $0.norms = 1
      $0.queryKeyValueBias = .no
      $0.outputBias = .no
    },
    ModelFamily("phi") {
      $0 = gptLike("phi", positions: .none)
      $0.tied = false
      $0.norms = 1
    },
    ModelFamily("bloom") {
      $0 = gptLike("bloom", positions: .none)
      $0.outerNorms = 2
    },
    ModelFamily("mpt") {
      $0 = gptLike("mpt", positions: .none)
      $0.normBias = false
      $0.queryKeyValueBias = .no
      $0.outputBias = .no
      $0.feedForwardBias = .no
    },
    ModelFamily("falcon") {
      $0.gated = false
      $0.normBias = true
      $0.special = .falcon
    },
    ModelFamily("chatglm") {
      $0.queryKeyValueBias = .key("add_qkv_bias", otherwise: true)
      $0.outputBias = .no
      $0.special = .chatGLM
    },
  ]

  /// Two matrices, biases everywhere, LayerNorm, the embedding as LM head.
  private static func gptLike(_ type: String, positions: Positions) -> ModelFamily {
    ModelFamily(type) {
      $0.normBias = true
      $0.gated = false
      $0.queryKeyValueBias = .yes
      $0.feedForwardBias = .yes
      $0.tied = true
      $0.positions = positions
      $0.windows = .none
      $0.special = .gpt
    }
  }

  /// Architectures that are known and not read, with the reason.
  static let refusals: [(types: Set<String>, why: String, remedy: String?)] = [
    (
      [
        "bert", "roberta", "xlm-roberta", "distilbert", "albert", "electra", "deberta", "deberta-v2", "mpnet", "modernbert", "nomic_bert",
        "new", "camembert", "ernie", "clip", "siglip", "vit", "wav2vec2", "layoutlm", "longformer", "big_bird", "esm",
      ], "an encoder, which has no decode and keeps no KV", "a decoder of text"
    ),
    (
      [
        "t5", "mt5", "umt5", "bart", "mbart", "pegasus", "marian", "m2m_100", "nllb-moe", "whisper", "speech_to_text", "led", "blenderbot",
        "prophetnet", "switch_transformers", "longt5", "encoder-decoder", "florence2", "t5gemma", "moonshine", "bark", "musicgen",
      ], "an encoder and a decoder, of which only decoders are modelled", "a decoder of text"
    ),
    (["deepseek_v4"], "compressed sparse attention, whose KV is not modelled", "a model of DeepSeek-V3.2 or before"),
    (["longcat_flash"], "layers of two attentions and experts that do nothing are not modelled", nil),
    (["arctic"], "layers with a dense and a routed feed-forward side by side are not modelled", nil),
    (["rwkv", "rwkv5", "rwkv6", "rwkv7", "xlstm", "retnet"], "recurrent layers that are not modelled", nil),
    (["llada", "dream", "sdar", "diffucoder"], "a diffusion language model, which does not decode token by token", nil),
    (["openai-gpt", "gpt_neo", "ctrl", "transfo-xl", "xlnet", "reformer"], "an architecture that servers no longer run", nil),
  ]
}
