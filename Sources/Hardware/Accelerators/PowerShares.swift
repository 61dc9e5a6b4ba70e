/// How much of the power between idle and its limit a board draws, by what it does.
///
/// The shares are linear: what an iteration draws above idle is their sum over seconds of work, arithmetic, traffic and
/// sampling. They may add up to more than one: the board's limit then holds the draw.
public struct PowerShares: Hashable, Sendable {
  /// While any kernel runs, its start and its waits for links included.
  public var active: Double
  /// At full attainable arithmetic, beside the active share.
  public var compute: Double
  /// At full attainable bandwidth, beside the active share.
  public var memory: Double
  /// While tokens are sampled: sorts, sums and random numbers, of which neither arithmetic nor bandwidth tells. It stands for
  /// all of the draw then, the active share included.
  public var sampler: Double

  /// The greatest share that is taken: arithmetic at the highest clock draws up to twice what the board may.
  public static let greatest = 4.0

  /// Shares.
  public init(active: Double, compute: Double, memory: Double, sampler: Double) {
    self.active = active
    self.compute = compute
    self.memory = memory
    self.sampler = sampler
  }

  /// Nothing is drawn above idle.
  public static let none = PowerShares(active: 0, compute: 0, memory: 0, sampler: 0)
}
