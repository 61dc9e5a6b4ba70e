import Foundation
import Kernel

/// Commands of this machine, found on the PATH.
public struct SystemCommands: CommandRunner {
  /// Commands of this machine.
  public init() {}

  /// Runs a command to its end.
  ///
  /// - Throws: ``InputError`` where there is no such command.
  public func run(_ command: [String]) throws -> CommandOutcome {
    let process = try Self.process(command)
    let (output, error) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, error)
    try Self.launch(process, command)
    // Both are read at once: a pipe that nobody empties would hold the command up.
    let errors = LockedValue(Data())
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let data = error.fileHandleForReading.readDataToEndOfFile()
      errors.withLock { $0 = data }
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    return CommandOutcome(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self),
      error: String(decoding: errors.withLock { $0 }, as: UTF8.self))
  }

  /// Starts a command that goes on by itself, what it prints going to the end of a file.
  ///
  /// - Throws: ``InputError`` where it cannot be started.
  public func start(_ command: [String], printingTo file: String) throws -> any StartedCommand {
    let process = try Self.process(command)
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw InputError("cannot write here: \(unsafe String(cString: strerror(errno)))", file: file) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    (process.standardOutput, process.standardError) = (handle, handle)
    try Self.launch(process, command)
    return Started(process)
  }

  private static func process(_ command: [String]) throws -> Process {
    guard let name = command.first, let path = path(of: name) else {
      throw InputError("there is no '\(command.first ?? "")' on the PATH", remedy: "run this where the cluster's commands are installed")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = Array(command.dropFirst())
    process.standardInput = FileHandle.nullDevice
    return process
  }

  private static func path(of name: String) -> String? {
    if name.contains("/") { return name }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func launch(_ process: Process, _ command: [String]) throws {
    do { try process.run() } catch { throw InputError("'\(command[0])' cannot be started: \(error.localizedDescription)") }
  }

  private final class Started: StartedCommand, @unchecked Sendable {
    // Sendable although a process is not: it is asked two things, which it answers on any thread.
    private let process: Process
    init(_ process: Process) { self.process = process }
    var status: Int32? { process.isRunning ? nil : process.terminationStatus }
    func end() { process.terminate() }
  }
}
