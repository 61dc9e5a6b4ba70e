import Foundation
import Hardware
import Kernel

/// Which rows a fit may see, and how far it is off on the others.
struct HoldOut {
  /// One row in so many is kept aside.
  private static let oneIn: UInt64 = 5

  private var stream: RandomStream

  /// Rows are dealt by a generator of this name, so that the same table is always parted the same way.
  init(name: String) { stream = RandomStream(seed: 1, name: name) }

  /// Whether the next row is kept aside.
  mutating func keepsNext() -> Bool { stream.next() % Self.oneIn == 0 }

  /// Parts rows into those to fit and those kept aside.
  static func parted<Row>(_ rows: [Row], name: String) -> (seen: [Row], kept: [Row]) {
    var holdOut = HoldOut(name: name)
    var seen: [Row] = []
    var kept: [Row] = []
    for row in rows {
      if holdOut.keepsNext() { kept.append(row) } else { seen.append(row) }
    }
    return (seen, kept)
  }

  /// The residuals of predictions, as shares of what was measured.
  static func residuals(rows: Int, kept: [(predicted: Double, measured: Double)]) -> FitResiduals {
    let errors = kept.map { abs($0.predicted / $0.measured - 1) }.sorted()
    func quantile(_ share: Double) -> Double {
      errors.isEmpty ? 0 : Self.rounded(errors[min(errors.count - 1, Int(share * Double(errors.count)))])
    }
    return FitResiduals(
      rows: rows, heldOutRows: errors.count, heldOutShapes: 0, medianError: quantile(0.5), p90Error: quantile(0.9),
      worstError: quantile(1))
  }

  private static func rounded(_ error: Double) -> Double { (error * 1e5).rounded() / 1e5 }
}
