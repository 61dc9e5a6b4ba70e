import Kernel
import Model

/// In a file, pins and ranges are objects keyed by quantity. Reading is strict: no unknown key, ranges that are ranges, errors
/// that are shares.
extension OperatorFit: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case kind = "operator"
    case variant, format, pins, ranges, surface, residuals
  }

  /// Reads a fit.
  ///
  /// - Throws: `DecodingError` that says what is wrong.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func quantity(_ name: String, _ key: CodingKeys) throws -> OperatorQuantity {
      guard let quantity = OperatorQuantity(rawValue: name) else { throw decoder.fault("'\(name)' is no quantity", at: key) }
      return quantity
    }
    let pins = try values.decode([String: Double].self, forKey: .pins).map { name, value in
      guard value > 0, value < 1e18 else { throw decoder.fault("'\(name)' is pinned at \(value)", at: CodingKeys.pins) }
      return Pin(try quantity(name, .pins), value)
    }
    let ranges = try values.decode([String: [Double]].self, forKey: .ranges).map { name, bounds in
      guard bounds.count == 2, bounds[0] >= 0, bounds[0] <= bounds[1], bounds[1] < 1e18 else {
        throw decoder.fault("'\(name)' goes over \(bounds) where the least and the greatest should stand", at: CodingKeys.ranges)
      }
      return Range(try quantity(name, .ranges), bounds[0], bounds[1])
    }
    self.init(
      kind: try values.decode(OperatorKind.self, forKey: .kind), variant: try values.decodeIfPresent(String.self, forKey: .variant),
      format: try values.decodeIfPresent(NumberFormat.self, forKey: .format), pins: pins, ranges: ranges,
      surface: try values.decode(ResponseSurface.self, forKey: .surface),
      residuals: try values.decode(FitResiduals.self, forKey: .residuals))
    let errors = [residuals.medianError, residuals.p90Error, residuals.worstError]
    guard errors.allSatisfy({ $0 >= 0 && $0 < 1e9 }), residuals.rows >= 0, residuals.heldOutRows >= 0 else {
      throw decoder.fault("residuals are counts and shares of 0 or more", at: CodingKeys.residuals)
    }
  }

  /// Writes the fit.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(kind, forKey: .kind)
    try values.encodeIfPresent(variant, forKey: .variant)
    try values.encodeIfPresent(format, forKey: .format)
    try values.encode(Dictionary(uniqueKeysWithValues: pins.map { ($0.quantity.rawValue, $0.value) }), forKey: .pins)
    try values.encode(
      Dictionary(uniqueKeysWithValues: ranges.map { ($0.quantity.rawValue, [$0.least, $0.greatest]) }), forKey: .ranges)
    try values.encode(surface, forKey: .surface)
    try values.encode(residuals, forKey: .residuals)
  }
}
