import Foundation
import GRDB
import Kernel
import Scenario
import Store
import Study

/// A database of results in which a hand has been: tables and columns gone, values of another kind, rows lost, bytes changed.
enum DamagedDatabase {
  /// The whole one, made once: two runs with requests, iterations and a series.
  private static let whole: Data = {
    do {
      let path = FuzzFile.path("whole.sqlite")
      let store = try ResultStore.open(writingTo: path)
      let scenario = try PreparedScenario(FuzzTarget.small.changing(["run.iterations=true", "run.series=1 s", "objective.ttft=1 s"]))
      var options = StudyOptions(program: ProgramIdentity(revision: "fuzz", version: "0", created: "2026-01-01T00:00:00Z"))
      options.store = store
      options.seeds = [1, 2]
      _ = try Study([scenario], options: options).run()
      try store.close()
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch { preconditionFailure("no database to damage: \(error)") }
  }()

  private static let values = [
    "NULL", "-1", "0", "1.5", "''", "'a text'", "9223372036854775807", "-9223372036854775808", "1e308", "x'00ff'", "'[1, 2'", "'{}'",
    "zeroblob(70)", "'\u{1B}[31m'", "'run: {seeds: 1}'",
  ]

  /// The path of a database with what is chosen done to it.
  static func make(_ choices: Choices) throws -> String {
    var choices = choices
    let path = FuzzFile.path("results.sqlite")
    for ending in ["-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + ending) }
    var bytes = whole
    if choices.below(4) == 3 {
      for _ in 0...choices.below(4) { bytes[choices.below(bytes.count)] = UInt8(choices.below(256)) }
      try bytes.write(to: URL(fileURLWithPath: path))
      return path
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
      for _ in 0...choices.below(3) { try damage(database, &choices) }
    }
    try queue.close()
    return path
  }

  private static func damage(_ database: Database, _ choices: inout Choices) throws {
    let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    if tables.isEmpty { return }
    let table = choices.one(of: tables)
    let columns = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
    if columns.isEmpty { return }
    let column = choices.one(of: columns)
    let sql =
      switch choices.below(8) {
      case 0: "DROP TABLE \"\(table)\""
      case 1: "ALTER TABLE \"\(table)\" DROP COLUMN \"\(column)\""
      case 2: "ALTER TABLE \"\(table)\" RENAME COLUMN \"\(column)\" TO other"
      case 3: "DELETE FROM \"\(table)\" WHERE rowid % \(choices.below(3) + 1) = 0"
      default: "UPDATE \"\(table)\" SET \"\(column)\" = \(choices.one(of: values)) WHERE rowid % \(choices.below(3) + 1) = 0"
      }
    // What the schema itself forbids has not happened.
    try? database.execute(sql: sql)
  }
}
