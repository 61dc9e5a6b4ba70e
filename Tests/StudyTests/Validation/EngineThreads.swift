import Calibration
import Foundation
import Kernel
import Study
import Synchronization

/// Engines on threads of the process of the tests, where a program has them as processes.
struct EngineThreads: EngineLauncher {
  private final class Launched: LaunchedEngine, Sendable {
    let isDone = Atomic<Bool>(false)
    var processIdentifier: Int32? { nil }
    var ending: String? { isDone.load(ordering: .relaxed) ? "its thread ended" : nil }
    func end() { while !isDone.load(ordering: .relaxed) { Thread.sleep(forTimeInterval: 0.005) } }
  }

  /// The clock that they share.
  static let clock: ServingClock = {
    let now: @Sendable () -> Duration = { Duration(picoseconds: WallClock.nanoseconds() * 1000) }
    return ServingClock(now: now, wall: now, sleep: { Thread.sleep(forTimeInterval: $0.seconds) })
  }()

  func launch(control: Int32, peer: Int32) throws -> any LaunchedEngine {
    let launched = Launched()
    Thread.detachNewThread {
      _ = EngineHost(control: control, peer: peer, clock: Self.clock).run {}
      launched.isDone.store(true, ordering: .relaxed)
    }
    return launched
  }
}
