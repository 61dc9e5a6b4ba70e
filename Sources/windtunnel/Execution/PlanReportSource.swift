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
    guard let question = try store.question(ofPlan: number) else { throw missing(try store.plans(), in: store) }
    let plan = try Plan.asked(
      question, in: store, threads: options.threads, program: options.program, mayRun: options.mayRun)
    let result: PlanResult
    do { result = try found(plan, options) } catch let missing as RunMissing { throw lacking(missing, question, in: store) }
    return try PlanPage(plan, result, question, store: store.path, program: options.program).document
  }

  private func found(_ plan: Plan, _ options: ReportSource.Options) throws -> PlanResult {
    let line = PlanProgressLine(plan.progress, isShown: options.showsProgress && options.mayRun)
    let signals = StopSignals(stopping: plan.progress.study, farewell: "no page was written")
    line.start()
    defer {
      line.end()
      signals.end()
    }
    return try plan.run()
  }

  private func missing(_ plans: [Int64], in store: ResultStore) -> InputError {
    let numbers = plans.suffix(5).map { "\($0)" }.joined(separator: ", ")
    let remedy =
      plans.isEmpty ? "it holds none; 'windtunnel plan' stores them" : plans.count > 5 ? "the last are \(numbers)" : "it holds \(numbers)"
    return InputError("there is no plan \(number)", file: store.path, remedy: remedy)
  }

  private func lacking(_ missing: RunMissing, _ question: StoredPlanQuestion, in store: ResultStore) -> InputError {
    let reason =
      question.revision == "unknown"
      ? "it was made by a program of unknown revision, whose runs are not stored" : "it was made by revision \(question.revision)"
    return InputError(
      "runs of plan \(number) are not in the database: \(missing.what); \(reason)", file: store.path,
      remedy: "--simulate runs them (\(PlanText.count(question.runs, "run")) at most, as this version does)")
  }
}
