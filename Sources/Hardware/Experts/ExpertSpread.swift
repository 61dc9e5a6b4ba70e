import Model

/// The routed experts of a layer as the busiest accelerator sees them.
struct ExpertSpread: Hashable, Sendable {
  let mixture: MixtureOfExperts
  /// Parts that the experts are dealt out in.
  let parts: Int
  /// What the busiest part gets over the mean.
  let imbalance: Double
  /// The share of choices that falls on each expert; empty where all are alike.
  let popularity: [Double]

  init(_ mixture: MixtureOfExperts, layout: ParallelLayout, placement: ExpertPlacement) {
    self.mixture = mixture
    parts = layout.expert
    imbalance = placement.imbalance(of: mixture, parts: layout.expert)
    popularity = placement.popularity(of: mixture)
  }

  /// Rows that the busiest part computes for a batch of `tokens`, one for each token and expert chosen.
  func rows(tokens: Double) -> Double { meanRows(tokens: tokens) * imbalance }

  /// Rows that a part computes in the mean.
  func meanRows(tokens: Double) -> Double { tokens * Double(mixture.expertsPerToken) / Double(parts) }

  /// Experts of a part whose weights the batch needs.
  func touched(tokens: Int) -> Double {
    let all = touchedOfAll(tokens: tokens)
    return parts == 1 ? all : max(min(1, all), all / Double(parts))
  }

  /// Experts of all parts whose weights the batch needs.
  func touchedOfAll(tokens: Int) -> Double {
    if popularity.isEmpty { return mixture.expectedExpertsTouched(tokens: tokens) }
    return popularity.reduce(0) { sum, share in
      sum + 1 - (1 - min(1, share * Double(mixture.expertsPerToken))).power(tokens)
    }
  }
}
