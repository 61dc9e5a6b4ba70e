import CGSL

/// The singular value decomposition A = U S Vᵀ of a small dense matrix, by GSL's one-sided Jacobi rotations
/// (`gsl_linalg_SV_decomp_jacobi`), which find small singular values to full relative accuracy.
package struct SingularValues: Sendable {
  /// The singular values, falling.
  package let values: [Double]
  /// V row by row: a row for each column of A, a column for each singular value.
  private let right: [Double]

  // What cannot be decomposed is an answer here, and must not end the process.
  private static let handlerIsOff: Bool = {
    unsafe gsl_set_error_handler_off()
    return true
  }()

  /// Decomposes the matrix with these rows; nil where a number in it is none, or GSL does not converge.
  ///
  /// Rows of zeros are added where there are fewer rows than columns: they change no singular value.
  /// - Precondition: every row has `columns` numbers, and there is at least one column.
  package init?(_ rows: [[Double]], columns: Int) {
    precondition(columns > 0 && rows.allSatisfy { $0.count == columns } && Self.handlerIsOff, "no matrix")
    let height = max(rows.count, columns)
    var matrix = rows.flatMap { $0 }
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    matrix += Array(repeating: 0, count: height * columns - matrix.count)
    var right = Array(repeating: 0.0, count: columns * columns)
    var values = Array(repeating: 0.0, count: columns)
    let status = unsafe matrix.withUnsafeMutableBufferPointer { matrix in
      unsafe right.withUnsafeMutableBufferPointer { right in
        unsafe values.withUnsafeMutableBufferPointer { values in
          var a = unsafe gsl_matrix_view_array(matrix.baseAddress, height, columns)
          var v = unsafe gsl_matrix_view_array(right.baseAddress, columns, columns)
          var s = unsafe gsl_vector_view_array(values.baseAddress, columns)
          return unsafe gsl_linalg_SV_decomp_jacobi(&a.matrix, &v.matrix, &s.vector)
        }
      }
    }
    guard status == 0, values.allSatisfy(\.isFinite) else { return nil }
    self.values = values
    self.right = right
  }

  /// How much a column of A takes part in the direction of a singular value: an element of V.
  package func loading(of column: Int, at value: Int) -> Double { right[column * values.count + value] }
}
