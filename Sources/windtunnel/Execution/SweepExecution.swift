import Foundation
import Kernel
import Report
import Scenario
import Store
import Study

/// A sweep as the command line carries it out: cells worked out and runs made with a bar of progress, signals heeded, the database opened.
struct SweepExecution {
  /// What carries out the runs.
  let sweep: SweepStudy
  private let store: ResultStore?
  private let progress: SweepProgress
  private let line: SweepLine
  private let isStored: Bool

  /// Works out every cell and looks up what is stored; nothing runs yet, and nothing will of what is stored `elsewhere`. A trial makes no
  /// database.
  ///
  /// - Throws: ``InputError``; ``Interrupted`` after a signal.
  init(
    _ grid: SweepGrid, name: String?, shard: SweepShard?, elsewhere: Set<RunKey> = [], search: SweepSearch? = nil,
    _ options: StudyArguments, isTrial: Bool = false, progress: SweepProgress = SweepProgress()
  ) throws {
    let line = SweepLine(progress, cells: grid.cells.count, isShown: (options.progress || Console.errorIsTerminal) && !options.quiet)
    let signals = StopSignals(stopping: progress.runs, farewell: "nothing was run yet")
    line.start()
    defer {
      line.pause()
      signals.end()
    }
    let threads = options.threads ?? Program.threads
    let prepared = try PreparedSweep(grid, assignments: options.assignments, threads: threads, progress: progress)
    // Before a database is made.
    try search?.check(prepared)
    let isThere = FileManager.default.fileExists(atPath: options.store)
    var study = StudyOptions(program: Program.identity(), threads: threads)
    study.store = options.noStore || isTrial && !isThere ? nil : try ResultStore.open(writingTo: options.store, say: Console.say)
    study.clock = Program.effort
    sweep = try SweepStudy(
      prepared, name: name, shard: shard, elsewhere: elsewhere, search: search, options: study, progress: progress.runs)
    (store, self.progress, self.line, isStored) = (study.store, progress, line, !options.noStore)
  }

  /// The same execution, looking up anew what is stored.
  private init(again execution: SweepExecution) throws {
    let sweep = execution.sweep
    self.sweep = try SweepStudy(sweep.sweep, name: sweep.name, options: sweep.study.options, progress: sweep.study.progress)
    (store, progress, line, isStored) = (execution.store, execution.progress, execution.line, execution.isStored)
  }

  /// What is left to be done when others have stored runs meanwhile.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  func lookedUpAgain() throws -> SweepExecution { try SweepExecution(again: self) }

  /// Carries out what is not stored yet.
  ///
  /// - Throws: what ``SweepStudy/run()`` throws.
  func run() throws -> [SweepRow] { try watched { (try sweep.run(), sweep.storedCount + progress.runs.taken) } }

  /// Searches for the best by `measure`; see ``SweepStudy/searched(by:seed:)``.
  ///
  /// - Throws: as that.
  func search(by measure: Measure?, seed: UInt64) throws -> (rows: [SweepRow], course: SearchCourse) {
    try watched {
      let found = try sweep.searched(by: measure, seed: seed)
      return (found, found.course.taken)
    }
  }

  /// Carries out `body` with the line of progress and signals heeded; it returns a result, and how many runs it took from the store.
  private func watched<Result>(_ body: () throws -> (Result, taken: Int)) throws -> Result {
    let place = store.map { "what had ended is stored in \($0.path), and the same command goes on from there" } ?? "nothing was stored"
    let signals = StopSignals(stopping: progress.runs, farewell: place)
    if store != nil && sweep.study.options.program.revision == "unknown" && sweep.storedCount > 0 {
      Console.note("note: this program does not know its revision; stored runs of version \(Program.version) were taken for its own")
    }
    line.start(sweep)
    var taken = 0
    defer {
      line.end(taken: taken)
      signals.end()
      try? store?.close()
    }
    let result: Result
    (result, taken) = try body()
    return result
  }

  /// Says what the sweep would take.
  ///
  /// - Throws: what a study throws, from the trial of a cell.
  func estimate(isJSON: Bool) throws {
    let signals = StopSignals(stopping: progress.runs, farewell: "nothing was stored")
    defer {
      signals.end()
      try? store?.close()
    }
    let estimate = try SweepEstimate(sweep, folder: isStored ? NSTemporaryDirectory() : nil)
    Console.print(
      isJSON ? SweepTrialJSON.estimate(of: sweep, estimate).text : SweepText.estimate(of: sweep, estimate, width: Console.width))
  }

  /// Refuses to end well where runs could not be stored where they belong.
  ///
  /// - Throws: ``InputError`` saying where they are and how to add them.
  func checkStored() throws { try KeptAside.check(store) }
}
