import Kernel

/// A serving engine that a scenario's replicas can be started on.
public enum LaunchEngine: String, CaseIterable, Sendable {
  case vllm, sglang
  case tensorrt = "tensorrt-llm"

  /// What a command is written for: to be typed, or as a worker of Dynamo, which has flags of its own.
  enum Form: Sendable { case command, dynamo }

  /// The engine that a preset of ``EngineCatalog`` stands for; nil for the ideal engine, which nobody can start.
  init?(preset: String) {
    guard let engine = Self.allCases.first(where: { preset.hasPrefix($0.rawValue) }) else { return nil }
    self = engine
  }

  /// What it is called.
  public var name: String {
    switch self {
    case .vllm: "vLLM"
    case .sglang: "SGLang"
    case .tensorrt: "TensorRT-LLM"
    }
  }

  /// The preset that its files stand for where another engine was simulated.
  var ownPreset: String {
    switch self {
    case .vllm: EngineCatalog.defaultName
    case .sglang: "sglang-0.5"
    case .tensorrt: "tensorrt-llm-1.2"
    }
  }

  /// The minor number of the version of vLLM that a preset begins with; flags that came later are not written for it.
  static func minorVersion(preset: String) -> Int { Int(preset.split(separator: ".").last ?? "") ?? 0 }

  /// The table of flags and settings for a preset of this engine.
  func rows(preset: String, form: Form) -> [LaunchRow] {
    switch self {
    case .vllm: VLLMTable.rows(minorVersion: Self.minorVersion(preset: preset))
    case .sglang: SGLangTable.rows
    case .tensorrt: TensorRTTable.rows(form: form)
    }
  }

  /// Flags that say where a server stands and not what it does, each with whether a value follows.
  var placeFlags: [String: Bool] {
    switch self {
    case .vllm: VLLMTable.placeFlags
    case .sglang: SGLangTable.placeFlags
    case .tensorrt: TensorRTTable.placeFlags
    }
  }

  /// The published image of the version that a preset stands for.
  func image(preset: String) -> String {
    switch self {
    case .vllm: "vllm/vllm-openai:v0.\(Self.minorVersion(preset: preset)).0"
    case .sglang: "lmsysorg/sglang:v0.5.9"
    case .tensorrt: "nvcr.io/nvidia/tensorrt-llm/release:1.2.0"
    }
  }
}
