import Foundation
import Kernel
import Store
import Study

/// A validation as the command line carries it out: the database opened, progress shown, signals heeded.
struct ValidationExecution {
  private let output: ValidationOutput

  init(_ output: ValidationOutput) { self.output = output }

  /// Carries out `body`.
  ///
  /// - Throws: ``InputError``, and what `body` throws.
  func run<Result>(_ body: (ValidationOptions) throws -> Result) throws -> Result {
    let store = output.noStore ? nil : try ResultStore.open(writingTo: output.store)
    var options = ValidationOptions(program: Program.identity())
    options.store = store
    options.assignments = output.changes
    options.seed = output.seed
    let place = store.map { "what was written stands in \($0.path), the run in progress as 'running'" } ?? "nothing was stored"
    let signals = StopSignals(stopping: options.progress, farewell: place)
    let begun = Program.effort()
    let timer = shows ? Self.timer(options.progress, begun) : nil
    defer {
      timer?.cancel()
      if timer != nil { Console.status("\r\u{1B}[2K") }
      signals.end()
      try? store?.close()
    }
    return try body(options)
  }

  private var shows: Bool { Console.errorIsTerminal && !output.quiet }

  private static func timer(_ progress: StudyProgress, _ begun: RunEffort) -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler {
      let seconds = Program.effort().since(begun).wallSeconds
      Console.status(
        "\r\u{1B}[2K\(progress.runs) simulations, \(NumberText.count(progress.requests)) requests in \(NumberText.time(seconds: seconds))")
    }
    timer.schedule(deadline: .now() + 0.5, repeating: 0.25)
    timer.resume()
    return timer
  }
}
