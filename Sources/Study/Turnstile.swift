import Dispatch
import Foundation

/// Lets numbered parties through one at a time, in the order of their numbers, in whatever order they come.
///
/// Runs are simulated side by side and stored one after another: run numbers, rows and their order in the database do not depend on
/// which thread was faster, and a kill leaves at most one run unfinished. A party that is ready before its turn need not stand and wait:
/// it leaves its work here, and the thread that passes before it does that as well, or, where the turnstile has a carrier, a thread of its
/// own, which sleeps for the disk while all others go on.
package final class Turnstile: @unchecked Sendable {
  // Sendable although it has variables: they are only touched with the condition locked.
  private let condition = NSCondition()
  private var current = 0
  private var isBroken = false
  private var left: [Int: (weight: Int, work: () -> Void)] = [:]
  private var leftWeight = 0
  private var isCarrying = false
  private let mostLeft: Int
  private let mostReady: Int
  private let carrier: DispatchQueue?

  /// A turnstile that keeps work of at most so much weight in all; parties with more wait for their turn. With `mostReady` it has a carrier,
  /// behind which at most so many parties are kept whose work could be done at once.
  package init(mostLeft: Int, mostReady: Int? = nil) {
    self.mostLeft = mostLeft
    self.mostReady = mostReady ?? .max
    carrier = mostReady.map { _ in DispatchQueue(label: "turnstile") }
  }

  /// Whether `number` may pass without waiting.
  package func isTurn(of number: Int) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    return current == number
  }

  /// Waits until all lower numbers have passed.
  ///
  /// - Throws: ``Interrupted`` where one of them never will.
  package func wait(for number: Int) throws(Interrupted) {
    condition.lock()
    defer { condition.unlock() }
    while current < number && !isBroken { condition.wait() }
    if current < number { throw Interrupted() }
  }

  /// Leaves the work of `number` to be done when its turn comes, which ends with ``pass(_:)`` or ``breakDown()``. Returns false where the
  /// party must do it itself: it is its turn, nobody passes any more, or too much has been left already. A carrier does it all the same,
  /// and the party waits until what it does has come down to what may be left.
  package func leave(_ number: Int, weight: Int, work: @escaping () -> Void) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if carrier != nil {
      while current < number && !isBroken && leftWeight + weight > mostLeft { condition.wait() }
    }
    if isBroken || carrier == nil && (current == number || leftWeight + weight > mostLeft) { return false }
    left[number] = (weight, work)
    leftWeight += weight
    if carrier != nil {
      carryOn()
      while !isBroken && isCarrying && isReady(mostReady) { condition.wait() }
    }
    return true
  }

  /// Whether so many parties from the one whose turn it is on have left their work.
  private func isReady(_ count: Int) -> Bool { left.count >= count && (0..<count).allSatisfy { left[current + 1 + $0] != nil } }

  /// `number` has passed; the next may go. What the next ones have left is done before this returns.
  package func pass(_ number: Int) {
    condition.lock()
    defer { condition.unlock() }
    precondition(current == number, "a party passed out of its turn")
    current += 1
    condition.broadcast()
    carryOn()
  }

  /// Waits for what the carrier has begun.
  package func settle() { carrier?.sync {} }

  /// Does what was left by those whose turn it is, or has the carrier do it. The condition is locked.
  private func carryOn() {
    // Work that is carried passes as well: the loop that carries it goes on, and not a deeper one.
    if isCarrying || left[current] == nil { return }
    isCarrying = true
    guard let carrier else { return carry() }
    carrier.async { [self] in
      condition.lock()
      defer { condition.unlock() }
      carry()
    }
  }

  private func carry() {
    while !isBroken, let next = left.removeValue(forKey: current) {
      leftWeight -= next.weight
      condition.broadcast()
      condition.unlock()
      next.work()
      condition.lock()
    }
    isCarrying = false
    condition.broadcast()
  }

  /// Nobody will pass any more, and what has been left is not done.
  package func breakDown() {
    condition.lock()
    defer { condition.unlock() }
    isBroken = true
    left.removeAll()
    condition.broadcast()
  }
}
