import Dispatch
import Foundation

/// Lets numbered parties through one at a time, in the order of their numbers, in whatever order they come.
///
/// Runs are simulated side by side and stored one after another: run numbers, rows and their order in the database do not depend on
/// which thread was faster. A party that is ready before its turn need not stand and wait: it leaves its load here, and the thread that
/// passes before it carries that as well, or, where the turnstile has a carrier, a thread of its own, which sleeps for the disk while all
/// others go on. Loads that are ready one behind the other are carried together.
package final class Turnstile<Load>: @unchecked Sendable {
  // Sendable although it has variables: they are only touched with the condition locked.
  private let condition = NSCondition()
  private var current = 0
  private var isBroken = false
  private var left: [Int: (weight: Int, load: Load)] = [:]
  private var leftWeight = 0
  private var isCarrying = false
  /// The number behind the last that was carried, or is.
  private var carriedEnd = 0
  private let mostLeft: Int
  private let mostReady: Int
  private let mostTogether: Int
  private let carrier: DispatchQueue?
  private let carryLoads: ([Load]) -> Void

  /// A turnstile that keeps loads of at most so much weight in all; parties with more wait for their turn. Loads of no more than
  /// `mostTogether` in weight are given to `carry` at once, or a single one; each of them ends with ``pass(_:)`` or ``breakDown()``. With
  /// `mostReady` there is a carrier; parties wait where so many are ready behind what it carries, and more than goes at once.
  package init(mostLeft: Int, mostReady: Int? = nil, mostTogether: Int = 0, carry: @escaping ([Load]) -> Void) {
    self.mostLeft = mostLeft
    self.mostReady = mostReady ?? .max
    self.mostTogether = mostTogether
    carrier = mostReady.map { _ in DispatchQueue(label: "turnstile") }
    carryLoads = carry
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

  /// Leaves the load of `number` to be carried when its turn comes. Returns false where the party must carry it itself: it is its turn,
  /// nobody passes any more, or too much has been left already. A carrier does it all the same, and the party waits until what it does has
  /// come down to what may be left.
  package func leave(_ number: Int, weight: Int, _ load: Load) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if carrier != nil {
      while current < number && !isBroken && leftWeight + weight > mostLeft { condition.wait() }
    }
    if isBroken || carrier == nil && (current == number || leftWeight + weight > mostLeft) { return false }
    left[number] = (weight, load)
    leftWeight += weight
    if carrier != nil {
      carryOn()
      while !isBroken && isCarrying && isFarBehind { condition.wait() }
    }
    return true
  }

  /// Whether so many parties are ready behind what is being carried, and more than goes at once.
  private var isFarBehind: Bool {
    var (count, weight) = (0, 0)
    while count < mostReady || weight < mostTogether {
      guard let next = left[carriedEnd + count] else { return false }
      count += 1
      weight += next.weight
    }
    return true
  }

  /// `number` has passed; the next may go. What the next ones have left is carried before this returns, where there is no carrier.
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

  /// Carries what was left by those whose turn it is, or has the carrier do it. The condition is locked.
  private func carryOn() {
    // What is carried passes as well: the loop that carries it goes on, and not a deeper one.
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
    while !isBroken, left[current] != nil {
      let loads = takeReady()
      condition.broadcast()
      condition.unlock()
      carryLoads(loads)
      condition.lock()
    }
    isCarrying = false
    condition.broadcast()
  }

  /// The loads that are carried next: that of the party whose turn it is, and those behind it that may go with it.
  private func takeReady() -> [Load] {
    var (loads, weight) = ([Load](), 0)
    while let next = left[current + loads.count], loads.isEmpty || weight + next.weight <= mostTogether {
      left[current + loads.count] = nil
      loads.append(next.load)
      weight += next.weight
    }
    leftWeight -= weight
    carriedEnd = current + loads.count
    return loads
  }

  /// Nobody will pass any more, and what has been left is not carried.
  package func breakDown() {
    condition.lock()
    defer { condition.unlock() }
    isBroken = true
    left.removeAll()
    condition.broadcast()
  }
}
