import Foundation
import Kernel
import Page
import Scenario
import Store
import Study

/// Plans small enough to be made for a page in a moment, stored as the program stores them.
enum PlanPageCase {
  static let text = """
    because: "A case for a page."
    model: llama-3.1-8b
    accelerator: h100-sxm
    workload:
      prompt: {distribution: lognormal, mean: 900, coefficient_of_variation: 1}
      output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
      arrivals: {process: poisson, rate: 60 req/s}
      requests: 300
    objective: {ttft: 300 ms, tpot: 20 ms, attainment: 90 %}
    plan: {accelerators: "h100-sxm, l40s", tensor: "1, 2", max_gpus: 8, grow: x1.5, seeds: 2}
    """

  static let program = ProgramIdentity(revision: "abc1234", version: "0", created: "2026-01-01T00:00:00Z")

  /// What makes of the case a plan of which a fleet of two types is the answer, for there are too few of either alone.
  static let mixed = [
    "workload.arrivals.rate=150 req/s", "objective.ttft=1 s", "objective.tpot=60 ms", "router=least_tokens",
    "plan={have: {h100-sxm: 1, l40s: 12}, tensor: 1, mode: aggregated, max_gpus: 13, grow: none, seeds: 2}",
  ]

  /// Makes a plan of the case with `changes` and stores it in a fresh folder; `body` is given the database, what was asked and what was
  /// found.
  static func stored<Value>(
    _ changes: [String] = [], keepsQuestion: Bool = true, _ body: (ResultStore, Plan, PlanResult) throws -> Value
  ) throws -> Value {
    let folder = NSTemporaryDirectory() + "/windtunnel-plan-page-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
    defer { try? store.close() }
    let scenario = try Scenario.read(text, file: folder + "/case.yaml", assignments: changes)
    let question = try PlanQuestion(scenario)
    var options = question.options
    (options.store, options.program, options.threads) = (store, program, 2)
    let plan = try Plan(scenario, space: question.space, costs: question.costs, options: options)
    let result = try plan.run()
    if let stored = try plan.store(result), keepsQuestion { try store.store(plan.terms(changes: changes), ofPlan: stored.number) }
    return try body(store, plan, result)
  }

  /// The page of the first plan of a database, asked again.
  static func page(of store: ResultStore, mayRun: Bool = false) throws -> (page: PageDocument, plan: Plan, result: PlanResult) {
    guard let question = try store.question(ofPlan: 1) else { throw InputError("no plan") }
    let plan = try Plan.asked(question, in: store, threads: 2, program: program, mayRun: mayRun)
    let result = try plan.run()
    return (try PlanPage(plan, result, question, store: store.path, program: program).document, plan, result)
  }

  /// The page of a plan of two types, made once for all tests.
  static let mixedHTML = Result { try stored(mixed) { store, _, _ in try page(of: store).page.html } }

  /// The page of the case, made once for all tests.
  static let html = Result { try stored { store, _, _ in try page(of: store).page.html } }
}
