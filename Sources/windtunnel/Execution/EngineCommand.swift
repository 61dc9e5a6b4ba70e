import ArgumentParser
import Foundation
import Kernel
import Study

/// `windtunnel engine`: one of the two engines of a validation, in a process of its own. It is started by `validate` and by nobody else,
/// with a socket to that where its standard input would be, and one to the other engine where its standard output would.
struct EngineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine", abstract: "Serve as one of the engines of a validation, which starts this itself.",
    discussion: """
      windtunnel validate --mode disaggregated
      """, shouldDisplay: false)

  func run() throws {
    guard Self.isSocket(STDIN_FILENO), Self.isSocket(STDOUT_FILENO) else {
      throw InputError(
        "there is nobody to be an engine for: 'validate' starts this itself", remedy: "windtunnel validate --mode disaggregated")
    }
    // Whatever prints from here on must not speak into the socket.
    let (control, peer) = (Self.takenOver(STDIN_FILENO), Self.takenOver(STDOUT_FILENO))
    let host = EngineHost(control: control, peer: peer, clock: Program.sharedClock)
    let isDone = host.run { _exit(1) }
    if !isDone { throw ExitCode(1) }
  }

  private static func isSocket(_ stream: Int32) -> Bool {
    var status = stat()
    return unsafe fstat(stream, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  /// Moves a stream to another number, and puts nothing in its place.
  private static func takenOver(_ stream: Int32) -> Int32 {
    let moved = fcntl(stream, F_DUPFD_CLOEXEC, 3)
    let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    dup2(nothing, stream)
    close(nothing)
    return moved
  }
}
