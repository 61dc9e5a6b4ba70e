import CGSL
import Foundation
import Hardware
import Kernel

/// Fits a ``ResponseSurface`` to samples: weighted least squares on the logarithm of measured over reference time, so that
/// relative errors count, with a slight pull towards straight stretches where there is no sample.
///
/// The normal equations are solved by Cholesky's factorisation (GSL, `gsl_linalg_cholesky_decomp1`): the matrix is positive
/// definite by the pull, and a few hundred knots wide.
struct SurfaceFit {
  /// What a bend between neighbouring knots counts, where a sample counts 1.
  private static let bendWeight = 1e-3
  /// Keeps the matrix positive definite where neither sample nor bend says anything.
  private static let floorWeight = 1e-9

  let reference: ReferenceTime
  let axes: [ResponseSurface.Axis]

  /// The surface nearest to the samples.
  func surface(_ samples: [OperatorSample]) -> ResponseSurface {
    let size = axes.reduce(1) { $0 * $1.knots.count }
    let flat = ResponseSurface(reference: reference, axes: axes, factors: Array(repeating: 1, count: size))
    var normal = NormalEquations(size: size, floor: Self.floorWeight)
    for sample in samples {
      let target = log(sample.seconds / reference.seconds(at: sample.call.quantities))
      normal.add(flat.corners(at: sample.call.quantities), target: target, weight: sample.weight)
    }
    for bend in bends() { normal.add(bend, target: 0, weight: Self.bendWeight) }
    // Factors that no table needs would only make a file that cannot be read.
    return ResponseSurface(reference: reference, axes: axes, factors: normal.solution().map { exp(min(max($0, -12), 12)) })
  }

  /// For every knot between two others along an axis, its distance from the straight line between them.
  private func bends() -> [[(index: Int, weight: Double)]] {
    var bends: [[(index: Int, weight: Double)]] = []
    var stride = axes.reduce(1) { $0 * $1.knots.count }
    let size = stride
    for axis in axes {
      let count = axis.knots.count
      let outer = stride
      stride /= count
      guard count > 2 else { continue }
      for start in 0..<size where start % outer / stride > 0 && start % outer / stride < count - 1 {
        let place = start % outer / stride
        let (low, middle, high) = (log(axis.knots[place - 1]), log(axis.knots[place]), log(axis.knots[place + 1]))
        let share = (middle - low) / (high - low)
        bends.append([(start, 1), (start - stride, share - 1), (start + stride, -share)])
      }
    }
    return bends
  }
}

/// The normal equations of a sparse least-squares problem.
private struct NormalEquations {
  private let size: Int
  private var matrix: [Double]
  private var right: [Double]

  init(size: Int, floor: Double) {
    self.size = size
    matrix = Array(repeating: 0, count: size * size)
    right = Array(repeating: 0, count: size)
    for index in 0..<size { matrix[index * size + index] = floor }
  }

  mutating func add(_ row: [(index: Int, weight: Double)], target: Double, weight: Double) {
    for one in row {
      right[one.index] += weight * one.weight * target
      for other in row { matrix[one.index * size + other.index] += weight * one.weight * other.weight }
    }
  }

  /// Solves them in place.
  mutating func solution() -> [Double] {
    let size = size
    matrix.withUnsafeMutableBufferPointer { matrix in
      right.withUnsafeMutableBufferPointer { right in
        var whole = gsl_matrix_view_array(matrix.baseAddress, size, size)
        var vector = gsl_vector_view_array(right.baseAddress, size)
        let status = gsl_linalg_cholesky_decomp1(&whole.matrix)
        precondition(status == 0, "the matrix has a positive floor")
        gsl_linalg_cholesky_svx(&whole.matrix, &vector.vector)
      }
    }
    return right
  }
}
