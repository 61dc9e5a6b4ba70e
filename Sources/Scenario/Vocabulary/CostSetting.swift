import Hardware
import Kernel

/// A figure of the roofline cost model as a key of a scenario. The defaults are read from the cost model itself.
struct CostSetting: Sendable {
  let key: Key
  /// Puts the value of a setting where the cost model reads it.
  let apply: @Sendable (Setting, inout RooflineParameters) -> Void

  /// Every figure.
  static let all: [CostSetting] = [
    optionalShare("gemm_efficiency", \.gemmEfficiency, "The share of peak arithmetic that large 16-bit matrix products reach."),
    optionalShare("bandwidth_efficiency", \.bandwidthEfficiency, "The share of peak bandwidth that streaming reaches."),
    share("quantized_efficiency_ratio", \.quantizedEfficiencyRatio, "What 8- and 4-bit arithmetic reaches of the 16-bit efficiency."),
    share("attention_efficiency", \.attentionEfficiency, "The share of peak arithmetic in prefill attention."),
    share(
      "attention_bandwidth_efficiency", \.attentionBandwidthEfficiency,
      "The share of peak bandwidth at which decode attention reads the KV cache."),
    optionalShare(
      "link_efficiency", \.linkEfficiency, "The share of a link's bandwidth that large collectives reach.",
      auto: "what as many accelerators reach on that link ('windtunnel list links --sources')"),
    time("kernel_launch", \.kernelLaunchSeconds, "What a kernel takes beyond its roofline."),
    time("attention_launch", \.attentionLaunchSeconds, "What the attention of one layer takes beyond its roofline."),
    time("sampler", \.samplerSeconds, "What the sampler takes whatever it samples."),
    number("sampler_bytes_per_logit", \.samplerBytesPerLogit, 0...1000, "Bytes that sampling moves for each logit."),
    CostSetting(
      key: Key(
        "overlap_threshold", .count(2...100_000_000, unit: "tokens"), default: Vocabulary.none,
        words: [Word(Vocabulary.none, "collectives are never hidden")],
        "Tokens from which on a batch is split in two, so that the collectives of one half hide behind the arithmetic of the other.")
    ) { setting, parameters in parameters.overlapThresholdTokens = setting.count },
    CostSetting(
      key: Key(
        "overlap_table",
        .list([
          .required("tokens", .count(1...100_000_000, unit: "tokens"), "Tokens of the batch."),
          .required("hidden", .fraction(0...1), "The share of the collectives' time that is hidden."),
        ]), default: Vocabulary.none, words: [Word(Vocabulary.none, "what overlap_threshold makes of them")],
        "Measured shares of the collectives that are hidden, by tokens, rising; on lines between the points, nothing below the first.")
    ) { setting, parameters in
      parameters.overlapTable = setting.items.map { item in
        HiddenShare(tokens: item["tokens"].required(item["tokens"].count), share: item["hidden"].required(item["hidden"].number))
      }
    },
    number(
      "overlap_processor_share", \.overlapProcessorShare, 0...0.9, "The share of the processors that hidden collectives occupy."),
    powerShare(
      "active_power_share", \.activePowerShare,
      "The share of the power between idle and maximum that a busy accelerator draws whatever it does."),
    powerShare("compute_power_share", \.computePowerShare, "The share of that power drawn at full attainable arithmetic."),
    powerShare("memory_power_share", \.memoryPowerShare, "The share of that power drawn at full attainable bandwidth."),
    powerShare("sampler_power_share", \.samplerPowerShare, "The share of that power drawn while tokens are sampled."),
  ]

  private typealias Figure<Value> = WritableKeyPath<RooflineParameters, Value> & Sendable

  private static func optionalShare(
    _ name: String, _ figure: Figure<Double?>, _ meaning: String, auto: String = "the accelerator's own"
  ) -> CostSetting {
    let key = Key(name, .fraction(1e-6...1), default: Vocabulary.auto, words: [Word(Vocabulary.auto, auto)], meaning)
    return CostSetting(key: key) { setting, parameters in parameters[keyPath: figure] = setting.number }
  }

  private static func powerShare(_ name: String, _ figure: Figure<Double?>, _ meaning: String) -> CostSetting {
    let words = [Word(Vocabulary.auto, "the accelerator's own")]
    let key = Key(name, .number(0...PowerShares.greatest), default: Vocabulary.auto, words: words, meaning)
    return CostSetting(key: key) { setting, parameters in parameters[keyPath: figure] = setting.number }
  }

  private static func share(_ name: String, _ figure: Figure<Double>, _ meaning: String) -> CostSetting {
    let key = Key(name, .fraction(1e-6...1), default: Quantity.text(RooflineParameters()[keyPath: figure]), meaning)
    return CostSetting(key: key) { setting, parameters in parameters[keyPath: figure] = setting.required(setting.number) }
  }

  private static func number(_ name: String, _ figure: Figure<Double>, _ bounds: ClosedRange<Double>, _ meaning: String) -> CostSetting {
    let key = Key(name, .number(bounds), default: Quantity.text(RooflineParameters()[keyPath: figure]), meaning)
    return CostSetting(key: key) { setting, parameters in parameters[keyPath: figure] = setting.required(setting.number) }
  }

  private static func time(_ name: String, _ figure: Figure<Double>, _ meaning: String) -> CostSetting {
    let text = Quantity.text(Duration(seconds: RooflineParameters()[keyPath: figure]))
    let key = Key(name, .time(.zero ... .seconds(10)), default: text, meaning)
    return CostSetting(key: key) { setting, parameters in parameters[keyPath: figure] = setting.required(setting.time).seconds }
  }
}
