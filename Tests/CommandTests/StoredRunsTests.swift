import Foundation
import GRDB
import Testing

@Suite("Several programs at one database")
struct StoredRunsTests {
  private static let small = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    calibration: roofline
    workload: {prompt: 300, output: 20, arrivals: {process: poisson, rate: 20 req/s}, requests: 40}
    run: {seeds: 4}

    """

  /// Runs four studies at once and returns what they printed.
  private func together(_ command: Command) throws -> [String] {
    let names = (1...4).map { "out.\($0)" }
    let processes = try names.map { name in
      let process = try command.process(["run", "small.yaml", "--threads", "1"])
      _ = FileManager.default.createFile(atPath: command.path(name), contents: nil)
      process.standardOutput = FileHandle(forWritingAtPath: command.path(name))
      process.standardError = process.standardOutput
      return process
    }
    for process in processes { try process.run() }
    for process in processes { process.waitUntilExit() }
    let texts = try names.map { try String(contentsOfFile: command.path($0), encoding: .utf8) }
    for (process, text) in zip(processes, texts) { #expect(process.terminationStatus == 0, "\(text)") }
    return texts
  }

  private func count(_ command: Command, _ sql: String = "SELECT count(*) FROM run WHERE status = 'finished'") throws -> Int? {
    try DatabaseQueue(path: command.path("results.sqlite")).read { try Int.fetchOne($0, sql: sql) }
  }

  @Test("four first runs started together into a database that is not there are all stored, and each names its own runs")
  func firstTogether() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      for _ in 1...3 {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: command.path("results.sqlite" + suffix)) }
        let texts = try together(command)
        #expect(try count(command) == 16)
        var claimed: [Int] = []
        for text in texts {
          let line = try #require(text.split(separator: "\n").first { $0.contains("Stored as runs ") })
          let numbers = line.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
          let (first, last) = (try #require(numbers.first), try #require(numbers.last))
          #expect(last == first + 3, "\(line)")
          claimed += Array(first...max(first, last))
          let seeds = "SELECT count(*) FROM run WHERE seed = id - \(first) + 1 AND id BETWEEN \(first) AND \(last)"
          #expect(try count(command, seeds) == 4, "the seeds 1 to 4 in their order")
        }
        #expect(claimed.sorted() == Array(1...16))
      }
    }
  }

  @Test("killed at some instant of the first run, the database takes the next one", arguments: 1...8)
  func killedAtFirst(step: Int) throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      let process = try command.process(["run", "small.yaml"])
      (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try process.run()
      Thread.sleep(forTimeInterval: 0.02 * Double(step))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let next = try command.run("run", "small.yaml", "--seed", "1")
      #expect(next.status == 0, "\(next.error)")
    }
  }

  @Test("a reader that holds a transaction open keeps no run from being stored")
  func reader() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml").status == 0)
      let reader = try DatabaseQueue(path: command.path("results.sqlite"))
      try reader.inDatabase { db in
        try db.execute(sql: "BEGIN")
        #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM run") == 4)
        #expect(try command.run("run", "small.yaml", "--seed", "9").output.contains("Stored as run 5"))
        try db.execute(sql: "COMMIT")
      }
    }
  }

  @Test("no path, a path that SQLite takes for another thing, and an empty one are refused", arguments: ["", ":memory:", "file:x"])
  func nowhere(path: String) throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      let result = try command.run("run", "small.yaml", "--seed", "1", "--store", path)
      #expect(result.status == 2 && result.output == "")
      #expect(try FileManager.default.contentsOfDirectory(atPath: command.folder) == ["small.yaml"])
    }
  }

  @Test("a run kept aside is added to the database, and not twice")
  func adding() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml", "--seed", "18446744073709551615", "--store", "aside.sqlite").status == 0)
      #expect(try command.run("run", "small.yaml", "--seed", "1").status == 0)
      #expect(try command.run("store", "add", "aside.sqlite").output == "aside.sqlite: run 1 added as run 2\n")
      #expect(try command.run("store", "add", "aside.sqlite").output == "aside.sqlite: run 1 there already as run 2\n")
      #expect(try command.run("list", "runs").output.contains("18446744073709551615"))
      let refused = try command.run("store", "add", "nowhere.sqlite")
      #expect(refused.status == 2 && refused.error.contains("there is no such database"))
    }
  }

  @Test("an altered database is told as damaged, by every verb that reads it")
  func damaged() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml").status == 0)
      try DatabaseQueue(path: command.path("results.sqlite")).write {
        // A view follows a column that is renamed.
        try $0.execute(sql: "DROP VIEW runWide; ALTER TABLE run RENAME COLUMN joules TO other")
        try $0.execute(sql: "ALTER TABLE calibrationProfile RENAME COLUMN kind TO other")
      }
      for words in [
        ["compare", "run:1", "run:2"], ["list", "profiles"], ["export", "--to", "csv"], ["run", "small.yaml"],
      ] {
        let result = try command.run(try command.process(words))
        #expect(result.status == 2 && !result.wasKilled && result.error.contains("results.sqlite"), "\(words): \(result.error)")
      }
    }
  }
}
