import Foundation
import Model

/// Configs of these tests: keys over those of a small base.
enum ConfigReading {
  /// Llama-3.1-8B's sizes.
  static let base: [String: any Sendable] = [
    "model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32, "num_key_value_heads": 8,
    "intermediate_size": 14_336, "vocab_size": 128_256, "max_position_embeddings": 131_072, "torch_dtype": "bfloat16",
    "tie_word_embeddings": false,
  ]

  /// The config that the base makes with other keys over it; NSNull takes one away.
  static func config(_ keys: [String: Any], beside: [String: Any]? = nil) throws -> ModelConfig {
    let merged = (base as [String: Any]).merging(keys) { $1 }.filter { !($0.value is NSNull) }
    return try ModelConfig(
      JSONSerialization.data(withJSONObject: merged), file: "config.json",
      quantizationBeside: beside.map { try JSONSerialization.data(withJSONObject: $0) })
  }
}
