import Dispatch
import Kernel
import Synchronization

/// Does work on several threads. What comes out is in the order of what went in, whichever thread was faster.
struct PlanWorkers: Sendable {
  let threads: Int
  let progress: PlanProgress

  /// What `body` makes of each item; `what` is being done meanwhile.
  ///
  /// - Throws: of several faults that of the first item that met one, but for being stopped.
  func map<Item: Sendable, Result: Sendable>(
    _ what: String, _ items: [Item], _ body: @Sendable (Item) throws -> Result
  ) throws -> [Result] {
    progress.begin(what, items: items.count)
    let next = Atomic<Int>(0)
    let results = LockedValue<[Swift.Result<Result, any Error>?]>(Array(repeating: nil, count: items.count))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, items.count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= items.count || progress.study.isStopped { return }
        let result = Swift.Result { try body(items[index]) }
        if case .failure = result { progress.study.stop() }
        results.withLock { $0[index] = result }
        progress.addItem()
      }
    }
    let all = results.withLock { $0 }
    let failures = all.compactMap { result -> (any Error)? in if case .failure(let error) = result { error } else { nil } }
    if let failure = failures.first(where: { !($0 is Interrupted) }) ?? failures.first { throw failure }
    return try all.map { result in
      guard let result else { throw Interrupted() }
      return try result.get()
    }
  }
}
