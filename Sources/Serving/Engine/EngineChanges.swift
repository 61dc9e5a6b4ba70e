/// What a policy needs of the engine that it plans for, beside its plans.
public struct EngineChanges: Hashable, Sendable {
  /// Sequences that may run at once beyond the engine's own limit, as far as the token budget has room for one token of
  /// each.
  public var extraSequences: Int
  /// How decodes read prefixes that several of them hold, where the engine's rules say nothing of it.
  public var sharedPrefixAttention: SharedPrefixAttention

  /// Changes; the defaults are none.
  public init(extraSequences: Int = 0, sharedPrefixAttention: SharedPrefixAttention = .off) {
    self.extraSequences = extraSequences
    self.sharedPrefixAttention = sharedPrefixAttention
  }
}
