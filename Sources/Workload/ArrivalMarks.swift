/// What sets a request apart from most.
public struct ArrivalMarks: OptionSet, Hashable, Sendable {
  /// A bit for each mark.
  public let rawValue: UInt8

  /// Marks by their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Nothing is sampled: what comes of it is the one row that its prompt ends with, as of embedders and rerankers.
  public static let promptOnly = ArrivalMarks(rawValue: 1)
  /// It is what has come in so far of an input that is not over: nobody waits for what comes of it.
  public static let inputPart = ArrivalMarks(rawValue: 2)
}
