import Foundation
import Kernel

/// Slurm: parts are the tasks of a job array, submitted by `sbatch` and looked for by `squeue`.
///
/// The array goes on without this program, and Slurm itself gives tasks of a lost node to another one. Since a requeued task waits two
/// minutes by Slurm's own rule, it is asked to begin at once. Jobs are found by a name that holds the folder's digest, and no accounting is
/// needed: that a part is over is known by its beat.
public struct SlurmEngine: ClusterEngine {
  /// The command that makes a part.
  public let command: PartCommand
  /// The folder of the job.
  public let folder: JobFolder
  /// Parts in all.
  public let parts: Int
  /// Options that are handed to `sbatch`, such as `--partition=long`.
  public let options: [String]
  private let commands: any CommandRunner

  /// Options of `sbatch` that this program gives itself.
  private static let ownOptions = [
    "--array", "--job-name", "--output", "--error", "--open-mode", "--wrap", "--parsable", "--chdir", "-a", "-J", "-o", "-e", "-D",
  ]

  /// Slurm.
  ///
  /// - Throws: ``InputError`` for an option that this program gives itself.
  public init(_ command: PartCommand, folder: JobFolder, parts: Int, options: [String], commands: any CommandRunner) throws {
    if let own = options.first(where: { option in Self.ownOptions.contains { option == $0 || option.hasPrefix($0 + "=") } }) {
      throw InputError("--sbatch: '\(own.prefix(40))' is given by this program", remedy: "leave it out")
    }
    (self.command, self.folder, self.parts, self.options, self.commands) = (command, folder, parts, options, commands)
  }

  /// What it is called in messages.
  public var name: String { "Slurm" }
  /// Slurm gives tasks of lost nodes to others, and leaves those that fail alone.
  public var repeatsByItself: Bool { false }
  /// That the array goes on without this program.
  public var farewell: String { "the job array goes on; the same command watches it again, and 'scancel --name=\(jobName)' ends it" }

  /// What the job is called: the same folder, the same name.
  public var jobName: String {
    var digest = Digest()
    digest.mix(bytesOf: folder.path)
    return "windtunnel-\(digest.hexadecimal)"
  }

  /// Submits an array of some of the parts.
  ///
  /// - Throws: ``InputError`` with the words of `sbatch` where it takes no job.
  public func submit(_ parts: [Int]) throws {
    try folder.write(script, to: folder.scriptFile)
    let fixed = [
      "sbatch", "--parsable", "--job-name=\(jobName)", "--array=\(Self.ranges(parts))", "--output=\(folder.path)/part-%a.log",
      "--open-mode=append", "--requeue", "--chdir=\(command.directory)",
    ]
    let outcome = try commands.run(fixed + options + [folder.scriptFile])
    if outcome.status != 0 {
      throw InputError(
        "Slurm did not take the job: \(outcome.lastWords)", remedy: "see --sbatch for what it needs, and --shards for the size of the array"
      )
    }
  }

  /// What `squeue` says of each part; nil where it does not answer. A task that was requeued and only waits for its time is asked to begin.
  ///
  /// - Throws: ``InputError`` where there is no `squeue`.
  public func states(begun: Set<Int>) throws -> [Int: PartState]? {
    let outcome = try commands.run([
      "squeue", "--noheader", "--array", "--states=all", "--me", "--name=\(jobName)", "--format=%F|%K|%T|%r",
    ])
    guard outcome.status == 0 else { return nil }
    let tasks = outcome.output.split(separator: "\n").compactMap { Task($0) }.sorted { $0.job < $1.job }
    var states: [Int: PartState] = [:]
    for task in tasks {
      // An attempt that is alive counts for more than a later one that is over.
      if states[task.part]?.isLive == true && !task.state.isLive { continue }
      states[task.part] = task.state
      guard case .waiting(let reason) = task.state, begun.contains(task.part) else { continue }
      try wake(task, reason)
    }
    return states
  }

  /// Cancels all attempts at a part.
  public func cancel(_ part: Int) {
    guard let listed = try? commands.run(["squeue", "--noheader", "--array", "--me", "--name=\(jobName)", "--format=%F|%K|%T|%r"]) else {
      return
    }
    for task in listed.output.split(separator: "\n").compactMap({ Task($0) }) where task.part == part { end(task) }
  }

  /// Leaves the array alone.
  public func leave() {}

  /// What a task of the array does.
  private var script: String {
    let words = (command.words + ["--threads"]).map(PartCommand.shellWord).joined(separator: " ")
    let threads = command.threads.map(String.init) ?? "\"${SLURM_CPUS_ON_NODE:-1}\""
    return """
      #!/bin/bash
      # Makes a part; written and submitted by windtunnel as a job array.
      cd \(PartCommand.shellWord(command.directory)) || exit 2
      exec \(words) \(threads) --shard "$SLURM_ARRAY_TASK_ID/\(parts)" --job \(PartCommand.shellWord(folder.path))

      """
  }

  /// Lets a task that was requeued begin: at once where it only waits for its time, and by another attempt where Slurm holds it.
  private func wake(_ task: Task, _ reason: String) throws {
    if reason.contains("requeued held") || reason == "JobHoldMaxRequeue" { return end(task) }
    guard reason == "BeginTime", !options.contains(where: { $0.hasPrefix("--begin") || $0.hasPrefix("-b") }) else { return }
    _ = try commands.run(["scontrol", "update", "JobId=\(task.job)_\(task.part)", "StartTime=now"])
  }

  private func end(_ task: Task) { _ = try? commands.run(["scancel", "\(task.job)_\(task.part)"]) }

  /// Such as `0-3,7`.
  static func ranges(_ parts: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for part in parts.sorted() {
      if let last = ranges.last, last.upperBound + 1 == part {
        ranges[ranges.count - 1] = last.lowerBound...part
      } else {
        ranges.append(part...part)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
  }

  /// A line of `squeue`.
  private struct Task {
    let job: Int
    let part: Int
    let state: PartState

    /// The states that a job does not come back from, by the manual of `squeue`.
    private static let ends: Set<String> = [
      "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT",
    ]

    init?(_ line: Substring) {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 4, let job = Int(fields[0]), let part = Int(fields[1]) else { return nil }
      (self.job, self.part) = (job, part)
      state = Self.ends.contains(fields[2]) ? .over(fields[2]) : fields[2] == "PENDING" ? .waiting(fields[3]) : .running
    }
  }
}
