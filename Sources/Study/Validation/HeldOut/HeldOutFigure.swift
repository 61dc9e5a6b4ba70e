import Kernel

/// One figure of the simulator, tried at several values against measurements: which value comes nearest, how sure that is, and how far off
/// it is of what was left out of its choice.
///
/// Between two values errors are taken for straight lines. The best value is the one with the least median of absolute errors.
struct HeldOutFigure {
  /// A measured thing with the signed relative errors that its simulations have, one at each value.
  struct Point {
    /// The model that it is of.
    let family: String
    /// The engine's preset, with its version; nil where that is not known.
    let engine: String?
    let errors: [Double]
    /// The error of the simulator as it is.
    let shipped: Double
  }

  /// A part of the points with the best value of all others.
  struct Fold {
    let name: String
    let points: Int
    /// The best value of the rest; nil where there is none.
    let value: Double?
    /// The median absolute error of the part at that value.
    let error: Double?
    /// That of the simulator as it is.
    let shipped: Double?
  }

  /// The values that were tried, ascending.
  let values: [Double]
  let points: [Point]

  /// How many parts the way from one value to the next is looked at in.
  private static let parts = 16
  /// How often points are drawn anew for the interval.
  private static let draws = 400

  /// The signed error of a point at a value within those that were tried.
  static func error(_ point: Point, at value: Double, of values: [Double]) -> Double {
    let above = values.firstIndex { $0 >= value } ?? values.count - 1
    if above == 0 { return point.errors[0] }
    let share = (value - values[above - 1]) / (values[above] - values[above - 1])
    return point.errors[above - 1] + share * (point.errors[above] - point.errors[above - 1])
  }

  private func median(_ points: [Point], at value: Double) -> Double? {
    points.map { Self.error($0, at: value, of: values).magnitude }.quantile(0.5)
  }

  /// The places at which the errors are looked at.
  private var places: [Double] {
    var places = [values[0]]
    for (low, high) in zip(values, values.dropFirst()) {
      for part in 1...Self.parts { places.append(low + (high - low) * Double(part) / Double(Self.parts)) }
    }
    return places
  }

  /// The best value of some points; of equal ones the middle. Nil of no points.
  func best(_ points: [Point]) -> Double? {
    let medians = places.compactMap { place in median(points, at: place).map { (place: place, error: $0) } }
    guard let least = medians.map(\.error).min() else { return nil }
    let equal = medians.filter { $0.error <= least * (1 + 1e-9) }
    return equal[equal.count / 2].place
  }

  /// Between which values the best one lies in 95 of 100 draws of as many points, of which some come more than once and others not.
  func interval() -> ClosedRange<Double>? {
    guard points.count > 2 else { return nil }
    var stream = RandomStream(seed: 1, name: "held-out figure")
    let found = (0..<Self.draws).compactMap { _ in best(points.indices.map { _ in points[stream.integer(below: points.count)] }) }
    guard let low = found.quantile(0.025), let high = found.quantile(0.975) else { return nil }
    return low...high
  }

  /// Each model left out, and each version of the engine where there are several.
  func folds() -> [Fold] {
    let families = Self.names(points.map(\.family)).map { name in fold(name) { $0.family == name } }
    let engines = Self.names(points.compactMap(\.engine))
    return families + (engines.count > 1 ? engines.map { name in fold(name) { $0.engine == name } } : [])
  }

  private func fold(_ name: String, _ isOut: (Point) -> Bool) -> Fold {
    let out = points.filter(isOut)
    let value = best(points.filter { !isOut($0) })
    return Fold(
      name: name, points: out.count, value: value, error: value.flatMap { median(out, at: $0) },
      shipped: out.map(\.shipped.magnitude).quantile(0.5))
  }

  /// All points at their best value.
  func all() -> Fold {
    let value = best(points)
    return Fold(
      name: "nothing", points: points.count, value: value, error: value.flatMap { median(points, at: $0) },
      shipped: points.map(\.shipped.magnitude).quantile(0.5))
  }

  private static func names(_ all: [String]) -> [String] {
    var names: [String] = []
    for name in all where !names.contains(name) { names.append(name) }
    return names
  }
}
