import Kernel

/// Which modules of a model a list in a quantisation config means: whole names, parts of names, shell patterns and regular expressions.
struct ModuleNames {
  /// How names without a pattern are meant.
  enum Style { case equal, contained }

  private var exact: Set<String> = []
  private var contained: [String] = []
  private var patterns: [(expression: Regex<AnyRegexOutput>, namesLayers: Bool)] = []
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
      } else if style == .contained && !name.contains(where: \.isNumber) {
        contained.append(name)
      } else {
        exact.insert(name)
      }
    }
  }

  private mutating func add(expression: String, of name: String) {
    guard let compiled = try? Regex(expression) else { return unread.append(name) }
    patterns.append((compiled, expression.contains(where: \.isNumber)))
  }

  /// Whether nothing is named.
  var isEmpty: Bool { exact.isEmpty && contained.isEmpty && patterns.isEmpty }

  /// Whether it may depend on a layer's number what is meant.
  var namesLayers: Bool { exact.contains { $0.contains(where: \.isNumber) } || patterns.contains(where: \.namesLayers) }

  /// Whether a module is meant: by its own name, by that of a module that it is a part of, or by a pattern.
  func contains(_ module: String) -> Bool {
    if Self.prefixes.contains(where: { isNamed($0 + module) }) { return true }
    // Parts of names are met as whole words between dots: gate is not gate_proj.
    return contained.contains { ".\(module).".contains(".\($0).") }
  }

  /// What models that see call the text model.
  private static let prefixes = ["model.", "", "model.language_model.", "language_model.model.", "backbone.", "language_model."]

  private func isNamed(_ name: String) -> Bool {
    if patterns.contains(where: { (try? $0.expression.prefixMatch(in: name)) != nil }) { return true }
    if exact.isEmpty { return false }
    var place = name[...]
    while true {
      if exact.contains(String(place)) { return true }
      guard let dot = place.lastIndex(of: ".") else { return false }
      place = place[..<dot]
    }
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
