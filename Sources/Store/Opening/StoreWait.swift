import Foundation
import Synchronization

/// How a database is waited for while another program holds it: as long as it takes, and not in silence.
final class StoreWait: Sendable {
  private let path: String
  private let say: (@Sendable (String) -> Void)?
  private let givesUp = Atomic<Bool>(false)

  /// Tries before a word is said: some two seconds. After that one comes a minute.
  private static let triesBeforeWord = 45
  private static let triesAMinute = 1200
  private static let longestPauseMicroseconds: UInt32 = 50_000

  init(path: String, say: (@Sendable (String) -> Void)?) {
    self.path = path
    self.say = say
  }

  /// Does `body` without waiting for longer than two seconds for anything in it; for what can be left undone.
  func brieflyOnly<Result>(_ body: () throws -> Result) rethrows -> Result {
    givesUp.store(true, ordering: .relaxed)
    defer { givesUp.store(false, ordering: .relaxed) }
    return try body()
  }

  /// Waits a moment after the `count`th try; false where no more is to be tried.
  func pause(afterTry count: Int) -> Bool {
    if givesUp.load(ordering: .relaxed) && count >= Self.triesBeforeWord { return false }
    if count >= Self.triesBeforeWord && (count - Self.triesBeforeWord) % Self.triesAMinute == 0 {
      say?("\(path): another program holds the database; waiting for it")
    }
    usleep(min(Self.longestPauseMicroseconds, 1000 << UInt32(min(count, 6))))
    return true
  }
}
