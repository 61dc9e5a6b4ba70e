import Foundation
import Kernel
import Report
import Store
import Study

/// A sweep or a plan that a cluster makes: submitted part by part, watched, and put together in one database.
struct ClusterExecution {
  /// What of the command line it goes by beside the cluster's own options.
  struct Settings {
    /// The database that all is put into.
    let store: String
    /// Processors of a part; nil leaves them to the cluster.
    let threads: Int?
    /// Whether progress is shown even where standard error is no terminal.
    let progress: Bool
    /// Whether nothing is said of it.
    let quiet: Bool
  }

  private let job: ClusterJob
  private let cluster: ClusterArguments
  private let settings: Settings
  private let words: [String]
  private let commands: any CommandRunner = SystemCommands()

  /// A job on a cluster; `words` are the arguments that make it anew, behind the name of the program.
  init(_ job: ClusterJob, on cluster: ClusterArguments, _ settings: Settings, words: [String]) {
    (self.job, self.cluster, self.settings, self.words) = (job, cluster, settings, words)
  }

  /// Lets Slurm or Ray make what is missing, and puts it into the database.
  ///
  /// - Throws: ``InputError`` where the cluster takes nothing, and where parts were lost for good, which are named; ``Interrupted``.
  func gather(by name: ClusterArguments.Engine) throws {
    if job.parts.isEmpty { return }
    let folder = try JobFolder(below: cluster.work ?? "windtunnel-work", of: job.sheet, name: job.name)
    let command = PartCommand(
      [try Self.program()] + words, directory: FileManager.default.currentDirectoryPath, threads: settings.threads)
    let engine = try engine(name, command, folder, job.sheet.parts)
    if !settings.quiet {
      Console.note(
        ClusterText.submitted(
          job.extent.count, job.extent.noun, parts: job.sheet.parts, toMake: job.parts.count, to: engine.name, folder: folder.path))
    }
    let lost = try watch(engine, folder)
    try putTogether(folder, lost)
  }

  private func engine(
    _ name: ClusterArguments.Engine, _ command: PartCommand, _ folder: JobFolder, _ parts: Int
  ) throws -> any ClusterEngine {
    if name == .slurm { return try SlurmEngine(command, folder: folder, parts: parts, options: cluster.sbatch, commands: commands) }
    let ray = RayEngine.Options(
      python: cluster.python ?? "python3", address: cluster.rayAddress ?? "auto",
      attempts: cluster.attempts ?? ClusterWatch.Options().attempts,
      patience: try cluster.patienceSeconds())
    return try RayEngine(command, folder: folder, parts: parts, options: ray, commands: commands)
  }

  private func watch(_ engine: any ClusterEngine, _ folder: JobFolder) throws -> [ClusterWatch.LostPart] {
    var watching = ClusterWatch.Options()
    watching.attempts = cluster.attempts ?? watching.attempts
    watching.patience = try cluster.patienceSeconds()
    let line = StatusLine(isShown: settings.progress, isQuiet: settings.quiet)
    let progress = StudyProgress()
    let signals = StopSignals(stopping: progress, farewell: engine.farewell)
    defer {
      line.end()
      signals.end()
    }
    func wait(_ seconds: Double) -> Bool {
      let end = Program.effort().wallSeconds + seconds
      while !progress.isStopped && Program.effort().wallSeconds < end { Thread.sleep(forTimeInterval: 0.1) }
      return !progress.isStopped
    }
    func say(_ text: String) {
      line.end()
      Console.note(text)
    }
    var watch = ClusterWatch(
      engine, folder: folder, parts: job.parts, options: watching,
      surroundings: ClusterWatch.Surroundings(
        now: { Program.effort().wallSeconds }, wait: wait,
        tell: { line.say(ClusterText.progress($0, runs: job.runs, width: Console.errorWidth)) }, say: say))
    do { return try watch.run() } catch {
      if !watch.hasSubmitted { folder.removeUnused() }
      throw error
    }
  }

  /// Takes the runs of all parts into the database, those of lost parts that had ended among them.
  private func putTogether(_ folder: JobFolder, _ lost: [ClusterWatch.LostPart]) throws {
    let database = try ResultStore.open(writingTo: settings.store, say: Console.say)
    defer { try? database.close() }
    let line = StatusLine(isShown: settings.progress, isQuiet: settings.quiet)
    defer { line.end() }
    for (index, part) in job.parts.enumerated() {
      line.say("putting part \(index + 1) of \(job.parts.count) into \(settings.store)")
      let files = try folder.finishedDatabase(of: part).map { [$0] } ?? folder.databases(of: part)
      for file in files { try database.add(runsOf: file, once: true) }
    }
    guard let first = lost.first else { return }
    let others = lost.count == 1 ? "" : ", and \(lost.count - 1) other parts"
    let tries = first.attempts == 1 ? "1 attempt" : "\(first.attempts) attempts"
    throw InputError(
      "part \(first.part) was given up after \(tries)\(others): \(first.reason); what had ended is stored in \(settings.store)",
      file: folder.logFile(of: first.part), remedy: "when it is mended, the same command makes the rest")
  }

  /// Writes the manifests of Kubernetes, and hands the job over where that is asked for.
  ///
  /// - Throws: ``InputError`` where they cannot be written, and with kubectl's own words where it does not take the job.
  func writeManifest() throws {
    if job.parts.isEmpty { return Console.print("Nothing is missing: all runs are in \(settings.store).") }
    if let path = words.first(where: { $0.hasPrefix("/") }) {
      throw InputError(
        "'\(path)' is a path of this machine", remedy: "name the scenario as it is seen from the claim's root, with a relative path")
    }
    let manifest = try KubernetesManifest(
      job.sheet, command: PartCommand(["windtunnel"] + words, directory: KubernetesManifest.mount, threads: settings.threads),
      options: KubernetesManifest.Options(
        image: cluster.image ?? "", claim: cluster.claim ?? "windtunnel", attempts: cluster.attempts ?? ClusterWatch.Options().attempts,
        patience: try cluster.patienceSeconds()))
    let files = (job: manifest.name + ".yaml", gathering: manifest.name + "-gather.yaml")
    for (text, file) in [(manifest.job, files.job), (manifest.gathering, files.gathering)] {
      let writing = try ReplacingFile(path: file)
      try writing.append(text)
      try writing.complete()
    }
    if cluster.apply {
      let outcome = try commands.run(["kubectl", "apply", "-f", files.job])
      if outcome.status != 0 { throw InputError("kubectl did not take the job: \(outcome.lastWords)", file: files.job) }
    }
    Console.print(
      ClusterText.nextSteps(manifest, of: job.sheet.kind, files: files, store: settings.store, isApplied: cluster.apply))
  }

  /// Where this program lies.
  private static func program() throws -> String {
    do { return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") } catch {
      throw InputError("this program cannot tell where it lies: \(error.localizedDescription)")
    }
  }
}
