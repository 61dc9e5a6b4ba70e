import Kernel

/// Which modules of a model's layers a list in a quantisation config means: whole names, parts of names, shell patterns and regular
/// expressions.
struct ModuleNames {
  /// How names without a pattern are meant.
  enum Style { case equal, contained }

  private typealias Pattern = Regex<AnyRegexOutput>

  /// Whole names, from their layer on.
  private var exact: Set<Substring> = []
  /// Parts of names, with a dot on both sides.
  private var contained: [String] = []
  /// Patterns that are met in every layer or in none, and those that may depend on its number.
  private var patterns: [Pattern] = []
  private var numberedPatterns: [Pattern] = []
  /// What stands before a layer in the names that patterns are held against.
  private var prefixes = ["model.", ""]
  /// Patterns that could not be read.
  private(set) var unread: [String] = []

  /// The names of a list. `re:` begins a regular expression, which must meet the name from its start; `*` stands for any letters.
  init(_ names: [String], style: Style) {
    for name in names {
      if name.hasPrefix("re:") {
        add(expression: String(name.dropFirst(3)), of: name)
      } else if name.contains("*") || name.contains("?") {
        // A shell pattern means the module and all below it.
        let escaped = name.map { character -> String in
          switch character {
          case "*": ".*"
          case "?": "."
          case ".", "[", "]", "(", ")", "+", "^", "$", "{", "}", "|", "\\": "\\\(character)"
          default: String(character)
          }
        }
        add(expression: escaped.joined() + "(\\..*)?$", of: name)
      } else if let layer = name.firstRange(of: "layers.") {
        // Without what models that see call the text model: model.language_model.layers.3.mlp is layers.3.mlp.
        exact.insert(name[layer.lowerBound...])
      } else if style == .contained {
        contained.append(".\(name).")
      }
    }
  }

  private mutating func add(expression: String, of name: String) {
    guard let compiled = try? Regex(expression) else { return unread.append(name) }
    if expression.contains(where: \.isNumber) { numberedPatterns.append(compiled) } else { patterns.append(compiled) }
    // Models that see have the text model under a name of its own, hybrids of NVIDIA under another.
    for (word, names) in [
      ("language", ["model.language_model.", "language_model.model.", "language_model."]), ("backbone", ["backbone."]),
    ]
    where expression.contains(word) && !prefixes.contains(names[0]) {
      prefixes += names
    }
  }

  /// Whether nothing is named that could be in a layer.
  var isEmpty: Bool { contained.isEmpty && patterns.isEmpty && !namesLayers }

  /// Whether it may depend on a layer's number what is meant.
  var namesLayers: Bool { !exact.isEmpty || !numberedPatterns.isEmpty }

  /// Whether a module, named from within its layer, is meant in every layer.
  func names(inEveryLayer module: String) -> Bool {
    // Parts of names are met as whole words between dots: gate is not gate_proj.
    if contained.contains(where: { ".\(module).".contains($0) }) { return true }
    return matches(patterns, "layers.0.\(module)")
  }

  /// Whether a module of one layer is meant: by its own name, by that of a module that it is a part of, or by a pattern.
  func names(_ module: String, inLayer layer: Int) -> Bool {
    let name = "layers.\(layer).\(module)"
    var place = name[...]
    while !exact.isEmpty {
      if exact.contains(place) { return true }
      guard let dot = place.lastIndex(of: ".") else { break }
      place = place[..<dot]
    }
    return matches(numberedPatterns, name)
  }

  private func matches(_ patterns: [Pattern], _ name: String) -> Bool {
    patterns.contains { pattern in prefixes.contains { (try? pattern.prefixMatch(in: $0 + name)) != nil } }
  }
}

extension WeightPart {
  /// Names of the modules of one layer that the part's weights are in, as checkpoints have them, by the spellings in use. Each inner list
  /// is one module by its several names.
  var modules: [[String]] {
    switch self {
    case .attention:
      ["q_proj", "k_proj", "v_proj", "o_proj"].map { ["self_attn.\($0)", "mixer.\($0)", "attention.\($0)"] }
    case .linearMixers:
      [
        ["linear_attn.in_proj_qkvz", "linear_attn.in_proj_qkv", "mixer.in_proj", "mamba.in_proj", "conv.in_proj"],
        ["linear_attn.out_proj", "mixer.out_proj", "mamba.out_proj", "conv.out_proj"],
      ]
    case .denseFeedForward:
      ["gate_proj", "up_proj", "down_proj"].map { ["mlp.\($0)", "feed_forward.\($0)", "mixer.\($0)"] }
    case .routedExperts:
      ["gate_proj", "up_proj", "down_proj"].map {
        ["mlp.experts.0.\($0)", "block_sparse_moe.experts.0.\($0)", "feed_forward.experts.0.\($0)", "mixer.experts.0.\($0)"]
      }
    case .sharedExperts:
      ["gate_proj", "up_proj", "down_proj"].map {
        ["mlp.shared_experts.\($0)", "mlp.shared_expert.\($0)", "feed_forward.shared_expert.\($0)", "mixer.shared_experts.\($0)"]
      }
    case .head, .side: []
    }
  }
}
