/// One of the rungs of a successive halving: how many cells reach it, and how many seeds each has by then.
public struct HalvingRung: Hashable, Sendable {
  /// Cells that reach it.
  public let cells: Int
  /// Seeds that each has there, those of the rungs before it included.
  public let seeds: Int

  /// The rungs for so many cells that are to come to so many seeds: each has `factor` times the seeds of the one before it and one in
  /// `factor` of its cells, both rounded up. There are no more of them than it takes to come to one cell, or down to one seed.
  package static func rungs(cells: Int, seeds: Int, factor: Int) -> [HalvingRung] {
    var all = [seeds]
    var (left, fewest) = (cells, seeds)
    while left > 1 && fewest >= factor {
      fewest = (fewest + factor - 1) / factor
      left = (left + factor - 1) / factor
      all.append(fewest)
    }
    left = cells
    return all.reversed().map { seeds in
      defer { left = (left + factor - 1) / factor }
      return HalvingRung(cells: left, seeds: seeds)
    }
  }
}
