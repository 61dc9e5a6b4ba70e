import Foundation
import Kernel
import Testing

/// Each distribution's moments, within 4.5 standard errors of the theory. Seeds are fixed, so nothing can flake.
@Suite struct RandomMomentTests {
  /// Checks the first two moments of 200,000 draws; `fourthCentral` gives the standard error of the variance.
  private func expectMoments(
    mean: Double, variance: Double, fourthCentral: Double, _ name: String, _ draw: (inout RandomStream) -> Double
  ) {
    let draws = 200_000
    var stream = RandomStream(seed: 11, name: name)
    let values = (0..<draws).map { _ in draw(&stream) }
    let observedMean = values.reduce(0, +) / Double(draws)
    let observedVariance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)
    let meanError = (variance / Double(draws)).squareRoot()
    let varianceError = ((fourthCentral - variance * variance) / Double(draws)).squareRoot()
    #expect(abs(observedMean - mean) < 4.5 * meanError, "\(name): mean \(observedMean), expected \(mean)")
    #expect(abs(observedVariance - variance) < 4.5 * varianceError, "\(name): variance \(observedVariance), expected \(variance)")
  }

  @Test func uniformDrawsFillTheUnitInterval() {
    expectMoments(mean: 0.5, variance: 1.0 / 12, fourthCentral: 1.0 / 80, "uniform") { $0.uniform() }
    var stream = RandomStream(seed: 12, name: "uniform")
    for _ in 0..<100_000 {
      let value = stream.uniform()
      #expect(value >= 0 && value < 1)
    }
  }

  @Test(arguments: [0.001, 1.0, 250.0])
  func exponentialDrawsHaveTheirMoments(mean: Double) {
    expectMoments(mean: mean, variance: mean * mean, fourthCentral: 9 * pow(mean, 4), "exponential \(mean)") {
      $0.exponential(mean: mean)
    }
  }

  @Test func exponentialDrawsForget() {
    // P(X > s + t | X > s) = P(X > t): the tail at 1, 2 and 3 means is e^-1, e^-2 and e^-3.
    var stream = RandomStream(seed: 13, name: "memoryless")
    let draws = 100_000
    let values = (0..<draws).map { _ in stream.exponential(mean: 2) }
    for multiple in 1...3 {
      let tail = exp(-Double(multiple))
      let observed = Double(values.count { $0 > 2 * Double(multiple) }) / Double(draws)
      #expect(abs(observed - tail) < 4.5 * (tail * (1 - tail) / Double(draws)).squareRoot())
    }
  }

  @Test func normalDrawsHaveTheirMoments() {
    expectMoments(mean: 0, variance: 1, fourthCentral: 3, "normal") { $0.normal() }
  }

  @Test func normalDrawsHaveTheRightTails() {
    var stream = RandomStream(seed: 14, name: "tails")
    let draws = 200_000
    let values = (0..<draws).map { _ in stream.normal() }
    for (limit, tail) in [(1.0, 0.158655), (2.0, 0.0227501), (3.0, 0.00134990)] {
      for side in [1.0, -1.0] {
        let observed = Double(values.count { side * $0 > limit }) / Double(draws)
        #expect(abs(observed - tail) < 4.5 * (tail / Double(draws)).squareRoot())
      }
    }
  }

  @Test(arguments: [0.25, 0.5, 1.0, 2.5, 40.0])
  func gammaDrawsHaveTheirMoments(shape: Double) {
    // Mean m and shape k: variance m^2/k, fourth central moment (3k + 6)/k^3 m^4.
    let mean = 3.0
    let variance = mean * mean / shape
    expectMoments(mean: mean, variance: variance, fourthCentral: variance * variance * (3 + 6 / shape), "gamma \(shape)") {
      $0.gamma(shape: shape, mean: mean)
    }
  }
}
