/// In which order a resampled trace hands out the lengths (and the prompt blocks with them).
public enum LengthOrder: String, Hashable, Sendable, CaseIterable {
  /// As they stand in the trace; nothing is held in memory.
  case asInTrace = "as-in-trace"
  /// Each once, in random order. All rows are held in memory.
  case shuffled
  /// As many draws with replacement as there are rows: request i's draw depends on the seed and i alone. All rows are held
  /// in memory.
  case bootstrapped
}
