/// Operators that one installation is likely to run slower or faster by one factor: those whose time is bound by the same part of it.
public enum OperatorClass: String, Hashable, Sendable, Codable, CaseIterable {
  /// Dense matrix products: arithmetic units and memory.
  case linear
  /// Attention, of prompts and of decodes.
  case attention
  /// Routed experts.
  case experts
  /// Collectives between accelerators: the link.
  case link

  /// The kinds of operators in it.
  public var kinds: [OperatorKind] {
    switch self {
    case .linear: [.matrixProduct]
    case .attention:
      [
        .prefillAttention, .decodeAttention, .mixedDecodeAttention, .latentPrefill, .latentDecode, .linearPrefill, .linearDecode,
      ]
    case .experts: [.mixture]
    case .link: [.collective]
    }
  }
}
