import Kernel

/// What a scheduler may know of a request: what an engine knows, and no true output length.
///
/// A view of the engine's own books, good for the plan it was handed out in and not to be kept beyond.
public struct RequestFacts: BitwiseCopyable {
  /// The engine's handle; of no meaning to a policy.
  let slot: Int32
  /// Decode steps taken since it joined the decode set; zero for all who are not in it.
  private let steps: Int32
  private let row: UnsafePointer<Request>

  /// Position in the load, from 0: order of arrival.
  public let id: Int

  init(_ slot: Int32, _ row: UnsafePointer<Request>, step: Int) {
    self.slot = slot
    self.row = row
    id = row.pointee.id
    steps = row.pointee.phase == .decoding ? Int32(truncatingIfNeeded: step - row.pointee.joinStep) : 0
  }

  /// When it reached the cluster.
  public var arrival: Instant { row.pointee.arrival }
  /// Tokens of its prompt.
  public var promptTokens: Int { Int(row.pointee.promptTokens) }
  /// Tokens still to be computed before it decodes: of the prompt as far as the cache does not hold it, and after a
  /// preemption of what it had produced.
  public var remainingPrefillTokens: Int {
    row.pointee.phase == .waiting || row.pointee.phase == .prefilling ? row.pointee.remainingPrefill : 0
  }
  /// Tokens of its prompt that need no computing: while it waits those that the cache holds now, afterwards those found
  /// when it was first admitted.
  public var cachedTokens: Int { Int(row.pointee.phase == .waiting ? row.pointee.foundTokens : row.pointee.cachedTokens) }
  /// KV tokens it holds.
  public var contextTokens: Int { Int(row.pointee.contextTokens + steps) }
  /// Tokens it has produced.
  public var generatedTokens: Int { Int(row.pointee.generatedTokens + steps) }
  /// Tokens it will produce as a predictor sees it, where the scenario has one.
  public var predictedOutputTokens: Int? { row.pointee.predictedOutputTokens < 0 ? nil : Int(row.pointee.predictedOutputTokens) }
  /// Whether its policy has grouped it (``Iteration/group(_:commonTokens:)``), be it as one that stays on its own.
  public var isGrouped: Bool { row.pointee.group != RequestGroup.none }
  /// How urgent its class is: 0 is served first. 0 where the load has no classes.
  public var priority: Int { Int(row.pointee.priority) }
  /// When its first token is due by its class, or nil.
  public var deadline: Instant? { row.pointee.deadline == .never ? nil : row.pointee.deadline }
  /// How often it lost its place.
  public var preemptions: Int { Int(row.pointee.preemptions) }
}
