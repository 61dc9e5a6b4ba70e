import Model

/// How far a profile's fits of one operator are off, taken together: a line of the table that `windtunnel list profiles` prints.
public struct OperatorAccuracy: Hashable, Sendable, Codable {
  /// The operator.
  public var kind: OperatorKind
  /// Which code ran, where the kind has several.
  public var variant: String?
  /// The format of weights, or of the KV cache for attention.
  public var format: NumberFormat?
  /// Rows and errors of all its fits.
  public var residuals: FitResiduals

  /// The shape that the fit was made for, where the line is of a single fit; not written to files, for the fits say it there.
  public var pins: [OperatorFit.Pin] = []

  /// An accuracy.
  public init(
    kind: OperatorKind, variant: String? = nil, format: NumberFormat? = nil, residuals: FitResiduals, pins: [OperatorFit.Pin] = []
  ) {
    self.kind = kind
    self.variant = variant
    self.format = format
    self.residuals = residuals
    self.pins = pins
  }

  private enum CodingKeys: String, CodingKey {
    case kind = "operator"
    case variant, format, residuals
  }
}

extension CalibrationProfile {
  /// The errors of each operator: over all its fits where the profile says them, else of each fit.
  public var accuracyTable: [OperatorAccuracy] {
    guard accuracy.isEmpty else { return accuracy }
    return operators.map {
      OperatorAccuracy(kind: $0.kind, variant: $0.variant, format: $0.format, residuals: $0.residuals, pins: $0.pins)
    }
  }
}
