import Record
import Store

/// Which replicas of runs of one scenario were there, over time: what the autoscaler and failures made of each pool.
struct PresenceSource {
  /// A pool in one run.
  struct Course {
    /// Replicas that take requests.
    var serving: StepLine
    /// Replicas that are switched on, and draw power and cost money.
    var on: StepLine
  }

  /// A pool.
  struct Pool {
    let name: String
    let replicas: Int
    /// Its course in each run.
    let courses: [Course]
  }

  /// A replica that comes or goes in a run.
  struct Change {
    let seconds: Double
    let pool: String
    let replica: Int
    let kind: ReplicaChange.Kind
    let serving: Int
  }

  /// The pools.
  let pools: [Pool]
  /// What happened to replicas after the start, in the order of time, of the one run that there is; empty of several.
  let changes: [Change]
  /// Whether some replica came or went in any of the runs.
  let isChanging: Bool
  /// Whether replicas came and went of which the database does not tell when.
  let isUntold: Bool
  /// Runs behind it.
  let runs: Int

  /// The course of the pools of `source`, whose work is given.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  init(_ source: RunSource, pools work: [PoolWork]) throws {
    let told = try source.store.replicaChanges(ofRuns: source.numbers)
    let known = told.compactMap { $0 }
    runs = known.count
    let wereAway = work.contains { $0.crashes > 0 || $0.onSeconds < Double($0.replicas) * $0.runSeconds * 0.999999 }
    isUntold = known.count < told.count && wereAway
    isChanging = !isUntold && known.contains { !$0.isEmpty }
    pools = work.enumerated().map { index, pool in
      Pool(name: pool.name, replicas: pool.replicas, courses: known.map { Self.course($0, pool: index, replicas: pool.replicas) })
    }
    guard isChanging, known.count == 1, let only = known.first else {
      changes = []
      return
    }
    changes = only.filter { $0.time > .start && work.indices.contains($0.pool) }.map {
      Change(seconds: $0.time.seconds, pool: work[$0.pool].name, replica: $0.replica, kind: $0.kind, serving: $0.serving)
    }
  }

  private static func course(_ changes: [ReplicaChange], pool: Int, replicas: Int) -> Course {
    var course = Course(serving: StepLine(Double(replicas)), on: StepLine(Double(replicas)))
    var on = replicas
    for change in changes where change.pool == pool {
      if change.kind == .off { on -= 1 }
      if change.kind == .start { on += 1 }
      course.serving.set(Double(change.serving), at: change.time.seconds)
      course.on.set(Double(on), at: change.time.seconds)
    }
    return course
  }

  // MARK: Stretches of time

  /// Times in which replicas started up, and had not yet served, those that touch as one.
  func starting(to end: Double) -> [ClosedRange<Double>] { stretches(from: .start, until: [.ready], to: end) }

  /// Times in which replicas got nothing more, and served what they had.
  func draining(to end: Double) -> [ClosedRange<Double>] { stretches(from: .drain, until: [.off, .resume], to: end) }

  /// When which replica crashed.
  var crashes: [(replica: Int, seconds: Double)] { changes.filter { $0.kind == .crash }.map { ($0.replica, $0.seconds) } }

  private func stretches(from first: ReplicaChange.Kind, until last: [ReplicaChange.Kind], to end: Double) -> [ClosedRange<Double>] {
    var ranges: [ClosedRange<Double>] = []
    for (index, change) in changes.enumerated() where change.kind == first && change.seconds < end {
      let over = changes[index...].first { $0.replica == change.replica && last.contains($0.kind) }?.seconds ?? end
      let next = change.seconds...min(end, max(over, change.seconds))
      if let previous = ranges.last, previous.upperBound >= next.lowerBound {
        ranges[ranges.count - 1] = previous.lowerBound...max(previous.upperBound, next.upperBound)
      } else {
        ranges.append(next)
      }
    }
    return ranges
  }

  /// All pools together in a run.
  func whole(_ run: Int, _ line: KeyPath<Course, StepLine>) -> StepLine {
    let lines = pools.map { $0.courses[run][keyPath: line] }
    var whole = StepLine(lines.reduce(0) { $0 + ($1.steps.first?.value ?? 0) })
    var values = lines.map { $0.steps.first?.value ?? 0 }
    let later = lines.enumerated().flatMap { index, line in line.steps.dropFirst().map { (index, $0) } }
    for (index, step) in later.sorted(by: { ($0.1.seconds, $0.0) < ($1.1.seconds, $1.0) }) {
      values[index] = step.value
      whole.set(values.reduce(0, +), at: step.seconds)
    }
    return whole
  }
}
