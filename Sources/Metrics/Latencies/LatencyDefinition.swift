/// All that is known of a latency of single requests: how it is computed, and what it is called.
///
/// Sums, samples, objectives, columns of the database and comparisons are made from this, so that a latency is defined in one place.
public struct LatencyDefinition: Sendable {
  /// How it is computed from a record.
  public let formula: LatencyFormula
  /// What its column of the database says, in one sentence.
  public let columnMeaning: String
  /// Its name, unit and meaning.
  public let metric: MetricDefinition
}
