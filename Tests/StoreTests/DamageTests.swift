import Foundation
import GRDB
import Kernel
import Store
import Testing

@Suite("Damaged and altered databases")
struct DamageTests {
  /// What reading a database that `sql` has altered comes to.
  private func reading(after sql: String) throws -> String {
    var found = ""
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let store = try ResultStore.open(writingTo: path)
      _ = try Example.storeRun(in: store, requests: 20, power: true)
      try store.close()
      let database = try DatabaseQueue(path: path)
      try database.writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA ignore_check_constraints = 1; PRAGMA writable_schema = 1; PRAGMA foreign_keys = 0; " + sql)
      }
      try database.close()
      do {
        let altered = try ResultStore.open(readingFrom: path)
        _ = try altered.runs()
        _ = try altered.summary(ofRun: 1)
        try altered.forEachRequest(ofRun: 1) { _ in }
        _ = try altered.rejectedRequests(ofRun: 1)
        _ = try altered.profiles()
        try CSVExport.write(altered, runs: [1], to: directory + "/csv")
        found = "read"
      } catch let error as InputError {
        found = error.file == path ? error.message : "of another file: \(error)"
      }
    }
    return found
  }

  @Test(
    "what is not as this program writes it is told as damage of the file, and traps nothing",
    arguments: [
      "ALTER TABLE replica RENAME COLUMN decodeContextTokens TO other", "ALTER TABLE run RENAME COLUMN seed TO other",
      "ALTER TABLE request RENAME TO other", "DROP TABLE rejection", "DELETE FROM rejection WHERE position = 1",
      "UPDATE run SET endPicoseconds = -5", "UPDATE replica SET busyPicoseconds = -9223372036854775807 - 1",
      "UPDATE run SET arrived = 9223372036854775807", "UPDATE replica SET dynamicNanojoules = 'x'",
      "UPDATE request SET finishPicoseconds = 0 WHERE request = 3", "UPDATE request SET outputTokens = -1 WHERE request = 3",
      "UPDATE run SET eventDigest = 'no digest'", "UPDATE run SET joules = 9e999",
      "UPDATE columnDoc SET columnName = 'a b' WHERE tableName = 'run' AND columnName = 'joules'",
      "DELETE FROM columnDoc",
    ])
  func altered(sql: String) throws { #expect(try reading(after: sql).hasPrefix("the database is damaged: ")) }

  @Test("an untouched database is read")
  func untouched() throws { #expect(try reading(after: "SELECT 1") == "read") }
}
