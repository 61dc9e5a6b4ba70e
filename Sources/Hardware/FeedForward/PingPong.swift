import Kernel
import Model

/// Micro-batches that go from attention to the feed-forward workers and back in every layer, one behind the other.
///
/// A layer is a way over four stations, each of which serves one micro-batch at a time: attention, the link there, the feed-forward, the
/// link back. The first micro-batch begins its next layer when it is back, the others stay behind it. A step of m micro-batches
/// through L layers whose busiest station takes b, and whose way takes w, lasts
/// `(L - 1) x max(m b, w) + w + (m - 1) b`; where m b is the longer, that is formula (5) of MegaScale-Infer (arXiv 2504.02263).
package struct PingPong: Hashable, Sendable {
  /// Layers, all taken as alike.
  package var layers: Int
  /// Micro-batches, all as large.
  package var microBatches: Int

  /// A way of so many layers for so many micro-batches.
  package init(layers: Int, microBatches: Int) {
    self.layers = layers
    self.microBatches = microBatches
  }

  /// The time of a step, of which attention takes a line over context for one micro-batch through all layers, and the other stations
  /// `others`, in picoseconds. The answer holds up to where another station would become the busiest.
  package func time(attention: ContextLine, others: [Int64], context: GroupValues<Int>) -> ContextLine {
    let stations = others.map(Double.init)
    let (own, rest, busiest) = (Double(attention.value(at: context)), stations.reduce(0, +), stations.max() ?? 0)
    let count = Double(microBatches)
    // Shares of attention's own time and constants, in parts of a layer, and attention's times at which others would be the longer.
    var (share, constant) = own > busiest ? (count, rest) : (1, rest + (count - 1) * busiest)
    var corners = own > busiest ? [] : [busiest]
    let periods = [(share: count, constant: 0), (share: 1, constant: rest), (share: 0, constant: count * busiest)]
    var longest = periods[0]
    for one in periods.dropFirst() where one.share * own + one.constant > longest.share * own + longest.constant { longest = one }
    for one in periods where one.share > longest.share { corners.append((longest.constant - one.constant) / (one.share - longest.share)) }
    share += Double(layers - 1) * longest.share
    constant += Double(layers - 1) * longest.constant
    func part(_ value: Double) -> Int64 { Int64(min(value / Double(layers), 4e18).rounded()) }
    var line = ContextLine(
      base: part(share * Double(attention.base) + constant), slopes: attention.slopes.map { part(share * Double($0)) },
      limit: attention.limit)
    let growth = attention.slopes.sum
    if growth > 0 {
      for corner in corners {
        let tokens = max(0, (corner - own) / Double(growth)).rounded(.down)
        line.limit = min(line.limit, context.whole + Int(min(tokens, 1e15)))
      }
    }
    return line
  }
}
