import Kernel

/// How a trace's sessions go on after their first turns: how many turns they have, how long after an answer the next turn comes,
/// by how much its prompt is longer than the last one, and how long its output is.
public struct SessionShape: Hashable, Sendable {
  /// How many turns a session has, the first included.
  public var turns: QuantileCurve
  /// How long after the answer to the turn before a later turn comes, in microseconds.
  public var delayMicroseconds: QuantileCurve
  /// Tokens by which a later turn's prompt is longer than the prompt before it, the answer to that one included, and its output.
  public var growth: JointLengths

  /// A shape by its figures.
  ///
  /// - Throws: ``InputError`` for a session without a turn, or of more turns than ``longest``.
  public init(turns: QuantileCurve, delayMicroseconds: QuantileCurve, growth: JointLengths) throws {
    guard let most = turns.values.last, turns.values[0] >= 1, most <= Self.longest else {
      throw InputError("sessions of no turn or of more than \(Self.longest)", remedy: "a session has from 1 to \(Self.longest) turns")
    }
    self.turns = turns
    self.delayMicroseconds = delayMicroseconds
    self.growth = growth
  }

  /// The most turns of a session.
  public static let longest = 100_000
}
