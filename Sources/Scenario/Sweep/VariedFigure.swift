import Kernel

/// A number of a scenario with the values that are tried of it, such as `engine.exposed_host_time=0..200/25 us`.
public struct VariedFigure: Hashable, Sendable {
  /// The dotted path.
  public let path: String
  /// The unit behind every value; empty where the key wants none.
  public let unit: String
  /// The values, ascending, in that unit.
  public let values: [Double]
  /// The values as a scenario takes them, each an assignment.
  public let assignments: [String]

  /// Reads what stands behind `--vary`.
  ///
  /// - Throws: ``InputError`` where it is not one key with three numbers or more in one unit.
  public init(_ text: String) throws(InputError) {
    let axis = try SweepAxis(text)
    let place = Place(file: "'--vary \(text.shortened)'")
    guard axis.paths.count == 1, axis.columns == axis.paths else {
      throw place.error("more than one key", remedy: "one figure at a time, as in engine.exposed_host_time=0..200/25 us")
    }
    var values: [(value: Double, unit: String, text: String)] = []
    for point in axis.points {
      let text = point.values[0].text
      let digits = text.prefix { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
      guard let value = Double(digits), value.isFinite else {
        throw place.error("'\(text.shortened)' is no number", remedy: "a range such as 0..200/25 us, or numbers with commas between")
      }
      values.append((value, String(text.dropFirst(digits.count).trimmingSpaces), text))
    }
    values.sort { $0.value < $1.value }
    guard values.count > 2, zip(values, values.dropFirst()).allSatisfy({ $0.value < $1.value && $0.unit == $1.unit }) else {
      throw place.error("a figure needs three values or more, each once and all in one unit", remedy: "a range such as 0..200/25 us")
    }
    path = axis.paths[0]
    unit = values[0].unit
    self.values = values.map(\.value)
    assignments = values.map { "\(axis.paths[0])=\($0.text)" }
  }
}
