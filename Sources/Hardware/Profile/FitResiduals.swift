/// How far a fit is from measurements, as shares of the measured time: 0.05 is 5 %.
public struct FitResiduals: Hashable, Sendable, Codable {
  /// Measurements that the fit used in the end.
  public var rows: Int
  /// Measurements kept aside, whole shapes at a time, and never seen by the fit that the errors below belong to.
  public var heldOutRows: Int
  /// Shapes kept aside; zero where single rows were, because a table has too few shapes.
  public var heldOutShapes: Int
  /// Median absolute error of the rows kept aside.
  public var medianError: Double
  /// The absolute error that nine in ten of the rows kept aside stay below.
  public var p90Error: Double
  /// The greatest absolute error of a row kept aside.
  public var worstError: Double

  /// Residuals.
  public init(rows: Int, heldOutRows: Int, heldOutShapes: Int, medianError: Double, p90Error: Double, worstError: Double) {
    self.rows = rows
    self.heldOutRows = heldOutRows
    self.heldOutShapes = heldOutShapes
    self.medianError = medianError
    self.p90Error = p90Error
    self.worstError = worstError
  }
}
