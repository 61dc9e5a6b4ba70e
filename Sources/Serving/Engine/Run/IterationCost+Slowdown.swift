import Hardware
import Kernel

extension IterationCost {
  /// Stretches all times of the line, each rounded once, so that it stays a line in whole picoseconds. Energy above idle is
  /// that of the work, which is the same.
  mutating func slow(permille: Int64) {
    base = Self.slowed(base, permille)
    perContextToken = Self.slowed(perContextToken, permille)
    perWindowToken = Self.slowed(perWindowToken, permille)
  }

  private static func slowed(_ time: Duration, _ permille: Int64) -> Duration {
    let (product, overflow) = time.picoseconds.multipliedReportingOverflow(by: permille)
    return overflow ? Duration(picoseconds: .max / 2) : Duration(picoseconds: (product + 500) / 1000)
  }
}
