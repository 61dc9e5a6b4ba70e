import Kernel
import Store

/// The runs of a sweep that this process makes, where others store runs in the same database at the same time: each run is claimed before
/// it is begun, and what another process has claimed is left to it.
struct RunClaims: Sendable {
  /// Where the runs are stored.
  let store: ResultStore
  private let program: ProgramIdentity

  /// Claims of runs by `program`.
  init(in store: ResultStore, program: ProgramIdentity) { (self.store, self.program) = (store, program) }

  /// Whether a run is this process's to make: nobody else is at it, and nobody has stored it meanwhile.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  func take(_ run: RunKey) throws -> Bool {
    guard store.claims.take(digest(run)) else { return false }
    if !store.claims.hasCompany { return true }
    if try !stored(of: run.experiment).contains(where: { $0.seed == run.seed }) { return true }
    store.claims.release(digest(run))
    return false
  }

  /// The finished runs of an experiment that the database holds by now.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  func stored(of experiment: String) throws -> [ResultStore.KnownRun] {
    try store.finishedRuns(of: [experiment], revision: program.revision, version: program.version).first ?? []
  }

  /// A run that was claimed has been written.
  func settle(_ run: RunKey) { store.claims.settle(digest(run)) }

  /// Lets a run go that was claimed and is not made.
  func release(_ run: RunKey) { store.claims.release(digest(run)) }

  private func digest(_ run: RunKey) -> UInt64 {
    var digest = Digest()
    for text in ["run", run.experiment, program.revision, program.version] { digest.mix(bytesOf: text) }
    digest.mix(run.seed)
    return digest.value
  }
}
