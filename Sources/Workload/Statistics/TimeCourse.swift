/// Counts over time without knowing how long it will be: so many bins, whose width doubles when time runs past them.
struct TimeCourse: Sendable {
  private(set) var counts: [Int]
  /// Picoseconds in a bin.
  private(set) var width: Int64

  /// An empty course of `bins` bins, an even number, of a first width.
  init(bins: Int = 1024, width: Int64 = 1_000_000_000) {
    counts = Array(repeating: 0, count: bins)
    self.width = width
  }

  /// Counts one event at a time that is not negative.
  mutating func record(_ time: Int64) {
    while time / width >= Int64(counts.count) { widen() }
    counts[Int(time / width)] += 1
  }

  private mutating func widen() {
    for index in 0..<(counts.count / 2) { counts[index] = counts[2 * index] + counts[2 * index + 1] }
    for index in (counts.count / 2)..<counts.count { counts[index] = 0 }
    width = width > .max / 2 ? .max : width * 2
  }

  /// The course up to `end` in `columns` equal parts; a bin over a border is shared out by its length on each side.
  func resampled(until end: Int64, columns: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    let columnsPerBin = Double(width) * Double(columns) / Double(max(end, 1))
    for (index, count) in counts.enumerated() where count > 0 {
      let from = min(Double(index) * columnsPerBin, Double(columns) - 1e-9)
      let to = min(Double(index + 1) * columnsPerBin, Double(columns))
      var column = Int(from)
      while column < columns, Double(column) < to {
        let part = min(to, Double(column + 1)) - max(from, Double(column))
        sums[column] += Double(count) * part / max(to - from, 1e-12)
        column += 1
      }
    }
    return sums
  }
}
