/// The slope through the origin that makes the sum of absolute errors least: the median of y / x, weighted by x.
enum WeightedMedian {
  /// The slope, held within bounds and rounded to three decimals; zero where no point says anything.
  static func slope(_ points: [(x: Double, y: Double)], within bounds: ClosedRange<Double>) -> Double {
    let ratios = points.filter { $0.x > 1e-6 }.map { (slope: $0.y / $0.x, weight: $0.x) }.sorted { $0.slope < $1.slope }
    let half = ratios.reduce(0) { $0 + $1.weight } / 2
    var passed = 0.0
    for ratio in ratios {
      passed += ratio.weight
      if passed >= half { return (min(max(ratio.slope, bounds.lowerBound), bounds.upperBound) * 1000).rounded() / 1000 }
    }
    return 0
  }
}
