import Foundation
import GRDB
import Testing

/// Several programs that make runs for one database at the same time. Nothing here depends on which of them is faster.
@Suite("Several programs and one database")
struct SharedStoreTests {
  private static let sweep = [
    "sweep", "chat", "--vary", "replicas=1,2", "--vary", "workload.arrivals.rate=6..12/2 req/s", "--set", "workload.requests=4000",
    "--record", "summaries", "--threads", "1", "--progress", "--format", "csv",
  ]
  private static let plan = [
    "plan", "chat", "--accelerators", "h100-sxm,l40s,a100-80gb", "--tensor", "1,2", "--seeds", "2", "--max-gpus", "16",
    "--set", "workload.requests=1500", "--threads", "1", "--progress",
  ]

  /// A program that has been started, and what it prints.
  private struct Started {
    let process: Process
    let output: String
    let error: String

    init(_ command: Command, _ arguments: [String], name: String) throws {
      process = try command.process(arguments)
      (output, error) = (command.path(name + ".out"), command.path(name + ".err"))
      for file in [output, error] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
      process.standardOutput = FileHandle(forWritingAtPath: output)
      process.standardError = FileHandle(forWritingAtPath: error)
      try process.run()
    }

    func text(_ file: String) -> String { String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self) }

    /// Waits for its end and returns the number before some words of its last line.
    func end(_ words: String) throws -> Int {
      process.waitUntilExit()
      let said = text(error)
      #expect(process.terminationStatus == 0, "\(said)")
      let last = try #require(said.split(separator: "\n").last { $0.contains(words) }, "\(said)")
      let counts = last.split(separator: " ").map { $0.replacing(",", with: "") }
      return try #require(Int(counts[0]))
    }
  }

  /// Starts what is to be killed, and kills it when the database holds something that satisfies `sql`, or when it is over.
  private func killInTheMiddle(_ command: Command, _ arguments: [String], when sql: String) throws {
    let first = try Started(command, arguments, name: "killed")
    let other = try Started(command, arguments, name: "other")
    while first.process.isRunning && other.process.isRunning && (try? count(command, sql)) ?? 0 == 0 { usleep(5000) }
    kill(first.process.processIdentifier, SIGKILL)
    first.process.waitUntilExit()
    other.process.waitUntilExit()
    #expect(other.process.terminationStatus == 0, "\(other.text(other.error))")
  }

  private func count(_ command: Command, _ sql: String) throws -> Int {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.readonly = true
    let database = try DatabaseQueue(path: command.path("results.sqlite"), configuration: configuration)
    return try database.read { try Int.fetchOne($0, sql: sql) ?? 0 }
  }

  private static let finished = "SELECT count(*) FROM run WHERE status = 'finished'"
  private static let different = """
    SELECT count(*) FROM (SELECT DISTINCT experiment, seed FROM run JOIN runDescription ON runDescription.run = run.id
      WHERE status = 'finished')
    """

  /// Lines of CSV without the numbers of runs.
  private func figures(_ csv: String) -> [String] {
    csv.split(separator: "\n").map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return (fields[..<4] + fields[5...]).joined(separator: ",")
    }
  }

  @Test("two sweeps that are started at once make every run once, and both give the table of all")
  func sweeps() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let alone = try command.run(try command.process(Self.sweep + ["--store", "alone.sqlite"]))
      let two = try ["first", "second"].map { try Started(command, Self.sweep, name: $0) }
      let made = try two.map { try $0.end(" runs made, ") }
      #expect(made.reduce(0, +) == 24, "\(made)")
      for (one, made) in zip(two, made) { #expect(one.text(one.error).contains("\(made) runs made, \(24 - made) taken from the store")) }
      #expect(try count(command, Self.finished) == 24 && count(command, Self.different) == 24)
      for one in two { #expect(figures(one.text(one.output)) == figures(alone.output)) }
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite-claims")))
    }
  }

  @Test("where one of two sweeps is killed the other makes what it was at, and no run is lost or there twice")
  func killedSweep() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try killInTheMiddle(command, Self.sweep, when: "SELECT count(*) >= 4 FROM run WHERE status = 'finished'")
      #expect(try count(command, Self.finished) == 24 && count(command, Self.different) == 24)
      let again = try Started(command, Self.sweep, name: "again")
      #expect(try again.end(" runs made, ") == 0)
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite-claims")))
    }
  }

  @Test("two plans that are started at once simulate every run once, and both give the answer of one")
  func plans() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let alone = try Started(command, Self.plan + ["--store", "alone.sqlite"], name: "alone")
      let runs = try alone.end(" runs in ")
      let two = try ["first", "second"].map { try Started(command, Self.plan, name: $0) }
      let made = try two.map { try $0.end(" runs in ") }
      #expect(made.reduce(0, +) == runs, "\(made) of \(runs)")
      #expect(try count(command, "SELECT count(*) FROM planTrial") == runs)
      for one in two { #expect(answer(one.text(one.output)) == answer(alone.text(alone.output))) }
    }
  }

  @Test("where one of two plans is killed the other searches what it was at")
  func killedPlan() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let alone = try Started(command, Self.plan + ["--store", "alone.sqlite"], name: "alone")
      let runs = try alone.end(" runs in ")
      try killInTheMiddle(command, Self.plan, when: "SELECT count(*) >= 20 FROM planTrial")
      #expect(try count(command, "SELECT count(*) FROM planTrial") == runs)
      let other = String(decoding: FileManager.default.contents(atPath: command.path("other.out")) ?? Data(), as: UTF8.self)
      #expect(answer(other) == answer(alone.text(alone.output)))
    }
  }

  /// What a plan says but for where it is stored, before which stands how many runs were simulated and how many taken.
  private func answer(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.contains("Stored as plan") }.joined(separator: "\n")
  }
}
