import Kernel

/// What the code of an architecture decides and no key of its config says. Families that differ in nothing but names share one.
struct ModelFamily: Sendable {
  /// Whether something is there: always, never, or as a key says.
  enum Presence: Sendable {
    case no
    case yes
    /// As the flag under a key, or so where the key is missing.
    case key(String, otherwise: Bool)
  }

  /// Positions that are learned, in rows beyond the number of positions.
  enum Positions: Sendable {
    case none
    case learned(extraRows: Int)
  }

  /// Which layers attend to a window where no list in the config says so.
  enum Windows: Sendable {
    /// All, where the config gives a window.
    case all
    /// None, whatever the config gives.
    case none
    /// All but every so-manieth, which attends to everything.
    case allButEvery(Int)
    /// Those from `max_window_layers` on, where `use_sliding_window` says so.
    case fromLayer
  }

  /// What else than attention and feed-forward a family has, which is read by code of its own.
  enum Special: Sendable {
    case none
    case gpt
    case falcon
    case gatedDeltaNet
    case kimiLinear
    case lightning
    case jamba
    case mamba
    case mamba2
    case nemotronHybrid
    case graniteHybrid
    case falconHybrid
    case shortConvolution
    case recurrentGemma
    case puzzle
    case crossAttention
    case llama4
    case gemma3n
    case gemma4
    case mimoFlash
    case dbrx
    case chatGLM
    case zamba
  }

  /// The values of `model_type` that mean it.
  var types: [String]
  /// Norms in a layer.
  var norms = 2
  /// Whether norms have a bias.
  var normBias = false
  /// Whether the feed-forward has a gate.
  var gated = true
  /// Whether queries and keys are normalised.
  var queryKeyNorm = Presence.no
  /// Biases of the projections to queries, keys and values.
  var queryKeyValueBias = Presence.no
  /// Whether the output projection has a bias; nil for that of the other projections.
  var outputBias: Presence?
  /// Biases of the feed-forward.
  var feedForwardBias = Presence.no
  /// Whether the LM head is the embedding, where the config does not say.
  var tied = false
  /// Learned positions.
  var positions = Positions.none
  /// Norms outside the layers.
  var outerNorms = 1
  /// Windows.
  var windows = Windows.all
  /// What is read by code of its own.
  var special = Special.none

  init(_ types: String..., configure: (inout ModelFamily) -> Void = { _ in }) {
    self.types = types
    configure(&self)
  }
}

extension ModelFamily {
  /// The family that a config belongs to, and the model type that it goes by.
  ///
  /// - Throws: ``InputError`` with the architecture's name where it is not known, or is no decoder of text.
  static func family(of keys: ConfigKeys, in outer: ConfigKeys) throws(InputError) -> (family: ModelFamily, type: String) {
    let written = keys.text("model_type") ?? outer.text("model_type")
    let architecture = outer.object["architectures"]?.list?.first?.text ?? keys.object["architectures"]?.list?.first?.text
    if let written {
      if let refusal = refusals.first(where: { $0.types.contains(written) }) {
        throw keys.fault("model_type", "is '\(written)': \(refusal.why)", remedy: refusal.remedy)
      }
      if let known = family(named: written) { return (known, written) }
      // A model of another name that says whose architecture it has.
      if let architecture, let known = family(ofArchitecture: architecture) {
        keys.notes.add("model_type '\(written)' is not known; read as \(known.types[0]), whose architecture it names (\(architecture))")
        return (known, known.types[0])
      }
    } else if let architecture, let known = family(ofArchitecture: architecture) {
      return (known, known.types[0])
    }
    if let name = written ?? architecture {
      throw InputError(
        "the architecture '\(name)' is not known", file: keys.file,
        line: keys.object[written == nil ? "architectures" : "model_type"]?.line,
        remedy: Nearest.hint(name, among: all.flatMap(\.types))
          ?? "one that is: 'windtunnel list models' shows a model of each; sizes alone do not say what a layer does")
    }
    throw InputError(
      "'model_type' is missing", file: keys.file, remedy: "the key as the model's config.json has it, such as \"model_type\": \"llama\"")
  }

  private static func family(named type: String) -> ModelFamily? { all.first { $0.types.contains(type) } }

  /// The family of a class of the library, such as `Qwen3MoeForCausalLM`.
  private static func family(ofArchitecture name: String) -> ModelFamily? {
    var stem = name
    for ending in ["ForCausalLM", "ForConditionalGeneration", "LMHeadModel", "LMHead"] where stem.hasSuffix(ending) {
      stem.removeLast(ending.count)
    }
    func plain(_ text: some StringProtocol) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    let wanted = plain(stem)
    return all.first { $0.types.contains { plain($0) == wanted } }
  }
}
