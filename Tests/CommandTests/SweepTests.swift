import Foundation
import GRDB
import Testing

@Suite("windtunnel sweep")
struct SweepTests {
  private static let varying = ["--vary", "replicas=1,2", "--vary", "scheduler=fcfs,sarathi"]

  private func sweep(_ command: Command, _ arguments: String..., columns: Int = 80) throws -> Command.Result {
    try command.run(try command.process(["sweep", "chat"] + Self.varying + arguments, columns: columns))
  }

  @Test("the best comes first, and the same command again takes all runs from the store and prints the same table")
  func again() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let first = try sweep(command)
      #expect(first.status == 0 && first.error == "")
      #expect(first.output.contains("chat, 2 replicas x 2 scheduler: 4 cells; 12 runs\n"))
      #expect(first.output.contains("\nBest         good/s ") && first.output.contains("Stored as runs 1 to 12"))
      let second = try sweep(command, "--progress")
      #expect(second.output.replacing(/, 12 of them in\s+the\s+store/, with: "") == first.output)
      #expect(second.error.contains("0 runs made, 12 taken from the store"))
      #expect(try command.run("list", "runs").output.split(separator: "\n").count == 13)
      let sweeps = try command.run("list", "sweeps").output.split(separator: "\n")
      #expect(sweeps.count == 2 && sweeps[1].split(separator: " ").prefix(6) == ["1", "chat", "4", "0", "12", "12"])
    }
  }

  @Test("results do not depend on the threads")
  func threads() throws {
    let outputs = try ["1", "3"].map { threads in
      try Command.inFolder { command in
        try command.writeScenarios()
        return try sweep(command, "--no-store", "--threads", threads, "--format", "csv").output
      }
    }
    #expect(outputs[0] == outputs[1] && outputs[0].split(separator: "\n").count == 13)
  }

  @Test("nothing is wider than the terminal", arguments: [60, 80])
  func widths(columns: Int) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      for extra in [
        ["--all"], ["--by", "scheduler"], ["--against", "scheduler=fcfs"], ["--dry-run"],
        ["--best", "ttft_p99", "--vary", "parallel.tensor=1,3"],
      ] {
        let process = try command.process(["sweep", "chat"] + Self.varying + ["--store", "w.sqlite"] + extra, columns: columns)
        let result = try command.run(process)
        #expect(result.status == 0, "\(result.error)")
        for line in result.output.split(separator: "\n") { #expect(line.count <= columns, "\(extra): \(line)") }
      }
    }
  }

  @Test("a dry run says what there is to do and makes no database")
  func dryRun() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try sweep(command, "--dry-run")
      #expect(result.status == 0)
      let text = result.output.replacing(/\s+/, with: " ")
      #expect(text.contains("To do 12 runs, ") && text.contains(#/B \(by a trial of [2-4] cells, which was not kept\)/#))
      #expect(text.contains("Nothing was stored.") && !FileManager.default.fileExists(atPath: command.path("results.sqlite")))
      #expect(try command.run(try command.process(["sweep", "chat", "--vary", "replicas=1,2"])).status == 0)
      #expect(try sweep(command, "--dry-run").output.replacing(/\s+/, with: " ").contains("12 runs, 6 of them in the store"))
      #expect(try command.run("list", "runs").output.split(separator: "\n").count == 7)
    }
  }

  @Test("SIGKILL in the middle loses no run that had ended, and the same command goes on")
  func killed() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments =
        ["sweep", "chat"] + Self.varying + ["--set", "workload.requests=20000", "--seeds", "10", "--record", "summaries", "--quiet"]
      let process = try command.process(arguments)
      (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try process.run()
      for _ in 0..<400 {
        let runs = (try? command.run("list", "runs").output.split(separator: "\n").count) ?? 0
        if runs > 6 || !process.isRunning { break }
        Thread.sleep(forTimeInterval: 0.02)
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let finished = try command.run("list", "runs").output.split(separator: "\n").count { $0.contains(" finished ") }
      let rest = try command.run(try command.process(arguments + ["--format", "csv"]))
      #expect(rest.status == 0 && rest.output.split(separator: "\n").count == 41)
      let list = try command.run("list", "runs").output.split(separator: "\n")
      #expect(list.count { $0.contains(" finished ") } == 40 && finished > 0)
    }
  }

  @Test("parts made apart and merged give the table of one machine, and databases of other programs are refused")
  func parts() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      // 32 runs, so that none of three parts is without one.
      func sweep(_ arguments: String...) throws -> Command.Result {
        try command.run(try command.process(["sweep", "chat"] + Self.varying + ["--seeds", "8"] + arguments))
      }
      let whole = try sweep("--format", "csv", "--no-store").output
      for part in 0..<3 {
        let result = try sweep("--shard", "\(part)/3", "--store", "part-\(part).sqlite")
        #expect(result.status == 0 && result.output.contains("Part         \(part) of 0 to 2: "), "\(result.error)")
      }
      let files = (0..<3).map { "part-\($0).sqlite" }
      let merge = try command.run(try command.process(["merge"] + files + files + ["--store", "whole.sqlite"]))
      #expect(merge.status == 0, "\(merge.error)")
      // The three parts are one sweep.
      let listed = try command.run("list", "sweeps", "--store", "whole.sqlite").output.split(separator: "\n")
      #expect(listed.count == 2 && listed[1].split(separator: " ").prefix(6) == ["1", "chat", "4", "0", "32", "32"])
      #expect(merge.output.hasSuffix(listed.joined(separator: "\n") + "\n"))
      let again = try sweep("--format", "csv", "--store", "whole.sqlite", "--progress")
      #expect(again.error.contains("0 runs made, 32 taken from the store"))
      func withoutNumbers(_ csv: String) -> [String] {
        csv.split(separator: "\n").map { line in
          let fields = line.split(separator: ",", omittingEmptySubsequences: false)
          return (fields[..<4] + fields[5...]).joined(separator: ",")
        }
      }
      #expect(withoutNumbers(again.output) == withoutNumbers(whole))
      try DatabaseQueue(path: command.path("part-0.sqlite")).write { try $0.execute(sql: "UPDATE run SET revision = 'another'") }
      let mixed = try command.run(try command.process(["merge"] + files + ["--store", "mixed.sqlite"]))
      #expect(mixed.status == 2 && mixed.error.contains("revision another"))
      #expect(!FileManager.default.fileExists(atPath: command.path("mixed.sqlite")))
      let into = try command.run(try command.process(["merge", "part-1.sqlite", "--store", "part-0.sqlite"]))
      #expect(into.status == 2 && into.error.contains("revision another"), "\(into.error)")
      #expect(try sweep("--shard", "0/3", "--no-store").status == 2)
      #expect(try sweep("--shard", "3/3").error.contains("is no part of a sweep"))
    }
  }

  @Test("a search says how it went, and the same command again makes no run", arguments: ["halving", "gp:3"])
  func search(word: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let first = try sweep(command, "--search", word, "--seeds", "3")
      #expect(first.status == 0, "\(first.error)")
      let said =
        word == "halving" ? "one cell in 3 goes on: 4 cells to 1 seed, 2 to 3; 8 runs of 12" : "3 cells tried, 3 of them to begin with"
      #expect(first.output.replacing(/\s+/, with: " ").contains(said), "\(first.output)")
      let second = try sweep(command, "--search", word, "--seeds", "3", "--progress", "--format", "csv")
      #expect(second.error.contains("0 runs made, \(word == "halving" ? 8 : 9) taken from the store"), "\(second.error)")
      #expect(second.output.split(separator: "\n")[0].hasSuffix(word == "halving" ? ",fault,left_off" : ",fault"))
      let trial = try sweep(command, "--search", word, "--seeds", "4", "--dry-run")
      #expect(trial.output.contains("at most "))
    }
  }

  @Test("gaps between tokens and iterations are recorded where that is asked for, and exported")
  func recorded() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try command.run("run", "chat", "--seed", "1", "--record", "summaries,itl,iterations", "--quiet").status == 0)
      #expect(try command.run("export", "--to", "csv").status == 0)
      for (name, column) in [("gaps", "belowShare"), ("iterations", "kvShare")] {
        let lines = try String(contentsOfFile: command.path("csv/\(name).csv"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count > 20 && lines[0].contains(column))
      }
      #expect(try command.run("run", "chat", "--record", "summaries,everything").status == 2)
    }
  }

  @Test("a merge takes equal runs once, and files that hold no runs of this program are refused before anything is written")
  func foreignFiles() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      for store in ["one.sqlite", "other.sqlite"] { #expect(try sweep(command, "--store", store).status == 0) }
      try command.write("no database\n", to: "text.sqlite")
      try DatabaseQueue(path: command.path("foreign.sqlite")).write { try $0.execute(sql: "CREATE TABLE run (id)") }
      for (file, reason) in [
        ("text.sqlite", "no SQLite database"), ("foreign.sqlite", "was not made by windtunnel"), ("nothing.sqlite", "no such database"),
      ] {
        let merge = try command.run("merge", "one.sqlite", file, "--store", "whole.sqlite")
        #expect(merge.status == 2 && merge.error.contains(reason) && merge.error.contains(file), "\(merge.error)")
        #expect(!FileManager.default.fileExists(atPath: command.path("whole.sqlite")))
      }
      #expect(try command.run("merge", "one.sqlite", "other.sqlite", "one.sqlite", "--store", "whole.sqlite").status == 0)
      #expect(try command.run("list", "runs", "--store", "whole.sqlite").output.split(separator: "\n").count == 13)
    }
  }

  @Test("JSON is one document with every cell, those that cannot be with their reason")
  func json() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try sweep(command, "--vary", "parallel.tensor=1,3", "--seeds", "1", "--no-store", "--format", "json")
      let document = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      let cells = try #require(document["cells"] as? [[String: Any]])
      #expect(cells.count == 8 && cells.count { $0["fault"] is String } == 4)
    }
  }

  @Test(
    "what cannot be meant is refused before anything runs",
    arguments: [
      (["--vary", "replicas=4..1"], "ends below its beginning"), (["--vary", "schedular=fcfs"], "schedular"),
      (["--vary", "scheduler=fcfs,sarahti"], "did you mean 'sarathi'?"), ([], "nothing varies"),
      (["--vary", "replicas=1,2", "--best", "godput"], "did you mean 'goodput'?"),
      (["--vary", "replicas=1,2", "--best", "goodput_p99"], "one figure a run"),
      (["--vary", "replicas=1,2", "--by", "scheduler"], "nothing called 'scheduler' varies"),
      (["--vary", "replicas=1,2", "--against", "replicas=3"], "is nowhere '3'"), (["--vary", "parallel.tensor=3"], "none of the 1 cells"),
      (["--vary", "replicas=1,2", "--best", "busy_share"], "neither way is better"), (["--vary", "@none.yaml"], "none.yaml"),
      (["--vary", "replicas=1,2", "--set", "replicas=4"], "would take this back"),
      (["--vary", "replicas=1,2", "--design", "grid"], "is no design"),
      (["--vary", "replicas=1,2", "--design-seed", "3"], "without a design"),
      (["--vary", "replicas=1,2", "--dry-run", "--all"], "ranks nothing"),
      (["--vary", "replicas=1,2", "--search", "annealing"], "is no search"),
      (["--vary", "replicas=1,2", "--search", "halving", "--seeds", "1"], "deals out seeds"),
      (["--vary", "replicas=1,2", "--search", "gp:5", "--shard", "0/2"], "depends on all runs before it"),
      (["--vary", "replicas=1,2", "--by", "replicas", "--format", "csv"], "hold every cell"),
      (["--vary", "replicas=1,2", "--shard", "0/2", "--best", "cost"], "ranks nothing"),
      (["--vary", "replicas=1,2", "--seeds", "1", "--against", "replicas=1"], "no pairs to compare over"),
    ])
  func refused(arguments: [String], reason: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run(try command.process(["sweep", "chat"] + arguments))
      #expect(result.status == 2 && result.output.isEmpty && result.error.contains(reason), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite")), "nothing was to be run")
    }
  }
}
