import CGSL

/// Symmetric positive definite equations whose matrix is zero far from the diagonal, solved by GSL's banded Cholesky
/// factorisation (`gsl_linalg_cholesky_band_decomp`): for n unknowns and a band of b, n b b operations instead of n n n / 3.
struct BandedEquations {
  private let size: Int
  private let band: Int
  /// Column by column, the diagonal first: GSL's symmetric banded form.
  private var matrix: [Double]
  private(set) var right: [Double]

  init(size: Int, band: Int) {
    self.size = size
    self.band = min(band, size - 1)
    matrix = Array(repeating: 0, count: size * (self.band + 1))
    right = Array(repeating: 0, count: size)
  }

  /// Adds `weight x (row . x - target)^2` to what is made least. The indices of a row lie within the band of each other.
  mutating func add(_ row: [(index: Int, weight: Double)], target: Double, weight: Double) {
    for one in row {
      right[one.index] += weight * one.weight * target
      for other in row where other.index >= one.index {
        matrix[one.index * (band + 1) + other.index - one.index] += weight * one.weight * other.weight
      }
    }
  }

  /// The unknowns.
  ///
  /// - Precondition: something was added for every unknown, so that the matrix is positive definite.
  func solution() -> [Double] {
    var (matrix, right) = (matrix, right)
    let (rows, columns) = (size, band + 1)
    unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      unsafe right.withUnsafeMutableBufferPointer { right in
        var whole = unsafe gsl_matrix_view_array(matrix.baseAddress, rows, columns)
        var vector = unsafe gsl_vector_view_array(right.baseAddress, rows)
        let factored = unsafe gsl_linalg_cholesky_band_decomp(&whole.matrix)
        let solved = unsafe gsl_linalg_cholesky_band_svx(&whole.matrix, &vector.vector)
        precondition(factored == 0 && solved == 0, "the equations are not positive definite")
      }
    }
    return right
  }
}
