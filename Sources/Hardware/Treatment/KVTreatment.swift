import Kernel
import Model

/// What is read and what is kept of the KV of layers that would read and keep everything: a scenario's `kv`, which alters the attention
/// groups that the model's shape gives. Layers with a window, a state or an index of the model's own stay as they are.
public struct KVTreatment: Hashable, Sendable {
  /// When tokens are given up.
  public enum Application: String, Hashable, Sendable, CaseIterable {
    /// When the prompt is computed.
    case afterPrefill = "after_prefill"
    /// At the end of every chunk of a prompt.
    case perChunk = "per_chunk"
    /// With every token.
    case perStep = "per_step"
  }

  /// What stays of a sequence: so many tokens, and a share of its prompt.
  public struct Budget: Hashable, Sendable {
    /// Tokens, sinks and recent ones together.
    public var tokens: Int
    /// Millionths of the prompt.
    public var promptMillionths: Int

    /// A budget.
    public init(tokens: Int = 0, promptMillionths: Int = 0) {
      self.tokens = tokens
      self.promptMillionths = promptMillionths
    }
  }

  /// A share of the layers, or of their heads.
  public struct Group: Hashable, Sendable {
    /// Its part of the layers that would read everything.
    public var share: Double
    /// Tokens that a step reads of what is kept; nil for all.
    public var read: Int?
    /// What stays; nil for all.
    public var keep: Budget?
    /// The format of its KV; nil for that of the deployment.
    public var format: NumberFormat?

    /// A group.
    public init(share: Double = 1, read: Int? = nil, keep: Budget? = nil, format: NumberFormat? = nil) {
      self.share = share
      self.read = read
      self.keep = keep
      self.format = format
    }

    fileprivate var isWhole: Bool { read == nil && keep == nil }
  }

  /// The groups; their shares come to one.
  public var groups: [Group] = [Group()]
  /// The index that is looked through before it is known what is read; of groups that read a part.
  public var scan = AttentionGroup.Scan.none
  /// Seconds that selecting takes in a step and in each layer that selects, whatever the context: products of an index, kernels that choose
  /// and gather.
  public var selectSeconds = 0.0
  /// When tokens are given up.
  public var application = Application.afterPrefill
  /// Whether kept tokens are moved together, so that the blocks of the others come free.
  public var compacts = true
  /// Seconds that a kept token takes in every step, all layers together: scores, and numbers that kernels unpack.
  public var upkeepSeconds = 0.0
  /// Whether attention reads the context of a sequence and a KV head on one processor, where kernels of today divide it.
  public var wholeKernel = false

  /// Nothing is altered.
  public init() {}

  /// Layers of `model` that select.
  func selectingLayers(of model: ModelShape) -> Double {
    model.attentionGroups.reduce(0) { sum, group in
      if case .selected(let tokens) = group.read, tokens > 0 { sum + group.layers } else { sum }
    }
  }

  /// Whether it alters what is read or kept.
  public var altersGroups: Bool { groups != [Group()] || scan != .none }
  /// Whether it keeps less than everything.
  public var forgets: Bool { groups.contains { $0.keep != nil } }

  /// `model` with the groups that this makes of its layers.
  ///
  /// - Throws: ``InputError`` for groups that cannot be.
  public func shape(of model: ModelShape) throws(InputError) -> ModelShape {
    if !altersGroups { return model }
    let given = model.attentionGroups
    guard given[0].layers > 0 else {
      throw InputError("no layer of \(model.name) reads its whole context", remedy: "no 'kv.read', 'kv.keep' and 'kv.groups'")
    }
    let shares = groups.reduce(0) { $0 + $1.share }
    guard abs(shares - 1) < 1e-6, groups.allSatisfy({ $0.share > 0 }) else {
      throw InputError("the shares of the KV groups come to \(shares)", remedy: "shares above 0 that come to 1")
    }
    var made = try groups.map { group throws(InputError) in try self.group(group, of: given[0]) }
    let whole = made.indices.filter { groups[$0].isWhole }
    if whole.count > 1 {
      throw InputError("\(whole.count) KV groups read and keep everything", remedy: "one such group")
    }
    if let first = whole.first { made.insert(made.remove(at: first), at: 0) } else { made.insert(nothing(of: given[0]), at: 0) }
    made += given.dropFirst()
    if made.count > AttentionGroup.most {
      throw InputError(
        "\(groups.count) KV groups of \(model.name) make \(made.count) attention groups, one that reads everything among them",
        remedy: "at most \(AttentionGroup.most): \(groups.count - made.count + AttentionGroup.most) here")
    }
    var shape = model
    shape.givenAttentionGroups = made
    return shape
  }

  private func nothing(of group: AttentionGroup) -> AttentionGroup {
    var none = group
    none.layers = 0
    none.cachedLayers = nil
    return none
  }

  /// The caps of its budgets, as ``ContextCap`` has them.
  var caps: [Int] {
    groups.compactMap(\.keep).map {
      application == .afterPrefill ? ContextCap.ofRequest(tokens: $0.tokens, promptMillionths: $0.promptMillionths) : $0.tokens
    }
  }

  private func group(_ group: Group, of whole: AttentionGroup) throws(InputError) -> AttentionGroup {
    var made = whole
    made.layers *= group.share
    made.cachedLayers = made.cachedLayers.map { $0 * group.share }
    if let format = group.format { made.format = format }
    if let keep = group.keep {
      if keep.promptMillionths > 0 && application != .afterPrefill {
        throw InputError(
          "a share of the prompt is kept \(application.rawValue), when the whole prompt is not there yet",
          remedy: "'apply: after_prefill', or a budget in tokens")
      }
      switch application {
      case .afterPrefill: made.keep = .afterPrompt(tokens: keep.tokens, promptMillionths: keep.promptMillionths)
      case .perChunk, .perStep: (made.read, made.keep) = (.ends(first: 0, last: keep.tokens), .asRead)
      }
    }
    guard let read = group.read else { return made }
    if group.keep != nil {
      throw InputError("a KV group reads a selection of what it keeps: nothing says which", remedy: "'read' or 'keep', not both")
    }
    made.read = .selected(read)
    made.scan.bytesPerToken += scan.bytesPerToken
    made.scan.flopsPerToken += scan.flopsPerToken
    return made
  }

  /// Refuses what does not go with a deployment.
  ///
  /// - Throws: ``InputError`` naming both.
  public func check(_ options: DeploymentOptions) throws(InputError) {
    let layout = options.layout
    try ContextParallel.refuse(
      beside: "kv", [("parallel.context", layout.context.groups > 1), ("parallel.decode_context", layout.context.decode > 1)])
    if options.stepTimes != nil && (altersGroups || upkeepSeconds + selectSeconds > 0 || wholeKernel) {
      try ContextParallel.refuse(beside: "kv", [("step_times", true)])
    }
    if forgets && !options.hybridKVCache {
      try ContextParallel.refuse(beside: "kv.keep", [("engine.hybrid_kv_cache: false", true)])
    }
    for budget in groups.compactMap(\.keep) where budget.tokens < options.blockTokens && budget.promptMillionths == 0 {
      throw InputError(
        "a KV budget of \(budget.tokens) tokens is below a block of \(options.blockTokens)",
        remedy: "\(options.blockTokens) tokens or more, or a smaller engine.block_tokens")
    }
    try ContextParallel.refuse(beside: "kv.kernel: whole", [("speculation", wholeKernel && options.draft != nil)])
  }
}
