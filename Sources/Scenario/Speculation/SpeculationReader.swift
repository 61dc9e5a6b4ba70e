import Hardware
import Kernel
import Model
import Serving

/// Makes what an engine drafts of its settings.
enum SpeculationReader {
  /// What drafts beside the model; nil where nothing does.
  ///
  /// - Throws: ``InputError`` where the draft cannot be read, or speaks other tokens than the model.
  static func draft(_ setting: Setting, engine: String?, for model: ModelShape) throws(InputError) -> DraftOptions? {
    let kind = setting["draft"].required(setting["draft"].word)
    if kind == Vocabulary.none { return nil }
    let tokens = tokens(setting)
    if kind == "ngram" {
      return DraftOptions(.host(seconds: setting["draft_time"].required(setting["draft_time"].time).seconds), tokens: tokens)
    }
    var options = try drafting(setting, kind, for: model)
    // A tree is made level by level.
    options.passes = setting["passes"].count ?? setting["depth"].count
    options.hostSeconds = setting["draft_time"].time?.seconds ?? (readingBack.contains(engine ?? "") ? nil : 0)
    options.passSeconds = setting["pass_time"].required(setting["pass_time"].time).seconds
    options.verifies = setting.member("kv")?.word != "one"
    options.placement = try placement(setting.member("placement"))
    return options
  }

  /// Engines whose host reads back what was verified before it launches a draft: vLLM 0.8 to 0.10, before its pull request 24539 of
  /// September 2025.
  private static let readingBack: Set = ["vllm-0.10"]

  /// What drafts on accelerators.
  private static func drafting(_ setting: Setting, _ kind: String, for model: ModelShape) throws(InputError) -> DraftOptions {
    let tokens = tokens(setting)
    if kind == "self" { return DraftOptions(.itself, tokens: tokens, contextTokens: setting["draft_context"].count) }
    guard let shape = try shape(setting["model"]) else { return DraftOptions(.lastLayer, tokens: tokens) }
    let differs = kind == "model" ? shape.vocabularySize != model.vocabularySize : shape.vocabularySize > model.vocabularySize
    if differs {
      throw setting["model"].place.error(
        "the draft has a vocabulary of \(shape.vocabularySize) tokens and \(model.name) one of \(model.vocabularySize)",
        remedy: "a draft that was made for this model")
    }
    return DraftOptions(.model(shape), tokens: tokens, contextTokens: setting.member("draft_context")?.count)
  }

  /// Accelerators of the draft's own; nil for the model's.
  private static func placement(_ setting: Setting?) throws(InputError) -> DraftPlacement? {
    guard let setting, !setting.members.isEmpty else { return nil }
    var layout = ParallelLayout()
    layout.tensor = setting["tensor"].required(setting["tensor"].count)
    return DraftPlacement(
      accelerator: try AcceleratorCatalog.accelerator(named: setting["accelerator"].required(setting["accelerator"].word)), layout: layout,
      link: try LinkCatalog.link(named: setting["link"].required(setting["link"].word)),
      overlaps: setting["overlap"].required(setting["overlap"].flag))
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
  /// - Parameter classes: the classes of requests of the workload, each of which may have an acceptance of its own.
  /// - Throws: ``InputError`` at a setting that does not fit the others.
  static func rules(_ setting: Setting, classes: [Setting], blockTokens: Int) throws(InputError) -> SpeculationRules? {
    let owners = classes.filter { !$0["acceptance"].members.isEmpty }
    if setting["draft"].word == Vocabulary.none {
      guard let owner = owners.first else { return nil }
      throw owner["acceptance"].place.error(
        "how much of a draft is right for a class of requests, and a pool drafts nothing",
        remedy: "'speculation' in every pool, or no acceptance")
    }
    let tokens = tokens(setting)
    let depth = setting["depth"].count ?? tokens
    if depth > tokens {
      throw setting["depth"].place.error("a draft of \(tokens) tokens that is \(depth) deep", remedy: "at most \(tokens)")
    }
    let size = (depth: depth, blockTokens: blockTokens)
    var rules = SpeculationRules(tokens: tokens, depth: depth, classes: [])
    if !classes.isEmpty && owners.count == classes.count {
      // Nobody is left whom what is said of all could be for.
      if let told = AcceptanceReader.told(setting["acceptance"]) {
        throw told.place.error("every class of requests has an acceptance of its own, and nothing goes by this", remedy: "leave it out")
      }
      rules.classes = try AcceptanceReader.classes(owners[0]["acceptance"], size)
    } else {
      rules.classes = try AcceptanceReader.classes(setting["acceptance"], size)
    }
    if !owners.isEmpty {
      for kind in classes {
        let own = kind["acceptance"].members.isEmpty ? nil : try AcceptanceReader.classes(kind["acceptance"], size)
        rules.requestClasses.append(RequestClassAcceptance(share: kind["share"].required(kind["share"].number), classes: own))
      }
    }
    rules.keepsOneSlot = setting.member("kv")?.word == "one"
    if rules.keepsOneSlot { do { try rules.check(blockTokens: blockTokens) } catch { throw error.placed(at: setting["kv"].place) } }
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

  /// Refuses a draft on accelerators of its own where KV leaves the model's, for the draft's is not followed there.
  ///
  /// - Throws: ``InputError`` at the placement.
  static func checkPlacement(_ setting: Setting, _ replica: ReplicaConfiguration) throws(InputError) {
    guard let placement = setting.member("placement"), !placement.members.isEmpty else { return }
    let others = [
      ("preemption: swap", replica.rules.swapSpace != nil), ("host_cache", replica.rules.prefixes.host != nil),
      ("remote_cache", replica.rules.prefixes.remote != nil),
    ]
    guard let other = others.first(where: \.1) else { return }
    throw placement.place.error(
      "a draft on accelerators of its own beside 'engine.\(other.0)', which moves the model's KV alone",
      remedy: "placement: same, or leave the other out")
  }
}
