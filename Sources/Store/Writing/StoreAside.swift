import Foundation
import Kernel

/// Where runs go that their database does not take, because its disk is full, it has become read-only, or it is damaged: a
/// database of their own in the first of some folders that takes them, so that no simulation is lost.
/// `windtunnel store add` brings them back.
final class StoreAside: Sendable {
  private let path: String
  private let disk: StoreDisk
  private let folders: [String]
  private let state = LockedValue(State())

  private struct State {
    var store: ResultStore?
    var reason: InputError?
    /// What ``kept`` was when the databases were closed.
    var last: (paths: [String], reason: InputError)?

    var kept: (paths: [String], reason: InputError)? {
      guard let store, let reason else { return last }
      let hasRuns = (try? store.runs().contains { $0.status == .finished }) ?? false
      let paths = (hasRuns ? [store.path] : []) + (store.aside.kept?.paths ?? [])
      return paths.isEmpty ? nil : (paths, reason)
    }
  }

  init(of path: String, on disk: StoreDisk, folders: [String]) {
    self.path = path
    self.disk = disk
    self.folders = folders
  }

  /// The databases that hold runs which belong into this one, and why; nil where there are none.
  var kept: (paths: [String], reason: InputError)? {
    state.withLock { $0.kept }
  }

  /// The database to put runs into, made where there is none yet.
  ///
  /// - Throws: `reason` where none can be made.
  func store(because reason: InputError) throws -> ResultStore {
    try state.withLock { state in
      if let store = state.store { return store }
      for (index, folder) in folders.enumerated() {
        let file = "\((path as NSString).lastPathComponent).aside-\(RandomName.text().prefix(8)).sqlite"
        let name = (folder as NSString).appendingPathComponent(file)
        guard let store = try? ResultStore.open(writingTo: name, on: disk, asideFolders: Array(folders[(index + 1)...])) else {
          disk.remove(name)
          continue
        }
        (state.store, state.reason) = (store, reason)
        return store
      }
      throw reason
    }
  }

  /// Closes what was opened.
  func close() throws {
    try state.withLock { state in
      state.last = state.kept
      try state.store?.close()
      state.store = nil
    }
  }
}
