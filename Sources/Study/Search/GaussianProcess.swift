import Calibration
import Foundation

/// A Gaussian process that has seen a function at some places, each with noise (Rasmussen and Williams, algorithm 2.1).
package struct GaussianProcess: Sendable {
  /// What the function may be like: its covariance, and the variance of noise over what is known of it.
  package struct Parameters: Hashable, Sendable {
    /// The covariance.
    package var kernel: MaternKernel
    /// Variance of noise at every place, beside what each has of its own.
    package var noise: Double

    /// What the function may be like.
    package init(kernel: MaternKernel, noise: Double) { (self.kernel, self.noise) = (kernel, noise) }
  }

  /// What was seen: places, values of mean 0 and variance near 1, and the variance of each one's noise, where it is known.
  package struct Sight: Sendable {
    let axes: [SearchAxis]
    let places: [[Double]]
    let values: [Double]
    let noises: [Double]

    /// What was seen, a number in each list for each place.
    package init(axes: [SearchAxis], places: [[Double]], values: [Double], noises: [Double]) {
      (self.axes, self.places, self.values, self.noises) = (axes, places, values, noises)
    }
  }

  /// What the function is taken to be like.
  package let parameters: Parameters
  /// The natural logarithm of the density of what was seen.
  package let logLikelihood: Double
  private let sight: Sight
  private let factor: CholeskyFactor
  private let weights: [Double]

  /// Conditions a process on what was seen; nil where its matrix is not positive definite however much is added to its diagonal.
  ///
  /// - Precondition: something was seen.
  package init?(_ sight: Sight, _ parameters: Parameters) {
    precondition(!sight.places.isEmpty, "nothing was seen")
    let count = sight.places.count
    var matrix = Array(repeating: 0.0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        let value = parameters.kernel(sight.places[row], sight.places[column], on: sight.axes)
        (matrix[row * count + column], matrix[column * count + row]) = (value, value)
      }
      matrix[row * count + row] += parameters.noise + sight.noises[row]
    }
    guard let factor = Self.factor(matrix, count, scale: parameters.kernel.variance) else { return nil }
    (self.sight, self.parameters, self.factor) = (sight, parameters, factor)
    weights = factor.solve(sight.values)
    let fit = zip(sight.values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    logLikelihood = -0.5 * (fit + factor.logDeterminant + Double(count) * log(2 * Double.pi))
  }

  /// Places that lie together leave a matrix that is singular to a double: its diagonal grows until it is not.
  private static func factor(_ matrix: [Double], _ count: Int, scale: Double) -> CholeskyFactor? {
    var matrix = matrix
    var added = 0.0
    for jitter in [0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2] {
      for row in 0..<count { matrix[row * count + row] += (jitter - added) * scale }
      added = jitter
      if let factor = CholeskyFactor(matrix, size: count) { return factor }
    }
    return nil
  }

  /// What the function is thought to be at a place, without noise: mean and standard deviation.
  package func prediction(at place: [Double]) -> (mean: Double, deviation: Double) {
    let covariances = sight.places.map { parameters.kernel($0, place, on: sight.axes) }
    let mean = zip(covariances, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let explained = factor.forward(covariances).reduce(0) { $0 + $1 * $1 }
    return (mean, max(0, parameters.kernel.variance - explained).squareRoot())
  }
}
