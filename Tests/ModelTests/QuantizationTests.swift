import Foundation
import Kernel
import Model
import Testing

/// Checkpoints are priced by how they store their weights, part by part.
struct QuantizationTests {
  /// Weights of Llama-3.1-8B's linear layers, and of its embedding and LM head together.
  private static let linear = 32.0 * Double(4096 * 6144 + 4096 * 4096 + 3 * 4096 * 14_336)
  private static let wide = 2.0 * 128_256 * 4096

  private func gigabytes(_ quantization: [String: Any], _ keys: [String: Any] = [:]) throws -> Double {
    let shape = try ConfigReading.config(keys.merging(["quantization_config": quantization]) { $1 }).shape
    return Double(shape.weightBytes(shape.nativeFormat)) / 1e9
  }

  /// Gigabytes of the base model at so many bits a value of its linear layers.
  private func expected(bits: Double) -> Double { (Self.linear * bits / 8 + Self.wide * 2 + 65 * 4096 * 2) / 1e9 }

  private func group(_ weights: [String: Any], activations: [String: Any]? = nil, targets: [String] = ["Linear"]) -> [String: Any] {
    var group: [String: Any] = ["weights": weights, "targets": targets]
    if let activations { group["input_activations"] = activations }
    return group
  }

  @Test func `every method of quantisation in use has its bits a value, scales and zero points included`() throws {
    let eight: [String: Any] = ["num_bits": 8, "type": "int"]
    let methods: [(name: String, config: [String: Any], bits: Double)] = [
      ("fp8", ["quant_method": "fp8"], 8),
      ("fp8 in blocks", ["quant_method": "fp8", "weight_block_size": [128, 128]], 8),
      ("fbgemm", ["quant_method": "fbgemm_fp8", "modules_to_not_convert": ["lm_head"]], 8),
      (
        "compressed FP8",
        [
          "quant_method": "compressed-tensors", "config_groups": ["group_0": group(["num_bits": 8, "type": "float"])],
          "ignore": ["lm_head"],
        ], 8
      ),
      ("compressed W8A8", ["quant_method": "compressed-tensors", "config_groups": ["group_0": group(eight, activations: eight)]], 8),
      (
        "compressed W4A16",
        ["quant_method": "compressed-tensors", "config_groups": ["group_0": group(["num_bits": 4, "type": "int", "group_size": 128])]],
        4.125
      ),
      (
        "compressed NVFP4",
        ["quant_method": "compressed-tensors", "config_groups": ["group_0": group(["num_bits": 4, "type": "float", "group_size": 16])]],
        4.5
      ),
      ("modelopt FP8", ["quant_method": "modelopt", "quant_algo": "FP8", "exclude_modules": ["lm_head"]], 8),
      ("modelopt NVFP4", ["quant_method": "modelopt", "quant_algo": "NVFP4", "exclude_modules": ["lm_head"]], 4.5),
      ("gptq of 4 bits", ["quant_method": "gptq", "bits": 4, "group_size": 128], 4 + 20.0 / 128),
      ("gptq of 8 bits", ["quant_method": "gptq", "bits": 8, "group_size": 128], 8 + 24.0 / 128),
      ("awq", ["quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": true], 4 + 20.0 / 128),
      ("bitsandbytes 4", ["quant_method": "bitsandbytes", "load_in_4bit": true], 4.5),
      ("bitsandbytes 4 twice", ["load_in_4bit": true, "bnb_4bit_use_double_quant": true], 4.126953125),
      ("bitsandbytes 8", ["quant_method": "bitsandbytes", "load_in_8bit": true], 8),
    ]
    for method in methods {
      let found = try gigabytes(method.config)
      #expect(abs(found / expected(bits: method.bits) - 1) < 1e-4, "\(method.name): \(found) GB")
    }
  }

  @Test func `weights alone in 8 bits multiply in 16, activations too in 8`() throws {
    let integer: [String: Any] = ["num_bits": 8, "type": "int"]
    func format(_ group: [String: Any]) throws -> NumberFormat {
      try ConfigReading.config(["quantization_config": ["quant_method": "compressed-tensors", "config_groups": ["g": group]]]).shape
        .nativeFormat
    }
    #expect(try format(group(integer)) == .int8WeightOnly && NumberFormat.int8WeightOnly.arithmetic == .bf16)
    #expect(try format(group(integer, activations: integer)) == .int8 && NumberFormat.int8.arithmetic == .int8)
  }

