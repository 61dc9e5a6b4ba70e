import Kernel

/// A line of ticks below a chart, and a line of the times that they stand for.
struct TimeAxis {
  /// The two lines.
  let lines: [String]

  /// Columns between ticks at least.
  private static let spacing = 10
  private static let units: [(seconds: Double, name: String)] = [
    (86_400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"),
  ]

  /// An axis of so many columns from `from` to `to`, with ticks at round times; in the greatest unit of which the axis holds two.
  init(from: Double, to: Double, columns: Int) {
    let length = to - from
    let unit = Self.units.first { length >= 2 * $0.seconds } ?? Self.units[Self.units.count - 1]
    let least = length / unit.seconds * Double(Self.spacing) / Double(max(1, columns))
    var step = 1e-3
    let factors = [2.0, 2.5, 2.0]
    var turn = 0
    while step < least {
      step *= factors[turn % 3]
      turn += 1
    }
    var (ticks, labels) = (Array(repeating: Character("─"), count: columns), "")
    var tick = (from / unit.seconds / step).rounded(.up) * step
    while tick * unit.seconds < to {
      let column = Int((tick * unit.seconds - from) / length * Double(columns))
      guard column < columns else { break }
      ticks[column] = column == 0 ? "├" : "┼"
      let label = Self.text(tick, step) + " " + unit.name
      if column >= labels.count && column + label.count <= columns {
        labels += String(repeating: " ", count: column - labels.count) + label + " "
      }
      tick += step
    }
    lines = [String(ticks), labels.withoutTrailingBlanks]
  }

  /// A tick with the decimals that its step has.
  private static func text(_ tick: Double, _ step: Double) -> String {
    var (decimals, rest) = (0, step)
    while decimals < 3 && (rest - rest.rounded()).magnitude > 1e-9 {
      decimals += 1
      rest *= 10
    }
    return NumberText.fixed(tick, decimals: decimals)
  }
}
