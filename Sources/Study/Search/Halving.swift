import Metrics

/// A successive halving of a sweep's cells.
struct Halving {
  /// One cell in so many goes on.
  let factor: Int

  /// Carries it out rung by rung, and returns what was ranked by and the rungs.
  ///
  /// - Throws: as ``SweepStudy/searched(by:seed:)``.
  func search(_ rounds: inout SearchRounds, by measure: Measure?) throws -> (Measure, SearchCourse.Steps) {
    let rungs = HalvingRung.rungs(cells: rounds.candidates.count, seeds: rounds.sweep.mostSeeds, factor: factor)
    var (measure, left) = (measure, rounds.candidates)
    for (index, rung) in rungs.enumerated() {
      try rounds.run(left, seeds: rung.seeds)
      let ranking = try SweepRanking(rounds.rows(of: left), by: measure)
      // What the first rung was ranked by, all are.
      measure = ranking.measure
      guard index + 1 < rungs.count else { break }
      let order = (ranking.ranked + ranking.untold).map(\.cell.index)
      left = order.prefix(rungs[index + 1].cells).sorted()
      for cell in order.dropFirst(rungs[index + 1].cells) { rounds.leaveOff(cell, at: index + 1) }
    }
    return (measure ?? Measure(.goodput), .rungs(rungs))
  }
}
