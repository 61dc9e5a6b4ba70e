import GRDB

extension ResultStore {
  /// Writes runs that are over in one transaction, all or none of them, and returns whether it did.
  ///
  /// Where it did not, each is as it was before: finish each by itself, which says what is wrong and goes on beside the database.
  public func finish(together endings: [RunEnding]) -> Bool {
    guard endings.allSatisfy({ $0.recorder.isWritten(to: self) }) else { return false }
    do {
      let runs = try write { db in try endings.map { try $0.recorder.write($0, db) } }
      for (ending, run) in zip(endings, runs) { ending.recorder.end(asRun: run) }
      return true
    } catch { return false }
  }
}
