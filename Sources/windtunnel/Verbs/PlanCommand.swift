import ArgumentParser
import Kernel
import Report
import Scenario
import Store
import Study
import Workload

/// `windtunnel plan`: which accelerators, how divided and how many, hold a scenario's objective.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Find the cheapest accelerators that hold a scenario's objective: type, layout, number.",
    discussion: """
      windtunnel plan chat-8b --dry-run
      windtunnel plan chat-8b-poisson --seeds 2 --accelerators h100,l40s \\
        --tensor 1,2 --set workload.limit=2000
      windtunnel plan chat-8b --set "workload.limit=2000" --mode aggregated \\
        --accelerators h100 --tensor 1 --grow x1.5,x2 --format json
      windtunnel plan chat-8b-poisson --seeds 2 --tensor 1 \\
        --have h100=2,l40s=8 --prices runpod-serverless-2026

      A scenario with a load and an objective is all that it takes. For every
      layout (accelerator, tensor and pipeline degree, format, aggregated or
      prefill and decode apart) the fewest replicas are found that hold the
      objective, on the same requests. A table lays them side by side: the share
      attained, the highest rate, price, energy, and what gives way first. Then
      the cheapest, also with a replica dead, with a whole node dead
      (--node-gpus) and with more load (--grow), and its knee. With --survive
      every row holds although replicas are dead; --day says what a day costs
      whose rate rises and falls, with all replicas on and with as many as needed.

      Seeds are added where it is close, up to four times as many as at first.
      A layout that does not fit is passed over. The plan and its runs are
      stored, and what a plan asks for again is taken from there. Exit code 1 says
      that nothing holds; the layout that comes nearest is then named.

      Of an inventory of several types (--have) fleets of two are looked for too.
      Rows marked * are on the Pareto front of money, energy and latency. What may
      vary and is to be found can stand in the scenario's section 'plan' as well
      ('windtunnel explain plan'): options win, and a run takes no notice of it.

      --write puts into a folder what starts the first row: scripts for each
      engine, manifests for Kubernetes, and a README that says what no flag can.
      'windtunnel plan --write DIR plan:1' does so for a plan that is stored, and
      'windtunnel plan plan:1' shows its table again ('windtunnel list plans').
      """)

  @Argument(
    help: ArgumentHelp(
      "The scenario: a path, or a name in the folder 'scenarios'; or a stored plan, as plan:1.", valueName: "scenario"),
    completion: Completions.scenario)
  var scenario: String

  @OptionGroup var varied: PlanArguments
  @OptionGroup var launch: WriteArguments

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the scenario, such as objective.ttft=\"1 s\"; may be repeated. Paths in it are as seen from here.",
      valueName: "key=value"), completion: Completions.assignment)
  var changes: [String] = []

  @Option(
    help: ArgumentHelp("The database that the plan and its runs are stored in.", valueName: "file"), completion: Completions.database)
  var store = "results.sqlite"

  @Flag(help: "Store nothing, and take nothing that is stored.")
  var noStore = false

  @Option(help: ArgumentHelp("Threads that simulate; results do not depend on it.", valueName: "n"))
  var threads: Int?

  @OptionGroup var form: FormatOption

  @Flag(help: "Show every layout, with the reason of those that were passed over.")
  var all = false

  @Flag(help: "Show which layouts there are, and run nothing.")
  var dryRun = false

  @Flag(help: "Show progress even where standard error is no terminal.")
  var progress = false

  @Flag(name: .shortAndLong, help: "Print results only: no progress, no times.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads is \(threads); between 1 and 1024") }
    try StudyArguments.check(changes)
    if dryRun && launch.folder != nil { throw ValidationError("--dry-run finds nothing that --write could start") }
  }

  func run() throws {
    if let number = try StoredPlanName(scenario)?.number { return try showStored(number) }
    let path = try ScenarioPath.resolve(scenario)
    let scenario = try Scenario.load(path: path, assignments: changes + varied.changes())
    try launch.check()
    if launch.asIs { return try write(scenario, path: path, changes: changes, isAlone: true) }
    try Plan.check(scenario)
    let question = try PlanQuestion(scenario)
    var options = question.options
    options.threads = threads ?? Program.threads
    options.rowsWithReach = all || form.isJSON ? .max : PlanReport.rows
    options.program = Program.identity()
    if !dryRun && !noStore { options.store = try ResultStore.open(writingTo: store, say: Console.say) }
    defer { try? options.store?.close() }
    let plan = try Plan(scenario, space: question.space, costs: question.costs, options: options, assignments: changes)
    if dryRun {
      let outline = PlanOutline(plan, try plan.candidates())
      return form.print(outline.text(width: Console.width), json: outline.json)
    }
    let (result, stored) = try found(plan)
    show(plan, result, checks: try options.store?.fidelityChecks() ?? [])
    // What cannot be stored was found all the same, and its fault comes after it is told.
    if let stored = try stored.get(), !form.isJSON {
      Console.print(
        PlanReport.stored(stored.number, runsAdded: stored.runsAdded, result, store: store, width: Console.width, ink: Console.ink))
    }
    guard let row = result.rows.first else { throw Failure.objectiveNotMet }
    let winner = row.candidate.assignments(of: row.fleet)
    try write(try scenario.changing(winner), path: path, changes: changes + winner, isAlone: false)
  }

  private func show(_ plan: Plan, _ result: PlanResult, checks: [FidelityCheck]) {
    let report = PlanReport(plan, result, showsAll: all, ownChecks: checks, ink: Console.ink)
    Console.print(form.isJSON ? PlanJSON(plan, result).text : report.text(width: Console.width))
  }

  /// Shows a stored plan again, or writes what starts its first row.
  private func showStored(_ number: Int64) throws {
    if launch.asIs || dryRun {
      throw InputError("plan:\(number) is a stored plan", remedy: "leave out \(dryRun ? "--dry-run" : "--as-is")")
    }
    guard changes.isEmpty, try varied.changes().isEmpty else {
      throw InputError("plan:\(number) is a stored plan, and is not asked again", remedy: "leave out --set and what a plan varies")
    }
    try launch.check()
    let database = try ResultStore.open(readingFrom: store, say: Console.say)
    defer { try? database.close() }
    guard launch.folder != nil else {
      let source = PlanReportSource(number: number)
      let (plan, result, _) = try source.result(of: database, threads: threads ?? Program.threads)
      show(plan, result, checks: try database.fidelityChecks())
      if !form.isJSON { Console.print(source.origin(plan)) }
      if result.rows.isEmpty { throw Failure.objectiveNotMet }
      return
    }
    guard let fleet = try database.bestFleet(ofPlan: number) else {
      throw InputError(
        "there is no plan \(number) in which anything holds", file: store, remedy: "'windtunnel list plans' shows those there are")
    }
    guard !fleet.assignments.isEmpty else {
      throw InputError(
        "plan \(number) is of an earlier version, which did not keep its layouts in full", file: store, remedy: "make it again")
    }
    let scenario = try Scenario.read(fleet.scenario, file: fleet.scenarioFile, assignments: fleet.assignments)
    try write(scenario, path: fleet.scenarioFile, changes: fleet.changes + fleet.assignments, isAlone: true)
  }

  /// Writes what starts a scenario, where that is asked for. One JSON document is printed: of the files where they are alone, and
  /// otherwise the plan's.
  private func write(_ scenario: Scenario, path: String, changes: [String], isAlone: Bool) throws {
    let report = try launch.write(
      scenario, acceleratorsPerNode: scenario.plan.nodeAccelerators, origin: LaunchReport.origin(path: path, changes: changes))
    guard let report else { return }
    if !form.isJSON { return Console.print(report.text(width: Console.width)) }
    if isAlone { Console.print(report.json.text) }
  }

  /// Carries out the plan and stores it, with its progress shown and signals heeded.
  private func found(_ plan: Plan) throws -> (PlanResult, stored: Result<(number: Int64, runsAdded: Int?)?, any Error>) {
    let line = PlanProgressLine(plan.progress, isShown: (progress || Console.errorIsTerminal) && !quiet)
    let signals = StopSignals(
      stopping: plan.progress.study, farewell: farewell(plan.options.program))
    line.start()
    defer {
      line.end()
      signals.end()
    }
    let result = try plan.run()
    return (result, Result { try stored(plan, result) })
  }

  /// Stores a plan with what was asked, so that it can be asked again (`windtunnel report`).
  private func stored(_ plan: Plan, _ result: PlanResult) throws -> (number: Int64, runsAdded: Int?)? {
    guard let stored = try plan.store(result) else { return nil }
    try plan.options.store?.store(plan.terms(changes: changes + varied.changes()), ofPlan: stored.number)
    return stored
  }

  private func farewell(_ program: ProgramIdentity) -> String {
    if noStore { return "nothing was stored" }
    return program.revision == "unknown"
      ? "nothing was stored, for the program's revision is not known" : "the runs that had ended are stored"
  }
}
