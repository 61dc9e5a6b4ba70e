import Foundation
import Kernel
import Store

/// What a sweep would take, before it is begun.
public struct SweepEstimate: Hashable, Sendable {
  /// What the time of a run was taken from.
  public enum Source: Hashable, Sendable {
    /// So many of the sweep's own runs that are stored.
    case stored(Int)
    /// A trial of the first cell that has runs to be made.
    case trial
  }

  /// Processor seconds of a run.
  public let secondsPerRun: Double
  /// What that was taken from.
  public let source: Source
  /// Bytes that a run takes in the database; nil where nothing is to be stored.
  public let bytesPerRun: Int?

  /// Runs of a trial: enough that what a run takes in the database is not lost among its pages, and for no longer than a second.
  private static let trialRuns = 2...16
  private static let trialSeconds = 1.0

  /// Tries the first cell that has runs to be made, in a database of its own below `folder` that is gone afterwards, or without one
  /// where `folder` is nil; nil where no run is to be made, or nobody's clock can be read.
  ///
  /// - Throws: what ``Study/run()`` throws.
  public init?(_ sweep: SweepStudy, folder: String?) throws {
    guard let first = sweep.study.scenarios.first, let clock = sweep.study.options.clock,
      let seed = sweep.study.seeds(of: first).first
    else { return nil }
    var options = sweep.study.options
    (options.threads, options.seeds, options.leavesOut, options.store) = (1, [seed], nil, nil)
    let begun = clock()
    func spent() -> Double { clock().since(begun).cpuSeconds }
    let path = folder.map { $0 + "/windtunnel-trial-" + RandomName.text() + ".sqlite" }
    defer { if let path { for file in [path] + StorePath.companions(of: path) { try? FileManager.default.removeItem(atPath: file) } } }
    var sizes: [Int] = []
    repeat {
      options.store = try path.map { try ResultStore.open(writingTo: $0) }
      _ = try Study([first], options: options, progress: sweep.study.progress).run()
      try options.store?.close()
      sizes.append(path.flatMap { try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int } ?? 0)
    } while sizes.count < Self.trialRuns.lowerBound || sizes.count < Self.trialRuns.upperBound && spent() < Self.trialSeconds
    let trial = spent() / Double(sizes.count)
    let stored = sweep.known.flatMap { $0 }.compactMap(\.cpuSeconds)
    secondsPerRun = stored.isEmpty ? trial : stored.reduce(0, +) / Double(stored.count)
    source = stored.isEmpty ? .trial : .stored(stored.count)
    // What the first run brings with it, such as the tables themselves and the profiles, is there for all that follow.
    bytesPerRun = path == nil ? nil : max(0, (sizes[sizes.count - 1] - sizes[0]) / (sizes.count - 1))
  }
}
