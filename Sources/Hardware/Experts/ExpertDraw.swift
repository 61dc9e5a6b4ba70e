import Foundation
import Model

/// Tokens that draw their experts at random, all alike: what the busiest of the parts gets that the experts are dealt out in.
///
/// A part of n tokens' choices gets m = n k / R of them in the mean over R parts. A token draws without putting back, so that the
/// variance of a part's share is m (E - k) / (E - 1); beside the greatest of R standard normal variates Z, of mean e and mean square s,
/// the first term of Cornish and Fisher's expansion (1938) counts the skewness of small counts:
/// `m + e sqrt(m (E - k) / (E - 1)) + (s - 1) / 6`.
struct ExpertDraw: Hashable, Sendable {
  private let expertsPerToken: Double
  private let parts: Int
  /// Share of the variance that is left where a token draws each expert once.
  private let withoutPuttingBack: Double
  /// The most of a token's choices that one part can get.
  private let mostPerToken: Double
  private let greatest: Double
  private let greatestSquare: Double

  init(_ mixture: MixtureOfExperts, parts: Int) {
    let (experts, chosen) = (Double(mixture.experts), Double(mixture.expertsPerToken))
    expertsPerToken = chosen
    self.parts = parts
    withoutPuttingBack = experts > 1 ? (experts - chosen) / (experts - 1) : 0
    mostPerToken = min(chosen, experts / Double(parts))
    (greatest, greatestSquare) = Self.greatestNormal(of: parts)
  }

  /// What the busiest part gets over the mean of all parts for a batch of `tokens`: from the most that can be, for a single token,
  /// down to 1.
  func imbalance(tokens: Double) -> Double {
    guard parts > 1, tokens > 0 else { return 1 }
    let mean = tokens * expertsPerToken / Double(parts)
    let spread = greatest * (mean * withoutPuttingBack).squareRoot() + (greatestSquare - 1) / 6 * withoutPuttingBack
    let least = max(mean, min(1, tokens * expertsPerToken))
    return min(max(mean + spread, least), tokens * mostPerToken) / mean
  }

  /// Mean and mean square of the greatest of `count` standard normal variates: of the density of the greatest, by Simpson's rule.
  static func greatestNormal(of count: Int) -> (mean: Double, square: Double) {
    if count < 2 { return (0, 1) }
    let (steps, reach) = (800, 8.0)
    let width = 2 * reach / Double(steps)
    var (mean, square) = (0.0, 0.0)
    for step in 0...steps {
      let x = -reach + Double(step) * width
      let below = x.normalShare
      let density = Double(count) * below.power(count - 1) * (-x * x / 2).exponential / (2 * Double.pi).squareRoot()
      let weight = width / 3 * (step == 0 || step == steps ? 1 : step % 2 == 1 ? 4 : 2)
      mean += weight * x * density
      square += weight * x * x * density
    }
    return (mean, square)
  }
}
