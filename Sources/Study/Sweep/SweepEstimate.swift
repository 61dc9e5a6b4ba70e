import Foundation
import Kernel
import Store

/// What a sweep would take, before it is begun.
public struct SweepEstimate: Hashable, Sendable {
  /// Processor seconds that a run takes in the mean: as little as that, and as much.
  public let secondsPerRun: ClosedRange<Double>
  /// Cells that were tried.
  public let cells: Int
  /// Bytes that a run takes in the database; nil where nothing is to be stored.
  public let bytesPerRun: Int?

  /// Runs of a trial: enough that what a run takes in the database is not lost among its pages, and for no longer than a second.
  private static let trialRuns = 2...16
  private static let trialSeconds = 1.0
  /// How much longer a run may take than in a trial, where it was alone: others share the caches and the disk with it then.
  private static let crowding = 1.5

  /// Tries cells that have runs to be made, the first and the last to begin with and then some between them, in a database of its own below
  /// `folder` that is gone afterwards, or without one where `folder` is nil; nil where no run is to be made, or nobody's clock can be read.
  ///
  /// Runs that are stored are no measure: those of an interrupted sweep are its first cells, often its cheapest.
  /// - Throws: what ``Study/run()`` throws, but for the faults of loads.
  public init?(_ sweep: SweepStudy, folder: String?) throws {
    guard let clock = sweep.study.options.clock, !sweep.study.scenarios.isEmpty else { return nil }
    let order = Self.order(of: sweep.study.scenarios.count)
    var options = sweep.study.options
    (options.threads, options.leavesOut, options.store) = (1, nil, nil)
    let path = folder.map { $0 + "/windtunnel-trial-" + RandomName.text() + ".sqlite" }
    defer { if let path { for file in [path] + StorePath.companions(of: path) { try? FileManager.default.removeItem(atPath: file) } } }
    var (sizes, seconds): ([Int], [Double]) = ([], [])
    repeat {
      let cell = sweep.study.scenarios[order[sizes.count % order.count]]
      options.seeds = sweep.study.seeds(of: cell).first.map { [$0] }
      let begun = clock()
      options.store = try path.map { try ResultStore.open(writingTo: $0) }
      let outcomes = try Study([cell], options: options, progress: sweep.study.progress).outcomes()
      try options.store?.close()
      sizes.append(path.flatMap { try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int } ?? 0)
      // A cell whose load turns out faulty has no run.
      if outcomes.contains(where: { if case .success = $0 { true } else { false } }) {
        seconds.append(clock().since(begun).cpuSeconds)
      }
    } while sizes.count < Self.trialRuns.lowerBound
      || sizes.count < Self.trialRuns.upperBound && seconds.reduce(0, +) < Self.trialSeconds
    guard let span = Self.span(seconds) else { return nil }
    secondsPerRun = span
    cells = min(sizes.count, order.count)
    // What the first run brings with it, such as the tables themselves and the profiles, is there for all that follow.
    bytesPerRun = path == nil ? nil : max(0, (sizes[sizes.count - 1] - sizes[0]) / (sizes.count - 1))
  }

  /// The places of cells in the order in which they are tried: the ends, the middle, the middles of the halves, and so on.
  static func order(of count: Int) -> [Int] {
    var order: [Int] = []
    var fractions = [0.0, 1]
    var parts = 2.0
    while fractions.count <= trialRuns.upperBound {
      fractions += stride(from: 1, to: parts, by: 2).map { $0 / parts }
      parts *= 2
    }
    for fraction in fractions {
      let place = Int((fraction * Double(count - 1)).rounded())
      if !order.contains(place) { order.append(place) }
    }
    return Array(order.prefix(trialRuns.upperBound))
  }

  /// Between what the mean of all may lie by those that were tried: two standard errors about theirs, never beyond the cheapest and the
  /// dearest of them.
  static func span(_ seconds: [Double]) -> ClosedRange<Double>? {
    guard let least = seconds.min(), let most = seconds.max() else { return nil }
    let count = Double(seconds.count)
    let mean = seconds.reduce(0, +) / count
    let squares = seconds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let half = count > 1 ? 2 * (squares / (count - 1) / count).squareRoot() : 0
    return max(least, mean - half)...(min(most, mean + half) * crowding)
  }
}
