import Foundation
import Synchronization

/// How a database is waited for while another program holds it: for ten minutes, and not in silence. Where that was in vain it is waited
/// for two seconds at a time, until it has been had again.
final class StoreWait: Sendable {
  private let path: String
  private let say: (@Sendable (String) -> Void)?
  private let givesUp = Atomic<Bool>(false)
  private let spent = Atomic<Bool>(false)
  private let mostTries = Atomic<Int>(StoreWait.triesBeforeWord + StoreWait.triesAMinute * StoreWait.mostMinutes)

  /// Tries before a word is said: some two seconds. After that one comes a minute.
  private static let triesBeforeWord = 45
  private static let triesAMinute = 1200
  /// Minutes after which no more is tried.
  private static let mostMinutes = 10
  private static let longestPauseMicroseconds: UInt32 = 50_000

  init(path: String, say: (@Sendable (String) -> Void)?) {
    self.path = path
    self.say = say
  }

  /// Whether the database was waited for in vain, and has not been had since.
  var isSpent: Bool { spent.load(ordering: .relaxed) }

  /// The database has been had.
  func succeed() { spent.store(false, ordering: .relaxed) }

  /// Waits for so many tries only, so that the end of waiting can be tried out.
  func limit(tries: Int) { mostTries.store(tries, ordering: .relaxed) }

  /// Does `body` without waiting for longer than two seconds for anything in it; for what can be left undone.
  func brieflyOnly<Result>(_ body: () throws -> Result) rethrows -> Result {
    givesUp.store(true, ordering: .relaxed)
    defer { givesUp.store(false, ordering: .relaxed) }
    return try body()
  }

  /// Waits a moment after the `count`th try; false where no more is to be tried.
  func pause(afterTry count: Int) -> Bool {
    if givesUp.load(ordering: .relaxed) && count >= Self.triesBeforeWord { return false }
    let most = mostTries.load(ordering: .relaxed)
    if count >= (isSpent ? min(most, Self.triesBeforeWord) : most) {
      spent.store(true, ordering: .relaxed)
      return false
    }
    if count >= Self.triesBeforeWord && (count - Self.triesBeforeWord) % Self.triesAMinute == 0 {
      let minutes = (count - Self.triesBeforeWord) / Self.triesAMinute
      let limit = minutes == 0 ? "\(Self.mostMinutes) minutes at most" : "\(minutes) of \(Self.mostMinutes) minutes are over"
      say?("\(path): another program holds the database; waiting for it, \(limit)")
    }
    usleep(min(Self.longestPauseMicroseconds, 1000 << UInt32(min(count, 6))))
    return true
  }
}
