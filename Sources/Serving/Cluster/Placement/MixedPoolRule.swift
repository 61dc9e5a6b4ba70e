import Kernel

/// Lets replicas of prefill and decode pools take the other phase as well while their own pools are full: Splitwise's mixed
/// pool (Patel et al., ISCA 2024, section 4.2, and the cluster scheduler of the authors' simulator).
///
/// Both replicas of a request are chosen when it arrives, also where ``HandOverConfiguration/choice`` says otherwise, each by
/// its router among the replicas that are in their own pool.
/// A prompt goes on to the mixed ones where the replica chosen would have more than ``pendingTokens`` prompt tokens waiting,
/// tokens where its KV would not hold them; if those are full too, the least loaded replica of the other role is moved among
/// the mixed. One that serves both phases of a request transfers nothing. A mixed replica returns when it holds nothing of
/// the other phase. Replicas whose role is both are always mixed.
///
/// KV may wait for room at a replica that waits in its turn. One that can run nothing for want of memory therefore decodes the
/// oldest KV that waits there to leave (``KVTransfers/relieve(_:_:)``), so that each can go on by itself. Splitwise is silent on it.
public struct MixedPoolRule: Hashable, Sendable {
  /// Prompt tokens that may wait at a replica with the one that comes, unless nothing waits there.
  public var pendingTokens: Int

  /// A rule; Splitwise's number is 8,192.
  public init(pendingTokens: Int = 8192) { self.pendingTokens = pendingTokens }

  /// Refuses a rule that lets nothing wait.
  func check(_ cluster: ClusterConfiguration) throws {
    if pendingTokens < 1 { throw InputError("a mixed pool from \(pendingTokens) pending tokens on", remedy: "at least 1") }
    if !cluster.handsOver {
      throw InputError("a mixed pool beside no prefill pool", remedy: "pools with role: prefill and role: decode")
    }
  }
}
