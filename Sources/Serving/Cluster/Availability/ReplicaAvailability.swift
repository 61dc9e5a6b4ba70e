import Kernel

/// Whether a replica is there: switched on or off by the autoscaler, down by failures; and for how long it was.
struct ReplicaAvailability: BitwiseCopyable {
  /// What the autoscaler has made of it.
  enum Power: UInt8, BitwiseCopyable {
    /// Not there: it costs nothing, and draws nothing unless its machine is kept.
    case off
    /// Starting up: it draws and costs, and serves no request.
    case starting
    /// In service, unless it is down.
    case on
    /// Serving what it has, and given nothing more.
    case draining
  }

  var power = Power.on
  /// How many faults keep it down; they may overlap.
  var faults = 0
  var crashes = 0
  /// Whether nothing will bring it back.
  var isLost = false
  private var downSince = Instant.start
  private var downTime = Duration.zero
  private var onSince = Instant.start
  private var onTime = Duration.zero

  var isDown: Bool { faults > 0 }

  /// Whether requests may be sent to it.
  var serves: Bool { power == .on && !isDown }

  /// Notes a fault. Returns whether it is the one that brings the replica down.
  mutating func fail(at now: Instant) -> Bool {
    faults += 1
    if faults > 1 { return false }
    crashes += 1
    downSince = now
    return true
  }

  /// Notes the end of a fault. Returns whether nothing keeps the replica down any more.
  mutating func recover(at now: Instant) -> Bool {
    faults -= 1
    if faults > 0 { return false }
    downTime += now - downSince
    return true
  }

  mutating func turn(_ next: Power, at now: Instant) {
    if power == .off && next != .off { onSince = now }
    if power != .off && next == .off { onTime += now - onSince }
    power = next
  }

  /// How long it was down by `now`.
  func downTime(by now: Instant) -> Duration { isDown ? downTime + (now - downSince) : downTime }

  /// How long it was switched on by `now`, and so drew power and cost money.
  func onTime(by now: Instant) -> Duration { power == .off ? onTime : onTime + (now - onSince) }
}
