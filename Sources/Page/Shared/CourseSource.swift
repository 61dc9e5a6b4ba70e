import Metrics
import Scenario
import Store

/// The course of runs that differ in their seed only: what their time series tell, and how they kept the objective meanwhile.
struct CourseSource {
  /// Stretches of a figure: more points than these are no more to be seen.
  private static let mostStretches = 120

  /// The stretches, in the order of time.
  let bins: [CourseBin]
  /// How the objective was kept, by the time of arrival; empty where requests are not recorded.
  let kept: [ObjectiveBin]
  /// The power of each pool; empty where there is one.
  let poolPower: [(pool: String, points: [(seconds: Double, watts: Double)])]
  /// Bins of the time series that a stretch is of.
  let binsPerStretch: Int
  /// How long a stretch is.
  let stretchSeconds: Double
  /// Runs behind it.
  let runs: Int
  /// The share that was asked for; nil where nothing was promised.
  let asked: Double?
  /// What failed, and when.
  let failures: [Scenario.PlannedFailure]
  /// When replicas crashed by chance; of runs that do not tell it, as far as requests noticed.
  let crashes: [(replica: Int, seconds: Double)]
  private let presence: PresenceSource

  /// The course of runs, of whose requests those of `recorded` are read; nil where no time series was kept.
  init?(_ source: RunSource, recorded: [Int64], presence: PresenceSource) throws {
    self.presence = presence
    let store = source.store
    let numbers = source.numbers
    guard let extent = try store.courseExtent(ofRuns: numbers) else { return nil }
    binsPerStretch = (extent.bins + Self.mostStretches - 1) / Self.mostStretches
    stretchSeconds = extent.binSeconds * Double(binsPerStretch)
    runs = numbers.count
    bins = try store.course(ofRuns: numbers, binsPerStretch: binsPerStretch)
    poolPower = try store.poolPower(ofRuns: numbers, binsPerStretch: binsPerStretch)
    asked = source.objective.map { $0.limits.isEmpty ? $0.percentileLimits.map(\.quantile).max() ?? 1 : $0.share }
    let limits = source.objective?.goodputLimits ?? []
    kept = try store.objectiveCourse(ofRuns: recorded, limits: limits, stretchSeconds: stretchSeconds)
    failures = (try? source.cluster.get().scenario.plannedFailures()) ?? []
    // Crashes by chance come at other times with every seed.
    let told = presence.crashes
    crashes = runs == 1 && failures.isEmpty ? told.isEmpty ? try store.crashes(ofRun: numbers[0]) : told : []
  }

  /// Times in which replicas started up, of a single run.
  func starting(to end: Double) -> [ClosedRange<Double>] { presence.starting(to: end) }

  /// Times in which replicas drained, of a single run.
  func draining(to end: Double) -> [ClosedRange<Double>] { presence.draining(to: end) }

  /// When the last of it ends, in seconds.
  var endSeconds: Double { bins.map(\.endSeconds).max() ?? 0 }

  /// Stretches in which fewer requests than asked for kept the objective, side by side ones as one.
  var overloads: [ClosedRange<Double>] {
    guard let asked else { return [] }
    var ranges: [ClosedRange<Double>] = []
    for bin in kept where bin.requests > 0 && bin.good < asked * bin.requests {
      let end = bin.startSeconds + stretchSeconds
      if let last = ranges.last, last.upperBound >= bin.startSeconds - stretchSeconds * 0.01 {
        ranges[ranges.count - 1] = last.lowerBound...end
      } else {
        ranges.append(bin.startSeconds...end)
      }
    }
    return ranges
  }
}
