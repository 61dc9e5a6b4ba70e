import Report
import Scenario
import Store
import Study

/// The checks against real servers that are nearest to what was simulated: a sentence for each kind of replica, and a table of the next.
struct CheckBlocks {
  let deployments: [Scenario.DeployedPool]
  /// What validations found that are stored in the same database.
  let own: [FidelityCheck]

  /// Checks of a table.
  private static let rows = 5

  var blocks: [PageBlock] {
    let found = NearestCheck.nearest(deployments, own: own)
    guard let text = NearestCheckText.text(deployments, own: own) else { return [] }
    let tables = found.map { server, _ in
      PageBlock.table(table(server), caption: "Checks against real servers, the nearest to \(server.name) first", isSortable: false)
    }
    return [.text("Checked against real servers: \(NearestCheckText.plain(text))."), .folded("The nearest checks", tables)]
  }

  private func table(_ server: FidelityCheck.Server) -> DataTable {
    let ranked = NearestCheck.ranked(near: server, own: own).prefix(Self.rows)
    let columns =
      [("server", "server"), ("formats", "formats"), ("engine", "engine"), ("load", "load")].map {
        DataTable.Column($0, key: $1, isNumber: false)
      } + [DataTable.Column("runs", key: "runs")]
      + ["E2E", "TTFT", "TPOT", "ITL"].map { DataTable.Column($0, key: "\($0.lowercased())_error_share") }
      + [("fitted to it", "fitted"), ("source", "source"), ("date", "date")].map { DataTable.Column($0, key: $1, isNumber: false) }
      + [DataTable.Column("distance", key: "distance")]
    return DataTable(
      columns,
      ranked.map { one in
        let (check, errors) = (one.check, one.check.errors)
        return DataTable.Row(
          [
            DataTable.Cell(check.server.name), DataTable.Cell(check.server.formats), DataTable.Cell(check.server.engine),
            DataTable.Cell(check.load), DataTable.Cell(Double(check.runs)) { NumberText.count(Int($0)) },
          ] + [errors.e2e, errors.ttft, errors.tpot, errors.itl].map { DataTable.Cell($0, NumberText.percent) } + [
            DataTable.Cell(check.fitted.isEmpty ? "nothing" : check.fitted), DataTable.Cell(check.source + (one.isOwn ? " (yours)" : "")),
            DataTable.Cell(check.date), DataTable.Cell(one.distance.value, NumberText.figure),
          ], isMuted: !one.distance.isNear)
      })
  }
}
