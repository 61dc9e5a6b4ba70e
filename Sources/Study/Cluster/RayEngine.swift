import Foundation
import Kernel

/// Ray: parts are tasks that a driver in Python submits; Ray gives those of a lost node to another one, and the driver those that fail or
/// hang. The tasks end with their driver, and the driver with this program.
public final class RayEngine: ClusterEngine {
  /// How the driver is started.
  public struct Options: Hashable, Sendable {
    /// The Python that has Ray.
    public var python: String
    /// The cluster; `auto` is the one that is running.
    public var address: String
    /// How often a part is tried.
    public var attempts: Int
    /// Seconds for which a part may stand still.
    public var patience: Double

    /// Options.
    public init(python: String, address: String, attempts: Int, patience: Double) {
      (self.python, self.address, self.attempts, self.patience) = (python, address, attempts, patience)
    }
  }

  private let command: PartCommand
  private let folder: JobFolder
  private let parts: Int
  private let options: Options
  private let commands: any CommandRunner
  private let driver = LockedValue<(process: any StartedCommand, parts: [Int])?>(nil)

  /// Ray, where Python has it.
  ///
  /// - Throws: ``InputError`` where there is no such Python, or it has no Ray.
  public init(_ command: PartCommand, folder: JobFolder, parts: Int, options: Options, commands: any CommandRunner) throws {
    (self.command, self.folder, self.parts, self.options, self.commands) = (command, folder, parts, options, commands)
    let found = try commands.run([options.python, "-c", "import ray"])
    if found.status != 0 {
      throw InputError(
        "'\(options.python)' has no Ray: \(found.lastWords)", remedy: "pip install ray, or name a Python that has it with --python")
    }
  }

  /// What it is called in messages.
  public var name: String { "Ray" }
  /// Ray and the driver repeat parts.
  public var repeatsByItself: Bool { true }
  /// That the tasks end with this program.
  public var farewell: String { "its tasks end with it; what had ended is kept in \(folder.path), and the same command goes on from there" }

  private var scriptFile: String { folder.path + "/driver.py" }
  private var logFile: String { folder.path + "/driver.log" }

  /// Starts a driver for some of the parts.
  ///
  /// - Throws: ``InputError`` where it cannot be started.
  public func submit(_ parts: [Int]) throws {
    try folder.write(String(decoding: PackageResources.ray_driver_py, as: UTF8.self), to: scriptFile)
    let fixed = [
      options.python, "-u", scriptFile, "--address", options.address, "--folder", folder.path, "--directory", command.directory, "--parts",
      "\(self.parts)", "--attempts", "\(options.attempts)", "--patience", "\(options.patience)", "--threads", "\(command.threads ?? 1)",
    ]
    let words = command.words + ["--threads", "\(command.threads ?? 1)"]
    let process = try commands.start(fixed + parts.flatMap { ["--part", "\($0)"] } + ["--"] + words, printingTo: logFile)
    driver.withLock { $0 = (process, parts) }
  }

  /// What is known of each part: all are in hand for as long as the driver is there.
  ///
  /// - Throws: ``InputError`` where the driver has found no cluster.
  public func states(begun: Set<Int>) throws -> [Int: PartState]? {
    let (status, parts) = driver.withLock { ($0?.process.status ?? nil, $0?.parts ?? []) }
    guard let status else {
      return Dictionary(uniqueKeysWithValues: parts.map { ($0, begun.contains($0) ? .running : .waiting("Ray has not begun it")) })
    }
    if status == 3 {
      throw InputError(lastWords, remedy: "start one with 'ray start --head', or name it with --ray-address")
    }
    return Dictionary(uniqueKeysWithValues: parts.map { ($0, .over("the driver ended with \(status): \(lastWords)")) })
  }

  /// Nothing is to be done: the driver sees for itself that a part stands still.
  public func cancel(_ part: Int) {}

  /// Ends the driver.
  public func leave() { driver.withLock { $0?.process.end() } }

  /// The last line that the driver has printed.
  private var lastWords: String {
    let text = FileManager.default.contents(atPath: logFile).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}
