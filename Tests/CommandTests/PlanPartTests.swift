import Foundation
import GRDB
import Testing

/// A plan in parts: by hand, and by programs that stand in for a cluster's own; `make test-cluster` has real ones.
@Suite("Parts of a plan at the command line")
struct PlanPartTests {
  private static let plan = [
    "plan", "chat", "--accelerators", "h100-sxm,l40s,a100-80gb", "--tensor", "1,2", "--seeds", "2", "--max-gpus", "16",
    "--set", "workload.requests=300",
  ]

  private func run(_ command: Command, _ arguments: [String]) throws -> Command.Result {
    let process = try command.process(arguments)
    let path = command.path("slurm") + ":" + (process.environment?["PATH"] ?? "")
    process.environment?["PATH"] = path
    return try command.run(process)
  }

  /// What a plan says but for where it is stored.
  private func answer(_ result: Command.Result) -> String {
    result.output.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.contains("Stored as plan") }
      .joined(separator: "\n")
  }

  private func count(_ command: Command, _ sql: String, in file: String) throws -> Int {
    try DatabaseQueue(path: command.path(file)).read { try Int.fetchOne($0, sql: sql) ?? -1 }
  }

  @Test("parts made apart and merged answer as one machine does, and the answer makes only what parts cannot know")
  func byHand() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let alone = try run(command, Self.plan + ["--no-store"])
      for part in 0..<3 {
        let result = try run(command, Self.plan + ["--shard", "\(part)/3", "--store", "part-\(part).sqlite"])
        let text = result.output.replacing(/\s+/, with: " ")
        #expect(result.status == 0 && text.contains("Part \(part) of 0 to 2: 4 of 12 layouts searched"), "\(result)")
      }
      let some = try run(command, ["merge", "part-2.sqlite", "part-0.sqlite", "--store", "whole.sqlite"])
      #expect(some.status == 0 && some.output.contains("plan chat: part 1 of 0 to 2 missing"), "\(some)")
      let early = try run(command, Self.plan + ["--store", "whole.sqlite"])
      #expect(early.error.contains("part 1 of 0 to 2 of this plan not in whole.sqlite") && answer(early) == answer(alone), "\(early)")
      let merge = try run(command, ["merge", "part-0.sqlite", "part-1.sqlite", "part-2.sqlite", "--store", "other.sqlite"])
      #expect(merge.output.contains("plan chat: all 3 parts") && merge.output.contains("part 1/3 of plan chat added: 4 layouts"))
      let parts = try count(command, "SELECT count(*) FROM planTrial", in: "other.sqlite")
      let whole = try run(command, Self.plan + ["--store", "other.sqlite", "--progress"])
      #expect(answer(whole) == answer(alone) && !whole.error.contains("searched here"), "\(whole)")
      let simulated = try count(command, "SELECT runs FROM plan", in: "other.sqlite")
      #expect(try count(command, "SELECT count(*) FROM planTrial", in: "other.sqlite") == parts + simulated)
      #expect(try simulated < count(command, "SELECT runsFound FROM plan", in: "other.sqlite"))
      let again = try run(command, ["merge", "part-0.sqlite", "--store", "other.sqlite"])
      #expect(again.output.contains("part 0/3 of plan chat there already"))
    }
  }

  @Test("the part of a Slurm array's task is read from its environment")
  func jobArray() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let process = try command.process(Self.plan + ["--shard", "auto", "--store", "part.sqlite"])
      for (name, value) in [("ID", "7"), ("MIN", "5"), ("MAX", "8"), ("COUNT", "4")] {
        process.environment?["SLURM_ARRAY_TASK_" + name] = value
      }
      let part = try command.run(process)
      #expect(part.status == 0 && part.output.contains("Part         2 of 0 to 3: 3 of 12 layouts"), "\(part)")
    }
  }

  @Test("parts of different scenarios, plans, divisions and programs are not put together, and are named")
  func refusedMerges() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let small = ["--accelerators", "h100-sxm", "--tensor", "1", "--mode", "aggregated", "--set", "workload.requests=300"]
      func part(_ scenario: String, _ shard: String, _ file: String, _ more: [String] = []) throws {
        let result = try run(command, ["plan", scenario] + small + ["--shard", shard, "--store", file] + more)
        #expect(result.status == 0, "\(result.error)")
      }
      try part("chat", "0/2", "first.sqlite")
      try part("chat", "1/2", "changed.sqlite", ["--set", "objective.ttft=\"400 ms\""])
      try part("what-if/fcfs", "1/2", "foreign.sqlite")
      try part("chat", "1/3", "thirds.sqlite")
      try part("chat", "1/2", "another.sqlite")
      try DatabaseQueue(path: command.path("another.sqlite")).write { try $0.execute(sql: "UPDATE planPart SET revision = 'another'") }
      for (file, reason) in [
        ("changed", "the scenario, or what varies in it, was changed"), ("foreign", "is no part of the plan chat"),
        ("thirds", "was made by --shard 1/3, and that of first.sqlite by 0/2"), ("another", "was made by revision another"),
      ] {
        let merge = try run(command, ["merge", "first.sqlite", file + ".sqlite", "--store", "whole.sqlite"])
        let said = merge.error.replacing(/\s+/, with: " ")
        #expect(merge.status == 2 && said.contains(reason) && said.contains("\(file).sqlite"), "\(merge.error)")
        #expect(!FileManager.default.fileExists(atPath: command.path("whole.sqlite")))
        let into = try run(command, ["merge", file + ".sqlite", "--store", "first.sqlite"])
        #expect(into.status == 2, "a plan of which parts are missing takes none of another")
      }
    }
  }

  @Test("parts made by an array give the answer of one machine, a lost one is made again, and asked again nothing is submitted")
  func slurm() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try ClusterTests.writeSlurm(command)
      try command.write("", to: "lose-1")
      let alone = try run(command, Self.plan + ["--no-store"])
      let cluster = Self.plan + ["--on", "slurm", "--shards", "3"]
      let first = try run(command, cluster)
      #expect(first.status == 0 && answer(first) == answer(alone), "\(first)")
      #expect(first.error.contains("12 layouts for Slurm in 3 parts"), "\(first.error)")
      #expect(first.error.contains("part 1 was lost (it never began) and is submitted again"))
      #expect(ClusterTests.submitted(command) == "0-2\n1\n")
      let again = try run(command, cluster)
      #expect(answer(again) == answer(alone) && ClusterTests.submitted(command) == "0-2\n1\n")
      let trials = try count(command, "SELECT count(*) FROM planTrial", in: "results.sqlite")
      let more = try run(command, Self.plan + ["--on", "slurm", "--shards", "5"])
      #expect(more.status == 0 && ClusterTests.submitted(command) == "0-2\n1\n", "divided anew there is nothing to be done")
      #expect(try count(command, "SELECT count(*) FROM planTrial", in: "results.sqlite") == trials)
    }
  }

  @Test("what one machine has stored no part makes again, and a part of a changed scenario makes nothing")
  func atHand() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try ClusterTests.writeSlurm(command)
      let few = ["plan", "chat", "--accelerators", "h100-sxm", "--seeds", "2", "--max-gpus", "8", "--set", "workload.requests=300"]
      #expect(try run(command, few + ["--tensor", "1"]).status == 0)
      let before = try count(command, "SELECT count(*) FROM planTrial", in: "results.sqlite")
      let cluster = few + ["--tensor", "1,2", "--on", "slurm", "--shards", "2", "--work", "jobs"]
      #expect(try run(command, cluster).status == 0)
      let folder = "jobs/" + (try #require(try FileManager.default.contentsOfDirectory(atPath: command.path("jobs")).first))
      let sheet = try String(contentsOfFile: command.path(folder + "/job.txt"), encoding: .utf8)
      #expect(sheet.hasPrefix("windtunnel plan job\n") && sheet.split(separator: "\n").count > 4)
      let parts = try (0..<2).map { try count(command, "SELECT count(*) FROM planTrial", in: folder + "/part-\($0).sqlite") }
      let simulated = try count(command, "SELECT runs FROM plan ORDER BY id DESC LIMIT 1", in: "results.sqlite")
      let all = try count(command, "SELECT count(*) FROM planTrial", in: "results.sqlite")
      #expect(all == before + parts.reduce(0, +) + simulated, "\(all), \(before), \(parts), \(simulated)")
      try command.write(Command.chat.replacing("mean: 900", with: "mean: 700"), to: "scenarios/chat.yaml")
      let part = try run(command, few + ["--tensor", "1,2", "--shard", "0/2", "--job", folder])
      #expect(part.status == 2 && part.error.contains("has changed since the job was submitted"), "\(part.error)")
      let sweep = try run(command, ["sweep", "chat", "--vary", "replicas=1,2", "--shard", "0/2", "--job", folder])
      #expect(sweep.status == 2 && sweep.error.contains("one of a plan, and not of a sweep"), "\(sweep.error)")
    }
  }

  @Test("the manifest of an indexed job names the plan and holds its sheet")
  func kubernetes() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let written = try run(command, Self.plan + ["--on", "kubernetes", "--image", "registry.example/windtunnel:1", "--shards", "3"])
      #expect(written.status == 0 && written.output.contains("The same plan, without --on, then"), "\(written)")
      let names = try FileManager.default.contentsOfDirectory(atPath: command.folder).filter { $0.hasSuffix(".yaml") }.sorted()
      let job = try String(contentsOfFile: command.path(names[1]), encoding: .utf8)
      #expect(job.contains("plan") && job.contains("h100-sxm") && job.contains("completions: 3"))
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite")))
    }
  }

  @Test(
    "what cannot be meant is refused before anything is searched",
    arguments: [
      (["--shard", "0/2", "--no-store"], "its runs would be lost"), (["--shard", "2/2"], "is no part of a sweep or a plan"),
      (["--shard", "0/2", "--dry-run"], "leave out --dry-run"), (["--shard", "0/2", "--write", "out"], "leave out --dry-run and --write"),
      (["--job", "x"], "--job without --shard"), (["--shard", "0/2", "--job", "x", "--store", "y.sqlite"], "leave out --store"),
      (["--shard", "0/2", "--job", "nowhere"], "cannot write here"), (["--shard", "auto"], "no job array"),
      (["--on", "slurm", "--shard", "0/2"], "leave out --shard"), (["--on", "slurm", "--no-store"], "leave out --shard and --no-store"),
      (["--on", "slurm", "--dry-run"], "leave out --dry-run"), (["--shards", "3"], "--shards without --on"),
      (["--on", "kubernetes"], "without --image"), (["--on", "slurm"], "there is no 'squeue' on the PATH"),
    ])
  func refused(arguments: [String], reason: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let process = try command.process(Self.plan + arguments)
      process.environment?["PATH"] = command.folder
      let result = try command.run(process)
      #expect(result.status == 2 && result.output.isEmpty && result.error.replacing(/\s+/, with: " ").contains(reason), "\(result.error)")
    }
  }
}
