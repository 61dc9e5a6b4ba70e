import Foundation
import Metrics

/// What a search makes of the cells that were tried: a process of the figure, and one of whether a cell stands behind all others.
package struct SearchModel {
  /// What a cell has come to.
  package struct Finding {
    /// The cell.
    let cell: Int
    /// Its figure, so that less is better; nil where it cannot be told.
    let figure: Double?
    /// The variance of that figure, being a mean over a few seeds; nil where it is not known.
    let variance: Double?
    /// Above 0 it stands behind all others, the further the more.
    let shortfall: Double

    /// A figure of which less is better.
    package init(cell: Int, figure: Double?, variance: Double? = nil, shortfall: Double = 0) {
      (self.cell, self.figure, self.variance, self.shortfall) = (cell, figure, variance, shortfall)
    }

    /// What a row says by a measure.
    init(_ row: SweepRow, by measure: Measure) {
      let values = row.results?.values(of: measure) ?? []
      let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      var variance: Double?
      if let mean, values.count > 1 {
        variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1) / Double(values.count)
      }
      self.init(
        cell: row.cell.index, figure: mean.map { measure.definition.direction == .lowerIsBetter ? $0 : -$0 }, variance: variance,
        shortfall: SweepRanking.shortfall(of: row, by: measure))
    }
  }

  /// The parameters that were likeliest, and for how many cells they were looked for from all starts.
  private struct Fitting {
    var parameters: GaussianProcess.Parameters?
    var count = 0

    /// From all starts where a quarter more was seen since, and else from where the last fit ended.
    mutating func fit(_ sight: GaussianProcess.Sight) -> GaussianProcess? {
      let isDue = sight.places.count * 4 >= count * 5
      let fit = LikelihoodFit(sight, from: isDue ? nil : parameters)
      if isDue { count = sight.places.count }
      parameters = fit?.process.parameters
      return fit?.process
    }
  }

  /// A gain that is not worth looking for, as a share of the spread of what was seen.
  private static let leastGain = 0.005

  private let space: SearchSpace
  private var figures = Fitting()
  private var shortfalls = Fitting()

  /// A model of nothing yet.
  package init(_ space: SearchSpace) { self.space = space }

  /// The cell of which most is expected, the first of equal ones, and its expected improvement as a share of the spread of what was seen;
  /// nil where none is left.
  package mutating func next(among free: [Int], seen: [Finding]) -> (cell: Int, expected: Double)? {
    guard let first = free.first else { return nil }
    let process = sight(of: seen).flatMap { figures.fit($0) }
    let limit = limits(of: seen).flatMap { shortfalls.fit($0) }
    // The best is what the process thinks of the cells that were tried, for a figure with noise may have been luck.
    let best = process.flatMap { process in
      seen.filter { $0.figure != nil && $0.shortfall <= 0 }.map { process.prediction(at: space.place(of: $0.cell)).mean }.min()
    }
    var (chosen, unsure) = ((cell: first, expected: -1.0), (cell: first, deviation: -1.0))
    for cell in free {
      let place = space.place(of: cell)
      var worth = limit.map { Self.probability(of: $0.prediction(at: place)) } ?? 1
      // While none stands with the others, the likeliest to do so is tried.
      if let process, let best {
        let prediction = process.prediction(at: place)
        if worth * prediction.deviation > unsure.deviation { unsure = (cell, worth * prediction.deviation) }
        worth *= Self.improvement(on: best, prediction)
      }
      if worth > chosen.expected { chosen = (cell, worth) }
    }
    // Where nothing is to be gained by what is known, the cell of which least is known says most.
    return chosen.expected < Self.leastGain && unsure.deviation > 0 ? (unsure.cell, chosen.expected) : chosen
  }

  /// The expected improvement on `best` of what has this mean and deviation; less is better.
  package static func improvement(on best: Double, _ prediction: (mean: Double, deviation: Double)) -> Double {
    guard prediction.deviation > 0 else { return max(0, best - prediction.mean) }
    let score = (best - prediction.mean) / prediction.deviation
    return prediction.deviation * (score * NormalDistribution.below(score) + NormalDistribution.density(score))
  }

  /// The probability of what has this mean and deviation to lie at or below 0.
  private static func probability(of prediction: (mean: Double, deviation: Double)) -> Double {
    prediction.deviation > 0 ? NormalDistribution.below(-prediction.mean / prediction.deviation) : prediction.mean <= 0 ? 1 : 0
  }

  // MARK: What was seen

  /// The figures at mean 0 and variance 1; nil where nothing differs. Where all are above 0 it is their logarithms, for latencies and
  /// costs grow by factors; what is better where it is more is below 0 here.
  private func sight(of seen: [Finding]) -> GaussianProcess.Sight? {
    let told = seen.compactMap { finding in finding.figure.map { (cell: finding.cell, figure: $0, variance: finding.variance) } }
    let isLogarithmic = told.allSatisfy { $0.figure > 0 }
    let values = told.map { isLogarithmic ? log($0.figure) : $0.figure }
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
    guard variance > 0, variance.isFinite else { return nil }
    let noises = told.map { one in one.variance.map { (isLogarithmic ? $0 / (one.figure * one.figure) : $0) / variance } }
    // The variance over a few seeds is a rough guess: each is drawn halfway to the mean of all.
    let known = noises.compactMap { $0 }
    let common = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
    return GaussianProcess.Sight(
      axes: space.axes, places: told.map { space.place(of: $0.cell) }, values: values.map { ($0 - mean) / variance.squareRoot() },
      noises: noises.map { (($0 ?? common) + common) / 2 })
  }

  /// Shortfalls, those of cells that stand with the others below 0 and the rest above, each by its share of the farthest; nil where none
  /// stands behind.
  private func limits(of seen: [Finding]) -> GaussianProcess.Sight? {
    let most = seen.map(\.shortfall).max() ?? 0
    let least = seen.map(\.shortfall).min() ?? 0
    guard most > 0 else { return nil }
    let values = seen.map { $0.shortfall > 0 ? 0.5 + 0.5 * $0.shortfall / most : least < 0 ? -0.5 - 0.5 * $0.shortfall / least : -0.5 }
    return GaussianProcess.Sight(
      axes: space.axes, places: seen.map { space.place(of: $0.cell) }, values: values, noises: seen.map { _ in 0 })
  }
}
