import Foundation
import Kernel

/// Starts engines as processes: a program with arguments, which finds the sockets where its standard input and output would be.
public struct EngineProcesses: EngineLauncher {
  private let executable: String
  private let arguments: [String]

  /// Processes of a program.
  public init(executable: String, arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  /// Starts a process.
  ///
  /// - Throws: ``InputError`` where the system does not start it.
  public func launch(control: Int32, peer: Int32) throws -> any LaunchedEngine {
    let (input, output) = (
      FileHandle(fileDescriptor: control, closeOnDealloc: false), FileHandle(fileDescriptor: peer, closeOnDealloc: false)
    )
    defer {
      close(control)
      close(peer)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    (process.standardInput, process.standardOutput) = (input, output)
    do { try process.run() } catch {
      throw InputError("an engine cannot be started as a process: \(error.localizedDescription)", remedy: "fewer processes, or more memory")
    }
    return Launched(process)
  }

  private final class Launched: LaunchedEngine {
    private let process: Process
    /// How long it may take to end by itself, and then at a signal.
    private static let patience = 5.0

    init(_ process: Process) { self.process = process }

    var processIdentifier: Int32? { process.processIdentifier }

    var ending: String? {
      if process.isRunning { return nil }
      return process.terminationReason == .uncaughtSignal
        ? "process \(process.processIdentifier) was ended by signal \(process.terminationStatus)"
        : "process \(process.processIdentifier) ended with code \(process.terminationStatus)"
    }

    func end() {
      if hasEnded(within: Self.patience) { return }
      process.terminate()
      if hasEnded(within: Self.patience) { return }
      kill(process.processIdentifier, SIGKILL)
      _ = hasEnded(within: Self.patience)
    }

    private func hasEnded(within seconds: Double) -> Bool {
      let end = Date(timeIntervalSinceNow: seconds)
      while process.isRunning {
        if Date() > end { return false }
        usleep(10_000)
      }
      return true
    }
  }
}
