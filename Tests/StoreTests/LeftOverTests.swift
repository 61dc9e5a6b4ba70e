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

  @Test("what an earlier export wrote and a later one does not is removed, and whatever is somebody's own stays")
  func earlier() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let runs = try ["chat", "batch"].map { try Example.storeRun(in: store, Example.provenance($0)).id }
      let target = directory + "/csv"
      func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(target)/\(name)")) }
      let first = try CSVExport.write(store, ExportSelection(runs: runs), to: target)
      #expect(first.removed.isEmpty && first.leftThere.isEmpty)
      let (chat, batch) = ("scenarios/\(Example.hash("chat")).yaml", "scenarios/\(Example.hash("batch")).yaml")
      // A name that only looks like a hash, a scenario that was changed, a table that an export has never described.
      let (lookalike, changed) = ("scenarios/0123456789abcdef.yaml", "scenarios/\(Example.hash("other")).yaml")
      try write("mine", lookalike)
      try write(Example.scenario("other") + "# changed", changed)
      try write("mine", "scenarios/mine.yaml")
      try write("run,mine\n1,2\n", "mine.csv")
      let second = try CSVExport.write(store, ExportSelection(runs: [runs[0]]), to: target, overwrites: true)
      #expect(second.removed == [batch] && Set(second.leftThere) == [lookalike, changed])
      let kept = Set([chat, lookalike, changed, "scenarios/mine.yaml"].map { String($0.dropFirst("scenarios/".count)) })
      #expect(try Set(names(target + "/scenarios")) == kept && names(target).contains("mine.csv"))
      try store.close()
    }
  }

  @Test("a table that an export of another version described is removed, and none that reads otherwise or lies elsewhere")
  func tablesOfAnotherVersion() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      let target = directory + "/csv"
      func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(target)/\(name)")) }
      try CSVExport.write(store, ExportSelection(runs: [run]), to: target)
      var columns = try String(contentsOfFile: target + "/columns.csv", encoding: .utf8)
      for name in ["old.csv", "other.csv", "../outside.csv", "linked.csv"] {
        columns += ["run", "figure"].map { "\(name),\($0),,\"Some, thing.\",,,,,,,,\n" }.joined()
      }
      try write(columns, "columns.csv")
      for name in ["old.csv", "../outside.csv"] { try write("run,figure\n1,2\n", name) }
      try write("run,figure,more\n1,2,3\n", "other.csv")
      try FileManager.default.createSymbolicLink(atPath: target + "/linked.csv", withDestinationPath: directory + "/outside.csv")
      let outcome = try CSVExport.write(store, ExportSelection(runs: [run]), to: target, overwrites: true)
      #expect(outcome.removed == ["old.csv"])
      #expect(try Set(names(target)).isSuperset(of: ["other.csv", "linked.csv"]) && !names(target).contains("old.csv"))
      #expect(try names(directory).contains("outside.csv"))
      try store.close()
    }
  }

  @Test("without leave to overwrite nothing of an earlier export is mixed with a new one")
  func notMixed() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let runs = try ["chat", "batch"].map { try Example.storeRun(in: store, Example.provenance($0)).id }
      let target = directory + "/csv"
      try CSVExport.write(store, ExportSelection(runs: [runs[1]]), to: target)
      for name in CSVExport.names { try FileManager.default.removeItem(atPath: "\(target)/\(name)") }
      let error = #expect(throws: InputError.self) { try CSVExport.write(store, ExportSelection(runs: [runs[0]]), to: target) }
      #expect(error?.description.contains("of an earlier export") == true && error?.remedy?.contains("--overwrite") == true)
      #expect(try names(target) == ["scenarios"] && names(target + "/scenarios") == ["\(Example.hash("batch")).yaml"])
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
