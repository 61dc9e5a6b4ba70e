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

  /// An accuracy.
  public init(kind: OperatorKind, variant: String? = nil, format: NumberFormat? = nil, residuals: FitResiduals) {
    self.kind = kind
    self.variant = variant
    self.format = format
    self.residuals = residuals
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
    return operators.map { OperatorAccuracy(kind: $0.kind, variant: $0.variant, format: $0.format, residuals: $0.residuals) }
  }
}
