/// What the prompt blocks of a repeated trace are to the passes before.
public enum RepeatedBlocks: String, Hashable, Sendable, CaseIterable {
  /// The same prompts come again: a later pass finds what an earlier one left in the cache.
  case kept
  /// Each pass has prompts of its own; within a pass the sharing is that of the trace.
  case distinct
}
