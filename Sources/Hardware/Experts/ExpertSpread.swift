import Model

/// The routed experts of a layer as the busiest accelerator sees them.
struct ExpertSpread: Hashable, Sendable {
  let mixture: MixtureOfExperts
  /// Parts that the experts are dealt out in.
  let parts: Int
  /// What the busiest part gets over the mean, however many tokens draw.
  private let constantImbalance: Double
  /// What chance adds to it; nil where the load is given.
  private let draw: ExpertDraw?
  /// The share of choices that falls on each expert; empty where all are alike.
  let popularity: [Double]
  /// Whether a scenario says that experts are chosen unevenly.
  let isSkewed: Bool

  init(_ mixture: MixtureOfExperts, layout: ParallelLayout, placement: ExpertPlacement) {
    self.mixture = mixture
    parts = layout.expert
    constantImbalance = placement.imbalance(of: mixture, parts: layout.expert)
    popularity = placement.popularity(of: mixture)
    switch placement.load {
    case .uniform: (draw, isSkewed) = (ExpertDraw(mixture, parts: layout.expert), false)
    case .zipf: (draw, isSkewed) = (ExpertDraw(mixture, parts: layout.expert), !popularity.isEmpty)
    case .imbalance(let factor): (draw, isSkewed) = (nil, factor > 1)
    }
  }

  /// What the busiest part gets over the mean for a batch of `tokens`: by what is known of the experts, or by chance where that is
  /// more.
  func imbalance(tokens: Double) -> Double { max(constantImbalance, draw?.imbalance(tokens: tokens) ?? 1) }

  /// Rows that the busiest part computes for a batch of `tokens`, one for each token and expert chosen.
  func rows(tokens: Double) -> Double { meanRows(tokens: tokens) * imbalance(tokens: tokens) }

  /// Rows that a part computes in the mean.
  func meanRows(tokens: Double) -> Double { tokens * Double(mixture.expertsPerToken) / Double(parts) }

  /// Experts of the busiest part whose weights the batch needs: as many as of a part that gets as much in the mean.
  func touched(tokens: Int) -> Double {
    if parts == 1 { return touchedOfAll(tokens: tokens) }
    let all = touchedOfAll(tokens: Int((Double(tokens) * imbalance(tokens: Double(tokens))).rounded()))
    return max(min(1, all), all / Double(parts))
  }

  /// Experts of all parts whose weights the batch needs.
  func touchedOfAll(tokens: Int) -> Double {
    if popularity.isEmpty { return mixture.expectedExpertsTouched(tokens: tokens) }
    return popularity.reduce(0) { sum, share in
      sum + 1 - (1 - min(1, share * Double(mixture.expertsPerToken))).power(tokens)
    }
  }

  // MARK: Measured tables

  /// The tables that the time of this spread is looked up in, the best first. The busiest part of several is as many tokens more of an
  /// even table; one part under a power law was measured as that.
  var routings: [ExpertRouting] {
    parts == 1 && isSkewed ? [.skewed, .uniform, .balanced] : [.uniform, .balanced, .skewed]
  }

  /// What is left of a table's time of `tokens` where they draw at random: a balanced small batch touches as many experts as it has
  /// choices, a real one does not. Nothing is taken off a table of another routing.
  func shareRead(tokens: Double, of routing: ExpertRouting) -> Double {
    guard routing == .balanced, tokens >= 1 else { return 1 }
    let balanced = min(Double(mixture.experts), tokens * Double(mixture.expertsPerToken))
    let below = Int(tokens.rounded(.down))
    let (low, high) = (touchedOfAll(tokens: below), touchedOfAll(tokens: below + 1))
    return min(1, (low + (tokens - Double(below)) * (high - low)) / balanced)
  }
}
