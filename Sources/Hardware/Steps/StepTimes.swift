import Kernel

/// Measured times of whole iterations, in place of the sum of their operators: what a paper prints where it prints no kernels.
///
/// An iteration with prompts takes the time of all its tokens together, one of decodes alone that of its sequences, as in the
/// performance model of Splitwise's simulator (Patel et al., ISCA 2024). Context makes no difference.
public struct StepTimes: Hashable, Sendable {
  /// A point of a curve.
  public struct Point: Hashable, Sendable {
    /// Prompt tokens, or sequences that decode.
    public var size: Int
    /// What the iteration takes.
    public var time: Duration

    /// A point.
    public init(size: Int, time: Duration) { (self.size, self.time) = (size, time) }
  }

  /// Iterations with prompts, by tokens, rising.
  public var prompts: [Point]
  /// Iterations of decodes alone, by sequences, rising.
  public var decodes: [Point]
  /// How many times longer an iteration with prompts takes where sequences decode in it.
  public var mixedFactor: Double

  /// Two curves.
  public init(prompts: [Point], decodes: [Point], mixedFactor: Double = 1) {
    (self.prompts, self.decodes, self.mixedFactor) = (prompts, decodes, mixedFactor)
  }

  /// Refuses curves that are none.
  ///
  /// - Throws: ``InputError`` naming the point.
  public func validate() throws(InputError) {
    for (name, points) in [("prompt", prompts), ("decode", decodes)] {
      if points.isEmpty { throw InputError("there is no \(name) time among the step times", remedy: "give one point or more") }
      for (point, next) in zip(points, points.dropFirst()) where next.size <= point.size {
        throw InputError("the \(name) times go from \(point.size) to \(next.size)", remedy: "points whose sizes rise")
      }
      for point in points where point.size < 1 || point.time <= .zero {
        throw InputError("the \(name) time at \(point.size) is \(point.time.seconds) s", remedy: "a size of at least 1 and a time above 0")
      }
    }
    if !(mixedFactor >= 1 && mixedFactor <= 100) {
      throw InputError("a mixed iteration of \(mixedFactor) times the prompts alone", remedy: "1 to 100")
    }
  }

  /// The time at `size`: on the line between its neighbours, that of the first point before it, and beyond the last on the line
  /// through the last two.
  func time(at size: Int, on points: [Point]) -> Duration {
    guard size > points[0].size, points.count > 1 else { return points[0].time }
    let upper = points.dropFirst().firstIndex { size <= $0.size } ?? points.count - 1
    let (low, high) = (points[upper - 1], points[upper])
    let share = Double(size - low.size) / Double(high.size - low.size)
    let seconds = low.time.seconds + share * (high.time.seconds - low.time.seconds)
    return RooflineRates.duration(max(seconds, low.time.seconds * 1e-3))
  }
}
