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
      try alter(path, sql)
      do {
        let altered = try ResultStore.open(readingFrom: path)
        _ = try altered.runs()
        _ = try altered.summary(ofRun: 1)
        try altered.forEachRequest(ofRun: 1) { _ in }
        _ = try altered.rejectedRequests(ofRun: 1)
        _ = try altered.profiles()
        try CSVExport.write(altered, ExportSelection(runs: [1]), to: directory + "/csv")
        found = "read"
      } catch let error as InputError {
        found = error.file == path ? error.message : "of another file: \(error)"
      }
    }
    return found
  }

  private func alter(_ path: String, _ sql: String) throws {
    let database = try DatabaseQueue(path: path)
    try database.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA ignore_check_constraints = 1; PRAGMA writable_schema = 1; PRAGMA foreign_keys = 0; " + sql)
    }
    try database.close()
  }

  /// The fault of adding the runs of a database to another, after both were stored in and `spoil` has spoilt one of them.
  private func adding(after spoil: (_ source: String, _ target: String) throws -> Void) throws -> (file: String?, message: String) {
    var fault: (file: String?, message: String) = (nil, "added")
    try Example.withDirectory { directory in
      let paths = (source: directory + "/source.sqlite", target: directory + "/target.sqlite")
      for path in [paths.source, paths.target] {
        let store = try ResultStore.open(writingTo: path)
        _ = try Example.storeRun(in: store, Example.provenance(path), requests: 2_000, power: true)
        try store.close()
      }
      try spoil(paths.source, paths.target)
      do {
        let store = try ResultStore.open(writingTo: paths.target)
        _ = try store.add(runsOf: paths.source)
      } catch let error as InputError {
        fault = (error.file.map { String($0.dropFirst(directory.count + 1)) }, error.message)
      }
    }
    return fault
  }

  /// Overwrites a stretch in the middle of a file, of which pages of tables are made.
  private func overwrite(_ path: String) throws {
    let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: UInt64(size / 3))
    try file.write(contentsOf: Data(repeating: 0xA5, count: size / 3))
    try file.close()
  }

  @Test(
    "where runs are added from an altered database, it is the one that is named",
    arguments: [
      "ALTER TABLE replica RENAME COLUMN decodeContextTokens TO other", "ALTER TABLE request RENAME TO other", "DROP TABLE rejection",
      "UPDATE replica SET busyPicoseconds = -1", "UPDATE request SET outputTokens = -1 WHERE request = 3",
      "UPDATE run SET eventDigest = 'no digest'",
    ])
  func alteredSource(sql: String) throws {
    let fault = try adding { source, _ in try alter(source, sql) }
    #expect(fault.file == "source.sqlite" && fault.message.hasPrefix("the database is damaged: "), "\(fault)")
  }

  @Test("where runs are added from or to a file with pages overwritten, it is the one that is named")
  func overwrittenPages() throws {
    let source = try adding { source, _ in try overwrite(source) }
    #expect(source.file == "source.sqlite" && source.message.hasPrefix("the database is damaged"), "\(source)")
    let target = try adding { _, target in try overwrite(target) }
    #expect(target.message == "added" || target.file == "target.sqlite", "\(target)")
    let whole = try adding { _, _ in }
    #expect(whole.message == "added", "\(whole)")
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
      "UPDATE columnDoc SET columnName = 'a b' WHERE tableName = 'runWide' AND columnName = 'joules'",
      "DELETE FROM columnDoc",
    ])
  func altered(sql: String) throws { #expect(try reading(after: sql).hasPrefix("the database is damaged: ")) }

  @Test("an untouched database is read")
  func untouched() throws { #expect(try reading(after: "SELECT 1") == "read") }
}
