/// A quantity of a published result with its answer.
public struct AnsweredQuantity: Hashable, Sendable {
  /// Its name in formulas.
  public let name: String
  /// The unit of its value, in the words of the vocabulary.
  public let unit: String
  /// What it came to; nil where the runs could not tell it.
  public let value: Double?
  /// Of a search: the conditions that the probe next to the answer did not meet. Empty for other questions.
  public let limits: [CapacityFinding]
}
