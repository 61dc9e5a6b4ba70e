/// An operator of an inference engine whose time a calibration profile can hold.
public enum OperatorKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// A dense matrix product (rows x inputs) by (inputs x outputs).
  case matrixProduct = "matrix product"
  /// Causal attention of a chunk of one prompt, one layer, one accelerator.
  case prefillAttention = "prefill attention"
  /// Attention of sequences that each decode one token, one layer, one accelerator.
  case decodeAttention = "decode attention"
  /// What decoding sequences add to the attention of a batch that also prefills, one layer, one accelerator.
  case mixedDecodeAttention = "mixed decode attention"
  /// Latent attention of a chunk of one prompt, its keys and values made of the latents by products apart: one layer, one accelerator.
  case latentPrefill = "latent attention of chunks"
  /// Latent attention of sequences that each decode one token and read the latents themselves, one layer, one accelerator.
  case latentDecode = "latent attention of decodes"
  /// A gated linear attention layer over the chunks of a batch, its short convolution included, one layer, one accelerator.
  case linearPrefill = "linear attention of chunks"
  /// The same of sequences that each decode one token: their states are read and written.
  case linearDecode = "linear attention of decodes"
  /// The routed experts of one layer, on one accelerator.
  case mixture = "mixture of experts"
  /// A collective operation between accelerators.
  case collective
  /// A pass over rows: a norm, an activation, rotary positions, an embedding look-up, sampling.
  case elementwise
  /// A pass over the logits of sampled rows.
  case sampler
}
