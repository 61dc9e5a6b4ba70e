import Store

/// The sweeps of a database, a line for each.
package enum SweepListing {
  /// The table within so many columns, where `namesLeftOut` with the names of those that are left out.
  package static func text(_ sweeps: [SweepTally], width: Int, namesLeftOut: Bool = false) -> String {
    var table = TextTable([
      .init("sweep"), .init("name", isNumber: false), .init("cells"), .init("cannot be", weight: 3), .init("runs"), .init("finished"),
      .init("created", isNumber: false, weight: 2), .init("git", isNumber: false, weight: 1),
    ])
    for sweep in sweeps {
      table.add([
        "\(sweep.id)", sweep.name, NumberText.count(sweep.cells), NumberText.count(sweep.impossibleCells), NumberText.count(sweep.runs),
        NumberText.count(sweep.finishedRuns), sweep.created, sweep.revision,
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }
}
