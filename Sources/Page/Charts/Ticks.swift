import Foundation
import Kernel
import Report

/// The ticks of an axis: round values and how they are written.
struct Ticks: Hashable {
  /// A tick.
  struct Tick: Hashable {
    let value: Double
    let text: String
  }

  let ticks: [Tick]

  /// The ticks of an axis over a domain, about `count` of them.
  init(_ axis: Axis, over domain: ClosedRange<Double>, count: Int) {
    switch axis.scale {
    case .categories(let names):
      ticks = names.enumerated().map { Tick(value: Double($0), text: $1) }
    case .logarithmic:
      ticks = Self.decades(domain, count: count).map { Tick(value: $0, text: Self.text($0, axis.format, step: $0, most: $0)) }
    case .linear:
      let most = max(abs(domain.lowerBound), abs(domain.upperBound))
      // Times are round in the unit that they are written in.
      let unit = axis.format == .time ? Self.unit(of: most).divisor : 1
      let (rounded, roundedStep) = Self.steps(
        domain.lowerBound / unit...domain.upperBound / unit, count: count, areWhole: axis.format == .count)
      let (values, step) = (rounded.map { $0 * unit }, roundedStep * unit)
      ticks = values.map { Tick(value: $0, text: Self.text($0, axis.format, step: step, most: most)) }
    }
  }

  /// Multiples of 1, 2, 2.5 or 5 times a power of ten, no more than `count` or a few; of whole numbers no parts.
  private static func steps(_ domain: ClosedRange<Double>, count: Int, areWhole: Bool) -> (values: [Double], step: Double) {
    let width = domain.upperBound - domain.lowerBound
    guard width > 0, width.isFinite else { return ([domain.lowerBound], max(abs(domain.lowerBound), 1)) }
    let rough = max(areWhole ? 1 : 0, width / Double(max(count, 1)))
    let power = pow(10, floor(log10(rough)))
    let step = (areWhole ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10]).map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    let first = (domain.lowerBound / step - 1e-9).rounded(.up)
    let last = (domain.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return ([domain.lowerBound], step) }
    return (stride(from: first, through: last, by: 1).map { $0 * step }, step)
  }

  /// Powers of ten; with 2 and 5 between them where these are few.
  private static func decades(_ domain: ClosedRange<Double>, count: Int) -> [Double] {
    guard domain.lowerBound > 0 else { return [] }
    let first = Int(floor(log10(domain.lowerBound))), last = Int(ceil(log10(domain.upperBound)))
    let spanned = log10(domain.upperBound / domain.lowerBound)
    let between = spanned <= max(2, Double(count) / 3) ? [1.0, 2, 5] : [1.0]
    let all = (first...max(first, last)).flatMap { power in between.map { $0 * pow(10, Double(power)) } }
    let inside = all.filter { domain.lowerBound * (1 - 1e-9) <= $0 && $0 <= domain.upperBound * (1 + 1e-9) }
    guard inside.count > 2 * count else { return inside }
    let every = (inside.count + count - 1) / count
    return inside.enumerated().filter { $0.offset % every == 0 }.map(\.element)
  }

  /// A value with as many decimals as its step calls for.
  static func text(_ value: Double, _ format: Axis.Format, step: Double, most: Double) -> String {
    switch format {
    case .number, .count: return number(value, step: step, most: most)
    case .percent: return FixedDecimal.text(value * 100, digits: decimals(step * 100)) + " %"
    case .dollars:
      let text = number(value.magnitude, step: step, most: most)
      return (value < 0 ? "-$" : "$") + text
    case .time:
      if value == 0 { return "0" }
      let (divisor, unit) = unit(of: most)
      return NumberText.fixed(value / divisor, decimals: decimals(step / divisor)) + " " + unit
    }
  }

  private static func number(_ value: Double, step: Double, most: Double) -> String {
    if value == 0 { return "0" }
    for (limit, prefix) in [(1e9, "G"), (1e6, "M")] where most >= limit {
      return NumberText.fixed(value / limit, decimals: decimals(step / limit)) + " " + prefix
    }
    if step < 1e-4 && step > 0 { return String(format: "%.2g", value) }
    return NumberText.fixed(value, decimals: decimals(step))
  }

  private static func unit(of seconds: Double) -> (divisor: Double, unit: String) {
    switch seconds {
    case 172_800...: (86_400, "d")
    case 7200...: (3600, "h")
    case 120...: (60, "min")
    case 1...: (1, "s")
    case 1e-3...: (1e-3, "ms")
    default: (1e-6, "us")
    }
  }

  /// The decimals that tell multiples of a step apart.
  private static func decimals(_ step: Double) -> Int {
    guard step > 0, step.isFinite else { return 0 }
    var decimals = 0
    var scaled = step
    while decimals < 9, abs(scaled - scaled.rounded()) > 1e-6 * scaled {
      scaled *= 10
      decimals += 1
    }
    return decimals
  }
}
