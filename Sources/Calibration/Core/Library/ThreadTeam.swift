import Dispatch

/// Runs independent parts of one operator on the threads that the engine may use.
struct ThreadTeam: Sendable {
  /// Threads in all, the caller's among them.
  let threads: Int

  /// Calls `part` for 0 ..< parts, in any order; with one thread in order, and with no machinery at all.
  ///
  /// Parts may call matrix products: those then keep to one thread each, for the parts fill the processors already.
  func perform(parts: Int, _ part: (_ index: Int, _ thread: Int) -> Void) {
    if threads == 1 || parts == 1 {
      for index in 0..<parts { part(index, 0) }
      return
    }
    BLASLibrary.setThreads(1)
    let team = min(threads, parts)
    withoutActuallyEscaping(part) { part in
      nonisolated(unsafe) let work = part
      // Every thread takes every team-th part, so that each has a scratch area of its own.
      DispatchQueue.concurrentPerform(iterations: team) { thread in
        var index = thread
        while index < parts {
          unsafe work(index, thread)
          index += team
        }
      }
    }
    BLASLibrary.setThreads(threads)
  }
}
