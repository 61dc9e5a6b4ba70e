import Foundation
import Kernel
import Report
import Scenario
import Store
import Study

/// A study as the command line carries it out: scenarios found and changed, the database opened, progress shown, signals heeded.
struct StudyExecution {
  /// What carries out the runs.
  let study: Study
  /// What validations found that are stored in the database of the study.
  let ownChecks: [FidelityCheck]
  private let store: ResultStore?
  private let progressLine: ProgressLine
  private let isQuiet: Bool

  /// Prepares everything, so that what cannot run fails before anything runs.
  ///
  /// - Throws: ``InputError``.
  init(_ scenarios: [PreparedScenario], _ options: StudyArguments, adjust: (inout StudyOptions) throws -> Void = { _ in }) throws {
    store = options.noStore ? nil : try ResultStore.open(writingTo: options.store, say: Console.say)
    ownChecks = try store?.fidelityChecks() ?? []
    var studyOptions = StudyOptions(program: Program.identity(), threads: options.threads ?? Program.threads)
    studyOptions.store = store
    studyOptions.clock = Program.effort
    try adjust(&studyOptions)
    study = Study(scenarios, options: studyOptions)
    isQuiet = options.quiet
    let shows = options.progress || Console.errorIsTerminal
    progressLine = ProgressLine(study, isShown: shows && !options.quiet)
  }

  /// Refuses to end well where runs could not be stored where they belong; called when all that was found has been printed.
  ///
  /// - Throws: ``InputError`` saying where they are and how to add them.
  func checkStored() throws { try KeptAside.check(store) }

  /// Carries out the study.
  ///
  /// - Throws: what ``Study/run()`` throws.
  func run() throws -> [Replications] {
    let place = store.map { "what was written stands in \($0.path), the run in progress as interrupted" } ?? "nothing was stored"
    let signals = StopSignals(stopping: study.progress, farewell: place)
    progressLine.start()
    defer {
      progressLine.end()
      signals.end()
      try? store?.close()
    }
    do { return try study.run() } catch {
      if let kept = store?.keptAside { Console.note("runs that had ended are kept in \(kept.paths.joined(separator: " and "))") }
      throw error
    }
  }

  /// The scenarios that `words` name, each with its variants.
  ///
  /// - Throws: ``InputError``.
  static func prepare(_ words: [String], assignments: [String]) throws -> [PreparedScenario] {
    let cache = DeploymentCache()
    return try words.flatMap { word in
      let scenario = try Scenario.load(path: try ScenarioPath.resolve(word), assignments: assignments)
      return try scenario.variants().map { variant in
        try PreparedScenario(
          variant.scenario, label: variant.label, values: variant.values, assignments: assignments, sharing: cache)
      }
    }
  }
}
