import Calibration
import Foundation
import Testing

@Suite("Singular values")
struct SingularValuesTests {
  @Test("of a matrix whose values are known by hand, also of fewer rows than columns")
  func known() throws {
    let square = try #require(SingularValues([[3, 0], [4, 5]], columns: 2))
    #expect(abs(square.values[0] - 45.0.squareRoot()) < 1e-12 && abs(square.values[1] - 5.0.squareRoot()) < 1e-12)
    // Its right vectors are the diagonals.
    for (column, value) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      let loading = square.loading(of: column, at: value).magnitude
      #expect(abs(loading - 0.5.squareRoot()) < 1e-12)
    }
    let flat = try #require(SingularValues([[3, 4]], columns: 2))
    #expect(abs(flat.values[0] - 5) < 1e-12 && flat.values[1] < 1e-12)
  }

  @Test("columns that are the same but for a part in a million are nearly one direction")
  func collinear() throws {
    let rows: [[Double]] = [[1, 1], [2, 2.000002], [3, 3], [4, 4.000004], [5, 5]]
    let values = try #require(SingularValues(rows, columns: 2)).values
    #expect(values[0] / values[1] > 1e5)
  }

  @Test("a number that is none has no values")
  func notFinite() { #expect(SingularValues([[.nan, 1]], columns: 2) == nil) }
}
