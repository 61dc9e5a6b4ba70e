/// Watts as a function of what an accelerator does.
///
/// While an operator runs, `watts = idle + (maximum - idle) x min(1, active + compute x u + memory x v)`, where u and v
/// are the shares of attainable arithmetic and bandwidth in use; while tokens are sampled it is the sampler's share; while the
/// accelerator waits for its host the draw is idle. Energy above idle is therefore linear in time, FLOPs and bytes up to the
/// board's limit, which it cannot pass.
///
/// A board that is told to draw less lowers the clock of its processors, not that of its memory. An operator that would
/// pass the cap then runs at the clock at which it meets it: arithmetic takes longer by as much, traffic does not.
public struct PowerModel: Hashable, Sendable {
  /// Share of the draw of memory traffic that is the memory's own, whatever the processors' clock: 0.3, for HBM3 at
  /// 3.35 TB/s and some 5 pJ a bit takes 134 of the 441 W that the memory share is on an H100.
  static let memoryOwnShare = 0.3
  /// The lowest clock as a share of the highest: 0.1, for an H100 has 210 to 1,980 MHz.
  static let lowestClock = 0.1

  /// Watts with nothing to do.
  public var idleWatts: Double
  /// The board's limit in watts.
  public var maximumWatts: Double
  /// What the board is told not to pass, in watts; nil where that is its limit.
  public var capWatts: Double?
  /// What is drawn of the power between idle and maximum, by what the accelerator does.
  public var shares: PowerShares

  /// A power model.
  public init(idleWatts: Double, maximumWatts: Double, capWatts: Double? = nil, shares: PowerShares) {
    self.idleWatts = idleWatts
    self.maximumWatts = maximumWatts
    self.capWatts = capWatts
    self.shares = shares
  }

  /// Watts of one accelerator while a kernel uses these shares of attainable arithmetic and bandwidth, uncapped.
  public func watts(computeUtilisation: Double, memoryUtilisation: Double) -> Double {
    let load = shares.active + shares.compute * computeUtilisation + shares.memory * memoryUtilisation
    return idleWatts + (maximumWatts - idleWatts) * min(1, load)
  }

  /// Joules above idle of one accelerator that is busy for `seconds`, of which its arithmetic alone would need
  /// `computeSeconds` and its memory traffic alone `memorySeconds` at attainable rates, uncapped.
  public func joulesAboveIdle(seconds: Double, computeSeconds: Double, memorySeconds: Double) -> Double {
    let load = shares.active * seconds + shares.compute * computeSeconds + shares.memory * memorySeconds
    return (maximumWatts - idleWatts) * min(seconds, load)
  }
}

extension PowerModel {
  /// An operator as the cap sees it, in seconds at full clock.
  public struct Activity: Hashable, Sendable {
    /// How long it takes.
    public var seconds: Double
    /// The part of it that is spent at the processors' clock, other than launches and links.
    public var clockedSeconds: Double
    /// What follows the clocked part and cannot overlap with it.
    public var otherSeconds: Double
    /// What its useful arithmetic alone would need.
    public var computeSeconds: Double
    /// What its memory traffic alone would need.
    public var memorySeconds: Double
    /// Whether it is the sampler, which has a share of its own in place of all others.
    public var isSampling = false

    /// An operator.
    public init(seconds: Double, clockedSeconds: Double, otherSeconds: Double, computeSeconds: Double, memorySeconds: Double) {
      self.seconds = seconds
      self.clockedSeconds = clockedSeconds
      self.otherSeconds = otherSeconds
      self.computeSeconds = computeSeconds
      self.memorySeconds = memorySeconds
    }

    /// The sampler at work for so long.
    public static func sampling(seconds: Double) -> Activity {
      var activity = Activity(seconds: seconds, clockedSeconds: seconds, otherSeconds: 0, computeSeconds: 0, memorySeconds: 0)
      activity.isSampling = true
      return activity
    }
  }

  /// Watts of one accelerator by which any kernel raises the draw, whatever it does.
  var activeWatts: Double { min((capWatts ?? maximumWatts) - idleWatts, (maximumWatts - idleWatts) * shares.active) }

  /// Seconds and joules above idle of an operator under the cap.
  ///
  /// The draw of everything but the memory falls with the 1.5th power of the clock, for the voltage falls with it. The
  /// exponent is the one at which prefill takes 1.3 times as long on an H100 that is capped at 70 % (Splitwise,
  /// arXiv 2311.18677, section 6.1). Where the lowest clock still draws too much, memory is slowed as well.
  public func run(_ activity: Activity) -> (seconds: Double, joulesAboveIdle: Double) {
    let range = maximumWatts - idleWatts
    let load = load(activity, clock: 1, seconds: activity.seconds)
    let free = (activity.seconds, range * min(activity.seconds, load))
    guard let capWatts, range > 0, activity.seconds > 0 else { return free }
    let share = (capWatts - idleWatts) / range
    if min(activity.seconds, load) <= share * activity.seconds { return free }
    // What would draw more than the board's limit has been held to it when its times were measured.
    let held = min(1, activity.seconds / load)
    var (low, high) = (Self.lowestClock, 1.0)
    for _ in 0..<40 {
      let clock = (low + high) / 2
      let seconds = Self.seconds(activity, clock: clock)
      if held * self.load(activity, clock: clock, seconds: seconds) > share * seconds { high = clock } else { low = clock }
    }
    let seconds = Self.seconds(activity, clock: low)
    let drawn = held * self.load(activity, clock: low, seconds: seconds)
    return (max(seconds, drawn / share), range * drawn)
  }

  private static func seconds(_ activity: Activity, clock: Double) -> Double {
    max(activity.seconds, activity.clockedSeconds / clock + activity.otherSeconds)
  }

  /// Seconds at the board's limit that an operator draws as much as.
  private func load(_ activity: Activity, clock: Double, seconds: Double) -> Double {
    let root = clock.squareRoot()
    let slowed = clock * root
    if activity.isSampling { return shares.sampler * seconds * slowed }
    let memory = Self.memoryOwnShare + (1 - Self.memoryOwnShare) * slowed
    return shares.active * seconds * slowed + shares.compute * activity.computeSeconds * root
      + shares.memory * activity.memorySeconds * memory
  }
}
