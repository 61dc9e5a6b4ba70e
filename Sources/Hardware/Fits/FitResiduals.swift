/// How far a fit is from measurements, as shares of the measured time: 0.05 is 5 %.
public struct FitResiduals: Hashable, Sendable, Codable {
  /// Measurements that the fit used in the end.
  public var rows: Int
  /// Measurements kept aside, whole shapes at a time, none at the end of its quantity, and never seen by the fit that the errors below belong to.
  public var heldOutRows: Int
  /// Shapes kept aside; zero where single rows were, because a table has too few shapes.
  public var heldOutShapes: Int
  /// Median absolute error of the rows kept aside.
  public var medianError: Double
  /// The absolute error that nine in ten of the rows kept aside stay below.
  public var p90Error: Double
  /// The greatest absolute error of a row kept aside.
  public var worstError: Double
  /// How far the table's own rows are from the line between their neighbours; nil where no table was read.
  public var noise: TableNoise?

  /// How well a table agrees with itself: the error of each row read off the straight line, in logarithms, between its two
  /// neighbours of the same shape. A fit that has not seen the shape cannot be expected to do better.
  public struct TableNoise: Hashable, Sendable, Codable {
    /// Median absolute error of a row between its neighbours.
    public var medianError: Double
    /// The absolute error that nine in ten rows stay below.
    public var p90Error: Double

    /// Noise.
    public init(medianError: Double, p90Error: Double) {
      self.medianError = medianError
      self.p90Error = p90Error
    }
  }

  /// Residuals.
  public init(
    rows: Int, heldOutRows: Int, heldOutShapes: Int, medianError: Double, p90Error: Double, worstError: Double,
    noise: TableNoise? = nil
  ) {
    self.rows = rows
    self.heldOutRows = heldOutRows
    self.heldOutShapes = heldOutShapes
    self.medianError = medianError
    self.p90Error = p90Error
    self.worstError = worstError
    self.noise = noise
  }

  /// The greatest median and 90th percentile that a fit should have.
  public static let wanted = TableNoise(medianError: 0.05, p90Error: 0.15)

  /// Whether the fit is further off than it should be.
  public var missesTarget: Bool { medianError > Self.wanted.medianError || p90Error > Self.wanted.p90Error }

  /// Whether the table's own neighbours are as far off as no fit should be.
  public var tableMissesTarget: Bool {
    noise.map { $0.medianError > Self.wanted.medianError || $0.p90Error > Self.wanted.p90Error } ?? false
  }
}
