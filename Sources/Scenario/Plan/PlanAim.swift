/// What the first row of a plan's table has least of.
public enum PlanAim: String, Hashable, Sendable, CaseIterable {
  /// Dollars an hour.
  case cost
  /// Joules an output token.
  case energy
  /// Accelerators.
  case gpus
  /// Grams of carbon dioxide an output token.
  case carbon

  /// What it is, in a word of the vocabulary.
  var meaning: String {
    switch self {
    case .cost: "dollars an hour"
    case .energy: "joules an output token"
    case .gpus: "accelerators"
    case .carbon: "carbon dioxide an output token"
    }
  }
}
