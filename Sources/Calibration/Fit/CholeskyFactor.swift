import CGSL
import Foundation

/// The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ, by GSL's `gsl_linalg_cholesky_decomp1`.
package struct CholeskyFactor: Sendable {
  /// Rows of the matrix.
  package let size: Int
  /// L row by row; above the diagonal stands what GSL leaves there.
  private let rows: [Double]

  // A matrix that is not positive definite is an answer here, and must not end the process.
  private static let handlerIsOff: Bool = {
    unsafe gsl_set_error_handler_off()
    return true
  }()

  /// Factorises the matrix that `rows` holds row by row; nil where it is not positive definite, as far as doubles tell.
  ///
  /// - Precondition: there are `size x size` numbers, and `size` is positive.
  package init?(_ rows: [Double], size: Int) {
    precondition(size > 0 && rows.count == size * size && Self.handlerIsOff, "no square matrix")
    var rows = rows
    let status = unsafe rows.withUnsafeMutableBufferPointer { buffer in
      var matrix = unsafe gsl_matrix_view_array(buffer.baseAddress, size, size)
      return unsafe gsl_linalg_cholesky_decomp1(&matrix.matrix)
    }
    guard status == 0, (0..<size).allSatisfy({ rows[$0 * size + $0] > 0 && rows[$0 * size + $0].isFinite }) else { return nil }
    (self.size, self.rows) = (size, rows)
  }

  /// The natural logarithm of the determinant of A.
  package var logDeterminant: Double { 2 * (0..<size).reduce(0) { $0 + log(rows[$1 * size + $1]) } }

  /// The x of L x = `right`.
  ///
  /// - Precondition: `right` has a number for each row.
  package func forward(_ right: [Double]) -> [Double] {
    precondition(right.count == size, "another number of rows")
    var solution = right
    for row in 0..<size {
      var sum = solution[row]
      for column in 0..<row { sum -= rows[row * size + column] * solution[column] }
      solution[row] = sum / rows[row * size + row]
    }
    return solution
  }

  /// The x of A x = `right`.
  ///
  /// - Precondition: `right` has a number for each row.
  package func solve(_ right: [Double]) -> [Double] {
    var solution = forward(right)
    for row in (0..<size).reversed() {
      let value = solution[row] / rows[row * size + row]
      solution[row] = value
      for column in 0..<row { solution[column] -= rows[row * size + column] * value }
    }
    return solution
  }
}
