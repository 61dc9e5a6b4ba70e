import Kernel
import Metrics
import Scenario

/// The planner's question: which accelerators, how divided and how many, hold the objective of a scenario under its load, and for how
/// little.
///
/// Layouts are searched side by side, each on one thread, all on the same requests (common random numbers). Verdicts are those of
/// ``AttainmentTest``.
public struct Plan: Sendable {
  /// The scenario whose load and objective are planned for.
  public let scenario: Scenario
  /// The layouts that are looked at.
  public let space: PlanSpace
  /// What fleets cost.
  public let costs: FleetCosts
  /// What is to be found.
  public let options: PlanOptions
  /// How far the work has come.
  public let progress: PlanProgress
  let assignments: [String]
  let shelf: TrialShelf
  let claims: LayoutClaims
  let objective: Objective

  /// Rates of the knee over the rate asked for, beside the edge itself.
  private static let kneeFactors = [0.8, 1]
  private static let longestSlowed = 60.0 * 86_400
  /// Rates of the knee over its edge.
  private static let beyondEdge = [1.1, 1.25, 1.5]

  /// A plan; `assignments` are the changes that were laid over the file, told where a run has to be shown again.
  ///
  /// - Throws: ``InputError`` where the scenario cannot be planned for.
  public init(
    _ scenario: Scenario, space: PlanSpace, costs: FleetCosts = FleetCosts(), options: PlanOptions, assignments: [String] = [],
    progress: PlanProgress = PlanProgress()
  ) throws {
    try Self.check(scenario)
    try space.checkSize()
    guard let objective = scenario.objective else { preconditionFailure("a scenario that was checked has an objective") }
    self.scenario = scenario
    self.objective = objective
    self.space = space
    self.costs = costs
    self.options = options
    self.assignments = assignments
    self.progress = progress
    shelf = TrialShelf(isClosed: !options.mayRun)
    claims = LayoutClaims(options, shelf: shelf, objective: objective, progress: progress.study)
  }

  /// Refuses a scenario that cannot be planned for, before anything is opened or run for it.
  ///
  /// - Throws: ``InputError`` as ``Scenario/checkPlan()``, and where turns of sessions wait for each other.
  public static func check(_ scenario: Scenario) throws {
    try scenario.checkPlan()
    if scenario.workload.transforms.contains(where: { if case .stream = $0 { true } else { false } }) {
      throw InputError(
        "a plan tries a load at other rates, and inputs that come in piece by piece come no faster for that", file: scenario.file,
        remedy: "leave 'stream' out of 'workload.transform', or sweep the rate: --vary workload.rate_scale=1,2,4")
    }
    if case .agents = scenario.workload.origin {
      throw InputError(
        "calls of agents wait for the answers before them, so that this load has no rate of its own", file: scenario.file,
        remedy: "sweep the rate of tasks or how many are in flight: --vary workload.concurrency=8,16,32")
    }
    if try scenario.workload.hasTurns() {
      throw InputError(
        "turns of sessions wait for the answers before them, so that this load has no rate of its own", file: scenario.file,
        remedy: "turns that come at their times: --set workload.sessions=recorded, for a trace; a profile without sessions")
    }
  }

  /// The layouts that can be, and those that cannot with the reason.
  ///
  /// - Throws: ``Interrupted``.
  public func candidates() throws -> (fitting: [PlanCandidate], passedOver: [PassedOver]) {
    let cache = DeploymentCache()
    let made = try workers.map("laying out", space.layouts) { layout -> Result<PlanCandidate, InputError> in
      do { return .success(try PlanCandidate(layout, of: scenario, costs: costs, assignments: assignments, sharing: cache)) } catch let
        error
        as InputError
      {
        return .failure(error)
      }
    }
    var (fitting, passedOver) = ([PlanCandidate](), [PassedOver]())
    for (layout, result) in zip(space.layouts, made) {
      switch result {
      case .success(let candidate): fitting.append(candidate)
      case .failure(let error): passedOver.append(PassedOver(layout: layout, reason: .impossible(error.message), candidate: nil))
      }
    }
    return (fitting, passedOver)
  }

  var workers: PlanWorkers { PlanWorkers(threads: options.threads, progress: progress) }

  /// Searches all layouts and answers.
  ///
  /// - Throws: ``InputError`` where the load cannot be read, ``FailedRun`` for a broken invariant, ``Interrupted`` after
  ///   ``StudyProgress/stop()``, and ``RunMissing`` where nothing may be run.
  public func run() throws -> PlanResult {
    do { return try found() } catch {
      // What was run until then is worth keeping.
      keepRuns()
      throw error
    }
  }

