import Foundation
import Kernel
import Study
import Testing

@Suite("A turnstile")
struct TurnstileTests {
  /// What was done, in its order.
  private final class Log {
    var entries: [Int] = []
  }

  private typealias Work = () -> Void

  /// A turnstile whose loads are work to be done, one by one.
  private func gate(mostLeft: Int, mostReady: Int? = nil, mostTogether: Int = 0) -> Turnstile<Work> {
    Turnstile(mostLeft: mostLeft, mostReady: mostReady, mostTogether: mostTogether) { for work in $0 { work() } }
  }

  /// Leaves work that notes its number and passes; returns whether it was taken.
  @discardableResult private func leave(_ number: Int, weight: Int = 1, at turnstile: Turnstile<Work>, _ log: Log) -> Bool {
    turnstile.leave(number, weight: weight) {
      log.entries.append(number)
      turnstile.pass(number)
    }
  }

  @Test("work that is left before its turn is done in the order of the numbers, by the party that passes before it")
  func order() throws {
    let (turnstile, log) = (gate(mostLeft: 10), Log())
    #expect(leave(3, at: turnstile, log) && leave(1, at: turnstile, log) && leave(2, at: turnstile, log) && leave(5, at: turnstile, log))
    #expect(log.entries.isEmpty && turnstile.isTurn(of: 0))
    turnstile.pass(0)
    #expect(log.entries == [1, 2, 3] && turnstile.isTurn(of: 4))
    try turnstile.wait(for: 4)
    turnstile.pass(4)
    #expect(log.entries == [1, 2, 3, 5] && turnstile.isTurn(of: 6))
  }

  @Test("a party does its work itself when it is its turn, and where too much has been left")
  func refused() {
    let (turnstile, log) = (gate(mostLeft: 10), Log())
    #expect(!leave(0, at: turnstile, log))
    #expect(leave(1, weight: 6, at: turnstile, log) && !leave(2, weight: 5, at: turnstile, log) && leave(3, weight: 4, at: turnstile, log))
    turnstile.pass(0)
    #expect(log.entries == [1])
    // What was done weighs no more.
    #expect(leave(4, weight: 6, at: turnstile, log))
  }

  @Test("after a breakdown nothing that was left is done, and nobody waits")
  func brokenDown() {
    let (turnstile, log) = (gate(mostLeft: 10), Log())
    leave(3, at: turnstile, log)
    #expect(turnstile.leave(1, weight: 0) { turnstile.breakDown() })
    leave(2, at: turnstile, log)
    turnstile.pass(0)
    #expect(log.entries.isEmpty && !leave(4, at: turnstile, log))
    #expect(throws: Interrupted.self) { try turnstile.wait(for: 2) }
  }

  @Test("however much was left is done in a loop, and not one call within another")
  func many() {
    let (turnstile, log) = (gate(mostLeft: .max), Log())
    for number in 1...200_000 { leave(number, weight: 0, at: turnstile, log) }
    turnstile.pass(0)
    #expect(log.entries == Array(1...200_000))
  }

  /// What a carrier did, on its own thread.
  private final class SharedLog: Sendable {
    let entries = LockedValue<[Int]>([])
  }

  private func leave(_ number: Int, weight: Int = 1, at turnstile: Turnstile<Work>, _ log: SharedLog, wait: UInt32 = 0) -> Bool {
    turnstile.leave(number, weight: weight) {
      usleep(wait)
      log.entries.withLock { $0.append(number) }
      turnstile.pass(number)
    }
  }

  @Test("a carrier does all that is left in the order of the numbers, that of the party whose turn it is too, and is waited for at the end")
  func carrier() {
    let (turnstile, log) = (gate(mostLeft: 10, mostReady: 4), SharedLog())
    #expect(leave(2, at: turnstile, log) && leave(1, at: turnstile, log))
    turnstile.settle()
    #expect(log.entries.withLock { $0 }.isEmpty)
    #expect(leave(0, at: turnstile, log))
    turnstile.settle()
    #expect(log.entries.withLock { $0 } == [0, 1, 2] && turnstile.isTurn(of: 3))
  }

  @Test(
    "parties wait where more is ready than a carrier may be behind, or more is left than may be, and all come through",
    arguments: [0, 3, 4])
  func carrierBehind(together: Int) {
    let (turnstile, log) = (gate(mostLeft: 6, mostReady: 2, mostTogether: together), SharedLog())
    let next = LockedValue(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      while true {
        let number = next.withLock { next in
          defer { next += 1 }
          return next
        }
        if number >= 200 { return }
        _ = leave(number, weight: 2, at: turnstile, log, wait: 50)
      }
    }
    turnstile.settle()
    #expect(log.entries.withLock { $0 } == Array(0..<200))
  }

  @Test("loads that are ready one behind the other are carried together, as far as they may weigh, and a heavier one by itself")
  func together() {
    final class Groups {
      var all: [[Int]] = []
    }
    let groups = Groups()
    var passing: Turnstile<Int>?
    let turnstile = Turnstile<Int>(mostLeft: 100, mostTogether: 5) { numbers in
      groups.all.append(numbers)
      for number in numbers { passing?.pass(number) }
    }
    passing = turnstile
    for (number, weight) in [(1, 2), (2, 3), (3, 1), (4, 9), (5, 0), (6, 5), (8, 1)] { _ = turnstile.leave(number, weight: weight, number) }
    turnstile.pass(0)
    #expect(groups.all == [[1, 2], [3], [4], [5, 6]] && turnstile.isTurn(of: 7))
    passing = nil
  }

  @Test("after a breakdown a carrier does nothing more, and nobody waits for it")
  func carrierBrokenDown() {
    let (turnstile, log) = (gate(mostLeft: 10, mostReady: 4), SharedLog())
    #expect(leave(2, at: turnstile, log) && turnstile.leave(1, weight: 0) { turnstile.breakDown() })
    #expect(leave(0, at: turnstile, log))
    turnstile.settle()
    #expect(log.entries.withLock { $0 } == [0] && !leave(3, weight: 100, at: turnstile, log))
  }
}
