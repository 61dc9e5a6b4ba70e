import Foundation
import GRDB
import Testing

/// A sweep that a cluster makes, with programs that stand in for the cluster's own; `make test-cluster` has real ones.
@Suite("windtunnel sweep --on")
struct ClusterTests {
  private static let sweep = ["sweep", "chat", "--vary", "replicas=1,2", "--vary", "scheduler=fcfs,sarathi"]

  /// An `sbatch` that makes the tasks of an array at once and loses those of which there is a file `lose-N`, and a `squeue` that knows none.
  static func writeSlurm(_ command: Command) throws {
    try command.write(
      """
      #!/bin/bash
      for word in "$@"; do case $word in --array=*) array=${word#--array=} ;; --chdir=*) cd "${word#--chdir=}" ;; esac; done
      echo "$array" >>submitted
      for range in ${array//,/ }; do
        for task in $(seq "${range%-*}" "${range#*-}"); do
          if [ -e "lose-$task" ]; then rm "lose-$task"; else SLURM_ARRAY_TASK_ID=$task bash "${!#}" >>tasks.log 2>&1; fi
        done
      done
      """, to: "slurm/sbatch")
    try command.write("#!/bin/bash\n", to: "slurm/squeue")
    for name in ["sbatch", "squeue"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: command.path("slurm/" + name))
    }
  }

  private func run(_ command: Command, _ arguments: [String]) throws -> Command.Result {
    let process = try command.process(arguments)
    putFirst(command.path("slurm"), process)
    return try command.run(process)
  }

  /// Lets a process find the programs of a folder before all others.
  private func putFirst(_ folder: String, _ process: Process) {
    var environment = process.environment ?? [:]
    environment["PATH"] = folder + ":" + (environment["PATH"] ?? "")
    process.environment = environment
  }

  /// What was given to `sbatch`, an array a line.
  static func submitted(_ command: Command) -> String {
    FileManager.default.contents(atPath: command.path("submitted")).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Lines of CSV without the numbers of runs.
  private func figures(_ csv: String) -> [String] {
    csv.split(separator: "\n").map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return (fields[..<4] + fields[5...]).joined(separator: ",")
    }
  }

  @Test("parts made by an array give the table of one machine, a lost one is made again, and asked again nothing is submitted")
  func slurm() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try Self.writeSlurm(command)
      try command.write("", to: "lose-1")
      // 32 runs, so that none of three parts is without one.
      let sweep = Self.sweep + ["--seeds", "8"]
      let whole = try run(command, sweep + ["--no-store", "--format", "csv"])
      let cluster = sweep + ["--on", "slurm", "--shards", "3", "--format", "csv"]
      let first = try run(command, cluster)
      #expect(first.status == 0 && figures(first.output) == figures(whole.output), "\(first.error)")
      #expect(first.error.contains("part 1 was lost (it never began) and is submitted again"))
      #expect(Self.submitted(command) == "0-2\n1\n")
      #expect(try run(command, ["list", "runs"]).output.split(separator: "\n").count == 33)
      let again = try run(command, cluster)
      #expect(again.output == first.output && Self.submitted(command) == "0-2\n1\n")
      let more = try run(command, Self.sweep + ["--on", "slurm", "--shards", "3", "--seeds", "9"])
      let words = more.output.replacing(/\s+/, with: " ")
      #expect(more.status == 0 && (words.contains("36 runs, all of them in the store") || words.contains("36 of them")))
      #expect(try run(command, ["list", "runs"]).output.split(separator: "\n").count == 37, "runs at hand were not made again")
    }
  }

  @Test("a part of a scenario that was changed after it was submitted makes nothing, and the changed sweep has a folder of its own")
  func changed() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try Self.writeSlurm(command)
      for part in 0..<2 { try command.write("", to: "lose-\(part)") }
      let cluster = Self.sweep + ["--on", "slurm", "--shards", "2", "--attempts", "1"]
      let lost = try run(command, cluster)
      #expect(lost.status == 2 && lost.error.contains("part 0 was given up after 1 attempt, and 1 other parts"), "\(lost.error)")
      let folders = try FileManager.default.contentsOfDirectory(atPath: command.path("windtunnel-work"))
      let folder = "windtunnel-work/" + (try #require(folders.first))
      let changed = Command.chat.replacing("mean: 900", with: "mean: 700")
      try command.write(changed, to: "scenarios/chat.yaml")
      let part = try run(command, Self.sweep + ["--shard", "0/2", "--job", folder])
      #expect(part.status == 2 && part.error.contains("has changed since the job was submitted"), "\(part.error)")
      let database = try DatabaseQueue(path: command.path(folder + "/part-0.sqlite"))
      #expect(try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") } == 0)
      let beat = try String(contentsOfFile: command.path(folder + "/part-0.beat"), encoding: .utf8)
      #expect(beat.hasPrefix("refused ") && beat.contains("has changed"))
      #expect(try run(command, Self.sweep + ["--shard", "0/3", "--job", folder]).error.contains("has changed"))
      #expect(try run(command, Self.sweep + ["--shard", "0/2", "--job", "scenarios"]).error.contains("no job in this folder"))
      let resumed = try run(command, cluster)
      #expect(resumed.status == 0, "\(resumed.error)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: command.path("windtunnel-work")).count == 2)
      #expect(try run(command, ["list", "runs"]).output.split(separator: "\n").count == 13)
    }
  }

  @Test("a sweep resumed after its scenario has changed makes the runs of the new one, and keeps those of the old one")
  func resumedAfterChange() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try run(command, Self.sweep).status == 0)
      try command.write(Command.chat.replacing("mean: 900", with: "mean: 700"), to: "scenarios/chat.yaml")
      let changed = try run(command, Self.sweep + ["--progress"])
      #expect(changed.status == 0 && changed.error.contains("12 runs made, 0 taken from the store"), "\(changed.error)")
      #expect(try run(command, ["list", "runs"]).output.split(separator: "\n").count == 25)
    }
  }

  @Test("the manifest of an indexed job makes every part where it is carried out index by index, and gathers them")
  func kubernetes() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments = Self.sweep + ["--on", "kubernetes", "--image", "registry.example/windtunnel:1", "--shards", "3"]
      let written = try run(command, arguments)
      #expect(written.status == 0 && written.output.contains("kubectl apply -f windtunnel-"), "\(written.error)")
      for line in written.output.split(separator: "\n") where !line.hasPrefix("  ") { #expect(line.count <= 80, "\(line)") }
      let names = try FileManager.default.contentsOfDirectory(atPath: command.folder).filter { $0.hasSuffix(".yaml") }.sorted()
      let texts = try names.map { try String(contentsOfFile: command.path($0), encoding: .utf8) }
      #expect(names.count == 2 && !FileManager.default.fileExists(atPath: command.path("results.sqlite")))
      let (gathering, job) = (texts[0], texts[1])
      for word in ["completionMode: Indexed", "completions: 3", "backoffLimitPerIndex: 2", "claimName: windtunnel"] {
        #expect(job.contains(word))
      }
      let sheet = String(try #require(job.firstMatch(of: /job.txt: \|\n((?:    .*\n)+)---/)).output.1).replacing("    ", with: "")
      try command.write(sheet, to: "sheet/job.txt")
      try command.write("#!/bin/sh\nexec \(Command.executable) \"$@\"\n", to: "slurm/windtunnel")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: command.path("slurm/windtunnel"))
      func shell(_ manifest: String, index: Int) throws -> Command.Result {
        let quoted = try #require(manifest.firstMatch(of: /command: \["sh", "-c", "(.*)"\]/)).output.1
        let script = String(quoted).replacing("\\\"", with: "\"").replacing("/windtunnel/", with: command.folder + "/")
          .replacing("/job/", with: command.path("sheet") + "/").replacing("sleep 3600", with: "true")
        let process = try command.process(["-c", script], program: "/bin/sh")
        putFirst(command.path("slurm"), process)
        process.environment?["JOB_COMPLETION_INDEX"] = "\(index)"
        return try command.run(process)
      }
      for index in 0..<3 {
        let part = try shell(job, index: index)
        #expect(part.status == 0, "\(part.error)")
      }
      #expect(try shell(gathering, index: 0).status == 0)
      let folders = try FileManager.default.contentsOfDirectory(atPath: command.folder).filter {
        $0.hasPrefix("windtunnel-") && $0.hasSuffix("-3")
      }
      let merged = (try #require(folders.first)) + "/whole.sqlite"
      let table = try run(command, Self.sweep + ["--store", merged, "--progress"])
      #expect(table.error.contains("0 runs made, 12 taken from the store"), "\(table.error)")
    }
  }

  @Test(
    "what cannot be meant is refused before anything is submitted",
    arguments: [
      (["--on", "slurm", "--no-store"], "leave out --shard and --no-store"), (["--on", "slurm", "--shard", "0/2"], "leave out --shard"),
      (["--shards", "3"], "--shards without --on"), (["--on", "ray", "--sbatch", "--partition=a"], "--sbatch without --on slurm"),
      (["--on", "slurm", "--ray-address", "auto"], "--ray-address without --on ray"), (["--on", "kubernetes"], "without --image"),
      (["--on", "kubernetes", "--image", "a b"], "no name that Kubernetes takes"), (["--on", "slurm", "--shards", "0"], "between 1 and"),
      (["--on", "slurm", "--patience", "soon"], "--patience"), (["--on", "slurm", "--patience", "1 ms"], "below a second"),
      (["--on", "slurm", "--sbatch", "--array=1-3"], "is given by this program"), (["--job", "x"], "--job without --shard"),
      (["--shard", "0/2", "--job", "x", "--store", "y.sqlite"], "leave out --store"), (["--on", "lsf"], "slurm"),
      (["--on", "slurm"], "there is no 'squeue' on the PATH"), (["--on", "ray", "--python", "/nowhere/python"], "/nowhere/python"),
      (["--shard", "0/2", "--job", "nowhere"], "cannot write here"),
    ])
  func refused(arguments: [String], reason: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let process = try command.process(["sweep", "chat", "--vary", "replicas=1,2"] + arguments)
      process.environment?["PATH"] = command.folder
      let result = try command.run(process)
      #expect(result.status == 2 && result.output.isEmpty && result.error.contains(reason), "\(result.error)")
    }
  }
}
