/// Finding the edge between values that pass and values that fail: the bracket is made by doubling or halving from a start, then
/// halved until it is narrow enough.
///
/// Passing is taken to be monotone, as the capacity searches of the literature take it; where it is not, the answer is a value
/// that passed beside one that failed.
public struct CapacityBracket: Hashable, Sendable {
  /// Which values are the better ones.
  public enum Direction: Hashable, Sendable {
    /// The greatest that passes, as of a rate.
    case greatest
    /// The least whole number that passes, as of replicas.
    case leastWhole
  }

  /// Which values are the better ones.
  public var direction: Direction
  /// The first value tried.
  public var start: Double
  /// The bracket is narrow enough when its ends differ by this share of the lower one.
  public var granularity: Double
  /// The most values tried.
  public var mostProbes: Int

  /// A search; `start` is rounded to a whole number from 1 where whole ones are looked for.
  public init(_ direction: Direction, start: Double, granularity: Double = 0.025, mostProbes: Int = 20) {
    self.direction = direction
    self.start = direction == .leastWhole ? max(1, start.rounded()) : start
    self.granularity = granularity
    self.mostProbes = mostProbes
  }

  /// Where the search has come to.
  public struct Edge: Hashable, Sendable {
    /// The best value that passed; nil where none did.
    public var passing: Double?
    /// The value that failed next to it; nil where none did.
    public var failing: Double?
    /// Whether the bracket is as narrow as was asked; false where the probes ran out first.
    public var isNarrow: Bool
  }

  /// Searches by asking `passes`, never twice for the same value.
  ///
  /// - Throws: what `passes` throws.
  public func edge(passes: (Double) throws -> Bool) rethrows -> Edge {
    var edge = Edge(isNarrow: false)
    var next: Double? = start
    var tried = 0
    while let value = next {
      if tried == mostProbes { return edge }
      tried += 1
      if try passes(value) { edge.passing = value } else { edge.failing = value }
      next = self.next(after: edge)
    }
    edge.isNarrow = true
    return edge
  }

  /// The value to try next; nil where the bracket is narrow enough or nothing better can be.
  private func next(after edge: Edge) -> Double? {
    switch (direction, edge.passing, edge.failing) {
    case (.greatest, let passing?, nil): return passing * 2
    case (.greatest, nil, let failing?): return failing / 2
    case (.leastWhole, let passing?, nil): return passing > 1 ? (passing / 2).rounded(.down) : nil
    case (.leastWhole, nil, let failing?): return failing * 2
    case (.greatest, let passing?, let failing?):
      // The middle of a ratio: rates count in shares of themselves.
      return failing <= passing * (1 + granularity) ? nil : Self.fiveDigits((passing * failing).squareRoot(), between: passing, failing)
    case (.leastWhole, let passing?, let failing?):
      let isNarrow = passing - failing <= max(1, granularity * failing)
      return isNarrow ? nil : ((passing + failing) / 2).rounded(.down)
    case (_, nil, nil): return start
    }
  }

  /// A value with five digits, so that it can be written down; the value itself where they would leave the bracket.
  private static func fiveDigits(_ value: Double, between low: Double, _ high: Double) -> Double {
    var scale = 1.0
    while value * scale < 10_000 { scale *= 10 }
    let short = (value * scale).rounded() / scale
    return short > low && short < high ? short : value
  }
}
