/// Whether the queue kept growing while requests arrived: a line by least squares through at most 64 counts of requests in
/// the system, the first quarter of the arrival period left out as filling.
public struct Stability: Hashable, Sendable {
  /// How fast the number of requests in the system grew, in requests a second.
  public var growth: Double
  /// The half width of the growth's 99 % confidence interval.
  public var halfWidth: Double
  /// Counts that the line was fitted to.
  public var points: Int

  /// A fit as it stands.
  public init(growth: Double, halfWidth: Double, points: Int) {
    self.growth = growth
    self.halfWidth = halfWidth
    self.points = points
  }

  /// Whether the growth is significant, at 99 %.
  public var isGrowing: Bool { growth > halfWidth && growth > 0 }

  /// The finding in one sentence.
  public var verdict: String {
    guard isGrowing else { return "stable: the queue shows no growth" }
    return "not stable: the queue grows by \(FixedDecimal.text(growth, digits: growth < 0.1 ? 4 : growth < 10 ? 1 : 0)) requests/s"
  }

  /// Fits the line; nil of fewer than twelve counts after the first quarter.
  ///
  /// A queue remembers, so its counts are far from independent: the error of the slope is widened by sqrt((1 + r) / (1 - r)), r being
  /// the residuals' first autocorrelation corrected for its bias in short series (Kendall, 1954), and the degrees of freedom are
  /// those of as many independent points.
  public init?(population: [(seconds: Double, requests: Double)]) {
    let points = Array(population.dropFirst(population.count / 4))
    guard points.count >= 12 else { return nil }
    let count = Double(points.count)
    let meanTime = points.reduce(0) { $0 + $1.seconds } / count
    let meanRequests = points.reduce(0) { $0 + $1.requests } / count
    let timeSquares = points.reduce(0) { $0 + ($1.seconds - meanTime) * ($1.seconds - meanTime) }
    let slope = points.reduce(0) { $0 + ($1.seconds - meanTime) * ($1.requests - meanRequests) } / timeSquares
    let residuals = points.map { $0.requests - meanRequests - slope * ($0.seconds - meanTime) }
    let raw = BatchMeans.firstAutocorrelation(residuals)
    let correlation = min(max(raw + (1 + 4 * raw) / count, 0), 0.95)
    let inflation = (1 + correlation) / (1 - correlation)
    let freedom = max(count / inflation - 2, 1)
    let variance = residuals.reduce(0) { $0 + $1 * $1 } / (count - 2)
    let error = (variance / timeSquares * inflation).squareRoot()
    self.init(
      growth: slope, halfWidth: error * StudentT.criticalValue(level: 0.99, degreesOfFreedom: freedom), points: points.count)
  }
}