  @Test func `what a checkpoint leaves wide is counted in 16 bits, by name, by pattern and by expression`() throws {
    let attention = 32.0 * Double(4096 * 6144 + 4096 * 4096)
    let plain = expected(bits: 8)
    let allWide = plain + attention / 1e9
    for names in [["re:.*self_attn.*"], ["model.layers.*.self_attn*"], (0..<32).map { "model.layers.\($0).self_attn" }] {
      let found = try gigabytes(["quant_method": "modelopt", "quant_algo": "FP8", "exclude_modules": names])
      #expect(abs(found / allWide - 1) < 1e-4, "\(names[0]): \(found)")
    }
    #expect(abs(try gigabytes(["quant_method": "fp8", "modules_to_not_convert": ["self_attn"]]) / allWide - 1) < 1e-4)
    // Half the layers.
    let half = try gigabytes(["quant_method": "fp8", "modules_to_not_convert": (0..<16).map { "model.layers.\($0).self_attn" }])
    #expect(abs(half / (plain + attention / 2e9) - 1) < 1e-4)
    // A layer's number is met as a whole: 1 is not 10 to 19.
    let one = try gigabytes(["quant_method": "fp8", "modules_to_not_convert": ["model.layers.1"]])
    #expect(abs(one / (plain + Self.linear / 32 / 1e9) - 1) < 1e-4)
  }

  @Test func `groups of modules have formats of their own`() throws {
    let config: [String: Any] = [
      "quant_method": "compressed-tensors",
      "config_groups": [
        "group_0": group(["num_bits": 8, "type": "float"], targets: ["re:.*self_attn.*"]),
        "group_1": group(["num_bits": 4, "type": "float", "group_size": 16], targets: ["re:.*mlp.*"]),
      ],
    ]
    let shape = try ConfigReading.config(["quantization_config": config]).shape
    #expect(shape.nativeFormat == .nvfp4)
    #expect(shape.format(of: .attention, weights: .nvfp4).format == .fp8)
    #expect(shape.format(of: .denseFeedForward, weights: .nvfp4).format == .nvfp4)
    // Asked for in another format, the checkpoint's own is passed over.
    #expect(shape.format(of: .attention, weights: .int4).format == .int4)
  }

  @Test func `MXFP4 is for routed experts, and ModelOpt writes beside the config`() throws {
    let experts: [String: Any] = [
      "model_type": "mixtral", "num_local_experts": 8, "num_experts_per_tok": 2,
    ]
    let shape = try ConfigReading.config(experts.merging(["quantization_config": ["quant_method": "mxfp4"]]) { $1 }).shape
    #expect(shape.format(of: .routedExperts, weights: .mxfp4).format == .mxfp4 && shape.format(of: .attention, weights: .mxfp4) == .wide)
    let beside = try ConfigReading.config([:], beside: ["quantization": ["quant_algo": "NVFP4", "exclude_modules": ["lm_head"]]]).shape
    #expect(beside.nativeFormat == .nvfp4)
    #expect(abs(Double(beside.weightBytes(.nvfp4)) / 1e9 / expected(bits: 4.5) - 1) < 1e-4)
  }

  @Test(arguments: ["hqq", "aqlm", "exl2", "torchao", "something_new"])
  func `a method that is not known is refused by name`(method: String) {
    let error = #expect(throws: InputError.self) { try ConfigReading.config(["quantization_config": ["quant_method": method]]) }
    #expect(error?.message.contains("'\(method)', which is not known") == true)
  }

  @Test(arguments: [2, 3, 5]) func `bits that are not modelled are refused`(bits: Int) {
    let error = #expect(throws: InputError.self) {
      try ConfigReading.config(["quantization_config": ["quant_method": "gptq", "bits": bits]])
    }
    #expect(error?.message.contains("integers of \(bits) bits are not modelled") == true)
  }

  @Test func `weights of 32 bits are loaded in 16, and it is said`() throws {
    let config = try ConfigReading.config(["torch_dtype": "float32"])
    #expect(config.shape.nativeFormat == .bf16 && config.notes == ["weights published in 32 bits are loaded in 16, as servers do"])
  }

  @Test func `a format of numbers that Python writes and JSON has not is read`() throws {
    let text =
      #"{"model_type":"llama","num_hidden_layers":32,"hidden_size":4096,"num_attention_heads":32,"intermediate_size":11008,"vocab_size":32000,"max_position_embeddings":4096,"time_step_limit":[0.0,Infinity],"other":[NaN,-Infinity]}"#
    #expect(try ModelShape(huggingFaceConfig: Data(text.utf8), file: "config.json").parameterCount == 6_738_415_616)
    #expect(throws: InputError.self) { try JSONValue(parsing: Array("[NaN]".utf8)) }
  }
}
