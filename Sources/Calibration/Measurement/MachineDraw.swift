import Foundation

/// What this machine drew with nothing to do and while it was calibrated, by its own counters.
public struct MachineDraw: Hashable, Sendable {
  /// Watts with nothing of ours to do.
  public let idleWatts: Double
  /// Watts while the core ran.
  public let busyWatts: Double
  /// The zones that were counted, in words.
  public let zones: String

  /// Seconds without work that the idle draw is counted over.
  private static let idleSeconds = 1.0

  /// Counts around `work`; nil where there are no counters, or they tell nothing.
  static func around(_ counter: EnergyCounter, work: () -> Void) -> MachineDraw? {
    guard let before = counter.read() else {
      work()
      return nil
    }
    let start = WallClock.nanoseconds()
    Thread.sleep(forTimeInterval: idleSeconds)
    let rested = (counter.read(), WallClock.nanoseconds())
    work()
    guard let middle = rested.0, let after = counter.read() else { return nil }
    let idle = counter.joules(from: before, to: middle) / (Double(rested.1 - start) / 1e9)
    let busy = counter.joules(from: middle, to: after) / (Double(WallClock.nanoseconds() - rested.1) / 1e9)
    guard idle >= 0, busy > 0, busy.isFinite, idle <= busy else { return nil }
    return MachineDraw(idleWatts: idle, busyWatts: busy, zones: counter.zones.map(\.name).joined(separator: ", "))
  }
}
