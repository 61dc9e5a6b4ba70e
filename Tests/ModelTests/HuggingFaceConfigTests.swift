import Foundation
import Kernel
import Model
import Testing

/// Configs as the hub has them (only the keys that matter) make the shapes of the catalog.
struct HuggingFaceConfigTests {
  /// A config with the catalog id that it must agree with.
  static let configs: [(id: String, json: String)] = [
    (
      "llama-3.1-8b",
      #"{"model_type":"llama","num_hidden_layers":32,"hidden_size":4096,"num_attention_heads":32,"num_key_value_heads":8,"intermediate_size":14336,"vocab_size":128256,"max_position_embeddings":131072,"torch_dtype":"bfloat16","tie_word_embeddings":false,"attention_bias":false,"mlp_bias":false}"#
    ),
    (
      "mistral-7b-v0.1",
      #"{"model_type":"mistral","num_hidden_layers":32,"hidden_size":4096,"num_attention_heads":32,"num_key_value_heads":8,"intermediate_size":14336,"vocab_size":32000,"max_position_embeddings":32768,"sliding_window":4096,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}"#
    ),
    (
      "mixtral-8x7b",
      #"{"model_type":"mixtral","num_hidden_layers":32,"hidden_size":4096,"num_attention_heads":32,"num_key_value_heads":8,"intermediate_size":14336,"vocab_size":32000,"max_position_embeddings":32768,"num_local_experts":8,"num_experts_per_tok":2,"sliding_window":null,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}"#
    ),
    (
      "qwen2.5-7b",
      #"{"model_type":"qwen2","num_hidden_layers":28,"hidden_size":3584,"num_attention_heads":28,"num_key_value_heads":4,"intermediate_size":18944,"vocab_size":152064,"max_position_embeddings":131072,"sliding_window":131072,"use_sliding_window":false,"max_window_layers":28,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}"#
    ),
    (
      "qwen3-30b-a3b",
      #"{"model_type":"qwen3_moe","num_hidden_layers":48,"hidden_size":2048,"num_attention_heads":32,"num_key_value_heads":4,"head_dim":128,"intermediate_size":6144,"moe_intermediate_size":768,"num_experts":128,"num_experts_per_tok":8,"decoder_sparse_step":1,"mlp_only_layers":[],"vocab_size":151936,"max_position_embeddings":40960,"attention_bias":false,"sliding_window":null,"use_sliding_window":false,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}"#
    ),
    (
      "gemma-2-27b",
      #"{"model_type":"gemma2","num_hidden_layers":46,"hidden_size":4608,"num_attention_heads":32,"num_key_value_heads":16,"head_dim":128,"intermediate_size":36864,"vocab_size":256000,"max_position_embeddings":8192,"sliding_window":4096,"torch_dtype":"bfloat16"}"#
    ),
    (
      "gemma-3-27b",
      #"{"model_type":"gemma3","vision_config":{"hidden_size":1152},"text_config":{"model_type":"gemma3_text","num_hidden_layers":62,"hidden_size":5376,"num_attention_heads":32,"num_key_value_heads":16,"head_dim":128,"intermediate_size":21504,"sliding_window":1024},"torch_dtype":"bfloat16"}"#
    ),
    (
      "phi-3-mini",
      #"{"model_type":"phi3","num_hidden_layers":32,"hidden_size":3072,"num_attention_heads":32,"num_key_value_heads":32,"intermediate_size":8192,"vocab_size":32064,"max_position_embeddings":4096,"sliding_window":2047,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}"#
    ),
    (
      "gpt-oss-20b",
      #"{"model_type":"gpt_oss","num_hidden_layers":24,"hidden_size":2880,"num_attention_heads":64,"num_key_value_heads":8,"head_dim":64,"intermediate_size":2880,"num_local_experts":32,"num_experts_per_tok":4,"vocab_size":201088,"max_position_embeddings":131072,"attention_bias":true,"sliding_window":128,"layer_types":["sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention","sliding_attention","full_attention"],"quantization_config":{"quant_method":"mxfp4"},"tie_word_embeddings":false}"#
    ),
    (
      "deepseek-v3",
      #"{"model_type":"deepseek_v3","num_hidden_layers":61,"hidden_size":7168,"num_attention_heads":128,"num_key_value_heads":128,"kv_lora_rank":512,"q_lora_rank":1536,"qk_rope_head_dim":64,"qk_nope_head_dim":128,"v_head_dim":128,"intermediate_size":18432,"moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_experts_per_tok":8,"first_k_dense_replace":3,"vocab_size":129280,"max_position_embeddings":163840,"quantization_config":{"quant_method":"fp8"},"tie_word_embeddings":false,"torch_dtype":"bfloat16"}"#
    ),
    (
      "deepseek-v2-lite",
      #"{"model_type":"deepseek_v2","num_hidden_layers":27,"hidden_size":2048,"num_attention_heads":16,"num_key_value_heads":16,"kv_lora_rank":512,"q_lora_rank":null,"qk_rope_head_dim":64,"qk_nope_head_dim":128,"v_head_dim":128,"intermediate_size":10944,"moe_intermediate_size":1408,"n_routed_experts":64,"n_shared_experts":2,"num_experts_per_tok":6,"first_k_dense_replace":1,"vocab_size":102400,"max_position_embeddings":163840,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}"#
    ),
    (
      "opt-13b",
      #"{"model_type":"opt","num_hidden_layers":40,"hidden_size":5120,"num_attention_heads":40,"ffn_dim":20480,"vocab_size":50272,"max_position_embeddings":2048,"torch_dtype":"float16"}"#
    ),
    ("bloom-176b", #"{"model_type":"bloom","n_layer":70,"hidden_size":14336,"num_attention_heads":112,"vocab_size":250880}"#),
    (
      "falcon-180b",
      #"{"model_type":"falcon","num_hidden_layers":80,"hidden_size":14848,"num_attention_heads":232,"num_kv_heads":8,"vocab_size":65024,"new_decoder_architecture":true,"multi_query":true,"torch_dtype":"bfloat16"}"#
    ),
  ]

  @Test(arguments: configs)
  func `a config of the hub makes the shape of the catalog`(id: String, json: String) throws {
    var read = try ModelShape(huggingFaceConfig: Data(json.utf8), file: "config.json")
    var known = try ModelCatalog.model(named: id).shape
    read.name = id
    // The text model is compared: towers are counted where their sizes stand, and formats have tests of their own.
    (read.sideWeights, known.sideWeights, read.quantization, known.quantization) = ([], [], nil, nil)
    (read.encoders, known.encoders) = ([], [])
    // How tokens are drawn stands in another file.
    #expect(read.sampling == nil)
    known.sampling = nil
    #expect(read == known)
  }

  @Test func `an architecture that is not known is refused by name`() throws {
    let json = Self.configs[0].json.replacingOccurrences(of: #""llama""#, with: #""brand_new""#)
    let error = #expect(throws: InputError.self) { try ModelShape(huggingFaceConfig: Data(json.utf8), file: "config.json") }
    #expect(error?.message == "the architecture 'brand_new' is not known")
    #expect(error?.line == 1)
  }

  @Test func `a type of another name is read as the architecture that it says it has`() throws {
    let json = Self.configs[0].json.replacingOccurrences(
      of: #""model_type":"llama""#, with: #""model_type":"house_blend","architectures":["LlamaForCausalLM"]"#)
    let read = try ModelConfig(Data(json.utf8), file: "config.json")
    #expect(read.shape.parameterCount == 8_030_261_248)
    #expect(read.notes == ["model_type 'house_blend' is not known; read as llama, whose architecture it names (LlamaForCausalLM)"])
  }

  @Test(arguments: [
    ("bert", "an encoder"), ("t5", "an encoder and a decoder"), ("longcat_flash", "experts that do nothing"),
    ("deepseek_v4", "compressed sparse attention"), ("llada", "diffusion"),
  ])
  func `what is no decoder of text, or not modelled, is refused with the reason`(type: String, why: String) {
    let json = Self.configs[0].json.replacingOccurrences(of: #""llama""#, with: "\"\(type)\"")
    let error = #expect(throws: InputError.self) { try ModelShape(huggingFaceConfig: Data(json.utf8), file: "config.json") }
    #expect(error?.message.contains("'model_type' is '\(type)'") == true && error?.message.contains(why) == true)
  }

  @Test func `a config without a type is refused`() {
    let error = #expect(throws: InputError.self) { try ModelShape(huggingFaceConfig: Data("{}".utf8), file: "config.json") }
    #expect(error?.message == "'model_type' is missing")
  }

  @Test(arguments: ["num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size", "vocab_size"])
  func `a missing size is named with its file`(key: String) {
    let json = Self.configs[0].json.replacingOccurrences(of: "\"\(key)\"", with: "\"elsewhere\"")
    let error = #expect(throws: InputError.self) { try ModelShape(huggingFaceConfig: Data(json.utf8), file: "some/config.json") }
    #expect(error?.file == "some/config.json" && error?.message == "'\(key)' is missing")
  }

  @Test(arguments: ["0", "-4", "1e400", "1e300", "32.5", "\"32\"", "true", "[]", "{}", "1000000000000", "99999999999999999999999"])
  func `an absurd size is an error that names the key`(value: String) {
    let json = Self.configs[0].json.replacingOccurrences(of: #""num_hidden_layers":32"#, with: "\"num_hidden_layers\":\(value)")
    let error = #expect(throws: InputError.self) { try ModelShape(huggingFaceConfig: Data(json.utf8), file: "config.json") }
    #expect(error?.message.contains("num_hidden_layers") == true || error?.message == "is not valid JSON", "\(String(describing: error))")
  }

  @Test func `what is no config at all is a clear error`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("windtunnel-configs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: InputError.self) { try ModelShape(huggingFaceConfigPath: folder.path) }
    #expect(throws: InputError.self) { try ModelShape(huggingFaceConfigPath: folder.path + "/nothing.json") }
    for text in ["", "[", "[1, 2]", "null", "\u{0}\u{1}", String(repeating: "[", count: 100_000)] {
      let path = folder.appendingPathComponent("config.json")
      try Data(text.utf8).write(to: path)
      #expect(throws: InputError.self) { try ModelShape(huggingFaceConfigPath: folder.path) }
    }
    try Data(Self.configs[0].json.utf8).write(to: folder.appendingPathComponent("config.json"))
    #expect(try ModelShape(huggingFaceConfigPath: folder.path).layers == 32)
    #expect(try ModelShape(huggingFaceConfigPath: folder.path + "/config.json").layers == 32)
  }

  /// Thousands of damaged configs: each is either a shape that passes its own checks or an ``InputError``; none traps.
  @Test func `damaged configs never crash`() {
    var stream = RandomStream(seed: 7, name: "damaged configs")
    let values = ["0", "-1", "1", "3", "1e9", "1e18", "9223372036854775807", "1e308", "null", "true", "\"x\"", "[]", "{}", "0.5"]
    var shapes = 0
    for round in 0..<6000 {
      var bytes = Array(Self.configs[stream.integer(below: Self.configs.count)].json.utf8)
      for _ in 0...stream.integer(below: 3) {
        if round % 2 == 0 {
          bytes[stream.integer(below: bytes.count)] = UInt8(stream.integer(below: 256))
        } else if let colon = bytes.indices.filter({ bytes[$0] == UInt8(ascii: ":") }).randomElement(using: &stream) {
          let end = bytes[colon...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? bytes.endIndex
          bytes.replaceSubrange((colon + 1)..<end, with: Array(values[stream.integer(below: values.count)].utf8))
        }
      }
      do throws(InputError) {
        let shape = try ModelShape(huggingFaceConfig: Data(bytes), file: "config.json")
        shapes += 1
        #expect(shape.parameterCount > 0 && shape.weightBytes(.int4) > 0 && shape.keyValueBytesPerToken(.fp32) > 0)
      } catch {
        #expect(error.file == "config.json")
      }
    }
    #expect(shapes > 100, "some damaged configs are still configs")
  }
}
