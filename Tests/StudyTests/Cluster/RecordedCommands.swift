import Kernel
import Study

/// Commands of a cluster that only write down what they were called with, and answer what a test has written.
final class RecordedCommands: CommandRunner {
  private let answer: @Sendable ([String]) -> CommandOutcome
  private let course = LockedValue<[[String]]>([])

  init(_ answer: @escaping @Sendable ([String]) -> CommandOutcome) { self.answer = answer }

  /// The commands so far.
  var commands: [[String]] { course.withLock { $0 } }

  func run(_ command: [String]) -> CommandOutcome {
    course.withLock { $0.append(command) }
    return answer(command)
  }

  func start(_ command: [String], printingTo file: String) -> any StartedCommand {
    course.withLock { $0.append(command) }
    return Ended(status: answer(command).status)
  }

  private struct Ended: StartedCommand {
    let status: Int32?
    func end() {}
  }
}
