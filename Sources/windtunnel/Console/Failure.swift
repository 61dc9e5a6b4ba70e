import ArgumentParser
import Calibration
import Foundation
import Kernel
import Record
import Study

/// The exit codes, and what is printed with them.
enum Failure {
  /// Some objective was not met.
  static let objectiveNotMet = ExitCode(1)
  /// Something the user gave cannot be used.
  static let badInput: Int32 = 2
  /// A promise of this program was broken.
  static let brokenInvariant: Int32 = 70

  /// Prints what `error` has to say and ends the process with its code.
  static func exit(_ error: any Error) -> Never {
    Console.flush()
    switch error {
    case let error as InputError: end(error.description, badInput)
    case let failed as FailedRun: end(report(failed), brokenInvariant)
    case let broken as BrokenInvariant: end(broken.description, brokenInvariant)
    case let fault as BatchFault: end("broken invariant in the executed core: \(fault)", brokenInvariant)
    case is Interrupted:
      if let refusal = MemoryLimit.refusal { end(refusal.description, badInput) }
      end(nil, StopSignals.exitCode)
    case let code as ExitCode: end(nil, code.rawValue)
    default: exitParsing(error)
    }
  }

  private static func end(_ message: String?, _ code: Int32) -> Never {
    UnfinishedFiles.removeAll()
    if let message { Console.note(message) }
    Foundation.exit(code)
  }

  /// What ArgumentParser throws: help and version go to standard output, everything else is bad input.
  private static func exitParsing(_ error: any Error) -> Never {
    let message = Windtunnel.fullMessage(for: error)
    if Windtunnel.exitCode(for: error).isSuccess {
      if CommandLine.arguments.dropFirst().first == "help", let error = unknownVerb() { end(error.description, badInput) }
      if !message.isEmpty { Console.print(Completions.script(message)) }
      Foundation.exit(0)
    }
    if let error = unknownVerb() { end(error.description, badInput) }
    let text = message.isEmpty ? "\(error)" : message
    let lowered = text.hasPrefix("Error: ") ? "error: " + text.dropFirst("Error: ".count) : text
    end(lowered, badInput)
  }

  /// What is wrong where the first word, or the one behind `help`, is no verb.
  private static func unknownVerb() -> InputError? {
    let words = CommandLine.arguments.dropFirst()
    guard let word = words.first == "help" ? words.dropFirst().first : words.first, !word.hasPrefix("-") else { return nil }
    let verbs = Windtunnel.configuration.subcommands.filter { $0.configuration.shouldDisplay }.compactMap { $0.configuration.commandName }
    if verbs.contains(word) || word == "help" { return nil }
    let hint = Nearest.hint(word, among: verbs)
    return InputError("there is no command '\(word.prefix(60))'", remedy: hint ?? "one of \(verbs.joined(separator: ", "))")
  }

  /// A broken invariant, with the command that shows it again.
  private static func report(_ failed: FailedRun) -> String {
    var command = "windtunnel run \(shellWord(failed.file)) --no-store --seed \(failed.seed)"
    for assignment in failed.assignments { command += " --set " + shellWord(assignment) }
    return """
      \(failed.invariant)
      This is a fault of this program, not of your input. It shows again with:
        \(command)
      """
  }

  static func shellWord(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-=".unicodeScalars.contains($0)
    }
    return plain && !text.isEmpty ? text : "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
