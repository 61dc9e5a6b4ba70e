import Foundation
import Kernel

/// In a file, factors stand in lines of text, one for each stretch along the last axes, so that people can read them.
extension ResponseSurface: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case reference, axes, factors }

  /// Reads a surface.
  ///
  /// - Throws: `DecodingError` that says what is wrong with the knots or the factors.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let reference = try values.decode(ReferenceTime.self, forKey: .reference)
    let axes = try values.decode([Axis].self, forKey: .axes)
    for axis in axes {
      let rising = zip(axis.knots, axis.knots.dropFirst()).allSatisfy { $0 < $1 }
      guard let first = axis.knots.first, first > 0, rising, axis.knots.allSatisfy(\.isFinite) else {
        throw decoder.fault("the knots of '\(axis.quantity.rawValue)' are not positive and ascending", at: CodingKeys.axes)
      }
    }
    let factors = try Self.factors(of: try values.decode([String].self, forKey: .factors), decoder)
    let points = axes.reduce(1) { count, axis in count.multipliedReportingOverflow(by: axis.knots.count).partialValue }
    guard factors.count == points else {
      throw decoder.fault("\(factors.count) factors stand where the knots make \(points)", at: CodingKeys.factors)
    }
    self.init(reference: reference, axes: axes, factors: factors)
  }

  private static func factors(of lines: [String], _ decoder: any Decoder) throws -> [Double] {
    var factors: [Double] = []
    for line in lines {
      let bytes = Array(line.utf8)
      var start = 0
      // A word ends at a space or with its line. Parts of the array, made one for each word, would take longer than the numbers.
      for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: " ") {
        if start < end {
          guard let factor = DecimalReader.double(bytes.span.extracting(start..<end)), factor > 0, factor.isFinite else {
            let word = String(decoding: bytes[start..<end], as: UTF8.self)
            throw decoder.fault("the factor '\(word)' is no positive number", at: CodingKeys.factors)
          }
          factors.append(factor)
        }
        start = end + 1
      }
    }
    return factors
  }

  /// Writes the surface.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(reference, forKey: .reference)
    try values.encode(axes, forKey: .axes)
    // As many of the last axes as make lines that are worth one.
    var width = 1
    for axis in axes.reversed() where width < 12 { width *= axis.knots.count }
    let lines = stride(from: 0, to: factors.count, by: width).map { start in
      factors[start..<(start + width)].map { "\($0)" }.joined(separator: " ")
    }
    try values.encode(lines, forKey: .factors)
  }
}
