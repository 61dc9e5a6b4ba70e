/// A collective operation, and where it matters the code that runs it.
public enum CollectiveKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// All-reduce by the engine's own kernel over peer memory, inside a CUDA graph.
  case customAllReduce = "custom all-reduce"
  /// All-reduce by NCCL.
  case allReduce = "all-reduce"
  /// All-gather by NCCL; bytes are those that every member has in the end.
  case allGather = "all-gather"
  /// Reduce-scatter by NCCL; bytes are those that every member brings.
  case reduceScatter = "reduce-scatter"
  /// All-to-all by NCCL; bytes are those that every member sends.
  case allToAll = "all-to-all"
}
