import Foundation
import GRDB

/// Tables and views of a database as this program makes it, every column with its unit and meaning.
enum SchemaReference {
  static func body() throws -> [String] {
    try Command.inFolder { command in
      try command.write(
        Command.chat.replacing("requests: 600", with: "requests: 20").replacing("seeds: 3", with: "seeds: 1"), to: "chat.yaml")
      let result = try command.run("run", "chat.yaml", "--quiet")
      guard (0...1).contains(result.status) else { return [result.error] }
      let queue = try DatabaseQueue(path: command.path("results.sqlite"))
      return try queue.read { db in
        let objects = try Row.fetchAll(
          db,
          sql: """
            SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name IN (SELECT tableName FROM columnDoc)
            ORDER BY type, name
            """)
        return [intro] + (try objects.flatMap { try section($0["name"], isView: $0["type"] == "view", db) })
      }
    }
  }

  private static let intro = """
    Runs are stored in `results.sqlite`, or what `--store` names: SQLite, tables that are strict, and views that answer most questions \
    without a join. What stands here stands in the table `columnDoc` of each database too, and in `columns.csv` of each export. \
    [Results](../howto/results.md) shows how to ask.
    """

  private static func section(_ name: String, isView: Bool, _ db: Database) throws -> [String] {
    let columns = try Row.fetchAll(
      db, sql: "SELECT columnName, unit, meaning FROM columnDoc WHERE tableName = ? ORDER BY position", arguments: [name])
    return [
      "## \(name)", isView ? "A view." : "A table.",
      Markdown.table(["column", "unit", "meaning"], columns.map { [Markdown.code($0["columnName"]), $0["unit"], $0["meaning"]] }),
    ]
  }
}
