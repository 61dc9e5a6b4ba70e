/// The logged capacities that the program knows.
public enum ReportedCapacityCatalog {
  /// All of them, by version of the engine.
  public static let all = hopper + staged + others + earlier

  private static let plannerLogs = "llm-d/llm-d-benchmark, config_explorer/empirical-vllm-memory-results.md"
  private static let stagedRuns = "inference-sim/inference-sim, testdata/roofline_goldendataset.json"

  /// The logs say 79.18 GiB, a newer driver's figure.
  private static let logged = "{name: h100-sxm, memory: 79.18 GiB}"

  /// The defaults of a server on a large card are its preset's, and are not given.
  private static let hopper = [
    ReportedCapacity(
      "llama-3.1-8b", on: logged, "vllm-0.12", "0.11", ["max_model_tokens: 16000"], tokens: 420_904, within: 0.05, plannerLogs),
    ReportedCapacity(
      "llama-3.3-70b", "fp8", on: logged, tensor: 2, "vllm-0.12", "0.11", ["max_model_tokens: 16000"], tokens: 209_715, within: 0.05,
      plannerLogs),
    ReportedCapacity(
      "gpt-oss-20b", on: logged, "vllm-0.12", "0.11", ["max_model_tokens: 16000"], tokens: 1_098_383, within: 0.05, plannerLogs),
    ReportedCapacity(
      "gpt-oss-120b", on: logged, "vllm-0.12", "0.11", ["max_model_tokens: 16000", "memory_fraction: 0.95"], tokens: 48_496,
      within: 0.05, plannerLogs,
      note: "The log's table says 0.9, but its weights, activations, libraries and KV (64.38, 7.38, 0.13, 3.33 GiB) are 0.95 of 79.18 GiB."),
    ReportedCapacity(
      "qwen3-32b", on: logged, "vllm-0.12", "0.11", ["max_model_tokens: 16000"], tokens: 18_227, within: 0.05, plannerLogs),
    ReportedCapacity(
      "qwen3-32b", on: logged, tensor: 2, "vllm-0.12", "0.11", ["max_model_tokens: 16000"], tokens: 282_542, within: 0.05,
      plannerLogs),
  ]

  private static func staged(
    _ model: String, tensor: Int = 1, batchedTokens: Int = 2048, tokens: Int, _ weights: String? = nil, within bound: Double? = 0.03,
    note: String? = nil
  ) -> ReportedCapacity {
    ReportedCapacity(
      model, weights, on: "h100-sxm", tensor: tensor, "vllm-0.15", "0.15",
      ["max_model_tokens: 4096", "max_sequences: 128", "max_batched_tokens: \(batchedTokens)"], tokens: tokens, within: bound, stagedRuns,
      note: note)
  }

  private static let staged = [
    staged("llama-2-7b", tokens: 119_408), staged("llama-3.1-70b", tensor: 4, batchedTokens: 8192, tokens: 484_016),
    staged("llama-3.1-70b", tensor: 4, tokens: 486_800), staged("mistral-nemo-12b", tokens: 308_016),
    staged("mistral-nemo-12b", tensor: 2, batchedTokens: 1024, tokens: 768_144), staged("qwen2.5-7b", tokens: 1_045_632),
    staged("qwen2.5-7b", batchedTokens: 1024, tokens: 1_045_888), staged("yi-34b", tensor: 2, tokens: 332_688),
    staged(
      "llama-4-scout-17b-16e-instruct-fp8-dynamic", tensor: 2, tokens: 132_048, within: nil,
      note: "Some 1.8 GiB of each accelerator were kept for what is not known; the trial run of the vision tower holds a tenth of that."),
  ]

  private static let others = [
    ReportedCapacity(
      "llama-3.1-8b", on: "rtx-4090", "vllm-0.19", "0.19", ["max_model_tokens: 32768", "max_sequences: 256", "max_batched_tokens: 2048"],
      tokens: 41_408, within: 0.03, "casys-kaist/LLMServingSim, bench/examples (meta.json)"),
    ReportedCapacity(
      "qwen2.5-7b", on: "a100-80gb", "vllm-0.10", "0.10.1",
      ["max_model_tokens: 16384", "max_sequences: 256", "max_batched_tokens: 2048", "memory_fraction: 0.5"], tokens: 464_848, within: 0.03,
      "a public repository of vLLM start-up logs", note: "Qwen2-7B, whose sizes are those of Qwen2.5-7B."),
  ]

  private static let earlier = [
    ReportedCapacity(
      "llama-3.1-8b", on: "{name: rtx-3090, memory: 23.58 GiB}", "vllm-0.10", "0.6",
      ["max_model_tokens: 20000", "max_sequences: 256", "max_batched_tokens: 20000"], tokens: 31_232, within: nil,
      "vllm-project/vllm issue 10517", note: "Version 0 of the engine, which is not modelled.")
  ]
}
