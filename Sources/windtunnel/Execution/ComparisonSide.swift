import Kernel
import Record
import Report
import Scenario
import Store
import Study

/// One side of a comparison: a scenario to run, or runs that are stored.
enum ComparisonSide {
  /// A scenario to run.
  case scenario(PreparedScenario)
  /// Stored runs of one scenario, with the database that they are in.
  case stored([StoredRun], ResultStore)

  /// What the words stand for.
  ///
  /// - Throws: ``InputError`` where a scenario varies something, or a stored run is missing or unfinished.
  static func resolve(_ words: [String], _ options: StudyArguments) throws -> [ComparisonSide] {
    var store: ResultStore?
    return try words.map { word in
      guard word.hasPrefix(StoredRunList.prefix) else {
        let variants = try StudyExecution.prepare([word], assignments: options.assignments)
        if variants.count == 1 { return .scenario(variants[0]) }
        throw InputError(
          "'\(word)' stands for \(variants.count) scenarios, and a comparison needs one",
          remedy: "choose with --set, or compare stored runs")
      }
      let open = try store ?? ResultStore.open(readingFrom: options.store, say: Console.say)
      store = open
      return .stored(try StoredRunList(word).runs(in: open), open)
    }
  }

  /// The results of every side, the scenarios run on the baseline's seeds.
  ///
  /// - Throws: ``InputError``, and what a study throws.
  static func results(of sides: [ComparisonSide], _ options: StudyArguments) throws -> (results: [Replications], execution: StudyExecution?)
  {
    let scenarios = sides.compactMap { side in if case .scenario(let prepared) = side { prepared } else { nil } }
    let seeds = sides[0].seeds
    var ran: [Replications] = []
    var carriedOut: StudyExecution?
    if !scenarios.isEmpty {
      let execution = try StudyExecution(scenarios, options) { study in
        study.seeds = seeds
        study.keepsRecords = seeds.count == 1 || !scenarios.allSatisfy(\.usesSeed)
      }
      ran = try execution.run()
      carriedOut = execution
    }
    var next = 0
    let results = try sides.map { side in
      switch side {
      case .scenario:
        defer { next += 1 }
        return ran[next]
      case .stored(let runs, let store): return try replications(runs, in: store)
      }
    }
    return (results, carriedOut)
  }

  /// The scenario where this is one.
  var prepared: PreparedScenario? {
    if case .scenario(let prepared) = self { prepared } else { nil }
  }

  /// What its cluster costs; nil of runs without one, such as those that were measured.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  func price() throws -> FleetPrice? {
    switch self {
    case .scenario(let prepared): FleetPrice(prepared.clusterDescription)
    case .stored(let runs, let store):
      try store.fleet(ofRun: runs[0].id).map { FleetPrice(accelerators: $0.accelerators, dollarsPerHour: $0.dollarsPerHour) }
    }
  }

  private var seeds: [UInt64] {
    switch self {
    case .scenario(let prepared): prepared.scenario.run.seeds
    case .stored(let runs, _): runs.map(\.provenance.seed)
    }
  }

  private static func replications(_ runs: [StoredRun], in store: ResultStore) throws -> Replications {
    let completed = try runs.map { run in
      guard let summary = try store.summary(ofRun: run.id) else {
        throw InputError("run \(run.id) has no summary", file: store.path, remedy: "run its scenario again")
      }
      var records: [RequestRecord] = []
      if runs.count == 1 { try store.forEachRequest(ofRun: run.id) { records.append($0) } }
      return CompletedRun(
        seed: run.provenance.seed, summary: summary, storedRun: run.id, records: records.sorted { $0.request < $1.request })
    }
    return Replications(
      name: "\(runs[0].provenance.name) (\(StoredRunsText.numbers(runs.map(\.id))))", runs: completed, usesSeed: runs.count > 1)
  }

  /// In what the scenarios of two sides differ.
  ///
  /// - Throws: ``InputError`` where a stored scenario cannot be read.
  static func differences(_ first: ComparisonSide, _ second: ComparisonSide) throws -> [ScenarioDifference] {
    if case .scenario(let one) = first, case .scenario(let other) = second {
      return Scenario.differences(between: one.scenario, and: other.scenario)
    }
    return ResolvedText.differences(first.resolvedText, second.resolvedText)
  }

  private var resolvedText: String {
    switch self {
    case .scenario(let prepared): prepared.scenario.resolvedText
    case .stored(let runs, _): runs[0].provenance.scenario
    }
  }
}
