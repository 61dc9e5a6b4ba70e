/// Watts as a function of what an accelerator does.
///
/// While an operator runs, `watts = idle + (maximum - idle) x min(1, active + compute x u + memory x v)`, where u and v
/// are the shares of attainable arithmetic and bandwidth in use; between operators the draw is idle. Energy above idle
/// is therefore linear in time, FLOPs and bytes up to the board's limit, which it cannot pass.
public struct PowerModel: Hashable, Sendable {
  /// 0.1 and 0.7: two averages measured on DGX-A100 with eight-way tensor parallelism (Splitwise's data, decode of
  /// Llama-2-70B at 0.43 and of BLOOM-176B at 0.63 of maximum) against the bytes that they read.
  public static let activeShareDefault = 0.1
  /// 0.9: with the active share, prefill draws all that the board may, as Splitwise (arXiv 2311.18677, section 3.4)
  /// and POLCA (arXiv 2308.12908) measured.
  public static let computeShareDefault = 0.9
  /// See ``activeShareDefault``.
  public static let memoryShareDefault = 0.7

  /// Watts with nothing to do.
  public var idleWatts: Double
  /// The board's limit in watts.
  public var maximumWatts: Double
  /// Share of the power between idle and maximum that any running kernel draws.
  public var activeShare: Double
  /// Share at full attainable arithmetic.
  public var computeShare: Double
  /// Share at full attainable bandwidth.
  public var memoryShare: Double

  /// A power model.
  public init(
    idleWatts: Double, maximumWatts: Double, activeShare: Double = activeShareDefault, computeShare: Double = computeShareDefault,
    memoryShare: Double = memoryShareDefault
  ) {
    self.idleWatts = idleWatts
    self.maximumWatts = maximumWatts
    self.activeShare = activeShare
    self.computeShare = computeShare
    self.memoryShare = memoryShare
  }

  /// Watts of one accelerator while a kernel uses these shares of attainable arithmetic and bandwidth.
  public func watts(computeUtilisation: Double, memoryUtilisation: Double) -> Double {
    let load = activeShare + computeShare * computeUtilisation + memoryShare * memoryUtilisation
    return idleWatts + (maximumWatts - idleWatts) * min(1, load)
  }

  /// Joules above idle of one accelerator that is busy for `seconds`, of which its arithmetic alone would need
  /// `computeSeconds` and its memory traffic alone `memorySeconds` at attainable rates.
  public func joulesAboveIdle(seconds: Double, computeSeconds: Double, memorySeconds: Double) -> Double {
    let load = activeShare * seconds + computeShare * computeSeconds + memoryShare * memorySeconds
    return (maximumWatts - idleWatts) * min(seconds, load)
  }
}
