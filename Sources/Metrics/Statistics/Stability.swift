import Kernel

/// Whether the queue kept growing while requests arrived: the trend of the requests in the system, by their counts at at most
/// 256 instants, with its confidence.
///
/// There are three answers, for a short trace can hold too little to tell an overload from chance.
public struct Stability: Hashable, Sendable {
  /// What the counts say.
  public enum Finding: String, Hashable, Sendable, CaseIterable {
    /// The growth is significant.
    case growing
    /// The counts return to their level, or a growth that matters would have shown.
    case stable
    /// Neither: more requests are needed.
    case undecided
  }

  /// How fast the number of requests in the system grew, in requests a second.
  public var growth: Double
  /// How much more or less the growth may be, one-sided at 99 %: half the width of its 98 % confidence interval.
  public var halfWidth: Double
  /// Counts that the growth was found from.
  public var points: Int
  /// What they say.
  public var finding: Finding

  /// A finding as it stands.
  public init(growth: Double, halfWidth: Double, points: Int, finding: Finding) {
    self.growth = growth
    self.halfWidth = halfWidth
    self.points = points
    self.finding = finding
  }

  /// Whether the growth is significant.
  public var isGrowing: Bool { finding == .growing }

  /// The finding in one sentence.
  public var verdict: String {
    switch finding {
    case .growing: "not stable: the queue grows by \(rates) requests/s"
    case .stable: "stable: the queue shows no growth"
    case .undecided: "not judged: too few requests to tell growth from chance (\(rates) requests/s)"
    }
  }

  /// The growth with its error, in the digits that the error calls for.
  private var rates: String {
    let digits = halfWidth < 0.1 ? 3 : halfWidth < 1 ? 2 : halfWidth < 10 ? 1 : 0
    return "\(FixedDecimal.text(growth, digits: digits)) ± \(FixedDecimal.text(halfWidth, digits: digits))"
  }

  /// A growth of less than this share of the arrivals is told from none by nobody, and does not matter within a trace.
  private static let negligibleShare = 0.03
  private static let fewestPoints = 12
  /// Of the time that requests are in the system, the share that they wait where nobody queues: about an iteration.
  private static let idleWaitingShare = 0.02

  /// Judges the counts of a run; nil of fewer than twelve after the system has filled.
  ///
  /// A system that starts empty fills for as long as requests are served: the first quarter is left out, and at least
  /// `fillingSeconds`.
  ///
  /// A queue remembers, so its counts are no independent points about a line. One that outgrows its service is a random walk with
  /// a drift: its steps from count to count are what is independent, or nearly so, and the growth is their mean with an interval by
  /// batch means, merged while neighbours hang together (``BatchMeans``). It is significant where it lies above none, one-sided at
  /// 99 %; at critical load, which is no stable one, the walk is turned back where the system is empty, and the test errs somewhat more.
  ///
  /// A queue that keeps up returns to its level, which the augmented Dickey-Fuller test tells from a walk (``UnitRoot``). One that neither
  /// grows significantly nor returns is called stable only where a growth of 3 % of the arrivals would have shown, or where hardly
  /// anybody waits, by `waitingShare`, the share of their time in the system that requests wait to be scheduled first, and the growth
  /// is less than half of its error.
  public init?(
    population: [(seconds: Double, requests: Double)], fillingSeconds: Double = 0, arrivalsPerSecond: Double = 0, waitingShare: Double = 1
  ) {
    let points = Array(population.dropFirst(population.count / 4).drop { $0.seconds < fillingSeconds })
    guard points.count >= Self.fewestPoints, let first = points.first, let last = points.last else { return nil }
    let steps = zip(points, points.dropFirst()).map { $1.requests - $0.requests }
    let times = zip(points, points.dropFirst()).map { $1.seconds - $0.seconds }
    let growth = (last.requests - first.requests) / (last.seconds - first.seconds)
    let halfWidth = BatchMeans.interval(sums: steps, counts: times, level: 0.98)?.halfWidth ?? .infinity
    let isShown = halfWidth <= Self.negligibleShare * arrivalsPerSecond
    let nobodyWaits = waitingShare <= Self.idleWaitingShare && growth <= halfWidth / 2
    let finding: Finding =
      if growth > halfWidth {
        .growing
      } else if nobodyWaits || isShown || UnitRoot.isRejected(points.map(\.requests)) {
        .stable
      } else {
        .undecided
      }
    self.init(growth: growth, halfWidth: halfWidth, points: points.count, finding: finding)
  }
}
