import Foundation
import Kernel
import Model

/// Where the routed experts of a layer are: how many parts, how many copies beside the experts themselves, and how the
/// tokens spread over them.
public struct ExpertPlacement: Hashable, Sendable {
  /// Copies of experts beside the experts themselves, in each layer (EPLB of DeepSeek-V3: 32).
  public var redundantExperts: Int
  /// How evenly tokens choose.
  public var load: ExpertLoad
  /// Experts of each layer that the accelerators compute, the most popular ones; nil for all.
  var computed: Int?

  /// A placement; the default draws at random and has no copies.
  public init(redundantExperts: Int = 0, load: ExpertLoad = .uniform) {
    self.redundantExperts = redundantExperts
    self.load = load
  }

  /// Refuses placements that cannot be.
  ///
  /// - Throws: ``InputError`` naming the figure.
  func validate(for model: ModelShape, layout: ParallelLayout) throws(InputError) {
    let experts = model.mixtureOfExperts?.experts ?? 0
    guard redundantExperts >= 0, redundantExperts <= max(0, 4096 - experts) else {
      throw InputError("\(redundantExperts) redundant experts are out of range", remedy: "0 to \(max(0, 4096 - experts))")
    }
    if redundantExperts > 0 && layout.expert == 1 {
      throw InputError("\(redundantExperts) redundant experts in one part", remedy: "parallel.expert above 1, or no copies")
    }
    if layout.expert > 1 && (experts + redundantExperts) % layout.expert != 0 {
      let more = layout.expert - experts % layout.expert
      throw InputError(
        "\(experts + redundantExperts) experts cannot be dealt out evenly in \(layout.expert) parts",
        remedy: "\(experts % layout.expert == 0 ? 0 : more) redundant experts, or another degree")
    }
    switch load {
    case .uniform: break
    case .imbalance(let factor):
      guard factor >= 1, factor <= 4096 else {
        throw InputError("an expert imbalance of \(factor)", remedy: "the busiest part's load over the mean: 1 to \(layout.expert)")
      }
    case .zipf(let exponent):
      guard exponent >= 0, exponent <= 10 else { throw InputError("a Zipf exponent of \(exponent)", remedy: "0 to 10") }
    }
  }

  /// The share of a token's choices that falls on each expert, the busiest first; empty where all are alike.
  func popularity(of mixture: MixtureOfExperts) -> [Double] {
    guard case .zipf(let exponent) = load, exponent > 0 else { return [] }
    let weights = (1...mixture.experts).map { (-exponent * Double($0).naturalLogarithm).exponential }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// What the busiest of `parts` gets over the mean, however many tokens draw.
  ///
  /// Copies go to the expert with the most load for each copy, one after the other; then all are packed, the busiest first,
  /// into the emptiest part that has room (EPLB, github.com/deepseek-ai/EPLB: replicate, then balanced packing). Without
  /// copies experts lie where the checkpoint has them, in runs; which of them are busy is taken as scattered evenly.
  func imbalance(of mixture: MixtureOfExperts, parts: Int) -> Double {
    if parts == 1 { return 1 }
    if case .imbalance(let factor) = load { return min(factor, Double(parts)) }
    let shares = popularity(of: mixture)
    if shares.isEmpty { return 1 }
    let copies = redundantExperts > 0 ? replicated(shares) : shares
    var loads = [Double](repeating: 0, count: parts)
    var places = [Int](repeating: copies.count / parts, count: parts)
    for (rank, share) in copies.sorted(by: >).enumerated() {
      var part = rank % parts
      if redundantExperts > 0 {
        part = (0..<parts).filter { places[$0] > 0 }.min { (loads[$0], $0) < (loads[$1], $1) } ?? part
      }
      loads[part] += share
      places[part] -= 1
    }
    return (loads.max() ?? 0) * Double(parts)
  }

  private func replicated(_ shares: [Double]) -> [Double] {
    var counts = [Int](repeating: 1, count: shares.count)
    for _ in 0..<redundantExperts {
      var busiest = 0
      for expert in shares.indices
      where shares[expert] * Double(counts[busiest]) > shares[busiest] * Double(counts[expert]) { busiest = expert }
      counts[busiest] += 1
    }
    return shares.indices.flatMap { expert in
      [Double](repeating: shares[expert] / Double(counts[expert]), count: counts[expert])
    }
  }
}
