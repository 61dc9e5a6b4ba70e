import Store

/// The runs of a database, a line for each.
package enum StoredRunsTable {
  /// The table within so many columns, where `namesLeftOut` with the names of those that are left out.
  package static func text(_ runs: [StoredRun], width: Int, namesLeftOut: Bool = false) -> String {
    var table = TextTable([
      .init("run"), .init("scenario", isNumber: false), .init("seed", weight: 5), .init("status", isNumber: false, weight: 6),
      .init("objective", isNumber: false, weight: 8), .init("rejected", weight: 7), .init("created", isNumber: false, weight: 4),
      .init("hash", isNumber: false, weight: 3), .init("calibration", isNumber: false, weight: 0),
      .init("git", isNumber: false, weight: 2), .init("digest", isNumber: false, weight: 1),
    ])
    for run in runs {
      let origin = run.provenance
      table.add([
        "\(run.id)", origin.name, "\(origin.seed)", run.status.rawValue,
        run.objectiveMet.map { $0 ? "met" : "not met" } ?? "-", run.rejectedShare.map { $0 > 0 ? NumberText.percent($0) : "0" } ?? "-",
        origin.created, String(origin.scenarioHash.prefix(6)),
        RunReport.short(origin.calibration), origin.revision,
        String(run.eventDigest?.prefix(8) ?? "-"),
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }
}
