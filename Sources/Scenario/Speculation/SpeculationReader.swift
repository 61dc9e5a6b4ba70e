import Hardware
import Kernel
import Model
import Serving

/// Makes what an engine drafts of its settings.
enum SpeculationReader {
  /// What drafts beside the model; nil where nothing does.
  ///
  /// - Throws: ``InputError`` where the draft cannot be read, or speaks other tokens than the model.
  static func draft(_ setting: Setting, for model: ModelShape) throws(InputError) -> DraftOptions? {
    let kind = setting["draft"].required(setting["draft"].word)
    if kind == Vocabulary.none { return nil }
    let tokens = tokens(setting)
    if kind == "ngram" {
      return DraftOptions(.host(seconds: setting["draft_time"].required(setting["draft_time"].time).seconds), tokens: tokens)
    }
    // A tree is made level by level.
    let passes = setting["passes"].count ?? setting["depth"].count
    if kind == "self" { return DraftOptions(.itself, tokens: tokens, passes: passes, contextTokens: setting["draft_context"].count) }
    guard let shape = try shape(setting["model"]) else { return DraftOptions(.lastLayer, tokens: tokens, passes: passes) }
    let differs = kind == "model" ? shape.vocabularySize != model.vocabularySize : shape.vocabularySize > model.vocabularySize
    if differs {
      throw setting["model"].place.error(
        "the draft has a vocabulary of \(shape.vocabularySize) tokens and \(model.name) one of \(model.vocabularySize)",
        remedy: "a draft that was made for this model")
    }
    return DraftOptions(
      .model(shape), tokens: tokens, passes: passes, contextTokens: setting.member("draft_context")?.count)
  }

  /// The draft's shape; nil for layers like the model's own.
  private static func shape(_ setting: Setting) throws(InputError) -> ModelShape? {
    if setting.word == Vocabulary.auto { return nil }
    if let file = setting.file { return try ModelConfig(path: file.path).shape }
    return try ModelCatalog.model(named: setting.required(setting.word)).shape
  }

  private static func tokens(_ setting: Setting) -> Int { setting["tokens"].required(setting["tokens"].count) }

  /// What the engine's steps verify; nil where nothing is drafted.
  ///
  /// - Throws: ``InputError`` at a setting that does not fit the others.
  static func rules(_ setting: Setting, blockTokens: Int) throws(InputError) -> SpeculationRules? {
    if setting["draft"].word == Vocabulary.none { return nil }
    let tokens = tokens(setting)
    let depth = setting["depth"].count ?? tokens
    if depth > tokens {
      throw setting["depth"].place.error("a draft of \(tokens) tokens that is \(depth) deep", remedy: "at most \(tokens)")
    }
    let acceptance = setting["acceptance"]
    let model = AcceptanceModel(
      try given(acceptance), spread: acceptance["spread"].required(acceptance["spread"].number),
      classes: acceptance["classes"].required(acceptance["classes"].count))
    do { try model.check(depth: depth) } catch {
      let key = ["by_position", "emitted", "rate"].first { acceptance[$0].word != Vocabulary.none } ?? "rate"
      throw error.placed(at: acceptance[key].place)
    }
    var rules = SpeculationRules(tokens: tokens, depth: depth, classes: model.cycles(depth: depth, blockTokens: blockTokens))
    let lengths = setting["by_batch"].items.map { item in
      SpeculationRules.LengthOfBatch(
        sequences: item["sequences"].required(item["sequences"].count), tokens: item["tokens"].required(item["tokens"].count))
    }
    let seeksBest = setting["by_batch"].word == Vocabulary.best
    if !lengths.isEmpty || seeksBest {
      let hysteresis = Int((setting["hysteresis"].required(setting["hysteresis"].number) * 1000).rounded())
      rules.length = seeksBest ? .best(hysteresisPermille: hysteresis) : .byBatch(lengths, hysteresisPermille: hysteresis)
      do { try rules.check(blockTokens: blockTokens) } catch { throw error.placed(at: setting["by_batch"].place) }
    }
    return rules
  }

  /// The one way in which acceptance is told.
  private static func given(_ setting: Setting) throws(InputError) -> AcceptanceModel.Given {
    let told = ["rate", "by_position", "emitted"].filter { setting[$0].word != Vocabulary.none }
    guard let key = told.first else {
      throw setting.place.error(
        "how much of a draft is right is not said", remedy: "one of acceptance.rate, acceptance.by_position and acceptance.emitted")
    }
    if told.count > 1 {
      throw setting[told[1]].place.error(
        "how much of a draft is right is said twice, by \(told.joined(separator: " and "))", remedy: "one of them")
    }
    switch key {
    case "rate": return .rate(setting[key].required(setting[key].number))
    case "emitted": return .emitted(setting[key].required(setting[key].number))
    default: return .byPosition(try rates(setting[key]))
    }
  }

  private static func rates(_ setting: Setting) throws(InputError) -> [Double] {
    var rates: [Double] = []
    for part in setting.required(setting.text).split(separator: ",") {
      guard let rate = Double(part.filter { $0 != " " }), rate >= 0, rate <= 1 else {
        throw setting.place.error(
          "'\(String(part).shortened)' is no share of drafted tokens", remedy: "numbers from 0 to 1 with commas between: 0.66,0.64,0.63")
      }
      rates.append(rate)
    }
    return rates
  }
}
