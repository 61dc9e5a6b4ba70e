import Kernel

/// The serving engines that are known by name: limits, rules and host times, each figure with its source.
///
/// A scenario names one (`engine: vllm-0.19`) and may change single figures (`engine: {preset: vllm-0.19, max_sequences: 128}`).
public enum EngineCatalog {
  /// One engine.
  public struct Preset: Hashable, Sendable {
    /// The name, as scenarios write it.
    public let name: String
    /// What it is, in one sentence.
    public let summary: String
    /// Its figures in the order of the scenario's keys.
    public let figures: [Figure]
  }

  /// One figure of an engine.
  public struct Figure: Hashable, Sendable {
    /// The key in a scenario, below `engine`.
    public let key: String
    /// The value, as a scenario would write it.
    public let value: String
    /// What it is.
    public let meaning: String
    /// Where it comes from.
    public let source: String
  }

  /// The engine of a scenario that names none.
  public static let defaultName = "vllm-0.19"

  static let presetNames = ["vllm-0.19", "vllm-0.15", "vllm-0.12"] + EngineFigure.followers + ["ideal"]
  private static let summaries = [
    "vLLM 0.19: version 1 of its engine, asynchronous scheduling, whole prompts must fit to be admitted",
    "vLLM 0.15 to 0.18: version 1 of its engine, asynchronous scheduling, prompts admitted chunk by chunk",
    "vLLM 0.12 and 0.13: version 1 of its engine, which plans while the accelerator waits",
    "vLLM 0.8 to 0.10: the same, with FlashInfer's sampler where that is installed, as in the published images",
    "vLLM 0.20 to 0.24: as 0.19, with 92 % of memory, of which it keeps room for its graphs",
    "SGLang 0.5 in its own limits and memory; its batches of prompts before all decodes are scheduler: prefill_first, and it admits by a "
      + "guess of outputs (new_token_ratio) that has no counterpart here: requests are admitted while their prompts fit",
    "TensorRT-LLM 1.2 (PyTorch backend): nothing is admitted whose whole output has no room (GUARANTEED_NO_EVICT); its whole prompts "
      + "beside decodes are scheduler: hybrid_only",
    "vLLM 0.11: as 0.12, on an older PyTorch that sorts logits more slowly",
    "the plainest engine: no host time, no delays, no shared prefixes, prompts admitted whole",
  ]

  /// All engines, the default one first.
  public static let presets: [Preset] = presetNames.indices.map { index in
    Preset(
      name: presetNames[index], summary: summaries[index],
      figures: EngineFigure.all.map { Figure(key: $0.name, value: $0.values[index], meaning: $0.meaning, source: $0.source) })
  }

  /// The preset for a version of vLLM, and whether it is that version's own: 0.20 stands for all from 0.20 to 0.24, 0.15 from 0.15 to
  /// 0.18, 0.12 for 0.12 and 0.13, 0.10 from 0.8 to 0.10, and the nearest one for versions before, between and after.
  ///
  /// - Throws: ``InputError`` where the text is no version.
  public static func name(forVLLM version: String) throws(InputError) -> (name: String, isExact: Bool) {
    let parts = version.split(separator: ".").prefix(2).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else {
      throw InputError("'\(version.shortened)' is no version of vLLM", remedy: "such as 0.19.0")
    }
    if major > 0 || minor > 19 { return ("vllm-0.20", major == 0 && minor <= 24) }
    if minor == 19 { return ("vllm-0.19", true) }
    if minor >= 14 { return ("vllm-0.15", minor >= 15) }
    if minor >= 12 { return ("vllm-0.12", true) }
    return minor == 11 ? ("vllm-0.11", true) : ("vllm-0.10", minor >= 8)
  }
}

extension Vocabulary {
  /// The engines with the figures that a scenario may change. Every preset has the same keys, so that naming another one
  /// changes only what the scenario does not give itself.
  static let engines = Variant(
    tag: "preset", noun: "engine",
    cases: { engineCases }, defaultCase: EngineCatalog.defaultName, keepsKeys: true)

  private static let engineCases = EngineCatalog.presets.enumerated().map { index, preset in
    Variant.Case(preset.name, preset.summary, EngineFigure.all.map { $0.key(preset: index) })
  }
}
