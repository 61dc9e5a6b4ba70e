import Foundation

/// An axis laid out: where its values are in a drawing.
struct AxisScale {
  let axis: Axis
  let domain: ClosedRange<Double>
  /// Where the domain's ends are; the first may be the greater, as of an axis that rises.
  let start: Double
  let end: Double

  /// Lays an axis out over what the marks need.
  init(_ axis: Axis, values: [Double], start: Double, end: Double) {
    self.axis = axis
    self.start = start
    self.end = end
    domain = axis.domain.flatMap { Self.isUsable($0, axis) ? $0 : nil } ?? Self.domain(axis, values)
  }

  private static func isUsable(_ domain: ClosedRange<Double>, _ axis: Axis) -> Bool {
    domain.lowerBound.isFinite && domain.upperBound.isFinite && domain.upperBound > domain.lowerBound
      && (axis.scale != .logarithmic || domain.lowerBound > 0)
  }

  private static func domain(_ axis: Axis, _ values: [Double]) -> ClosedRange<Double> {
    switch axis.scale {
    case .categories(let names): return -0.5...Double(max(1, names.count)) - 0.5
    case .logarithmic:
      let known = values.filter { $0.isFinite && $0 > 0 }
      guard let least = known.min(), let most = known.max() else { return 1...10 }
      let spare = most > least * 1.001 ? pow(most / least, 0.04) : 1.5
      return least / spare...most * spare
    case .linear:
      let known = values.filter(\.isFinite)
      guard var least = known.min(), var most = known.max() else { return 0...1 }
      let isFromZero = axis.beginsAtZero && least >= 0
      if isFromZero { least = 0 }
      if most <= least { (least, most) = least == 0 ? (0, 1) : (least - abs(least) * 0.1, most + abs(most) * 0.1) }
      let spare = (most - least) * 0.05
      return (isFromZero ? 0 : least - spare)...most + spare
    }
  }

  /// Where a value is; nil of one that has no place.
  func place(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if axis.scale == .logarithmic {
      guard value > 0 else { return nil }
      let share = log(value / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
      return start + share * (end - start)
    }
    return start + (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound) * (end - start)
  }

  /// Whether a value is in the domain.
  func contains(_ value: Double) -> Bool { domain.contains(value) }

  /// Ticks with about so many pixels between them.
  func ticks(every pixels: Double) -> [Ticks.Tick] {
    Ticks(axis, over: domain, count: max(2, Int(abs(end - start) / pixels))).ticks.filter { contains($0.value) }
  }

  /// How far apart two categories are.
  var step: Double { abs(end - start) / (domain.upperBound - domain.lowerBound) }
}
