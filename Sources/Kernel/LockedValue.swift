import Foundation

/// A value that one thread at a time may touch.
///
/// In place of the standard library's `Mutex`, which waits in a way that ThreadSanitizer does not see: every access to a value that two
/// threads had asked for at once would be reported as a race.
package final class LockedValue<Value>: @unchecked Sendable {
  // Sendable although it has a variable: it is only touched with the lock held.
  private let lock = NSLock()
  private var value: Value

  /// Nothing else may hold on to `value`.
  package init(_ value: consuming sending Value) { self.value = value }

  /// Calls `body` with the lock held. It must not come back to the same lock.
  package func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
