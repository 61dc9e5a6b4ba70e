import Model

/// Makes the sampling of a pool's requests of its settings.
enum SamplingReader {
  /// The sampling, and what had to be taken for granted: a model whose `generation_config.json` is not known is sampled as its engine
  /// does by itself.
  ///
  /// `published` is what the model's `generation_config.json` says; nil where that is not known.
  static func sampling(_ setting: Setting, engine: Setting, published: Sampling?) -> (sampling: Sampling, granted: String?) {
    let own = engine["default_sampling"].required(engine["default_sampling"].word)
    let named = setting["from"].required(setting["from"].word)
    let source = named == Vocabulary.auto ? own : named
    var sampling: Sampling
    switch source {
    case "greedy": sampling = .greedy
    case "model": sampling = published ?? .random
    default: sampling = .random
    }
    // A limit of a greedy draw would be none.
    if let value = setting["temperature"].number { sampling.temperature = value }
    if setting["top_k"].word == Vocabulary.none { sampling.topK = nil }
    if let value = setting["top_k"].count { sampling.topK = value }
    if let value = setting["top_p"].number { sampling.topP = value }
    if let value = setting["min_p"].number { sampling.minP = value }
    if let value = setting["repetition_penalty"].number { sampling.repetitionPenalty = value }
    if let value = setting["presence_penalty"].number { sampling.presencePenalty = value }
    if let value = setting["frequency_penalty"].number { sampling.frequencyPenalty = value }
    let isGranted = source == "model" && published == nil && !sampling.isGreedy
    return (sampling, isGranted ? "its generation_config.json is not known, so that tokens are drawn from all, at temperature 1" : nil)
  }
}
