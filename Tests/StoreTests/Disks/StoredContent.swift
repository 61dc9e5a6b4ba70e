import Store

/// What stands in a database but for numbers and times that differ from one making to the next: lines, one for each row of a table that is
/// of a finished run or of none.
struct StoredContent: Hashable {
  /// The lines, sorted, each once.
  let text: String

  static let nothing = StoredContent(text: "")

  /// The lines.
  var lines: Set<Substring> { Set(text.split(separator: "\n")) }

  /// Columns that number what belongs together, and those that tell of the process.
  private static let numbers: Set<String> = ["id", "run", "sweep", "plan", "profile", "process", "created", "wallSeconds", "cpuSeconds"]

  private init(text: String) { self.text = text }

  /// What is in a database.
  init(of store: ResultStore) throws {
    text = try store.rows("SELECT group_concat(line, char(10)) FROM (\(Self.query) ORDER BY 1)").first ?? ""
  }

  /// A query that gives the lines.
  private static let query: String = {
    do {
      let disk = TestDisk()
      let store = try ResultStore.open(writingTo: TestDisk.results, on: disk.store)
      defer { try? store.close() }
      return try query(for: store)
    } catch { preconditionFailure("the tables of a new database cannot be read: \(error)") }
  }()

  private static func query(for store: ResultStore) throws -> String {
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
    return tables.map { table in
      // What documents columns is the same everywhere.
      if table.name == "columnDoc" { return "SELECT 'columnDoc' || count(*) AS line FROM columnDoc" }
      let values = table.columns.filter { !numbers.contains($0) }.map { "quote(t.\($0))" }
      let isOfRuns = table.name == "run" || table.columns.contains("run")
      let key = table.name == "run" ? "id" : "run"
      let join = isOfRuns ? "JOIN run ON run.id = t.\(key) AND run.status = 'finished'" : ""
      let owner = isOfRuns ? ["run.name", "quote(run.seed)"] : []
      let line = (["'\(table.name)'"] + owner + values).joined(separator: " || ',' || ")
      return "SELECT \(line) AS line FROM \(table.name) AS t \(join)"
    }.joined(separator: " UNION ")
  }
}
