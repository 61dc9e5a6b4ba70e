/// How much of what is drafted for one class of requests is right, as a cycle of runs that repeats over their tokens.
///
/// A run of r tokens is a stretch that a step emits whole where its draft is long enough: r - 1 drafted tokens that are right and the
/// token that the model itself adds. A step with drafts of n tokens emits n + 1 at most, so that a longer run is emitted in several
/// steps and a rest. One cycle serves every length of draft, which keeps comparisons of lengths paired by position; lengths that were
/// measured by themselves have cycles of their own, as long.
public struct AcceptancePattern: Hashable, Sendable {
  /// A cycle for drafts that are shorter than the longest.
  public struct Shorter: Hashable, Sendable {
    /// Tokens drafted, at most.
    public let tokens: Int
    /// The runs of the cycle, in tokens.
    public let runs: [Int]

    /// A cycle for drafts of up to so many tokens.
    public init(tokens: Int, runs: [Int]) {
      self.tokens = tokens
      self.runs = runs
    }
  }

  /// The runs of the cycle, in tokens.
  public let runs: [Int]
  /// Cycles of shorter drafts, in rising order of their lengths; none where all are cut out of ``runs``.
  public let shorter: [Shorter]

  /// A cycle of runs.
  ///
  /// - Precondition: there is a run, and none is shorter than a token.
  public init(runs: [Int], shorter: [Shorter] = []) {
    for runs in [runs] + shorter.map(\.runs) { precondition(!runs.isEmpty && runs.allSatisfy { $0 > 0 }, "runs have tokens") }
    self.runs = runs
    self.shorter = shorter
  }

  /// The runs that drafts of so many tokens are cut out of.
  public func runs(drafting tokens: Int) -> [Int] { shorter.first { $0.tokens >= tokens }?.runs ?? runs }

  /// Tokens of the cycle.
  public var tokens: Int { runs.reduce(0, +) }

  /// Steps that the cycle takes where `tokens` drafted tokens can be right at once.
  public func steps(drafting tokens: Int) -> Int { runs(drafting: tokens).reduce(0) { $0 + ($1 + tokens) / (tokens + 1) } }

  /// Tokens that a step emits in the mean where `tokens` drafted tokens can be right at once.
  public func meanEmitted(drafting tokens: Int) -> Double { Double(self.tokens) / Double(steps(drafting: tokens)) }
}
