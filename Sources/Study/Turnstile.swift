import Foundation

/// Lets numbered parties through one at a time, in the order of their numbers, in whatever order they come.
///
/// Runs are simulated side by side and stored one after another: run numbers, rows and their order in the database do not depend on
/// which thread was faster, and a kill leaves at most one run unfinished.
final class Turnstile: @unchecked Sendable {
  // Sendable although it has variables: they are only touched with the condition locked.
  private let condition = NSCondition()
  private var current = 0
  private var isBroken = false

  /// Whether `number` may pass without waiting.
  func isTurn(of number: Int) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    return current == number
  }

  /// Waits until all lower numbers have passed.
  ///
  /// - Throws: ``Interrupted`` where one of them never will.
  func wait(for number: Int) throws(Interrupted) {
    condition.lock()
    defer { condition.unlock() }
    while current < number && !isBroken { condition.wait() }
    if current < number { throw Interrupted() }
  }

  /// `number` has passed; the next may go.
  func pass(_ number: Int) {
    condition.lock()
    defer { condition.unlock() }
    precondition(current == number, "a party passed out of its turn")
    current += 1
    condition.broadcast()
  }

  /// Nobody will pass any more.
  func breakDown() {
    condition.lock()
    defer { condition.unlock() }
    isBroken = true
    condition.broadcast()
  }
}
