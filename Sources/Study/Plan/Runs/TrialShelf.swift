import Kernel
import Store

/// The runs that a plan knows: those that it has made, and those that a database held of the same layouts, made by the same revision of
/// the program. Looked up by key and never gone through, so that order cannot matter.
final class TrialShelf: Sendable {
  private struct Key: Hashable {
    let layoutHash: String
    let key: StoredTrial.Key
  }

  private struct Contents {
    var known: [Key: (trial: PlanTrial, isStored: Bool)] = [:]
    var found = 0
    var stored = 0
    /// Runs that no database has yet, in the order in which they ended.
    var fresh: [StoredTrial] = []
  }

  private let contents = LockedValue(Contents())
  private let storing = LockedValue(())
  /// Whether nothing may be put on it that was not stored.
  let isClosed: Bool

  init(isClosed: Bool = false) { self.isClosed = isClosed }

  /// Runs that were asked for and were stored before, each counted once.
  var found: Int { contents.withLock { $0.found } }

  /// Runs that a database has taken since.
  var stored: Int { contents.withLock { $0.stored } }

  private func addStored(_ count: Int) { contents.withLock { $0.stored += count } }

  /// Runs that were taken and that no database has all the same.
  private func giveBack(_ fresh: [StoredTrial]) { contents.withLock { $0.fresh = fresh + $0.fresh } }

  /// Runs that no database has yet; none of them the next time.
  private func takeFresh() -> [StoredTrial] {
    contents.withLock { contents in
      defer { contents.fresh = [] }
      return contents.fresh
    }
  }

  /// Puts stored runs on the shelf that are not there yet.
  func add(stored: [StoredTrial]) {
    contents.withLock { contents in
      for one in stored {
        let place = Key(layoutHash: one.layoutHash, key: one.key)
        if contents.known[place] == nil { contents.known[place] = (PlanTrial(one), true) }
      }
    }
  }

  /// Stores the runs that no database has yet; a thread that comes meanwhile waits until they are.
  ///
  /// - Throws: ``InputError`` where they cannot be, which are then kept for another time.
  func storeFresh(in store: ResultStore, revision: String) throws {
    try storing.withLock { _ in
      let fresh = takeFresh()
      do { addStored(try store.store(fresh, revision: revision)) } catch {
        giveBack(fresh)
        throw error
      }
    }
  }

  func add(_ trial: PlanTrial, of layoutHash: String, _ key: StoredTrial.Key) {
    contents.withLock { contents in
      contents.known[Key(layoutHash: layoutHash, key: key)] = (trial, false)
      contents.fresh.append(trial.stored(layoutHash: layoutHash, key: key))
    }
  }

  /// The run with this key; nil where nobody has made it.
  func trial(of layoutHash: String, _ key: StoredTrial.Key) -> PlanTrial? {
    let place = Key(layoutHash: layoutHash, key: key)
    return contents.withLock { contents in
      guard let known = contents.known[place] else { return nil }
      if known.isStored {
        contents.found += 1
        contents.known[place]?.isStored = false
      }
      return known.trial
    }
  }
}
