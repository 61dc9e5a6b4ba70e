import Foundation
import Kernel

/// What threads put in for one that takes it out, first in first out.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  // Sendable although it has variables: they are only touched with the condition locked.
  private let condition = NSCondition()
  private var elements: [Element] = []
  private var isClosed = false

  /// What a look into the mailbox finds.
  enum Taken {
    case element(Element)
    /// Nothing came in time.
    case late
    /// Nothing comes any more.
    case closed
  }

  /// Puts an element in; after ``close()`` it is dropped.
  func put(_ element: Element) {
    condition.lock()
    defer { condition.unlock() }
    if isClosed { return }
    elements.append(element)
    condition.signal()
  }

  /// Lets what is in be taken, and nothing come after it.
  func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
  }

  /// Takes the first element, and waits for one as long as `within`; for ever where that is nil.
  func take(within: Duration? = nil) -> Taken {
    condition.lock()
    defer { condition.unlock() }
    let end = within.map { Date(timeIntervalSinceNow: $0.seconds) }
    while elements.isEmpty && !isClosed {
      if let end {
        if !condition.wait(until: end) { break }
      } else {
        condition.wait()
      }
    }
    if !elements.isEmpty { return .element(elements.removeFirst()) }
    return isClosed ? .closed : .late
  }
}
