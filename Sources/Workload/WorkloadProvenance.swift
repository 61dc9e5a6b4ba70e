import Kernel

/// Where a workload came from, for the run's record.
public struct WorkloadProvenance: Hashable, Sendable {
  /// In words: the origin and every transform in order.
  public var description: String
  /// The file read, where there is one.
  public var path: String?
  /// The digest of the file's bytes; of the description where no file is read.
  public var digest: Digest
  /// Tokens in one block of ``Arrival/blockHashes``; nil where the workload tells nothing of its prompts.
  public var blockTokens: Int?
}
