import Kernel

/// What the repeats of one point gave: the median of every part, and how much the repeats disagree.
package struct StepSample: Sendable {
  /// One run of the point.
  package struct Run: Sendable {
    package var times: StepTimes
    /// Share of the time in which the step waited for the processor.
    package var waitedShare: Double

    package init(times: StepTimes, waitedShare: Double) {
      self.times = times
      self.waitedShare = waitedShare
    }
  }

  /// The step.
  let point: StepPoint
  private var runs: [Run] = []

  package init(_ point: StepPoint) { self.point = point }

  package mutating func add(_ run: Run) { runs.append(run) }

  /// A run that waited longer than this was disturbed.
  private static let waitedLimit = 0.01

  /// The runs that count: those in which the system left the processor to the step, if there are two of them. Otherwise
  /// all: their times are the thread's own, though caches were not theirs alone.
  package var repeats: [StepTimes] {
    let undisturbed = runs.filter { $0.waitedShare <= Self.waitedLimit }
    return (undisturbed.count >= 2 ? undisturbed : runs).map(\.times)
  }

  /// Runs so far, of any kind.
  var taken: Int { runs.count }
  /// Runs in which the system took the processor away.
  package var disturbedRuns: Int { runs.count { $0.waitedShare > Self.waitedLimit } }
  /// Whether there are as many undisturbed runs as are wanted, or it was tried twice as often.
  func isComplete(_ wanted: Int) -> Bool { runs.count - disturbedRuns >= wanted || runs.count >= 2 * wanted }

  /// Median seconds of a part.
  package func seconds(_ part: ExecutedPart) -> Double { Self.median(repeats.map { $0[part].seconds }) }

  /// Median seconds of the whole step.
  package var total: Double { Self.median(totals) }

  /// Mean seconds of the whole step.
  var mean: Double { totals.reduce(0, +) / Double(totals.count) }

  /// Mean over median of the whole step, less one: what rare slow repeats add.
  var excess: Double { mean / total - 1 }

  /// Relative scatter: 1.4826 x the median distance from the median, which is the deviation of a normal distribution.
  package var noise: Double { Self.scatter(totals) }

  /// The relative scatter of one part; 0 where a step has no such part.
  func noise(of part: ExecutedPart) -> Double { Self.scatter(repeats.map { $0[part].seconds }) }

  private static func scatter(_ values: [Double]) -> Double {
    let middle = median(values)
    return middle > 0 ? 1.4826 * median(values.map { abs($0 - middle) }) / middle : 0
  }

  /// Repeats further from the median than five deviations and 10 %.
  package var outliers: Int {
    let (median, limit) = (total, max(5 * noise, 0.1))
    return totals.count { abs($0 / median - 1) > limit }
  }

  private var totals: [Double] { repeats.map(\.total.seconds) }

  /// The middle value, or the mean of the two.
  package static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    if sorted.isEmpty { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
