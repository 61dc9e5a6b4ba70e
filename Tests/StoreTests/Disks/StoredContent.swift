import Store

/// What stands in a database but for numbers and times that differ from one making to the next: lines, one for each row of a table that is
/// of a finished run or of none.
enum StoredContent {
  /// Columns that number what belongs together, and those that tell of the process.
  private static let numbers: Set<String> = ["id", "run", "sweep", "plan", "profile", "process", "created", "wallSeconds", "cpuSeconds"]

  /// The lines.
  static func lines(of store: ResultStore) throws -> Set<String> {
    let columns = try store.rows(
      """
      SELECT m.name, c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.rowid, c.cid
      """
    ).map { $0.split(separator: "|").map { String($0) } }
    var tables: [(name: String, columns: [String])] = []
    for column in columns {
      if tables.last?.name != column[0] { tables.append((column[0], [])) }
      tables[tables.count - 1].columns.append(column[1])
    }
    let parts = tables.map { table in
      let values = table.columns.filter { !numbers.contains($0) }.map { "quote(t.\($0))" }
      let isOfRuns = table.name == "run" || table.columns.contains("run")
      let key = table.name == "run" ? "id" : "run"
      let join = isOfRuns ? "JOIN run ON run.id = t.\(key) AND run.status = 'finished'" : ""
      let owner = isOfRuns ? ["run.name", "quote(run.seed)"] : []
      let line = (["'\(table.name)'"] + owner + values).joined(separator: " || ',' || ")
      return "SELECT \(line) FROM \(table.name) AS t \(join)"
    }
    return Set(try parts.flatMap { try store.rows($0) })
  }
}
