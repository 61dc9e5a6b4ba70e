import Foundation
import Kernel
import Page
import Scenario
import Store
import Study

/// Runs, a comparison and a sweep small enough to be made for a page in a moment, stored as the program stores them.
enum StoredRunsCase {
  static let text = """
    because: "A small load <b>for a page</b>."
    model: llama-3.1-8b
    accelerator: h100-sxm
    workload:
      prompt: {distribution: lognormal, mean: 900, coefficient_of_variation: 1}
      output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
      arrivals: {process: poisson, rate: 40 req/s}
      requests: 300
    objective: {ttft: 300 ms, tpot: 20 ms, attainment: 90 %}
    run: {seeds: 3, series: 1 s}
    """

  static let program = ProgramIdentity(revision: "abc1234", version: "0", created: "2026-01-01T00:00:00Z")
  static let footer = "made by a test"

  /// A fresh database for `body`.
  static func withStore<Value>(_ body: (ResultStore) throws -> Value) throws -> Value {
    let folder = NSTemporaryDirectory() + "/windtunnel-pages-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
    defer { try? store.close() }
    return try body(store)
  }

  /// Runs the case with `changes` and stores its runs, one a seed.
  static func run(_ changes: String..., named name: String = "case", in store: ResultStore) throws {
    let scenario = try Scenario.read(text, file: "\(name).yaml", assignments: changes)
    var options = StudyOptions(program: program, threads: 2)
    options.store = store
    _ = try Study([PreparedScenario(scenario, assignments: changes)], options: options).run()
  }

  /// Runs the case with an autoscaler that has much to do, and stores its runs.
  static func runScaled(in store: ResultStore) throws {
    try run(
      "replicas=4", "router=least_requests", "workload.arrivals={process: gamma, rate: 20 req/s, coefficient_of_variation: 4}",
      "scaling={policy: target_requests, requests_per_replica: 6, initial: 1, interval: 250 ms, start_up: 500 ms, stabilisation: 500 ms}",
      in: store)
  }

  /// Sweeps the case and stores the sweep.
  static func sweep(_ varying: [String], _ changes: [String] = [], in store: ResultStore) throws {
    let grid = try SweepGrid.read(text, file: "case.yaml", assignments: changes, varying: varying)
    var options = StudyOptions(program: program, threads: 2)
    options.store = store
    _ = try SweepStudy(try PreparedSweep(grid, assignments: changes, threads: 2), options: options).run()
  }

  /// The page of runs.
  static func page(_ words: String..., in store: ResultStore) throws -> PageDocument {
    if words.count > 1 { return try ComparisonPage(words.map { try RunSource($0, in: store) }).document(footer: footer) }
    return try RunPage(RunSource(words[0], in: store)).document(footer: footer)
  }

  /// The page of the first sweep.
  static func sweepPage(in store: ResultStore, against: String? = nil) throws -> PageDocument {
    try SweepPage(SweepSource("sweep:1", in: store), against: against).document(footer: footer)
  }

  /// A page of each kind, made once for all tests: runs, a comparison, and a sweep with cells that cannot be.
  static let pages = Result {
    try withStore { store in
      try run(in: store)
      try run("scheduler=fcfs", in: store)
      try sweep(["replicas=1,2", "workload.arrivals.rate=[20 req/s,40 req/s,60 req/s]", "parallel.tensor=1,2,3"], in: store)
      return (
        runs: try page("run:1..3", in: store), comparison: try page("run:1..3", "run:4..6", in: store),
        sweep: try sweepPage(in: store, against: "replicas=1")
      )
    }
  }
}
