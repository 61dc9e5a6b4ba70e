import ArgumentParser
import Foundation
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

      Many machines: each searches some of the layouts with --shard and a --store of
      its own; 'windtunnel merge' puts the databases together, and the same plan
      there takes their runs and makes only what its answers lack: it says what one
      machine would. --on does all of it on a cluster, as 'windtunnel sweep' does.
      """)

  @Argument(
    help: ArgumentHelp(
      "The scenario: a path, or a name in the folder 'scenarios'; or a stored plan, as plan:1.", valueName: "scenario"),
    completion: Completions.scenario)
  var scenario: String

  @OptionGroup var varied: PlanArguments
  @OptionGroup var launch: WriteArguments
  @OptionGroup var part: PartArguments
  @OptionGroup var cluster: ClusterArguments

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

  @OptionGroup var memory: MemoryArguments
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
    try part.check(isStored: !noStore, store: store, dryRun: dryRun, isText: !form.isJSON)
    if part.shard != nil && (dryRun || launch.folder != nil) {
      throw ValidationError("--shard searches layouts and answers nothing: leave out --dry-run and --write")
    }
    guard let engine = cluster.engine else { return }
    if part.shard != nil || noStore { throw ValidationError("--on cuts and stores the plan itself: leave out --shard and --no-store") }
    if dryRun || launch.asIs { throw ValidationError("--on searches: leave out --dry-run and --as-is") }
    if engine == .kubernetes && (launch.folder != nil || form.isJSON) {
      throw ValidationError("--on kubernetes writes a manifest and answers nothing: leave out --write and --format")
    }
  }

  func run() throws {
    let shard = try part.read()
    if let number = try StoredPlanName(scenario)?.number { return try showStored(number) }
    let path = try ScenarioPath.resolve(scenario)
    if let job = part.job, let shard {
      return try PartExecution(shard, job: job).run(execution) {
        try self.plan(of: load(path), progress: $1, in: { [store = $0] in store })
      }
    }
    let scenario = try load(path)
    try launch.check()
    if launch.asIs { return try write(scenario, path: path, changes: changes, isAlone: true) }
    let plan = try self.plan(of: scenario, in: openStore)
    defer { try? plan.options.store?.close() }
    if dryRun {
      let outline = PlanOutline(plan, try plan.candidates())
      return form.print(outline.text(width: Console.width), json: outline.json)
    }
    if let shard { return try search(shard, of: plan) }
    if let engine = cluster.engine {
      let gathering = try parts(of: plan)
      if engine == .kubernetes { return try gathering.writeManifest() }
      try gathering.gather(by: engine)
    }
    try answer(plan, scenario, path: path)
  }

  /// The scenario with what was laid over it.
  private func load(_ path: String) throws -> Scenario { try Scenario.load(path: path, assignments: changes + varied.changes()) }

  /// The database; nil where nothing is stored, and where a manifest only is written that counts on no run.
  private func openStore() throws -> ResultStore? {
    if dryRun || noStore || cluster.engine == .kubernetes && !FileManager.default.fileExists(atPath: store) { return nil }
    return try ResultStore.open(writingTo: store, say: Console.say)
  }

  /// The plan that is asked for; the database is opened once the question is understood.
  private func plan(of scenario: Scenario, progress: PlanProgress = PlanProgress(), in open: () throws -> ResultStore?) throws -> Plan {
    try Plan.check(scenario)
    let question = try PlanQuestion(scenario)
    var options = question.options
    options.threads = threads ?? Program.threads
    options.rowsWithReach = all || form.isJSON ? .max : PlanReport.rows
    options.program = Program.identity()
    options.store = try open()
    return try Plan(scenario, space: question.space, costs: question.costs, options: options, assignments: changes, progress: progress)
  }

  private var execution: PlanExecution { PlanExecution(isShown: (progress || Console.errorIsTerminal) && !quiet) }

  // MARK: Parts

  /// Searches a part, which is told without a table.
  private func search(_ shard: SweepShard, of plan: Plan) throws {
    try plan.checkParts()
    let part = try execution.search(shard, of: plan)
    Console.print(
      form.isJSON
        ? PlanPartText.json(part, of: plan, store: store).text : PlanPartText.text(part, of: plan, store: store, width: Console.width))
  }

  /// The parts of a plan on a cluster. A part is made with what says which layouts there are and how they are searched; it is held against
  /// the digest of the whole, so that something which were missing here would be found out.
  private func parts(of plan: Plan) throws -> ClusterExecution {
    try plan.checkParts()
    let words = ["plan", scenario] + varied.words + changes.flatMap { ["--set", $0] } + (all || form.isJSON ? ["--all"] : [])
    let settings = ClusterExecution.Settings(store: store, threads: threads, progress: progress, quiet: quiet)
    return ClusterExecution(try ClusterJob(plan, shards: cluster.shards), on: cluster, settings, words: words + ["--quiet"])
  }

  // MARK: The answer

  /// Carries out the plan, stores it and says what was found.
  private func answer(_ plan: Plan, _ scenario: Scenario, path: String) throws {
    if !quiet { try execution.tellMissingParts(of: plan) }
    let (result, stored) = try execution.watching(plan) {
      let result = try plan.run()
      return (result, Result { try self.stored(plan, result) })
    }
    show(plan, result, checks: try plan.options.store?.fidelityChecks() ?? [])
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

  /// Stores a plan with what was asked, so that it can be asked again (`windtunnel report`).
  private func stored(_ plan: Plan, _ result: PlanResult) throws -> (number: Int64, runsAdded: Int?)? {
    guard let stored = try plan.store(result) else { return nil }
    try plan.options.store?.store(plan.terms(changes: changes + varied.changes()), ofPlan: stored.number)
    return stored
  }

  /// Shows a stored plan again, or writes what starts its first row.
  private func showStored(_ number: Int64) throws {
    let misplaced = [(launch.asIs, "--as-is"), (dryRun, "--dry-run"), (part.shard != nil, "--shard"), (cluster.engine != nil, "--on")]
    if let (_, option) = misplaced.first(where: \.0) {
      throw InputError("plan:\(number) is a stored plan", remedy: "leave out \(option)")
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
}
