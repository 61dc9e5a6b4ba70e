import Foundation
import Kernel
import Study
import Testing

@Suite("Engines of clusters")
struct ClusterEngineTests {
  private static let command = PartCommand(
    ["/opt/wind tunnel", "sweep", "chat", "--vary", "replicas=1,2"], directory: "/data/my runs", threads: nil)

  private func slurm(
    _ folder: String, options: [String] = [], _ answer: @escaping @Sendable ([String]) -> CommandOutcome
  ) throws -> (SlurmEngine, RecordedCommands) {
    let commands = RecordedCommands(answer)
    return (
      try SlurmEngine(Self.command, folder: JobFolder(path: folder), parts: 16, options: options, commands: commands), commands
    )
  }

  @Test("Slurm is given an array of the missing parts, whose script makes one part on the processors that it got")
  func submits() throws {
    try StudyCase.withFolder { folder in
      let (engine, commands) = try slurm(folder, options: ["--partition=long"]) { _ in CommandOutcome(status: 0, output: "7\n") }
      try engine.submit([9, 0, 1, 2, 5])
      let submitted = try #require(commands.commands.first)
      #expect(submitted.contains("--array=0-2,5,9") && submitted.contains("--partition=long") && submitted.last == folder + "/part.sh")
      let script = String(decoding: try #require(FileManager.default.contents(atPath: folder + "/part.sh")), as: UTF8.self)
      #expect(script.contains("cd '/data/my runs' || exit 2"))
      #expect(script.contains("exec '/opt/wind tunnel' sweep chat --vary 'replicas=1,2' --threads \"${SLURM_CPUS_ON_NODE:-1}\""))
      #expect(script.contains("--shard \"$SLURM_ARRAY_TASK_ID/16\" --job \(folder)"))
    }
  }

  @Test("of several attempts at a part the one that lives counts, and what waits only for its time is asked to begin")
  func reads() throws {
    let listing = "7|0|NODE_FAIL|None\n9|0|RUNNING|None\n7|1|COMPLETED|None\n7|2|PENDING|BeginTime\n7|3|PENDING|Priority\nnonsense\n"
    let (engine, commands) = try slurm("/nowhere") { _ in CommandOutcome(status: 0, output: listing) }
    let states = try engine.states(begun: [2])
    #expect(states == [0: .running, 1: .over("COMPLETED"), 2: .waiting("BeginTime"), 3: .waiting("Priority")])
    #expect(commands.commands.dropFirst() == [["scontrol", "update", "JobId=7_2", "StartTime=now"]])
    engine.cancel(0)
    #expect(commands.commands.last == ["scancel", "9_0"] || commands.commands.last == ["scancel", "7_0"])
  }

  @Test("what waits for a time that the user has set is left to wait, and what Slurm holds is begun anew")
  func waits() throws {
    let listing = "7|2|PENDING|BeginTime\n7|3|PENDING|launch failed requeued held\n"
    let (engine, commands) = try slurm("/nowhere", options: ["--begin=now+1hour"]) { _ in CommandOutcome(status: 0, output: listing) }
    _ = try engine.states(begun: [2, 3])
    #expect(commands.commands.dropFirst() == [["scancel", "7_3"]])
  }

  @Test("a Slurm that does not answer says nothing of parts, and one that takes no job is quoted")
  func fails() throws {
    try StudyCase.withFolder { folder in
      let words = "sbatch: error: Batch job submission failed: Invalid partition name specified"
      let (engine, _) = try slurm(folder) { _ in CommandOutcome(status: 1, error: words + "\n") }
      #expect(try engine.states(begun: []) == nil)
      let error = #expect(throws: InputError.self) { try engine.submit([0]) }
      #expect(error?.message.contains("Invalid partition name specified") == true)
      #expect(throws: InputError.self) { try slurm(folder, options: ["--array=1-4"]) { _ in CommandOutcome(status: 0) } }
    }
  }

  @Test("Ray's driver is told all that it needs, and what it says in the end is passed on")
  func ray() throws {
    try StudyCase.withFolder { path in
      let folder = JobFolder(path: path)
      let options = RayEngine.Options(python: "python3", address: "auto", attempts: 3, patience: 60)
      let commands = RecordedCommands { CommandOutcome(status: $0.contains("import ray") ? 0 : 3) }
      let engine = try RayEngine(Self.command, folder: folder, parts: 4, options: options, commands: commands)
      try engine.submit([1, 3])
      let started = try #require(commands.commands.last)
      #expect(started.prefix(3) == ["python3", "-u", path + "/driver.py"] && started.contains("--patience"))
      #expect(started.suffix(8) == ["--", "/opt/wind tunnel", "sweep", "chat", "--vary", "replicas=1,2", "--threads", "1"])
      #expect(FileManager.default.contents(atPath: path + "/driver.py")?.isEmpty == false)
      try folder.write("no Ray cluster at 'auto'\n", to: path + "/driver.log")
      let error = #expect(throws: InputError.self) { try engine.states(begun: []) }
      #expect(error?.message == "no Ray cluster at 'auto'")
      let bare = RecordedCommands { _ in CommandOutcome(status: 1, error: "ModuleNotFoundError: No module named 'ray'\n") }
      let missing = #expect(throws: InputError.self) {
        try RayEngine(Self.command, folder: folder, parts: 4, options: options, commands: bare)
      }
      #expect(missing?.remedy?.contains("pip install ray") == true)
    }
  }
}
