import Model

/// Strict reading: no unknown key, ranges that are ranges, errors that are shares.
extension OperatorFit: Decodable {
  /// Reads a fit.
  ///
  /// - Throws: `DecodingError` that says what is wrong.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      kind: try values.decode(OperatorKind.self, forKey: .kind), variant: try values.decodeIfPresent(String.self, forKey: .variant),
      format: try values.decodeIfPresent(NumberFormat.self, forKey: .format), pins: try values.decode([Pin].self, forKey: .pins),
      ranges: try values.decode([Range].self, forKey: .ranges), surface: try values.decode(ResponseSurface.self, forKey: .surface),
      residuals: try values.decode(FitResiduals.self, forKey: .residuals))
    for pin in pins where !(pin.value > 0 && pin.value < 1e18) {
      throw decoder.fault("'\(pin.quantity.rawValue)' is pinned at \(pin.value)", at: CodingKeys.pins)
    }
    for range in ranges where !(range.least >= 0 && range.least <= range.greatest && range.greatest < 1e18) {
      throw decoder.fault("'\(range.quantity.rawValue)' goes from \(range.least) to \(range.greatest)", at: CodingKeys.ranges)
    }
    let errors = [residuals.medianError, residuals.p90Error, residuals.worstError]
    guard errors.allSatisfy({ $0 >= 0 && $0 < 1e9 }), residuals.rows >= 0, residuals.heldOutRows >= 0 else {
      throw decoder.fault("residuals are counts and shares of 0 or more", at: CodingKeys.residuals)
    }
  }
}
