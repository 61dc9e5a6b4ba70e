import Kernel
import Scenario
import Store

/// A plan that several machines make. Each searches some of the layouts and stores its runs; what all of them have stored, put together,
/// is what the same plan takes its runs from.
///
/// A part gives no verdict of its own: the plan at the end goes the same way as without parts, and a run is the same on every machine. So
/// its answer is the same, and what the parts cannot know (the bound that the rows of others set, fleets of two types, spare replicas,
/// growth) is run there. A part may search more than one machine would, which leaves layouts that are dearer than the rows of the whole
/// table, and knows only its own rows.
extension Plan {
  /// Searches the layouts of one part, and how far the load of those of its rows may grow that are likely to be in the table.
  ///
  /// - Throws: as ``run()``.
  public func search(_ shard: SweepShard) throws -> PlanPart {
    do { return try searched(shard) } catch {
      // What was run until then is worth keeping.
      keepRuns()
      throw error
    }
  }

  private func searched(_ shard: SweepShard) throws -> PlanPart {
    let (fitting, impossible) = try candidates()
    let (judges, load, test) = try judges(of: fitting)
    let own = try places(of: shard, judges).map { judges[$0] }
    try takeStored(own.map(\.runner.candidate))
    var found: [(judge: FleetJudge, row: PlanRow)] = []
    for (judge, outcome) in try outcomes(of: own) { if case .holds(let row) = outcome { found.append((judge, row)) } }
    found = ranked(found)
    // Layouts are dealt out in turn, and so are about as many of the rows of the table.
    let share = options.rowsWithReach / shard.count + (options.rowsWithReach % shard.count > 0 ? 1 : 0)
    let steady = SteadyLoad(seconds: load.seconds, meanOutputTokens: load.figures.meanOutputTokens, objective)
    try addReach(&found, rows: share, test, steady)
    return PlanPart(
      shard: shard, digest: digest(fitting, impossible), layoutsInAll: fitting.count, layouts: own.map(\.runner.candidate.layout),
      rows: found.map(\.row), runs: progress.runs, runsFound: shelf.found)
  }

  /// The layouts of a part: all of them, from the one that seems cheapest on, are dealt out in turn, so that each part has cheap ones.
  private func places(of shard: SweepShard, _ judges: [FleetJudge]) throws -> [Int] {
    try cheapestFirst(judges).enumerated().filter { $0.offset % shard.count == shard.index }.map(\.element)
  }

  /// Stores a part that was searched, with the runs that were simulated for it.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func store(_ part: PlanPart) throws {
    try storeRuns()
    try options.store?.store(
      StoredPlanPart(
        digest: part.digest, parts: part.shard.count, part: part.shard.index, name: scenario.name, revision: options.program.revision,
        version: options.program.version, created: options.program.created, layouts: part.layouts.count, holding: part.rows.count,
        runs: part.runs))
  }

  /// Refuses to make a part where its runs could not be told again, and so not be stored.
  ///
  /// - Throws: ``InputError``.
  public func checkParts() throws(InputError) {
    if options.program.revision == "unknown" {
      throw InputError(
        "this program does not know its revision, so that runs of plans are not stored, and those of a part would be lost",
        remedy: "build it in its repository, or take a released package")
    }
  }

  // MARK: What there is to be done

  /// What a plan in parts is held against.
  public struct Outline: Sendable {
    /// Digest of what is searched.
    public let digest: String
    /// Layouts that can be.
    public let layouts: Int
    /// The runs of these layouts that the database holds.
    public let trials: [StoredTrial]
    /// Parts that the database holds, those of other divisions among them.
    public let parts: [StoredPlanPart]

    /// Parts of so many that are to be made; none where all parts of any division are there.
    public func partsToMake(of count: Int) -> [Int] {
      for whole in Set(parts.map(\.parts)).sorted() where parts.count(where: { $0.parts == whole }) == whole { return [] }
      return (0..<count).filter { part in !parts.contains { $0.parts == count && $0.part == part } }
    }
  }

  /// What there is to be searched, and what of it is stored.
  ///
  /// - Throws: ``InputError`` where the database cannot be read or the load cannot; ``Interrupted``.
  public func outline() throws -> Outline {
    let (fitting, impossible) = try candidates()
    let digest = digest(fitting, impossible)
    guard let store = options.store else { return Outline(digest: digest, layouts: fitting.count, trials: [], parts: []) }
    let trials = try fitting.flatMap { candidate in
      try store.trials(ofLayout: candidate.prepared.scenario.hash, revision: options.program.revision)
    }
    return Outline(
      digest: digest, layouts: fitting.count, trials: trials, parts: try store.planParts().filter { $0.digest == digest })
  }

  /// Whether the database holds all runs of the search, so that no part has anything to do: one machine has made the plan.
  ///
  /// - Throws: as ``run()``.
  public func isSearched() throws -> Bool {
    var options = options
    options.mayRun = false
    let closed = try Plan(scenario, space: space, costs: costs, options: options, assignments: assignments)
    do { _ = try closed.search(try SweepShard("0/1", environment: [:])) } catch is RunMissing { return false }
    return true
  }

  /// Puts runs on the shelf that were stored elsewhere: those of the database that the plan is made for.
  ///
  /// - Throws: ``Interrupted``.
  public func take(_ trials: [StoredTrial]) throws {
    let byLayout = Dictionary(grouping: trials, by: \.layoutHash)
    for candidate in try candidates().fitting { claims.take(byLayout[candidate.prepared.scenario.hash] ?? [], of: candidate) }
  }

  /// Digest of the scenario, the layouts with their prices, and all that decides which of them a part has and what is run of each.
  private func digest(_ fitting: [PlanCandidate], _ impossible: [PassedOver]) -> String {
    var digest = Digest()
    let program = options.program
    for text in ["plan", scenario.hash, program.revision, program.version] { digest.mix(bytesOf: text) }
    for seed in firstSeeds { digest.mix(seed) }
    for number in [space.mostAccelerators, space.survived, fitting.count, impossible.count] { digest.mix(Int64(number)) }
    for stock in space.inventory?.stocks ?? [] {
      digest.mix(bytesOf: stock.accelerator)
      digest.mix(Int64(stock.count))
    }
    for candidate in fitting {
      digest.mix(bytesOf: candidate.prepared.scenario.hash)
      digest.mix(candidate.leastDollarsPerHourOfSize.bitPattern)
    }
    for layout in impossible { digest.mix(bytesOf: layout.layout.description) }
    return digest.hexadecimal
  }
}
