/// What the fourteenth version adds to sweeps: searches, which deal out the runs.
extension ColumnDefinition {
  static let sweepSearch = ColumnDefinition(
    "search", "TEXT", "What deals out its runs, such as `halving:3`; nothing where every cell has all of its own.")

  static let sweepCellLeftOff = ColumnDefinition(
    "leftOff", "INTEGER CHECK (leftOff > 0)",
    "The rung of a halving, from 1, after which the cell got no more seeds; nothing where it was not left off.")
}

extension TableDefinition {
  /// `sweep` as it is today.
  static let currentSweep = sweep.adding([.sweepSearch])
  /// `sweepCell` as it is today.
  static let currentSweepCell = sweepCell.adding([.sweepCellLeftOff])
}
