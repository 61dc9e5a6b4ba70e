import Kernel
import Metrics
import Store

/// Keeps several processes that plan into one database from each other's layouts: what one is at the others leave alone, and take its
/// runs from the database when it is done with the layout.
///
/// No thread holds a layout while it waits for another, so that none waits for ever. Layouts of a process that ends, whichever way, are
/// free at once.
struct LayoutClaims: Sendable {
  private let options: PlanOptions
  private let shelf: TrialShelf
  private let progress: StudyProgress
  private let demands: Int
  private let limits: Int

  init(_ options: PlanOptions, shelf: TrialShelf, objective: Objective, progress: StudyProgress) {
    (self.options, self.shelf, self.progress) = (options, shelf, progress)
    (demands, limits) = (ObjectiveTally.asked(of: objective).count, ObjectiveTally.limitMetrics(of: objective).count)
  }

  /// Puts the runs on the shelf that the database holds of a layout.
  ///
  /// - Throws: ``InputError`` where it cannot be read.
  func takeStored(_ candidate: PlanCandidate, from store: ResultStore) throws {
    take(try store.trials(ofLayout: candidate.prepared.scenario.hash, revision: options.program.revision), of: candidate)
  }

  /// Puts stored runs of a layout on the shelf. A row that does not fit what it stands for, as of an altered database, is left.
  func take(_ trials: [StoredTrial], of candidate: PlanCandidate) {
    shelf.add(stored: trials.filter { $0.fits(pools: candidate.pools, demands: demands, limits: limits) })
  }

  /// Does `body` with a layout that no other process is at, waiting until there is none; the runs that it makes are then stored.
  ///
  /// - Throws: what `body` throws; ``InputError`` where the database cannot be read; ``Interrupted`` where the work is stopped.
  func holding<Result>(_ candidate: PlanCandidate, _ body: () throws -> Result) throws -> Result {
    while true {
      if let result = try holdingIfFree(candidate, body) { return result }
      if progress.isStopped { throw Interrupted() }
      options.store?.claims.pause()
    }
  }

  /// The same, but nil where another process is at the layout.
  ///
  /// - Throws: as ``holding(_:_:)``.
  func holdingIfFree<Result>(_ candidate: PlanCandidate, _ body: () throws -> Result) throws -> Result? {
    guard options.mayRun, options.program.revision != "unknown", let store = options.store else { return try body() }
    let digest = digest(candidate)
    guard store.claims.take(digest) else { return nil }
    defer {
      // Those that cannot be stored wait for the end of the plan, which tells why: an answer is worth more than its storing.
      try? shelf.storeFresh(in: store, revision: options.program.revision)
      store.claims.release(digest)
    }
    if store.claims.hasCompany { try takeStored(candidate, from: store) }
    return try body()
  }

  private func digest(_ candidate: PlanCandidate) -> UInt64 {
    var digest = Digest()
    for text in ["layout", candidate.prepared.scenario.hash, options.program.revision] { digest.mix(bytesOf: text) }
    return digest.value
  }
}
