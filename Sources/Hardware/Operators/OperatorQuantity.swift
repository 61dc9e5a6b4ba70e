/// A quantity that an operator's time depends on. All are counts, and positive where an operator uses them.
public enum OperatorQuantity: String, Hashable, Sendable, Codable, CaseIterable {
  /// Rows of a matrix product or of an elementwise pass; tokens, mostly.
  case rows
  /// Columns that a matrix product makes.
  case outputs
  /// Columns that a matrix product reads.
  case inputs
  /// Prompt tokens of a chunk, or tokens that pass through a mixture.
  case tokens
  /// Tokens in the KV cache: before a chunk, or of each decoding sequence.
  case contextTokens = "context tokens"
  /// Decoding sequences.
  case sequences
  /// Query heads on the accelerator.
  case heads
  /// Key-value heads on the accelerator.
  case keyValueHeads = "key-value heads"
  /// Values of a head.
  case headSize = "head size"
  /// Values of a token between layers.
  case hiddenSize = "hidden size"
  /// Values inside an expert, before tensor parallelism divides them.
  case expertIntermediateSize = "expert intermediate size"
  /// Experts that each token visits.
  case expertsPerToken = "experts per token"
  /// Routed experts of a layer, all accelerators together.
  case experts
  /// Accelerators over which every expert is divided.
  case tensorParallel = "tensor parallel"
  /// Accelerators over which the experts are dealt out.
  case expertParallel = "expert parallel"
  /// Bytes of a message.
  case bytes
  /// Accelerators that take part in a collective.
  case members
  /// Values of a row of an elementwise pass.
  case width
  /// Query heads that share a key-value head: heads / key-value heads. Derived.
  case headsPerKeyValueHead = "heads per key-value head"
  /// Values inside the part of an expert that one accelerator holds. Derived.
  case expertWidthHere = "expert width here"
  /// Experts that one accelerator holds. Derived.
  case expertsHere = "experts here"
  /// Tokens that attention covers for one sequence in all: context and chunk. Derived.
  case spanTokens = "span tokens"
  /// Sequences x query heads: what prefill attention can do side by side. Derived.
  case headStreams = "sequences x heads"
  /// Sequences x key-value heads: what decode attention can do side by side. Derived.
  case keyValueStreams = "sequences x key-value heads"
}
