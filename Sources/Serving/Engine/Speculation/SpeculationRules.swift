import Kernel

/// Steps of several tokens: what an engine drafts and verifies in a decode step, and how much of it is right.
public struct SpeculationRules: Hashable, Sendable {
  /// How many tokens are drafted in a step.
  public enum Length: Hashable, Sendable {
    /// As many as there may be.
    case fixed
    /// By how many sequences decode: the tokens of the first entry that has as many sequences or more, and beyond all of them those of
    /// the last. Looked up again when the number of sequences has moved by so many thousandths since it was last.
    case byBatch([LengthOfBatch], hysteresisPermille: Int)
    /// The number that gives most tokens a second, by what a step of the sequences at hand costs and what it emits in the mean. Looked for
    /// again as above.
    case best(hysteresisPermille: Int)
  }

  /// A length of draft for batches of up to so many sequences.
  public struct LengthOfBatch: Hashable, Sendable {
    /// Sequences that decode, at most.
    public var sequences: Int
    /// Tokens that are drafted for each.
    public var tokens: Int

    /// A length.
    public init(sequences: Int, tokens: Int) {
      self.sequences = sequences
      self.tokens = tokens
    }
  }

  /// Tokens that are drafted for each sequence and verified in a step, at most. All of them are rows of the step.
  public var tokens: Int
  /// How many of them can be right at once: all of a chain, and as many as a tree is deep.
  public var depth: Int
  /// How many are drafted in a step.
  public var length: Length
  /// The classes that requests are drawn from, by weight.
  public var classes: [AcceptanceClass]
  /// The same by class of requests, of which each walks its own; empty where they are alike.
  public var requestClasses: [RequestClassAcceptance] = []

  /// Whether all that a step gives takes one KV slot, of a model that folds tokens together: nothing is verified then, and a step puts one
  /// row of each sequence through the layers (HAMburger, arXiv 2505.20438).
  public var keepsOneSlot = false

  /// Drafts of so many tokens; `depth` is that of a tree, and nil for a chain.
  public init(tokens: Int, depth: Int? = nil, length: Length = .fixed, classes: [AcceptanceClass]) {
    self.tokens = tokens
    self.depth = depth ?? tokens
    self.length = length
    self.classes = classes
  }

  /// The longest draft of which the best length can be looked for.
  public static let mostTokensOfBest = 64

  /// The longest draft that there may be.
  public static let mostTokens = 1024

  /// Tokens that a step with such drafts emits at most.
  func mostEmitted(drafting tokens: Int) -> Int { min(tokens, depth) + 1 }

  /// Tokens beyond its begin that a step has KV slots for: those it verifies, and as many drafts again for the next one, which are written
  /// before the step is settled (vLLM: `num_lookahead_tokens`, `vllm/v1/core/kv_cache_manager.py`).
  static func tokensAhead(drafting tokens: Int) -> Int { 2 * tokens + 1 }

  /// Tokens beyond its context that a sequence has slots for at most, before its last token.
  var tokensAhead: Int { keepsOneSlot ? 0 : Self.tokensAhead(drafting: tokens) - 1 }

  /// All classes, those of all requests before those of each class of requests, and where those of each class of requests are.
  var allClasses: (classes: [AcceptanceClass], ofRequests: [Range<Int>]) {
    var all = classes
    let places = requestClasses.map { kind in
      guard let own = kind.classes else { return 0..<classes.count }
      all += own
      return all.count - own.count..<all.count
    }
    return (all, places)
  }

  /// Tokens that a step emits in the mean over requests of equal length, with drafts of so many tokens.
  public func meanEmitted(drafting tokens: Int) -> Double {
    let depth = min(tokens, depth)
    if requestClasses.isEmpty { return AcceptanceModel.mean(of: classes, depth: depth) }
    var (tokens, steps) = (0.0, 0.0)
    for kind in requestClasses where kind.share > 0 {
      tokens += kind.share
      steps += kind.share / AcceptanceModel.mean(of: kind.classes ?? classes, depth: depth)
    }
    return tokens / steps
  }

  /// Refuses what cannot be, on an engine with blocks of so many tokens.
  ///
  /// - Throws: ``InputError`` naming the setting.
  public func check(blockTokens: Int) throws(InputError) {
    if tokens < 0 || tokens > Self.mostTokens {
      throw InputError("drafts of \(tokens) tokens", remedy: "0 to \(Self.mostTokens)")
    }
    if depth < 0 || depth > tokens { throw InputError("\(depth) of \(tokens) drafted tokens can be right", remedy: "0 to \(tokens)") }
    for classes in [classes] + requestClasses.compactMap(\.classes) { try Self.check(classes, blockTokens: blockTokens) }
    if keepsOneSlot, length != .fixed || depth != tokens {
      throw InputError(
        "one KV slot for all that a step gives, beside \(depth != tokens ? "a tree" : "lengths that go by the batch")",
        remedy: "chains of a fixed length, which nothing verifies")
    }
    if length != .fixed, depth != tokens {
      throw InputError("trees whose length goes by the batch", remedy: "a fixed length, or chains")
    }
    if case .best(let hysteresis) = length {
      try Self.check(hysteresis: hysteresis)
      if tokens <= Self.mostTokensOfBest { return }
      throw InputError("the best length of drafts of up to \(tokens) tokens", remedy: "at most \(Self.mostTokensOfBest)")
    }
    guard case .byBatch(let lengths, let hysteresis) = length else { return }
    if lengths.isEmpty || zip(lengths, lengths.dropFirst()).contains(where: { $0.sequences >= $1.sequences }) {
      throw InputError("lengths of drafts by batches that do not grow", remedy: "batches in rising order")
    }
    if let wrong = lengths.first(where: { $0.tokens < 0 || $0.tokens > tokens || $0.sequences < 1 }) {
      throw InputError("drafts of \(wrong.tokens) tokens for up to \(wrong.sequences) sequences", remedy: "0 to \(tokens) tokens")
    }
    try Self.check(hysteresis: hysteresis)
  }

  private static func check(_ classes: [AcceptanceClass], blockTokens: Int) throws(InputError) {
    if classes.isEmpty || classes.contains(where: { $0.weight < 1 || $0.weight > 1_000_000 }) {
      throw InputError("classes of acceptance without weight", remedy: "at least one class, with a weight of 1 to 1000000")
    }
    let cycle = classes[0].pattern.tokens
    let cycles = classes.flatMap { [$0.pattern.tokens] + $0.pattern.shorter.map { $0.runs.reduce(0, +) } }
    if cycles.contains(where: { $0 != cycle }) || cycle % blockTokens != 0 {
      throw InputError(
        "cycles of acceptance of \(cycle) tokens beside others, or beside blocks of \(blockTokens)",
        remedy: "cycles of one length that fills whole blocks")
    }
  }

  private static func check(hysteresis: Int) throws(InputError) {
    if hysteresis < 0 || hysteresis > 1000 { throw InputError("a hysteresis of \(hysteresis) thousandths", remedy: "0 to 1000") }
  }
}
