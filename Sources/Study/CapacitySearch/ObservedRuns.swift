import Kernel
import Metrics
import Scenario
import Serving

/// The runs of one scenario with what conditions on single requests and tokens need.
public struct ObservedRuns: Sendable {
  /// The runs.
  public let replications: Replications
  /// When tokens came, a run; empty unless it was asked for.
  let timelines: [TokenTimeline]

  /// Whether every request that arrived was served.
  var isComplete: Bool { replications.runs.allSatisfy { $0.summary.counts.finished == $0.summary.counts.arrived } }

  /// Requests of all runs that kept the pace, over those that arrived.
  func paceKept(_ pace: TokenPace) -> PaceTally {
    var tally = PaceTally()
    for timeline in timelines { tally += timeline.tally(pace) }
    tally.arrived = replications.total { $0.counts.arrived }
    return tally
  }

  /// Carries out the runs of all scenarios as one study.
  ///
  /// - Throws: what ``Study/run()`` throws.
  static func carryOut(
    _ scenarios: [PreparedScenario], options: StudyOptions, progress: StudyProgress, keepsRecords: Bool, keepsTokens: Bool
  ) throws -> [ObservedRuns] {
    var options = options
    options.keepsRecords = keepsRecords
    let timelines = TimelineShelf()
    if keepsTokens {
      options.listener = { scenario, seed in
        let observer = TokenTimelineObserver()
        return (observer, { _ in timelines.add(observer.timeline, scenario: scenario.scenario.hash, seed: seed) })
      }
    }
    let results = try Study(scenarios, options: options, progress: progress).run()
    return zip(scenarios, results).map { scenario, replications in
      ObservedRuns(
        replications: replications,
        timelines: keepsTokens ? replications.runs.compactMap { timelines.timeline(scenario: scenario.scenario.hash, seed: $0.seed) } : [])
    }
  }
}

/// Where the threads of a study leave their timelines; looked up by key and never gone through, so that order cannot matter.
private final class TimelineShelf: Sendable {
  private struct Key: Hashable {
    let scenario: String
    let seed: UInt64
  }

  private let timelines = LockedValue<[Key: TokenTimeline]>([:])

  func add(_ timeline: TokenTimeline, scenario: String, seed: UInt64) {
    timelines.withLock { $0[Key(scenario: scenario, seed: seed)] = timeline }
  }

  func timeline(scenario: String, seed: UInt64) -> TokenTimeline? {
    timelines.withLock { $0[Key(scenario: scenario, seed: seed)] }
  }
}
