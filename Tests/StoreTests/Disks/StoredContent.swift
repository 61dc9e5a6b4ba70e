import Store

/// What stands in a database but for numbers and times that differ from one making to the next: lines, one for each row of a table that is
/// of a finished run or of none.
struct StoredContent: Hashable {
  /// The lines, sorted, each once.
  let text: String

  static let nothing = StoredContent(text: "")

  /// Columns that number what belongs together, and those that tell of the process.
  private static let numbers: Set<String> = ["id", "run", "sweep", "plan", "profile", "process", "created", "wallSeconds", "cpuSeconds"]

  /// Some of the lines that another content has not.
  func missing(in other: StoredContent) -> [Substring] {
    self == other ? [] : Set(text.split(separator: "\n")).subtracting(other.text.split(separator: "\n")).sorted().prefix(3).map { $0 }
  }

  /// How the content of databases with one schema is asked for.
  struct Question {
    private let sql: String

    /// The question of the schema of this version.
    static let current: Question = {
      let disk = TestDisk()
      do { try ResultStore.open(writingTo: TestDisk.results, on: disk.store).close() } catch {
        preconditionFailure("a database cannot be made: \(error)")
      }
      return Question(of: disk)
    }()

    /// The question of the schema that the database on a disk has.
    init(of disk: TestDisk) {
      let names = disk.rows(
        """
        SELECT m.name || '|' || c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.rowid, c.cid
        """)
      var tables: [(name: Substring, columns: [Substring])] = []
      for column in (names ?? "").split(separator: "\n").map({ $0.split(separator: "|") }) {
        if tables.last?.name != column[0] { tables.append((column[0], [])) }
        tables[tables.count - 1].columns.append(column[1])
      }
      sql = tables.map { Self.lines(of: $0.name, $0.columns) }.joined(separator: "; ")
    }

    /// The lines of a table.
    private static func lines(of table: Substring, _ columns: [Substring]) -> String {
      // What documents columns is the same everywhere.
      if table == "columnDoc" { return "SELECT 'columnDoc' || count(*) FROM columnDoc" }
      let values = columns.filter { !numbers.contains(String($0)) }.map { "quote(t.\($0))" }
      let isOfRuns = table == "run" || columns.contains("run")
      let join = isOfRuns ? "JOIN run ON run.id = t.\(table == "run" ? "id" : "run") AND run.status = 'finished'" : ""
      let line = (["'\(table)'"] + (isOfRuns ? ["run.name", "quote(run.seed)"] : []) + values).joined(separator: " || ',' || ")
      return "SELECT DISTINCT \(line) FROM \(table) AS t \(join) ORDER BY 1"
    }

    /// The content of the database on a disk; nil where it has another schema, or none.
    func content(of disk: TestDisk) -> StoredContent? { disk.rows(sql).map { StoredContent(text: $0) } }
  }
}
