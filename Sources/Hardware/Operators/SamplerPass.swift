/// A pass over the logits of sampled rows on the way to their tokens, as `measure_gpu.py` names and times it.
///
/// ``temperature``, ``topK``, ``topP``, ``topKTopP`` and ``minP`` are whole ways from 32-bit logits to tokens in PyTorch: scaling, the
/// filter, softmax and the draw. FlashInfer's are whole ways in fused kernels, Triton's leave out tokens and no more. The others are
/// passes of their own.
public enum SamplerPass: String, Hashable, Sendable, Codable, CaseIterable {
  /// 16-bit logits to 32 bits.
  case convert
  /// The likeliest token.
  case greedy
  /// A draw from all tokens.
  case temperature
  /// A draw from so many of the likeliest tokens.
  case topK = "top_k"
  /// A draw from the likeliest tokens of a share of probability, found by sorting.
  case topP = "top_p"
  /// Both limits, found by sorting.
  case topKTopP = "top_k_top_p"
  /// A draw from tokens that are likely enough beside the likeliest.
  case minP = "min_p"
  /// Counting the tokens of one list, a prompt or an output.
  case tokenCounts = "token_counts"
  /// Dividing the logits of tokens that have come.
  case repetitionPenalty = "repetition_penalty"
  /// Lowering them once.
  case presencePenalty = "presence_penalty"
  /// Lowering them for each time.
  case frequencyPenalty = "frequency_penalty"
  /// Log-probabilities of the likeliest tokens.
  case logProbabilities = "log_probabilities"
  /// Leaving out all but so many of the likeliest tokens, by Triton.
  case tritonTopK = "triton_top_k"
  /// Leaving out all but the likeliest of a share of probability, by Triton.
  case tritonTopP = "triton_top_p"
  /// Leaving out by both limits, by Triton.
  case tritonTopKTopP = "triton_top_k_top_p"
  /// A draw from so many of the likeliest tokens, by FlashInfer.
  case flashinferTopK = "flashinfer_top_k"
  /// A draw from the likeliest tokens of a share of probability, by FlashInfer.
  case flashinferTopP = "flashinfer_top_p"
  /// A draw within both limits, by FlashInfer.
  case flashinferTopKTopP = "flashinfer_top_k_top_p"
}
