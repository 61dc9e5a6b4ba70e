import Kernel
import Scenario
import Store
import Study

/// Reproductions as the command line carries them out: the database opened, progress shown, signals heeded.
struct ReproductionExecution {
  private let command: ReproduceCommand

  /// An execution with the options of `command`.
  init(_ command: ReproduceCommand) { self.command = command }

  /// Makes the reports of all results, one after the other, and lets them be shown.
  ///
  /// - Throws: ``InputError``, and what a study throws.
  func run(_ results: [PublishedResult], show: ([ReproductionReport]) -> Void) throws -> [ReproductionReport] {
    let store = command.noStore ? nil : try ResultStore.open(writingTo: command.store, say: Console.say)
    let line = StatusLine(isShown: command.progress, isQuiet: command.quiet)
    var options = ReproductionOptions(program: Program.identity())
    options.store = store
    options.threads = command.threads ?? Program.threads
    options.say = line.say
    let place = store.map { "what was written stands in \($0.path), the run in progress as interrupted" } ?? "nothing was stored"
    let signals = StopSignals(stopping: options.progress, farewell: place)
    defer {
      line.end()
      signals.end()
      try? store?.close()
    }
    let reports = try results.map { try Reproduction($0, options: options).report() }
    line.end()
    show(reports)
    try store?.close()
    try KeptAside.check(store)
    return reports
  }
}
