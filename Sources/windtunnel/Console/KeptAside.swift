import Kernel
import Store

/// What is said of runs that their database did not take.
enum KeptAside {
  /// Refuses to end well where there are such runs.
  ///
  /// - Throws: ``InputError`` saying why, where the runs are, and how to add them.
  static func check(_ store: ResultStore?) throws {
    guard let store, let kept = store.keptAside else { return }
    let files = kept.paths.map(Failure.shellWord).joined(separator: " ")
    throw InputError(
      "\(kept.reason.message); what it did not take is kept in \(kept.paths.joined(separator: " and "))", file: store.path,
      remedy: "when it can be written again, add it with: windtunnel store add \(files) --store \(Failure.shellWord(store.path))")
  }
}
