/// A chart of bars, one a column, made of the blocks that terminals have: eighths of a character high, as many rows tall as is wanted.
enum BlockChart {
  private static let blocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The rows of bars for `values`, the top one first, from 0 to `most`; what is above 0 has an eighth at least.
  static func rows(_ values: [Double], most: Double, height: Int) -> [String] {
    let levels = values.map { value -> Int in
      guard value > 0, most > 0 else { return 0 }
      return min(8 * height, max(1, Int((value / most * Double(8 * height)).rounded())))
    }
    return (0..<height).map { row in
      let below = 8 * (height - 1 - row)
      return String(levels.map { blocks[min(8, max(0, $0 - below))] })
    }
  }
}
