/// What a run of a sweep is known by, wherever it was made.
public struct RunKey: Hashable, Sendable {
  /// Digest of what is simulated, as ``Scenario/experiment``.
  public let experiment: String
  /// Its seed.
  public let seed: UInt64

  /// The run of an experiment with a seed.
  public init(experiment: String, seed: UInt64) { (self.experiment, self.seed) = (experiment, seed) }
}
