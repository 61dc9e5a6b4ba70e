import Kernel
import Model

/// What drafts tokens beside a model that verifies them (speculative decoding).
public struct DraftOptions: Hashable, Sendable {
  /// What drafts.
  public enum Source: Hashable, Sendable {
    /// The host, out of what has been generated: it takes so many seconds a step, and the accelerator nothing.
    case host(seconds: Double)
    /// Layers like the model's own last one with the model's embedding and LM head: a module for multi-token prediction, or a head that
    /// continues hidden states.
    case lastLayer
    /// The model itself, over a part of the context: the KV that it reads is the model's own.
    case itself
    /// A model of its own, on the same accelerators or on others (``DraftOptions/placement``).
    case model(ModelShape)
  }

  /// What drafts.
  public var source: Source
  /// Tokens drafted for each sequence and verified in a step, at most.
  public var tokens: Int
  /// How often the draft runs in a step; nil for once a token, as a chain does.
  public var passes: Int?
  /// Tokens of a sequence's context that the draft reads at most, such as sinks and a window; nil for all.
  public var contextTokens: Int?
  /// Host time that drafting takes in a step while the accelerator waits, for drafts with passes; nil for what the engine's host takes for
  /// an iteration, where it does not overlap with the accelerator.
  public var hostSeconds: Double?
  /// Host time that the start of each pass takes, while the accelerator waits.
  public var passSeconds = 0.0
  /// Whether a step of the model verifies all drafted tokens. Without, they are taken as they are, and a step has a row of each sequence.
  public var verifies = true
  /// Accelerators of its own that a model that drafts runs on; nil for those of the model that verifies.
  public var placement: DraftPlacement?

  /// A draft of so many tokens.
  public init(_ source: Source, tokens: Int, passes: Int? = nil, contextTokens: Int? = nil) {
    self.source = source
    self.tokens = tokens
    self.passes = passes
    self.contextTokens = contextTokens
  }

  /// How often the draft runs for drafts of so many tokens.
  func passes(drafting tokens: Int) -> Int { tokens == 0 ? 0 : passes ?? tokens }

  /// Tokens drafted for each sequence in a step of such a batch.
  func drafted(_ shape: BatchShape) -> Int {
    if shape.decodeSequences == 0 { return 0 }
    return verifies ? shape.decodeRows / shape.decodeSequences - 1 : tokens
  }

  /// Rows that a step with the longest drafts puts through the model for each sequence.
  public var rowsEach: Int { verifies ? tokens + 1 : 1 }

  /// The shape that drafts for `model`; nil where the host does it.
  public func shape(for model: ModelShape) -> ModelShape? {
    switch source {
    case .host: nil
    case .lastLayer: PipelineStage(layers: model.layers - 1..<model.layers, isFirst: true, isLast: true).shape(of: model)
    case .itself: model
    case .model(let shape): shape
    }
  }

  /// The shape whose KV is kept beside the model's on its accelerators; nil where there is none.
  func cachedShape(for model: ModelShape) -> ModelShape? { source == .itself || placement != nil ? nil : shape(for: model) }

  /// Bytes of weights that the draft adds on the fullest accelerator. Embedding and LM head are the model's own where it has none.
  func weightBytes(beside model: ModelShape, format: NumberFormat, layout: ParallelLayout) -> Int {
    guard var shape = cachedShape(for: model) else { return 0 }
    if source == .lastLayer { shape.vocabularySize = 1 }
    return MemoryPlan.weightBytes(of: shape, format: format, layout: layout)
  }

  /// Refuses a draft that cannot be.
  ///
  /// - Throws: ``InputError`` naming what is at fault.
  func validate(for model: ModelShape, layout: ParallelLayout, on accelerator: Accelerator) throws(InputError) {
    if tokens < 0 || tokens > 1024 { throw InputError("drafts of \(tokens) tokens", remedy: "0 to 1024") }
    if let passes, passes < 0 || passes > 1024 { throw InputError("\(passes) passes of a draft", remedy: "0 to 1024") }
    if layout.pipeline > 1 {
      throw InputError("speculation over \(layout.pipeline) pipeline stages", remedy: "parallel.pipeline: 1")
    }
    if layout.context != ContextParallel() {
      throw InputError(
        "speculation on sequences that several accelerators divide", remedy: "parallel.context and parallel.decode_context of 1")
    }
    if case .host(let seconds) = source, !(seconds >= 0 && seconds < 10) {
      throw InputError("a draft that takes \(seconds) s", remedy: "0 to 10 s")
    }
    for seconds in [hostSeconds ?? 0, passSeconds] where !(seconds >= 0 && seconds < 10) {
      throw InputError("a draft that keeps the host for \(seconds) s", remedy: "0 to 10 s")
    }
    if let contextTokens, contextTokens < 1 || contextTokens > 1_000_000_000 {
      throw InputError("a draft that reads \(contextTokens) tokens", remedy: "1 to 1000000000")
    }
    guard case .model(let shape) = source else {
      if placement == nil { return }
      throw InputError("a draft on other accelerators that is no model of its own", remedy: "draft: model, or placement: same")
    }
    try shape.validate()
    if let placement { try placement.validate(for: shape, beside: accelerator) } else { try layout.validate(for: shape) }
    if shape.vocabularySize > model.vocabularySize {
      throw InputError(
        "a draft with a vocabulary of \(shape.vocabularySize) for a model with one of \(model.vocabularySize)",
        remedy: "a draft that speaks the model's tokens")
    }
  }
}
