import Foundation
import GRDB
import Kernel
import Metrics
import Store
import Testing

@Suite("What is left of what did not come to its end")
struct LeftOverTests {
  private func names(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  @Test("an export removes what a killed one has begun, and leaves what is still being written and what is a user's")
  func partial() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      let target = directory + "/csv"
      try FileManager.default.createDirectory(atPath: target + "/scenarios", withIntermediateDirectories: true)
      for name in ["windtunnel-0011.partial", "scenarios/windtunnel-0022.partial", "mine.partial", "windtunnel-notes.txt"] {
        try Data("half".utf8).write(to: URL(fileURLWithPath: "\(target)/\(name)"))
      }
      let living = try ReplacingFile(path: target + "/other.csv")
      let begun = try #require(
        try names(target).first { $0.hasSuffix(".partial") && $0 != "windtunnel-0011.partial" && $0 != "mine.partial" })
      try CSVExport.write(store, ExportSelection(runs: [run]), to: target)
      let left = try names(target).filter { !CSVExport.names.contains($0) && $0 != "scenarios" }
      #expect(left == ["mine.partial", begun, "windtunnel-notes.txt"].sorted())
      #expect(try names(target + "/scenarios") == ["\(Example.hash("chat")).yaml"])
      try living.complete()
      #expect(try names(target).contains("other.csv"))
      try store.close()
    }
  }

  @Test("scenarios of an earlier export that a later one did not write are told, and no other file is")
  func earlier() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let runs = try ["chat", "batch"].map { try Example.storeRun(in: store, Example.provenance($0)).id }
      let target = directory + "/csv"
      let first = try CSVExport.write(store, ExportSelection(runs: runs), to: target)
      #expect(CSVExport.leftThere(in: target, besides: first).isEmpty)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: target + "/scenarios/mine.yaml"))
      let second = try CSVExport.write(store, ExportSelection(runs: [runs[0]]), to: target, overwrites: true)
      #expect(CSVExport.leftThere(in: target, besides: second) == ["scenarios/\(Example.hash("batch")).yaml"])
      try store.close()
    }
  }

  @Test("what is chosen and is there is taken, and what is missing is told; nothing at all is refused")
  func gaps() throws {
    try Example.withStore { store in
      let run = try Example.storeRun(in: store).id
      let (there, missing) = try store.present(ExportSelection(runs: [run, 50, 51]))
      #expect(there.runs == [run] && missing == ExportSelection(runs: [50, 51]))
      #expect(throws: InputError.self) { try store.present(ExportSelection(runs: [run], plans: [9])) }
      #expect(throws: InputError.self) { try store.present(ExportSelection(runs: [50, 51])) }
    }
  }

  @Test("a database that another program holds is waited for to the end of patience: the run is then kept aside, and the next one soon")
  func held() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let store = try ResultStore.open(writingTo: path)
      store.limitWait(tries: 8)
      try DatabaseQueue(path: path).write { _ in
        let recorder = try store.beginRun(Example.provenance(), cluster: Example.cluster)
        #expect(recorder.path.hasPrefix(path + ".aside-"))
        try recorder.abandon()
        let refusal = InputError("another program holds the database", file: path, remedy: "wait for it to end, or choose another path")
        #expect(throws: refusal) { try store.reserveRuns(1) }
      }
      #expect(try store.reserveRuns(1) == 1, "it is had again")
      try store.close()
    }
  }

  @Test("a database that is read as unchanging, for it cannot be written, is added to another")
  func readOnlySource() throws {
    try Example.withDirectory { directory in
      let (folder, path) = (directory + "/archive", directory + "/archive/results.sqlite")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let source = try ResultStore.open(writingTo: path)
      let (_, summary) = try Example.storeRun(in: source)
      try source.close()
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
      let store = try ResultStore.open(writingTo: directory + "/whole.sqlite")
      #expect(try store.add(runsOf: path).runs.map(\.wasThere) == [false])
      #expect(try store.summary(ofRun: 1) == summary)
      #expect(try names(folder) == ["results.sqlite"])
      try store.close()
    }
  }

  @Test(
    "a text is a field of CSV that no spreadsheet takes for a formula",
    arguments: [("=cmd|x", "'=cmd|x"), ("-3", "'-3"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("", ""), ("plain", "plain")])
  func field(text: String, field: String) { #expect(CSVField.text(text) == field) }
}