  private func found() throws -> PlanResult {
    let (fitting, impossible) = try candidates()
    try takeStored(fitting)
    let (judges, load, test) = try judges(of: fitting)
    let outcomes = try outcomes(of: judges)
    var found: [(judge: FleetJudge, row: PlanRow)] = []
    var passedOver = impossible
    for (judge, outcome) in outcomes {
      switch outcome {
      case .holds(let row): found.append((judge, row))
      case .passedOver(let layout): passedOver.append(layout)
      }
    }
    let pairs = try pairs(outcomes)
    let cheapest = found.map(\.row.dollarsPerHour).min() ?? .infinity
    let mixed = try workers.map("fleets of two types", pairs) { pair in try outcome(pair, below: cheapest) }
    for (pair, fleet) in zip(pairs, mixed) {
      if case .holds(let row) = fleet.outcome, let search = pair.search { found.append((search.judge, row)) }
    }
    let inSpaceOrder = found
    found = ranked(found)
    let steady = SteadyLoad(seconds: load.seconds, meanOutputTokens: load.figures.meanOutputTokens, objective)
    try addReach(&found, rows: options.rowsWithReach, test, steady)
    found = ranked(found)
    for (index, isMember) in ParetoFront.members(found.map(\.row)).enumerated() { found[index].row.isPareto = isMember }
    let answers = PlanAnswers(
      found: inSpaceOrder, dearer: dearer(outcomes), mixed: pairs.compactMap(\.search), limits: space.limits, workers: workers,
      claims: claims)
    return PlanResult(
      load: load.figures, objective: objective, test: test, usesSeed: usesSeed(fitting), rows: found.map(\.row),
      passedOver: inOrder(passedOver), spare: try answers.enduring("a replica dead") { Array(repeating: 1, count: $0.pools) },
      nodeSpare: try answers.enduring("a node dead") { $0.replicasPerNode(of: options.nodeAccelerators) }, deathTimes: load.deathTimes,
      growth: try options.growth.map { (factor: $0, answer: steady.isSteady(at: $0) ? try answers.growth($0) : nil) }, day: try day(found),
      knee: try knee(found),
      nearest: found.isEmpty ? try nearest(passedOver, judges, pairs) : nil, mixed: mixed, runs: progress.runs,
      runsFound: shelf.found, aim: options.aim, limits: space.limits, nodeAccelerators: options.nodeAccelerators)
  }

  /// Layouts that are searched at a time, whatever the threads, so that the runs do not depend on these.
  private static let searchedAtOnce = 16

  /// What is found of each layout, in their order.
  ///
  /// Where the table has room for some rows and these are the cheapest, layouts are searched from the one that seems cheapest on, some at
  /// a time, and none beyond what the dearest row of the table costs by then.
  func outcomes(of judges: [FleetJudge]) throws -> [(judge: FleetJudge, outcome: LayoutSearch.Outcome)] {
    let rows = options.rowsWithReach
    guard options.aim == .cost, !space.isMixed, rows < judges.count else {
      return zip(judges, try searched(judges)).map { (judge: $0, outcome: $1) }
    }
    let order = try cheapestFirst(judges)
    var found = [LayoutSearch.Outcome?](repeating: nil, count: judges.count)
    var costs: [Double] = []
    for begin in stride(from: 0, to: order.count, by: Self.searchedAtOnce) {
      let some = order[begin..<min(order.count, begin + Self.searchedAtOnce)]
      let bound = costs.count < rows ? .infinity : costs[rows - 1]
      for (index, outcome) in zip(some, try searched(some.map { judges[$0] }, below: bound)) {
        found[index] = outcome
        if case .holds(let row) = outcome { costs.append(row.dollarsPerHour) }
      }
      costs.sort()
    }
    return zip(judges, found).compactMap { judge, outcome in outcome.map { (judge: judge, outcome: $0) } }
  }

  /// The places of layouts, that of the one which seems cheapest first.
  func cheapestFirst(_ judges: [FleetJudge]) throws -> [Int] {
    let estimates = try workers.map("sizing", judges) { LayoutSearch(judge: $0, limits: space.limits).estimatedDollarsPerHour }
    return judges.indices.sorted { (estimates[$0], $0) < (estimates[$1], $1) }
  }

