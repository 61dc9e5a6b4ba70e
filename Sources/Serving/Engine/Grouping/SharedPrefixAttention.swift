import Kernel

/// How decodes read a prefix whose blocks several sequences hold.
public enum SharedPrefixAttention: String, Hashable, Sendable, CaseIterable {
  /// Each sequence reads it for itself, as paged attention does.
  case off
  /// Once for each group, horizontally fused with the sequences' own parts into one launch (BatchLLM).
  case fused
  /// Once for each group, by a launch of its own (Juravsky et al., "Hydragen", 2024, at one level).
  case separate
  /// Once, by a launch of its own, where all running sequences hold the same prefix; of 256 tokens at least and 8 sequences
  /// (vLLM's cascade attention, `use_cascade_attention` in `vllm/v1/attention/backends/flash_attn.py`).
  case cascade

  /// Launches of attention beyond the one that there is anyway, in each layer and for each group.
  var launches: Int { self == .fused ? 0 : 1 }

  /// What cascade attention asks for.
  static let leastCascadeTokens = 256
  static let leastCascadeSequences = 8
}
