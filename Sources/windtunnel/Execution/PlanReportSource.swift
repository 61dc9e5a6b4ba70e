import Kernel
import Page
import Report
import Store
import Study

/// The page of a stored plan: the plan is asked again, and its runs are taken from the database.
struct PlanReportSource {
  /// The plan's number.
  let number: Int64

  /// Makes the page.
  ///
  /// - Throws: ``InputError`` where there is no such plan, or runs of it are missing and may not be made.
  func document(of store: ResultStore, _ options: ReportSource.Options) throws -> PageDocument {
    let (plan, result, question) = try result(of: store, options)
    return try PlanPage(plan, result, question, store: store.path, program: options.program).document
  }

  /// Asks the plan again, and runs nothing.
  ///
  /// - Throws: ``InputError`` where there is no such plan, or runs of it are missing.
  func result(of store: ResultStore, threads: Int) throws -> (Plan, PlanResult, StoredPlanQuestion) {
    try result(
      of: store,
      ReportSource.Options(
        threads: threads, mayRun: false, program: Program.identity(), showsProgress: false, best: nil, against: nil))
  }

  /// What is said of a plan that was asked again.
  func origin(_ plan: Plan) -> String {
    let day = plan.scenario.plan.day == nil ? "" : "\nIts day is left out, for its runs are not stored."
    return "\nStored as plan \(number); a page of it: windtunnel report plan:\(number)\(day)"
  }

  private func result(of store: ResultStore, _ options: ReportSource.Options) throws -> (Plan, PlanResult, StoredPlanQuestion) {
    guard let question = try store.question(ofPlan: number) else { throw missing(try store.plans(), in: store) }
    let plan = try Plan.asked(
      question, in: store, threads: options.threads, program: options.program, mayRun: options.mayRun)
    do { return (plan, try found(plan, options), question) } catch let missing as RunMissing { throw lacking(missing, question, in: store) }
  }

  private func found(_ plan: Plan, _ options: ReportSource.Options) throws -> PlanResult {
    let line = PlanProgressLine(plan.progress, isShown: options.showsProgress && options.mayRun)
    let signals = StopSignals(stopping: plan.progress.study, farewell: "nothing was written")
    line.start()
    defer {
      line.end()
      signals.end()
    }
    return try plan.run()
  }

  private func missing(_ plans: [Int64], in store: ResultStore) -> InputError {
    let remedy = plans.isEmpty ? "it holds none; 'windtunnel plan' stores them" : "'windtunnel list plans' shows those there are"
    return InputError("there is no plan \(number)", file: store.path, remedy: remedy)
  }

  private func lacking(_ missing: RunMissing, _ question: StoredPlanQuestion, in store: ResultStore) -> InputError {
    let reason =
      question.revision == "unknown"
      ? "it was made by a program of unknown revision, whose runs are not stored" : "it was made by revision \(question.revision)"
    return InputError(
      "runs of plan \(number) are not in the database: \(missing.what); \(reason)", file: store.path,
      remedy:
        "'windtunnel report --simulate plan:\(number)' runs them (\(PlanText.count(question.runs, "run")) at most, as this version does)")
  }
}
