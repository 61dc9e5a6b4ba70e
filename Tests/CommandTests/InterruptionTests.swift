import Foundation
import Testing

@Suite("Interruption")
struct InterruptionTests {
  /// A run of minutes, whose rows are written as it goes.
  private static let endless = [
    "run", "chat", "--seed", "1", "--set", "workload.requests=50000000", "--set", "run.record=all", "--set", "run.series=none",
  ]

  /// Starts the endless run and waits until it has written something.
  private func start(_ command: Command) throws -> Process {
    try command.writeScenarios()
    let process = try command.process(Self.endless)
    process.standardOutput = FileHandle.nullDevice
    _ = FileManager.default.createFile(atPath: command.path("error.txt"), contents: nil)
    process.standardError = FileHandle(forWritingAtPath: command.path("error.txt"))
    try process.run()
    for _ in 0..<400 {
      let size = (try? FileManager.default.attributesOfItem(atPath: command.path("results.sqlite"))[.size] as? Int) ?? 0
      if size > 1_000_000 || !process.isRunning { break }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return process
  }

  @Test("SIGKILL half-way leaves a database that opens, with the run as interrupted, and the next run goes into it")
  func killed() throws {
    try Command.inFolder { command in
      let process = try start(command)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      let list = try command.run("list", "runs")
      #expect(list.status == 0 && list.output.contains("interrupted"), "\(list.error)")
      let next = try command.run("run", "chat", "--seed", "1")
      #expect(next.status == 0 && next.output.contains("Stored as run 2"))
      let compare = try command.run("compare", "run:1", "run:2")
      #expect(compare.status == 2 && compare.error.contains("did not come to its end"))
    }
  }

  @Test("of several runs in one database those that go on are told from those whose process has ended")
  func goingOn() throws {
    try Command.inFolder { command in
      let dead = try start(command)
      kill(dead.processIdentifier, SIGKILL)
      dead.waitUntilExit()
      let alive = try command.process(Self.endless)
      (alive.standardOutput, alive.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try alive.run()
      defer {
        kill(alive.processIdentifier, SIGKILL)
        alive.waitUntilExit()
      }
      var list = ""
      for _ in 0..<400 where !list.contains(" running ") {
        list = try command.run("list", "runs").output
        Thread.sleep(forTimeInterval: 0.05)
      }
      let lines = list.split(separator: "\n").filter { $0.contains(" chat ") }
      #expect(lines.count == 2 && lines[0].contains(" interrupted ") && lines[1].contains(" running "), "\(list)")
    }
  }

  @Test("a signal ends the run at once, with a message and the code that shells expect", arguments: [SIGINT, SIGTERM])
  func signalled(number: Int32) throws {
    try Command.inFolder { command in
      let process = try start(command)
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 128 + number)
      let message = try String(contentsOfFile: command.path("error.txt"), encoding: .utf8)
      #expect(message.contains("interrupted: what was written stands in results.sqlite"))
      #expect(try command.run("list", "runs").output.contains("interrupted"))
    }
  }

  @Test("a run that takes more memory than --limit-memory allows is stopped with what it took, and what was stored stays")
  func memory() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try command.run("run", "chat", "--seed", "1").status == 0)
      let crowd = ["--set", "workload.requests=15000000", "--set", "workload.arrivals={process: at_once}", "--seed", "1"]
      let result = try command.run(try command.process(["run", "chat", "--limit-memory", "200 MB"] + crowd))
      #expect(result.status == 2 && result.error.contains("of memory, and --limit-memory allows 200 MB; a higher limit"), "\(result.error)")
      let list = try command.run("list", "runs")
      #expect(list.status == 0 && list.output.contains("chat"), "\(list.error)")
      for (size, words) in [("3", "'3' has no unit"), ("1 MB", "the program alone takes some 64 MB"), ("-1 GB", "--limit-memory")] {
        let refused = try command.run(try command.process(["run", "chat", "--limit-memory=\(size)"]))
        #expect(refused.status == 2 && refused.error.contains(words), "\(refused.error)")
      }
    }
  }
}
