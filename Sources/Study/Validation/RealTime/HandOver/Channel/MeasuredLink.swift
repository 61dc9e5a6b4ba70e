import Kernel
import Network

/// The way between two engines as it was measured: a latency, and seconds for each byte.
package struct MeasuredLink {
  /// Bytes a second.
  package let bytesPerSecond: Double
  /// From the end of a prompt to the arrival of KV without a byte.
  package let latency: Duration

  /// The line through the medians of each size, by least squares of relative errors. Where it would begin below zero, it begins at zero.
  ///
  /// - Throws: ``InputError`` where there is no line.
  package init(_ samples: [LinkProbe.Sample]) throws(InputError) {
    let points = Dictionary(grouping: samples.filter { $0.bytes > 0 && $0.seconds > 0 }, by: \.bytes)
      .sorted { $0.key < $1.key }.map { (bytes: Double($0.key), seconds: Self.median($0.value.map(\.seconds))) }
    guard let last = points.last else {
      throw InputError("no KV went from one engine to the other in the probe of their link", remedy: "run it again")
    }
    var (weights, x, y, xx, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for point in points {
      let weight = 1 / (point.seconds * point.seconds)
      weights += weight
      x += weight * point.bytes
      y += weight * point.seconds
      xx += weight * point.bytes * point.bytes
      xy += weight * point.bytes * point.seconds
    }
    let slope = (weights * xy - x * y) / (weights * xx - x * x)
    let start = (y - slope * x) / weights
    if points.count > 1, slope.isFinite, slope > 0, start >= 0 {
      (bytesPerSecond, latency) = (1 / slope, Duration(seconds: start))
    } else {
      (bytesPerSecond, latency) = (last.bytes / last.seconds, .zero)
    }
  }

  /// As the link of a simulated replica.
  var figures: LinkFigures { LinkFigures(bytesPerSecond: max(1, Int(min(bytesPerSecond, 1e18))), latency: latency) }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
