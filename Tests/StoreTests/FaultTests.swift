import Foundation
import GRDB
import Kernel
import Metrics
import Record
import Store
import Testing

@Suite("Faults of files, disks and processes")
struct FaultTests {
  private func refusal(_ path: String, writing: Bool = true) -> String {
    do {
      _ = writing ? try ResultStore.open(writingTo: path) : try ResultStore.open(readingFrom: path)
      return "opened"
    } catch let error as InputError {
      return error.message
    } catch {
      return "not an InputError: \(error)"
    }
  }

  @Test("a path that cannot be a database is refused with its reason")
  func badPaths() throws {
    try Example.withDirectory { directory in
      #expect(refusal(directory) == "this is a directory, not a database")
      #expect(refusal(directory + "/missing/results.sqlite") == "the directory \(directory)/missing does not exist")
      #expect(refusal(directory + "/none.sqlite", writing: false) == "there is no such database")
      #expect(!FileManager.default.fileExists(atPath: directory + "/none.sqlite"))
      try Data("This is no database, but a text of some length.".utf8).write(to: URL(fileURLWithPath: directory + "/text"))
      #expect(refusal(directory + "/text") == "this is no SQLite database")
      #expect(refusal(directory + "/text", writing: false) == "this is no SQLite database")
      #expect(refusal("/proc/results.sqlite") == "the database cannot be opened")
    }
  }

  @Test("a database of another program is refused and left as it was")
  func foreign() throws {
    try Example.withDirectory { directory in
      let path = directory + "/foreign.sqlite"
      try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE note (text)") }
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(refusal(path) == "this database was not made by windtunnel")
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test("a database of a newer version is refused")
  func newer() throws {
    try Example.withDirectory { directory in
      let path = directory + "/newer.sqlite"
      try ResultStore.open(writingTo: path).execute("INSERT INTO grdb_migrations VALUES ('999 the future')")
      #expect(refusal(path) == "the database was made by a newer version of windtunnel")
      #expect(refusal(path, writing: false) == "the database was made by a newer version of windtunnel")
    }
  }

  @Test("a database cut short is refused or found damaged, never read as whole")
  func truncated() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let store = try ResultStore.open(writingTo: path)
      _ = try Example.storeRun(in: store, requests: 3_000)
      try store.close()
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for share in [0.1, 0.5, 0.9] {
        try whole.prefix(Int(Double(whole.count) * share)).write(to: URL(fileURLWithPath: path))
        #expect(throws: InputError.self) {
          let cut = try ResultStore.open(readingFrom: path)
          var requests = 0
          try cut.forEachRequest(ofRun: 1) { _ in requests += 1 }
          if requests != 2_999 { throw InputError("the database is damaged") }
          _ = try cut.summary(ofRun: 1)
        }
      }
    }
  }

  @Test("a database opened for reading takes no run, and needs no leave to write")
  func readingOnly() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let writer = try ResultStore.open(writingTo: path)
      let (id, summary) = try Example.storeRun(in: writer)
      try writer.close()
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["results.sqlite"], "one file, to be copied")
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      let reader = try ResultStore.open(readingFrom: path)
      #expect(try reader.summary(ofRun: id) == summary)
      #expect(throws: InputError.self) { try reader.beginRun(Example.provenance(), cluster: Example.cluster) }
      // A superuser may write to any file, so only others can see this refusal.
      if geteuid() != 0 { #expect(refusal(path) == "the database is read-only") }
    }
  }

  @Test(
    "killed in the middle of a run, the database opens whole, shows the run as interrupted, and takes the next", arguments: [5, 40, 120])
  func killed(milliseconds: Int) async throws {
    let path = NSTemporaryDirectory() + "windtunnel-killed-\(UUID().uuidString).sqlite"
    defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, milliseconds = milliseconds as Int] in
      let store = try ResultStore.open(writingTo: path)
      let recorder = try store.beginRun(Example.provenance(), cluster: Example.cluster)
      for request in 0..<16_384 { recorder.receive(.finished(Example.record(request))) }
      Thread.detachNewThread {
        usleep(UInt32(milliseconds) * 1_000)
        kill(getpid(), SIGKILL)
      }
      for request in 16_384..<50_000_000 { recorder.receive(.finished(Example.record(request))) }
    }
    let store = try ResultStore.open(writingTo: path)
    #expect(try store.rows("PRAGMA integrity_check") == ["ok"])
    #expect(try store.runs().map(\.status) == [.interrupted])
    var count = 0
    try store.forEachRequest(ofRun: 1) {
      #expect($0 == Example.record(count))
      count += 1
    }
    #expect(count >= 16_384 && count % 16_384 == 0, "\(count) rows: whole batches only")
    #expect(try store.rows("SELECT run, requests FROM unfinishedRun") == ["1|\(count)"])
    let (next, summary) = try Example.storeRun(in: store)
    #expect(try store.summary(ofRun: next) == summary)
    #expect(try store.runs().map(\.status) == [.interrupted, .finished])
  }

  @Test("a sample of more than all is refused before anything is written")
  func badFraction() throws {
    try Example.withStore { store in
      for fraction in [-0.1, 1.1, .nan] {
        #expect(throws: InputError.self) {
          try store.beginRun(Example.provenance(record: .sample(fraction: fraction)), cluster: Example.cluster)
        }
      }
      let runs = try store.runs()
      #expect(runs.isEmpty)
    }
  }
}