  /// What is found of layouts, side by side; those that another process is at come last.
  private func searched(_ judges: [FleetJudge], below dollarsPerHour: Double = .infinity) throws -> [LayoutSearch.Outcome] {
    var outcomes = try workers.map("layouts", judges) { judge in
      try claims.holdingIfFree(judge.runner.candidate) { try outcome(judge, below: dollarsPerHour) }
    }
    let left = outcomes.indices.filter { outcomes[$0] == nil }
    if !left.isEmpty {
      let others = try workers.map("layouts of another process", left) { index in
        try claims.holding(judges[index].runner.candidate) { try outcome(judges[index], below: dollarsPerHour) }
      }
      for (index, outcome) in zip(left, others) { outcomes[index] = outcome }
    }
    return outcomes.compactMap(\.self)
  }

  /// Layouts that were not searched to their end, with the least size of a fleet that could hold.
  private func dearer(_ outcomes: [(judge: FleetJudge, outcome: LayoutSearch.Outcome)]) -> [(judge: FleetJudge, size: Int)] {
    outcomes.compactMap { judge, outcome in
      guard case .passedOver(let layout) = outcome, case .dearer(let size) = layout.reason else { return nil }
      return (judge, size)
    }
  }

  /// What a search finds of one layout. The load was read before, so that what is refused now is the
  /// layout: it is passed over.
  ///
  /// - Throws: ``FailedRun`` for a broken invariant, ``Interrupted`` where the work is stopped.
  package func outcome(_ judge: FleetJudge, below dollarsPerHour: Double = .infinity) throws -> LayoutSearch.Outcome {
    do { return try LayoutSearch(judge: judge, limits: space.limits, mostDollarsPerHour: dollarsPerHour).outcome() } catch let error
      as InputError
    {
      let layout = judge.runner.candidate.layout
      return .passedOver(PassedOver(layout: layout, reason: .impossible(error.message), candidate: nil))
    }
  }

  /// Who judges the fleets of each candidate, all by the same load and the same test.
  ///
  /// - Throws: ``InputError`` where the load cannot be read.
  package func judges(of candidates: [PlanCandidate]) throws -> (judges: [FleetJudge], load: PlanLoad, test: AttainmentTest) {
    // Where nothing is drawn all seeds give the same run.
    let first = usesSeed(candidates) ? firstSeeds : Array(firstSeeds.prefix(1))
    let load = try PlanLoad(scenario, seeds: first)
    if let curve = options.day { try DaySearch.check(curve, load: load) }
    let test = AttainmentTest(seeds: first.count, asked: ObjectiveTally.asked(of: objective))
    let seeds = Self.seeds(first, count: test.looks.last ?? first.count)
    let judges = candidates.map { candidate in
      FleetJudge(
        runner: FleetRunner(candidate: candidate, load: load, objective: objective, progress: progress, shelf: shelf),
        test: test, seeds: seeds)
    }
    return (judges, load, test)
  }

  // MARK: Seeds

  /// Whether anything is drawn: by the load, which is there even where no layout can be, or by what serves it.
  private func usesSeed(_ candidates: [PlanCandidate]) -> Bool {
    scenario.workload.usesSeed || candidates.contains { $0.prepared.usesSeed }
  }

  var firstSeeds: [UInt64] {
    let own = scenario.run.seeds
    if let count = options.seeds { return (1...UInt64(max(1, count))).map { $0 } }
    return own.count > 1 ? own : Self.seeds(own, count: 3)
  }

  /// These seeds, and as many more as it takes, from 1 on.
  private static func seeds(_ first: [UInt64], count: Int) -> [UInt64] {
    var seeds = first
    var next: UInt64 = 1
    while seeds.count < count {
      if !seeds.contains(next) { seeds.append(next) }
      next += 1
    }
    return seeds
  }

  // MARK: Order

  /// The best first; where two are as good, the cheaper one, then the simpler one: undivided requests before prefill and decode apart,
  /// fewer accelerators, smaller degrees. Then comes the one whose load may grow further, as far as that is known, and the order of the
  /// space.
  func ranked(_ found: [(judge: FleetJudge, row: PlanRow)]) -> [(judge: FleetJudge, row: PlanRow)] {
    func key(_ row: PlanRow) -> [Double] {
      // Cents: prices that differ by less are sums that were added in another order.
      let (dollars, accelerators) = ((row.dollarsPerHour * 100).rounded(), Double(row.accelerators))
      let layout = row.candidate.layout
      let degrees = Double((layout.tensor + (layout.decodeTensor ?? 0)) * layout.pipeline * layout.data)
      let ties = [Double(row.candidate.pools), accelerators, degrees, -(row.reach?.passing ?? 0)]
      return switch options.aim {
      case .cost: [dollars] + ties
      case .gpus: [accelerators, dollars] + ties
      case .energy: [row.figures.joulesPerOutputToken ?? .infinity, dollars] + ties
      case .carbon: [row.gramsPerMillionOutputTokens ?? .infinity, dollars] + ties
      }
    }
    return found.enumerated().sorted { left, right in
      let (first, second) = (key(left.element.row), key(right.element.row))
      if let difference = zip(first, second).first(where: { $0 != $1 }) { return difference.0 < difference.1 }
      return left.offset < right.offset
    }.map(\.element)
  }

