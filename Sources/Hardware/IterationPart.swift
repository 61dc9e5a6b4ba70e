/// The parts that an iteration's time is divided into.
public enum IterationPart: String, Hashable, Sendable, CaseIterable {
  /// Images that are encoded before their prompts.
  case encoder = "image encoder"
  /// Looking up token embeddings.
  case embedding
  /// Norms, rotary positions, activations and residual sums.
  case elementwise = "norms, positions and activations"
  /// Projections to queries, keys and values; in latent attention, down and up.
  case queryKeyValue = "query, key and value projections"
  /// Prefill attention.
  case prefillAttention = "prefill attention"
  /// Decode attention, by context.
  case decodeAttention = "decode attention"
  /// What attention takes whatever its context: kernel starts.
  case attentionLaunch = "attention launch"
  /// The attention's output projection.
  case attentionOutput = "attention output projection"
  /// Projections and states of state-space and linear attention layers.
  case linearMixer = "linear attention"
  /// Gate and up projections of dense layers.
  case gateUp = "gate and up projections"
  /// Down projections of dense layers.
  case down = "down projections"
  /// Choosing experts.
  case router = "expert router"
  /// Routed experts.
  case experts = "routed experts"
  /// Experts that every token passes through.
  case sharedExperts = "shared experts"
  /// Collectives of the tensor-parallel group.
  case collectives = "tensor-parallel collectives"
  /// Sending tokens to the accelerators of their experts and the results back.
  case expertExchange = "expert dispatch and combine"
  /// Queries, keys, values and outputs between accelerators that divide sequences among them.
  case contextExchange = "exchange of divided sequences"
  /// Attention waiting for the feed-forward workers and for the links to them and back.
  case feedForwardWait = "waiting for feed-forward workers"
  /// Hand-overs between pipeline stages.
  case pipelineHops = "pipeline hops"
  /// The LM head.
  case head = "LM head"
  /// The sampler.
  case sampler
  /// Weights that come from the host's memory, where nothing hides them.
  case weightLoad = "weights from the host"
  /// Experts that the host computes.
  case hostExperts = "experts on the host"
  /// What kept tokens take in a step beside reading them: scores, unpacking, selecting.
  case keyValueUpkeep = "upkeep and selection of tokens"
  /// Adapters beside the model's matrices.
  case adapters
  /// Drafting tokens for the next steps.
  case draft = "drafting"
  /// The host, while the accelerator waits.
  case host
  /// All of it, where no more is known.
  case step = "whole iterations"
}
