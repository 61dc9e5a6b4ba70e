/// What an engine leaves unlikely tokens out with.
public enum SamplerKernel: String, Hashable, Sendable, CaseIterable {
  /// PyTorch sorts the logits (vLLM 0.11 to 0.15).
  case sort
  /// Triton searches for the threshold in place, from eight rows on; fewer are sorted (vLLM 0.16 to 0.19).
  case triton
  /// FlashInfer draws by rejection, in one kernel (vLLM 0.8 to 0.10 where it is installed, and from 0.20 on; SGLang).
  case flashinfer
}
