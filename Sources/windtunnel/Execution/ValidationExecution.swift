import Foundation
import Kernel
import Store
import Study

/// A validation as the command line carries it out: the database opened, progress shown, signals heeded.
struct ValidationExecution {
  private let output: ValidationOutput
  private let line: StatusLine

  init(_ output: ValidationOutput) {
    self.output = output
    line = StatusLine(isShown: output.progress, isQuiet: output.quiet)
  }

  /// Carries out `body`.
  ///
  /// - Throws: ``InputError``, and what `body` throws.
  func run<Result>(_ body: (ValidationOptions) throws -> Result, show: (Result) -> Void) throws {
    let store = output.noStore ? nil : try ResultStore.open(writingTo: output.store, say: Console.say)
    var options = ValidationOptions(program: Program.identity())
    options.store = store
    options.assignments = output.changes
    options.seed = output.seed
    options.say = line.say
    let place = store.map { "what was written stands in \($0.path), the run in progress as interrupted" } ?? "nothing was stored"
    let signals = StopSignals(stopping: options.progress, farewell: place)
    defer {
      line.end()
      signals.end()
      try? store?.close()
    }
    let result = try body(options)
    line.end()
    show(result)
    try store?.close()
    try KeptAside.check(store)
  }
}
