import Model

extension Deployment {
  /// The share of the routed experts' weights that an iteration of so many tokens is expected to read, from 0 to 1: what the roofline
  /// has it read, as tokens choose among experts that are equally or unequally popular. 0 of a model without them.
  public func expertShareRead(tokens: Int) -> Double {
    guard let mixture = model.mixtureOfExperts else { return 0 }
    let spread = ExpertSpread(mixture, layout: options.layout, placement: options.computedExperts)
    return min(1, spread.touchedOfAll(tokens: tokens) / Double(mixture.experts))
  }

  /// What the busiest part of the routed experts gets over the mean of all parts in an iteration of so many tokens, copies included: by
  /// what is known of the load, or by chance. 1 of a model without experts, and where one part holds them all.
  public func expertImbalance(tokens: Int) -> Double {
    guard let mixture = model.mixtureOfExperts else { return 1 }
    return ExpertSpread(mixture, layout: options.layout, placement: options.experts).imbalance(tokens: Double(tokens))
  }
}
