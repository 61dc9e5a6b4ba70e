/// A source of first calls, with the turns that follow on them.
struct TaskSource: ReportingSource {
  private var base: any ArrivalSource
  private let turns: any SessionTurns

  /// The requests of `base`, on which `turns` follow.
  init(_ base: any ArrivalSource, turns: any SessionTurns) {
    self.base = base
    self.turns = turns
  }

  var report: TraceReport { base.reportSoFar }
  var sessions: (any SessionTurns)? { turns }

  mutating func next() throws -> Arrival? { try base.next() }
}
