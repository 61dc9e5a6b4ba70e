import Foundation
import GRDB
import Kernel
import Store
import Testing

@Suite("Making and sharing a database")
struct OpeningTests {
  @Test("what a kill of the first moments leaves is as good as empty: a file of nothing, or GRDB's empty table of migrations")
  func bare() throws {
    try Example.withDirectory { directory in
      for (index, sql) in ["", "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)"].enumerated() {
        let path = directory + "/\(index).sqlite"
        let queue = try DatabaseQueue(path: path)
        try queue.write { if !sql.isEmpty { try $0.execute(sql: sql) } }
        try queue.close()
        #expect(throws: InputError("the database is empty", file: path, remedy: "a run that stores its results fills it")) {
          _ = try ResultStore.open(readingFrom: path)
        }
        let store = try ResultStore.open(writingTo: path)
        #expect(try Example.storeRun(in: store).id == 1)
      }
    }
  }

  @Test("what SQLite would not take for a file is refused", arguments: ["", ":memory:", "file:results.sqlite", "FILE:x?mode=memory"])
  func places(path: String) {
    #expect(throws: InputError.self) { _ = try ResultStore.open(writingTo: path) }
    #expect(throws: InputError.self) { _ = try ResultStore.open(readingFrom: path) }
  }

  @Test("a reader in the middle of a transaction keeps nobody from storing a run, and goes on seeing what it saw")
  func readerAtWork() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let store = try ResultStore.open(writingTo: path)
      _ = try Example.storeRun(in: store)
      var configuration = Configuration()
      configuration.readonly = true
      let reader = try DatabaseQueue(path: path, configuration: configuration)
      try reader.read { db in
        #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM run") == 1)
        _ = try Example.storeRun(in: store)
        #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM run") == 1)
      }
      #expect(try reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") } == 2)
    }
  }

  @Test("numbers set aside for the runs of a study follow one another, whatever others store meanwhile")
  func numbers() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let (one, other) = (try ResultStore.open(writingTo: path), try ResultStore.open(writingTo: path))
      let first = try one.reserveRuns(3)
      #expect(first == 1)
      #expect(try other.reserveRuns(2) == 4)
      #expect(try Example.storeRun(in: other).id == 6)
      for number in first..<(first + 3) {
        #expect(try one.beginRun(Example.provenance(), cluster: Example.cluster, number: number).run == number)
      }
      #expect(
        try one.beginRun(Example.provenance(), cluster: Example.cluster, number: 2).run == 7, "a number that is taken is not given again")
    }
  }

  @Test("formulas and control characters in names do nothing in a spreadsheet or a terminal; seeds have all 64 bits")
  func export() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      for (index, name) in ["=1+1", "@SUM(A1)", "-2", "+3", "\tx", "\u{1B}[31mred"].enumerated() {
        _ = try Example.storeRun(in: store, Example.provenance(name, seed: UInt64.max - UInt64(index)))
      }
      try CSVExport.write(store, ExportSelection(runs: Array(1...6)), to: directory + "/csv")
      let rows = try String(contentsOfFile: directory + "/csv/runs.csv", encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      #expect(rows.dropFirst().map { $0[1] } == ["'=1+1", "'@SUM(A1)", "'-2", "'+3", "'\\u{9}x", "\\u{1b}[31mred"])
      let seed = try #require(rows[0].firstIndex(of: "seed"))
      #expect(rows.dropFirst().map { $0[seed] } == (UInt64(0)..<6).map { "\(UInt64.max - $0)" })
      #expect(try store.run(1)?.provenance.seed == .max)
    }
  }
}
