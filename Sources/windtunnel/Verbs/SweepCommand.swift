import ArgumentParser
import Kernel
import Report
import Scenario
import Study

/// `windtunnel sweep`: every combination of what varies, resumed where it was interrupted, the best first.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Try every combination of values of a scenario: the best first, resumed after an interruption.",
    discussion: """
      windtunnel sweep chat-8b --vary replicas=1,2 --no-store
      windtunnel sweep chat-8b-poisson --vary replicas=1,2 --seeds 2 \\
        --vary workload.arrivals.rate="6..12/3 req/s" --dry-run
      windtunnel sweep chat-70b --best cost --no-store \\
        --vary accelerator,parallel.tensor=h100-sxm:2,l40s:1

      --vary may be repeated; all are crossed with each other and with the
      scenario's own 'vary'. Values stand with commas between; 2..26/3 are 2, 5,
      8, ... 26 and 512..8192x2 are 512, 1024, ... 8192, with the unit at the
      end. Keys with commas between are linked: a,b=1:2,3:4 are two cells.
      @file.yaml names whole settings: 'small: {replicas: 1, scheduler: fcfs}'.

      A combination that cannot be, such as a model that does not fit, is told
      with its reason. A value with which no combination can be read is refused
      as a slip.

      Runs are known again by what they simulate, their seed, and this
      program's revision and version: those that the database holds are taken
      from there, and after Ctrl-C or a kill the same command goes on. Of
      several that sweep into one database at the same time each leaves to the
      others what they are at, and none makes what another has made. '--record
      summaries' stores no rows of requests.

      --search spends runs where they tell most: halving gives all cells a few
      of their seeds and the best of them more; gaussian-process:30 tries 30
      cells, each chosen by what those before it came to. Both go on from what
      is stored, and name the same cells again.

      Many machines: each makes the runs of its own part with --shard and a
      --store of its own; 'windtunnel merge' puts the databases together. --on
      does all of it: it submits parts, begins anew those that are lost with their
      machine or stand still, and puts them together. The folder --work and this
      program must be seen by all machines. Ctrl-C leaves an array of Slurm's
      alone and ends Ray's tasks; the same command goes on from there.

      Exit code 0 says that the sweep is over, whatever it found.
      """)

  @Argument(help: ArgumentHelp("The scenario to vary.", valueName: "scenario"), completion: Completions.scenario)
  var scenario: String

  @Option(
    name: .customLong("vary"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A key with the values to try; may be repeated.", valueName: "key=values"), completion: Completions.assignment)
  var varying: [String] = []

  @Option(
    help: ArgumentHelp("Which combinations are tried: full, random:n or latin-hypercube:n, n of them.", valueName: "design"))
  var design = "full"

  @Option(
    help: ArgumentHelp(
      "Look for the best by --best without running every cell with every seed: halving, of which one cell in 3 goes on to more seeds (halving:n one in n), or gaussian-process:n (gp:n), which tries n cells.",
      valueName: "search"))
  var search: String?

  @Option(help: ArgumentHelp("The seed that decides which combinations a design draws and a search begins with.", valueName: "n"))
  var designSeed: UInt64?

  @OptionGroup var view: SweepView

  @Option(help: ArgumentHelp("What the sweep is called in the database. (default: the scenario's name)", valueName: "text"))
  var name: String?

  @OptionGroup var part: PartArguments

  @OptionGroup var cluster: ClusterArguments

  @Flag(help: "Say how many runs there are, how many are stored, how long the others would take and how large they would be.")
  var dryRun = false

  @OptionGroup var options: StudyArguments

  func validate() throws {
    let shapesTable = view.group != nil || view.against != nil
    let (shard, isText) = (part.shard, view.format == .text)
    try part.check(isStored: !options.noStore, store: options.store, dryRun: dryRun, isText: isText)
    if shard != nil && (shapesTable || view.best != nil || view.all || view.format == .csv) {
      throw ValidationError("--shard makes runs and ranks nothing: leave out --best, --by, --against, --all and --format csv")
    }
    if cluster.engine != nil && (shard != nil || options.noStore) {
      throw ValidationError("--on cuts and stores the sweep itself: leave out --shard and --no-store")
    }
    if cluster.engine == .kubernetes && (dryRun || shapesTable || view.best != nil || view.all || !isText) {
      throw ValidationError(
        "--on kubernetes writes a manifest and ranks nothing: leave out --best, --by, --against, --all, --format and --dry-run")
    }
    if dryRun && (shapesTable || view.all || view.format == .csv) {
      throw ValidationError("--dry-run ranks nothing: leave out --by, --against, --all and --format csv")
    }
    if shapesTable && !isText {
      throw ValidationError("--by and --against shape the table; CSV and JSON hold every cell as it is")
    }
    if designSeed != nil && design == "full" && search?.hasPrefix("g") != true {
      throw ValidationError("--design-seed without a design that draws, such as random:50")
    }
    if search != nil && (shard != nil || cluster.engine != nil) {
      throw ValidationError("\(shard == nil ? "--on" : "--shard") with --search: what a search tries next depends on all runs before it")
    }
  }

  func run() throws {
    // Everything that was asked for is looked at before anything runs.
    let measure = try view.best.map { try Measure(named: $0) }
    if let measure { try SweepRanking.check(measure) }
    let shard = try part.read()
    if let job = part.job, let part = shard { return try PartExecution(part, job: job).run(loadGrid, name: name, options) }
    let grid = try loadGrid()
    let group = try view.group.map { try grid.column(named: $0) }
    let baseline = try view.against.map { try grid.choice($0) }
    if baseline != nil { try SweepComparison.check(seeds: grid.base.run.seeds.count) }
    let wanted = try search.map { try SweepSearch($0) }
    var execution = try SweepExecution(
      grid, name: name, shard: shard, search: wanted, options, isTrial: dryRun || cluster.engine == .kubernetes)
    if dryRun { return try execution.estimate(isJSON: view.format == .json) }
    if let engine = cluster.engine {
      let settings = ClusterExecution.Settings(
        store: options.store, threads: options.threads, progress: options.progress, quiet: options.quiet)
      let parts = ClusterExecution(
        ClusterJob(execution.sweep, shards: cluster.shards), on: cluster, settings, words: partWords)
      if engine == .kubernetes { return try parts.writeManifest() }
      try parts.gather(by: engine)
      execution = try execution.lookedUpAgain()
    }
    let found = wanted == nil ? nil : try execution.search(by: measure, seed: designSeed ?? 1)
    let rows = try found?.rows ?? execution.run()
    if let part = shard {
      Console.print(
        view.format == .json
          ? SweepTrialJSON.part(of: execution.sweep, part, store: options.store).text
          : SweepText.part(of: execution.sweep, part, store: options.store, width: Console.width))
      return try execution.checkStored()
    }
    let ranking = try SweepRanking(rows, by: found?.course.measure ?? measure)
    switch view.format {
    case .csv: Console.print(SweepData(execution.sweep, ranking).csv)
    case .json: Console.print(SweepData(execution.sweep, ranking).json.text)
    case .text:
      let latencies = [Measure(.ttft, .p99), Measure(.tpot, .p99), Measure(.itl, .p99)].filter { $0 != ranking.measure }
      let comparison = try baseline.map { try SweepComparison(rows, against: $0, measures: [ranking.measure] + latencies) }
      let shown = SweepReport.Options(
        showsAll: view.all, group: group, store: options.noStore ? nil : options.store, course: found?.course, ink: Console.ink)
      Console.print(SweepReport(execution.sweep, ranking, comparison: comparison, options: shown).text(width: Console.width))
    }
    try execution.checkStored()
  }

  /// What is to vary of the scenario.
  private func loadGrid() throws -> SweepGrid {
    let grid = try SweepGrid.load(
      path: try ScenarioPath.resolve(scenario), assignments: options.assignments, varying: varying, design: try SweepDesign(design),
      designSeed: designSeed ?? 1)
    if grid.cells.isEmpty {
      throw InputError("there is nothing to vary: the sweep has no cell", remedy: "give --vary a key with values, or a file that has some")
    }
    return grid
  }

  /// The arguments with which a part of this sweep is made: those that say what is simulated. The part is held against the digest of
  /// the whole, so that one which were missing here would be found out.
  private var partWords: [String] {
    var words = ["sweep", scenario] + varying.flatMap { ["--vary", $0] } + ["--design", design]
    if let designSeed { words += ["--design-seed", "\(designSeed)"] }
    if let name { words += ["--name", name] }
    return words + options.assignments.flatMap { ["--set", $0] } + ["--quiet"]
  }
}
