import Model

/// The experts of a layer that the accelerators do not hold, as a batch sees them.
struct MissingExperts: Hashable, Sendable {
  private let expertsPerToken: Double
  /// The share of choices that falls on each of them.
  private let shares: [Double]

  init(_ resident: ResidentExperts, mixture: MixtureOfExperts, placement: ExpertPlacement) {
    expertsPerToken = Double(mixture.expertsPerToken)
    let popularity = placement.popularity(of: mixture)
    let all = popularity.isEmpty ? [Double](repeating: 1 / Double(mixture.experts), count: mixture.experts) : popularity
    shares = Array(all.dropFirst(resident.resident))
  }

  /// How many of them a batch of `tokens` is expected to need.
  func touched(tokens: Int) -> Double {
    guard let first = shares.first, tokens > 0 else { return 0 }
    func missing(_ share: Double) -> Double { 1 - (1 - min(1, share * expertsPerToken)).power(tokens) }
    if first == shares[shares.count - 1] { return Double(shares.count) * missing(first) }
    return shares.reduce(0) { $0 + missing($1) }
  }

  /// Rows that they compute for a batch of `tokens`.
  func rows(tokens: Int) -> Double { Double(tokens) * expertsPerToken * min(1, shares.reduce(0, +)) }
}
