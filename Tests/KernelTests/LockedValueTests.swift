import Dispatch
import Kernel
import Testing

/// What threads share: under ThreadSanitizer these tests say also that it sees the lock.
@Suite struct LockedValueTests {
  @Test("Nothing that threads do to a locked value at once is lost")
  func nothingIsLost() {
    let words = LockedValue<[String]>([])
    let total = LockedValue(0)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<5000 {
        total.withLock { $0 += 1 }
        if number.isMultiple(of: 100) { words.withLock { $0.append("\(thread)") } }
      }
    }
    #expect(total.withLock { $0 } == 20_000)
    #expect(words.withLock { $0.count } == 200)
  }

  @Test("What the body throws comes out, and the lock is free again")
  func errorsComeOut() {
    let value = LockedValue(1)
    #expect(throws: InputError.self) { try value.withLock { _ throws(InputError) in throw InputError("no") } }
    #expect(value.withLock { $0 } == 1)
  }
}
