import Foundation

/// The Matérn covariance of order 5/2 with a length scale for each axis (C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for
/// Machine Learning", 2006, sections 4.2 and 5.1).
package struct MaternKernel: Hashable, Sendable {
  /// The variance of the function.
  package var variance: Double
  /// How far one goes along each axis until the function is another.
  package var lengths: [Double]

  /// A covariance.
  package init(variance: Double, lengths: [Double]) { (self.variance, self.lengths) = (variance, lengths) }

  /// The covariance of the function at two places.
  package func callAsFunction(_ first: [Double], _ second: [Double], on axes: [SearchAxis]) -> Double {
    var square = 0.0
    for axis in axes.indices {
      let scaled = axes[axis].distance(first[axis], second[axis]) / lengths[axis]
      square += scaled * scaled
    }
    let distance = (5 * square).squareRoot()
    return variance * (1 + distance + 5 * square / 3) * exp(-distance)
  }
}
