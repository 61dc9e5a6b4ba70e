import Foundation
import Report
import Store

/// Runs of other databases that are put into one, file by file.
struct StoreAddition {
  /// The database to put them into.
  let store: String
  /// Whether an equal run is taken once, whenever it was made.
  var once = false

  /// Puts the runs of `files` in, tells of each file what became of them, and hands the sweeps to `body` that there are then. A database that
  /// was made for it and has got nothing is not left behind.
  ///
  /// - Throws: ``InputError`` where a file cannot be read, or the database cannot be written.
  func carryOut(
    _ files: [String], tell: (String) -> Void, _ body: ([(file: String, addition: ResultStore.Addition)], [SweepTally]) -> Void
  ) throws {
    let wasThere = FileManager.default.fileExists(atPath: store)
    let database = try ResultStore.open(writingTo: store, say: Console.say)
    do {
      var additions: [(file: String, addition: ResultStore.Addition)] = []
      for file in files {
        let addition = try database.add(runsOf: file, once: once)
        additions.append((file, addition))
        tell(StoredRunsText.added(addition, from: file))
      }
      body(additions, try database.sweeps())
      if additions.contains(where: { !$0.addition.planParts.isEmpty }) { PlanPartText.merged(try database.planParts()).forEach(tell) }
      try database.close()
    } catch {
      let isEmpty = !wasThere && (try? database.holdsNothing) == true
      try? database.close()
      if isEmpty { StorePath.remove(store) }
      throw error
    }
  }
}
