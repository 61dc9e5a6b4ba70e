import Foundation
import Kernel

/// What a table of fp8 products by blocks says beside one of fp8 products.
///
/// AIConfigurator's were timed with the host's launches: up to some shape every row takes as long as the host does, 60 to 180 us on
/// Hopper, 160 to 240 on B200, 300 and more on GB200 and L40S, where kernels by themselves take a few (an H200 measured 5 us:
/// `docs/GPU-measurements.md`). Engines decode from captured graphs, so that these rows say nothing of a server; the rows above say how
/// much longer a product by blocks takes than one with a scale for each row, which is what cost models take over.
struct BlockScaledComparison {
  /// Rows that every product is shorter than its launch for, in multiplications.
  private static let smallProduct = Double(1 << 28)
  /// The least width whose kernel is one that servers run.
  private static let leastWidth = 512.0

  /// Rows of the table of blocks.
  let count: Int
  /// What the host takes: nine in ten small products are done by then.
  let floorSeconds: Double
  /// Times over those of fp8 products of the same shape, where these by themselves take longer than the host: up to 256 rows, and above.
  let ratios: (few: [Double], many: [Double])

  init(_ blocks: TimingTable, with products: TimingTable) throws(InputError) {
    let own = try Self.times(blocks)
    let others = Dictionary(try Self.times(products).map { ($0.shape, $0.seconds) }) { one, _ in one }
    count = own.count
    let small = own.filter { $0.shape.reduce(1, *) < Self.smallProduct }.map(\.seconds).sorted()
    let floor = small.isEmpty ? 0 : small[small.count * 9 / 10]
    floorSeconds = floor
    let clear = own.compactMap { row -> (rows: Double, ratio: Double)? in
      guard row.shape[1] >= Self.leastWidth, row.shape[2] >= Self.leastWidth, let other = others[row.shape], other > floor else {
        return nil
      }
      return (row.shape[0], row.seconds / other)
    }
    ratios = (clear.filter { $0.rows <= 256 }.map(\.ratio), clear.filter { $0.rows > 256 }.map(\.ratio))
  }

  private static func times(_ table: TimingTable) throws(InputError) -> [(shape: [Double], seconds: Double)] {
    let columns = (try table.counts("m"), try table.counts("n"), try table.counts("k"))
    return try table.seconds("latency_ms", unit: 1e-3).enumerated().map { row, seconds in
      ([columns.0[row], columns.1[row], columns.2[row]], seconds)
    }
  }

  /// What a reader should know of the table.
  var remark: String {
    func told(_ ratios: [Double], _ rows: String) -> String? {
      guard !ratios.isEmpty else { return nil }
      let median = String(format: "%.2f", ratios.sorted()[ratios.count / 2])
      return "\(median) of their time \(rows) (median of \(ratios.count))"
    }
    let found = [told(ratios.few, "up to 256 rows"), told(ratios.many, "above")].compactMap(\.self)
    let floor = String(format: "%.0f", floorSeconds * 1e6)
    let clear =
      found.isEmpty ? "no product of fp8 takes as long" : "where products of fp8 take longer, blocks take " + found.joined(separator: ", ")
    return "fp8 by blocks is priced from the table of fp8, for its own \(count) rows were timed with the host, which takes \(floor) us; "
      + clear
  }
}
