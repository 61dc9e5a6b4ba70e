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
  /// Experts that are computed here, the most popular ones; nil for all.
  private let computed: Int?
  /// The share of choices that falls on them.
  private let computedShare: Double

  init(_ mixture: MixtureOfExperts, layout: ParallelLayout, placement: ExpertPlacement) {
    self.mixture = mixture
    parts = layout.expert
    constantImbalance = placement.imbalance(of: mixture, parts: layout.expert)
    let popularity = placement.popularity(of: mixture)
    self.popularity = popularity
    computed = placement.computed.flatMap { $0 < mixture.experts ? $0 : nil }
    computedShare =
      computed.map { count in
        popularity.isEmpty ? Double(count) / Double(mixture.experts) : min(1, popularity.prefix(count).reduce(0, +))
      } ?? 1
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
  func meanRows(tokens: Double) -> Double {
    let rows = tokens * Double(mixture.expertsPerToken) / Double(parts)
    return computed == nil ? rows : rows * computedShare
  }

  /// Experts of the busiest part whose weights the batch needs: as many as of a part that gets as much in the mean.
  func touched(tokens: Int) -> Double {
    if parts == 1 { return touchedOfAll(tokens: tokens) }
    let all = touchedOfAll(tokens: Int((Double(tokens) * imbalance(tokens: Double(tokens))).rounded()))
    return max(min(1, all), all / Double(parts))
  }

  /// Experts of all parts whose weights the batch needs, of those that are computed here.
  func touchedOfAll(tokens: Int) -> Double { touched(tokens: tokens, of: computed) }

  /// Of the `most` popular experts, or of all, those whose weights the batch needs.
  private func touched(tokens: Int, of most: Int?) -> Double {
    if popularity.isEmpty {
      let all = mixture.expectedExpertsTouched(tokens: tokens)
      return most.map { all * Double($0) / Double(mixture.experts) } ?? all
    }
    return popularity.prefix(most ?? popularity.count).reduce(0) { sum, share in
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
  ///
  /// Of a table of all experts, those that are computed elsewhere take their part of what is read, or of the rows where that is less.
  func shareRead(tokens: Double, of routing: ExpertRouting) -> Double {
    if tokens < 1 { return 1 }
    var share = 1.0
    if routing == .balanced {
      let balanced = min(Double(mixture.experts), tokens * Double(mixture.expertsPerToken))
      let below = Int(tokens.rounded(.down))
      let (low, high) = (touched(tokens: below, of: nil), touched(tokens: below + 1, of: nil))
      share = min(1, (low + (tokens - Double(below)) * (high - low)) / balanced)
    }
    guard let computed else { return share }
    let count = Int(tokens.rounded())
    return share * max(computedShare, touched(tokens: count, of: computed) / touched(tokens: count, of: nil))
  }
}
