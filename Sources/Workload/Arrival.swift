import Kernel

/// One request as a trace tells it: when it comes, how long its prompt is and how many tokens it will produce.
///
/// `outputTokens` is the truth of the trace. It is known to the engine, which must stop there, and to no scheduler
/// or router: what those see is a type of its own, in the room Serving.
public struct Arrival: Hashable, Sendable {
  /// When the request reaches the cluster. In a closed loop the time is set when a place becomes free.
  public var time: Instant
  /// Tokens of the prompt, at least 1. A number beyond 32 bits is kept as the greatest that they hold, which no run takes.
  public var promptTokens: Int {
    @inlinable @inline(__always) get { Int(keptPromptTokens) }
    @inlinable @inline(__always) set { keptPromptTokens = Int32(clamping: newValue) }
  }
  /// Tokens the request will produce, at least 1; kept as those of the prompt are.
  public var outputTokens: Int {
    @inlinable @inline(__always) get { Int(keptOutputTokens) }
    @inlinable @inline(__always) set { keptOutputTokens = Int32(clamping: newValue) }
  }
  /// Identities of the prompt's full blocks, first block first: equal identities at equal positions mean equal
  /// prompt text up to there. Empty where the trace tells nothing of its prompts.
  public var blockHashes: [UInt64] {
    @inline(__always) get { isTurn ? Array(words.dropFirst(Self.turnWords)) : words }
    set { words = isTurn ? words.prefix(Self.turnWords) + newValue : newValue }
  }
  /// What makes it a turn of a session; nil where it waits for no other request and none for it.
  public var turn: Turn? {
    @inline(__always) get { isTurn ? keptTurn : nil }
    set { keep(newValue) }
  }

  /// Images that its prompt shows: those that a trace tells, and once they are part of the prompt those that are.
  public var images: Int {
    @inlinable get { Int(keptImages) }
    @inlinable set { keptImages = UInt16(clamping: newValue) }
  }

  // Four words in all and one reference among them, so that a request is handed on in registers. Wider, or with a second reference, it
  // costs some hundred instructions each time, and few loads have turns: hence tokens in 32 bits, and a turn in front of the blocks.
  @usableFromInline var keptPromptTokens: Int32
  @usableFromInline var keptOutputTokens: Int32
  /// The block hashes; of a turn its number and that of the turn before come first, and its delay.
  @usableFromInline var words: [UInt64]
  @usableFromInline var isTurn = false
  /// What sets it apart from most requests; here, for behind the adapter it would take a word of its own.
  public var marks: ArrivalMarks = []
  @usableFromInline var keptImages: UInt16 = 0
  /// The adapter that it asks for, numbered from 0; negative for none.
  public var adapter: Int32 = -1

  private static let turnWords = 2

  /// A request with the given truth.
  @inlinable public init(time: Instant, promptTokens: Int, outputTokens: Int, blockHashes: [UInt64] = []) {
    self.time = time
    keptPromptTokens = Int32(clamping: promptTokens)
    keptOutputTokens = Int32(clamping: outputTokens)
    words = blockHashes
  }

  /// A request that may be a turn of a session.
  public init(time: Instant, promptTokens: Int, outputTokens: Int, blockHashes: [UInt64] = [], turn: Turn?) {
    self.init(time: time, promptTokens: promptTokens, outputTokens: outputTokens, blockHashes: blockHashes)
    if turn != nil { keep(turn) }
  }

  private var keptTurn: Turn {
    let (numbers, delay) = (words[0], Int64(bitPattern: words[1]))
    let previous = Int32(truncatingIfNeeded: numbers >> 32)
    return Turn(
      number: Int32(truncatingIfNeeded: numbers), previous: previous < 0 ? nil : previous,
      delay: delay < 0 ? nil : Duration(picoseconds: delay))
  }

  /// - Precondition: numbers and the delay are not negative.
  private mutating func keep(_ turn: Turn?) {
    precondition(turn.map { $0.number >= 0 && $0.previous ?? 0 >= 0 && $0.delay ?? .zero >= .zero } ?? true, "a turn below zero")
    let blocks = blockHashes
    isTurn = turn != nil
    guard let turn else {
      words = blocks
      return
    }
    let numbers = UInt64(UInt32(bitPattern: turn.previous ?? -1)) << 32 | UInt64(UInt32(bitPattern: turn.number))
    words = [numbers, UInt64(bitPattern: turn.delay?.picoseconds ?? -1)] + blocks
  }
}