  private func inOrder(_ passedOver: [PassedOver]) -> [PassedOver] {
    let layouts = space.layouts
    return passedOver.sorted { left, right in
      (layouts.firstIndex(of: left.layout) ?? 0) < (layouts.firstIndex(of: right.layout) ?? 0)
    }
  }

  // MARK: Figures of the table

  /// Replicas of each pool that every fleet must do without.
  private func dead(_ candidate: PlanCandidate) -> [Int] { Array(repeating: space.survived, count: candidate.pools) }

  /// Finds how far the load of the first so many rows may grow.
  func addReach(
    _ found: inout [(judge: FleetJudge, row: PlanRow)], rows: Int, _ test: AttainmentTest, _ steady: SteadyLoad
  ) throws {
    let reaches = try workers.map("highest rates", Array(found.prefix(rows))) { judge, row in
      try claims.holding(row.candidate) {
        try PlanReach(test, highest: steady.isBurst ? nil : steady.longestFactor) { factor in
          try judge.measureWorst(row.fleet, rate: factor, dead: dead(row.candidate))
        }
      }
    }
    for (index, reach) in reaches.enumerated() { found[index].row.reach = reach }
  }

  /// The day of the first row whose replicas are all alike: those of two kinds are scaled by no rule that is modelled.
  private func day(_ found: [(judge: FleetJudge, row: PlanRow)]) throws -> DayAnswer? {
    guard let curve = options.day, let (judge, row) = found.first(where: { $0.row.candidate.pools == 1 }) else { return nil }
    let search = DaySearch(judge: judge, curve: curve, limits: space.limits)
    return try workers.map("a day", [row]) { row in
      defer { keepRuns() }
      return try search.answer(row)
    }.first
  }

  /// The first row at rates about the one asked for and about its edge, each run to its end.
  private func knee(_ found: [(judge: FleetJudge, row: PlanRow)]) throws -> [FleetFinding] {
    guard let (judge, row) = found.first, let reach = row.reach else { return [] }
    let edge = reach.passing
    // Simulated time ends after 106 days, and a load of months is not slowed down.
    var factors = Self.kneeFactors.filter { $0 >= 1 || judge.runner.load.seconds < Self.longestSlowed } + (edge > 1 ? [edge] : [])
    if reach.broken != nil { factors += Self.beyondEdge.map { (edge * $0 * 1000).rounded() / 1000 } }
    return try workers.map("knee", factors) { factor in
      try claims.holding(row.candidate) {
        try judge.measureWorst(row.fleet, rate: factor, dead: dead(row.candidate), isCutShort: false)
      }
    }
  }

  /// Where nothing holds: what came nearest, run to its end so that its share is told and not bounded.
  private func nearest(
    _ passedOver: [PassedOver], _ judges: [FleetJudge], _ pairs: [Pair]
  ) throws -> (layout: PlanCandidate, finding: FleetFinding)? {
    var tried: [(judge: FleetJudge, fleet: PlanFleet, isAlone: Bool)] = []
    for judge in judges {
      switch passedOver.first(where: { $0.layout == judge.runner.candidate.layout })?.reason {
      case .tooMany(let finding): tried.append((judge, finding.fleet, false))
      case .slowAlone(let finding): tried.append((judge, finding.fleet, true))
      case .impossible, .beyondMost, .dearer, nil: break
      }
    }
    tried += pairs.compactMap { pair in pair.search.flatMap { search in search.greatest.map { (search.judge, $0, false) } } }
    // Layouts that are too slow alone are no better with company, and count where there are no others.
    if tried.contains(where: { !$0.isAlone }) { tried.removeAll(where: \.isAlone) }
    let findings = try workers.map("nearest", tried) { judge, fleet, isAlone in
      try claims.holding(judge.runner.candidate) {
        if isAlone { return try judge.measure(fleet, FleetRunner.Conditions(isCutShort: false, isAlone: true)) }
        return try judge.measureWorst(fleet, dead: dead(judge.runner.candidate), isCutShort: false)
      }
    }
    let best = findings.indices.max { findings[$0].share < findings[$1].share }
    return best.map { (layout: tried[$0].judge.runner.candidate, finding: findings[$0]) }
  }
}
