/// How an accelerator is paid for.
public enum PriceKind: String, Hashable, Sendable, CaseIterable {
  /// Rented by the hour, and given back at any time.
  case onDemand = "on_demand"
  /// Rented for a term that is agreed beforehand.
  case reserved
  /// Rented for as long as nobody pays more.
  case spot
  /// Bought, and fed with electricity.
  case owned

  /// What it is, in a word of the vocabulary.
  var meaning: String {
    switch self {
    case .onDemand: "rented by the hour"
    case .reserved: "rented for a term"
    case .spot: "rented until somebody pays more"
    case .owned: "bought: the purchase over its life, and electricity"
    }
  }
}
