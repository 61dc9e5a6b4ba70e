/// How an objective was kept.
public struct ObjectiveResult: Hashable, Sendable {
  /// One demand of the objective and what came of it.
  public struct Demand: Hashable, Sendable {
    /// The demand in words, such as `ttft <= 500 ms and tpot <= 50 ms`.
    public var text: String
    /// Requests that met it.
    public var met: Int
    /// Requests it was asked of: all measured ones, rejected and unfinished included.
    public var of: Int
    /// The share asked for.
    public var asked: Double

    /// A demand and its count.
    public init(text: String, met: Int, of: Int, asked: Double) {
      self.text = text
      self.met = met
      self.of = of
      self.asked = asked
    }

    /// The share that met it; 1 of no requests.
    public var share: Double { of == 0 ? 1 : Double(met) / Double(of) }
    /// Whether the share asked for was reached.
    public var isMet: Bool { share >= asked }
  }

  /// Each demand, in the order of the objective: its limits together first, then each percentile.
  public var demands: [Demand]
  /// Requests that met every goodput limit.
  public var good: Int
  /// Measured requests: finished, rejected and unfinished.
  public var of: Int
  /// Good requests a second of the measured period.
  public var goodput: Double

  /// A result as it stands.
  public init(demands: [Demand], good: Int, of: Int, goodput: Double) {
    self.demands = demands
    self.good = good
    self.of = of
    self.goodput = goodput
  }

  /// Whether every demand was met.
  public var isMet: Bool { demands.allSatisfy(\.isMet) }
}
