import Foundation

/// What comes from the other engine goes to who listens; what comes before somebody does is kept.
final class PeerListener: @unchecked Sendable {
  // Sendable although it has variables: they are only touched with the lock held.
  private let lock = NSRecursiveLock()
  private var hearing: ((EngineFrame) -> Void)?
  private var losing: (() -> Void)?
  private var kept: [EngineFrame] = []
  private var isLost = false

  /// Hands everything to `hear` from now on, what was kept first.
  func attach(_ hear: @escaping (EngineFrame) -> Void, lost losing: @escaping () -> Void) {
    lock.lock()
    defer { lock.unlock() }
    (hearing, self.losing) = (hear, losing)
    for frame in kept { hear(frame) }
    kept.removeAll()
    if isLost { losing() }
  }

  /// Keeps what comes from now on.
  func detach() {
    lock.lock()
    defer { lock.unlock() }
    (hearing, losing) = (nil, nil)
  }

  func hear(_ frame: EngineFrame) {
    lock.lock()
    defer { lock.unlock() }
    if let hearing { hearing(frame) } else { kept.append(frame) }
  }

  func lose() {
    lock.lock()
    defer { lock.unlock() }
    isLost = true
    losing?()
  }
}
