import Kernel

/// Strict reading: no unknown key, no rate that is not positive.
extension ReferenceTime: Decodable {
  /// Reads a reference.
  ///
  /// - Throws: `DecodingError` that names the figure.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func positive(_ key: CodingKeys) throws -> Double {
      let value = try values.decode(Double.self, forKey: key)
      guard value > 0, value < 1e30 else { throw decoder.fault("\(value) is no positive figure", at: key) }
      return value
    }
    self.init(
      form: try values.decode(Form.self, forKey: .form), launchSeconds: try positive(.launchSeconds),
      flopsPerSecond: values.contains(.flopsPerSecond) ? try positive(.flopsPerSecond) : nil,
      bytesPerSecond: try positive(.bytesPerSecond), bytesPerValue: try positive(.bytesPerValue),
      processors: try values.decodeIfPresent(Int.self, forKey: .processors),
      cache: try values.decodeIfPresent(Cache.self, forKey: .cache),
      growth: try values.decodeIfPresent(MemberGrowth.self, forKey: .growth))
    if let processors, processors < 1 { throw decoder.fault("\(processors) processors", at: CodingKeys.processors) }
    if let growth, !(abs(growth.launchExponent) < 9 && abs(growth.rateExponent) < 9) {
      throw decoder.fault(
        "powers of \(growth.launchExponent) and \(growth.rateExponent) where small ones should stand", at: CodingKeys.growth)
    }
    if let cache, !(cache.bytes > 0 && cache.bytesPerSecond > 0) {
      throw decoder.fault("a cache of \(cache.bytes) bytes at \(cache.bytesPerSecond) bytes/s", at: CodingKeys.cache)
    }
  }
}
