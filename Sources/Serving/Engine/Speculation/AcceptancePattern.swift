/// How much of what is drafted for one class of requests is right, as a cycle of runs that repeats over their tokens.
///
/// A run of r tokens is a stretch that a step emits whole where its draft is long enough: r - 1 drafted tokens that are right and the
/// token that the model itself adds. A step with drafts of n tokens emits n + 1 at most, so that a longer run is emitted in several
/// steps and a rest. One cycle serves every length of draft, which keeps comparisons of lengths paired by position.
public struct AcceptancePattern: Hashable, Sendable {
  /// The runs of the cycle, in tokens.
  public let runs: [Int]

  /// A cycle of runs.
  ///
  /// - Precondition: there is a run, and none is shorter than a token.
  public init(runs: [Int]) {
    precondition(!runs.isEmpty && runs.allSatisfy { $0 > 0 }, "runs have tokens")
    self.runs = runs
  }

  /// Tokens of the cycle.
  public var tokens: Int { runs.reduce(0, +) }

  /// Steps that the cycle takes where each emits `most` tokens at most.
  public func steps(emittingAtMost most: Int) -> Int { runs.reduce(0) { $0 + ($1 + most - 1) / most } }

  /// Tokens that a step emits in the mean where each emits `most` at most.
  public func meanEmitted(atMost most: Int) -> Double { Double(tokens) / Double(steps(emittingAtMost: most)) }
}
