import Study
import Testing

@Suite("A turnstile")
struct TurnstileTests {
  /// What was done, in its order.
  private final class Log {
    var entries: [Int] = []
  }

  /// Leaves work that notes its number and passes; returns whether it was taken.
  @discardableResult private func leave(_ number: Int, weight: Int = 1, at turnstile: Turnstile, _ log: Log) -> Bool {
    turnstile.leave(number, weight: weight) {
      log.entries.append(number)
      turnstile.pass(number)
    }
  }

  @Test("work that is left before its turn is done in the order of the numbers, by the party that passes before it")
  func order() throws {
    let (turnstile, log) = (Turnstile(mostLeft: 10), Log())
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
    let (turnstile, log) = (Turnstile(mostLeft: 10), Log())
    #expect(!leave(0, at: turnstile, log))
    #expect(leave(1, weight: 6, at: turnstile, log) && !leave(2, weight: 5, at: turnstile, log) && leave(3, weight: 4, at: turnstile, log))
    turnstile.pass(0)
    #expect(log.entries == [1])
    // What was done weighs no more.
    #expect(leave(4, weight: 6, at: turnstile, log))
  }

  @Test("after a breakdown nothing that was left is done, and nobody waits")
  func brokenDown() {
    let (turnstile, log) = (Turnstile(mostLeft: 10), Log())
    leave(3, at: turnstile, log)
    #expect(turnstile.leave(1, weight: 0) { turnstile.breakDown() })
    leave(2, at: turnstile, log)
    turnstile.pass(0)
    #expect(log.entries.isEmpty && !leave(4, at: turnstile, log))
    #expect(throws: Interrupted.self) { try turnstile.wait(for: 2) }
  }

  @Test("however much was left is done in a loop, and not one call within another")
  func many() {
    let (turnstile, log) = (Turnstile(mostLeft: .max), Log())
    for number in 1...200_000 { leave(number, weight: 0, at: turnstile, log) }
    turnstile.pass(0)
    #expect(log.entries == Array(1...200_000))
  }
}
