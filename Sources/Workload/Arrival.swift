import Kernel

/// One request as a trace tells it: when it comes, how long its prompt is and how many tokens it will produce.
///
/// `outputTokens` is the truth of the trace. It is known to the engine, which must stop there, and to no scheduler
/// or router: what those see is a type of its own, in the room Serving.
public struct Arrival: Hashable, Sendable {
  /// When the request reaches the cluster. In a closed loop the time is set when a place becomes free.
  public var time: Instant
  /// Tokens of the prompt, at least 1.
  public var promptTokens: Int
  /// Tokens the request will produce, at least 1.
  public var outputTokens: Int
  /// Identities of the prompt's full blocks, first block first: equal identities at equal positions mean equal
  /// prompt text up to there. Empty where the trace tells nothing of its prompts.
  public var blockHashes: [UInt64]
  /// What makes it a turn of a session; nil where it waits for no other request and none for it.
  public var turn: Turn? {
    @inline(__always) get { turnNumber < 0 ? nil : packedTurn }
    set { pack(newValue) }
  }

  // A turn is kept in plain numbers, negative where there is none: optionals within an optional would be taken apart and put together
  // again each time that a request is handed on, at some hundred instructions for a load without sessions.
  private var turnNumber: Int32 = -1
  private var previousTurn: Int32 = -1
  private var delayPicoseconds: Int64 = -1

  /// A request with the given truth.
  public init(time: Instant, promptTokens: Int, outputTokens: Int, blockHashes: [UInt64] = [], turn: Turn? = nil) {
    self.time = time
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.blockHashes = blockHashes
    if turn != nil { pack(turn) }
  }

  private var packedTurn: Turn {
    Turn(
      number: turnNumber, previous: previousTurn < 0 ? nil : previousTurn,
      delay: delayPicoseconds < 0 ? nil : Duration(picoseconds: delayPicoseconds))
  }

  /// - Precondition: numbers and the delay are not negative.
  private mutating func pack(_ turn: Turn?) {
    precondition(turn.map { $0.number >= 0 && $0.previous ?? 0 >= 0 && $0.delay ?? .zero >= .zero } ?? true, "a turn below zero")
    turnNumber = turn?.number ?? -1
    previousTurn = turn?.previous ?? -1
    delayPicoseconds = turn?.delay?.picoseconds ?? -1
  }
}
