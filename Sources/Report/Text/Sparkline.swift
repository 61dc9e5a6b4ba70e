/// A row of bars, one a value: the course of a quantity at a glance.
package enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The course of `values` in at most `width` bars, each the greatest of the values that it stands for, from 0 to the greatest
  /// of all; and how many values a bar stands for.
  package static func text(_ values: [Double], width: Int) -> (text: String, valuesPerBar: Int) {
    guard let greatest = values.max(), width > 0 else { return ("", 1) }
    let perBar = max(1, (values.count + width - 1) / width)
    var text = ""
    for start in stride(from: 0, to: values.count, by: perBar) {
      let value = values[start..<min(start + perBar, values.count)].max() ?? 0
      let level = greatest > 0 ? Int((value / greatest * Double(bars.count)).rounded(.up)) - 1 : 0
      text.append(bars[min(max(level, 0), bars.count - 1)])
    }
    return (text, perBar)
  }
}
