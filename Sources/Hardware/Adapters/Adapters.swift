import Kernel
import Model

/// Adapters of low rank beside a model's weights (LoRA, arXiv 2106.09685): of many that its host holds, an accelerator has a few in slots,
/// and the rows of a batch pass through the model together and each through its own adapter (Punica, arXiv 2310.18547; S-LoRA, arXiv
/// 2311.03285).
public struct Adapters: Hashable, Sendable {
  /// The matrices that have one.
  public enum Targets: String, Hashable, Sendable, CaseIterable {
    /// Query, key, value and output projections, and all of the feed-forward.
    case allLinear = "all_linear"
    /// Query, key, value and output projections.
    case attention
    /// None: what is private to an application is read and adds no arithmetic (BlockLLM, arXiv 2404.18322).
    case none
  }

  /// How a batch is taken through different adapters.
  public enum Kernel: String, Hashable, Sendable, CaseIterable {
    /// One kernel goes through all rows, those of an adapter together, so that each adapter is read once (Punica's SGMV).
    case segmented
    /// Each row of a decode gathers its adapter for itself, also where several rows have the same (BGMV, of S-LoRA and early vLLM). Prompts
    /// go through adapters segment by segment.
    case gathered
    /// Adapters of a batch are copied side by side at the greatest rank and multiplied as a batch of products.
    case padded
    /// The one adapter that runs is added to the weights: steps cost nothing more, and a change waits until nothing runs.
    case merged
  }

  /// Ranks that adapters have in turn: adapter a has that at a modulo their number.
  public var ranks: [Int]
  /// The matrices that have an adapter.
  public var targets = Targets.allLinear
  /// Bytes of an adapter of the greatest rank, over all accelerators of a replica; nil for what the targets' values take in 16 bits.
  public var bytes: Int?
  /// Adapters that the accelerators have room for.
  public var slots: Int
  /// The link between each accelerator and its host.
  public var link: Link
  /// How a batch is taken through them.
  public var kernel = Kernel.segmented
  /// Seconds that a kernel of adapters takes beyond its roofline; nil for those of the model's kernels.
  public var launchSeconds: Double?

  /// Adapters of such ranks, of which so many are on the accelerators.
  public init(ranks: [Int], slots: Int, link: Link) {
    self.ranks = ranks
    self.slots = slots
    self.link = link
  }

  /// The greatest rank that there may be.
  public static let greatestRank = 4096
  /// The most ranks in turn.
  public static let mostRanks = 64
  /// The most slots.
  public static let mostSlots = 100_000

  var greatest: Int { ranks.max() ?? 0 }

  /// Refuses adapters that the model cannot have, and pairs of settings of which nobody has said what they do together.
  ///
  /// - Throws: ``InputError`` naming both.
  public func validate(for model: ModelShape, options: DeploymentOptions) throws(InputError) {
    guard !ranks.isEmpty, ranks.count <= Self.mostRanks, ranks.allSatisfy({ (1...Self.greatestRank).contains($0) }) else {
      throw InputError("adapters of the ranks \(ranks)", remedy: "1 to \(Self.mostRanks) ranks of 1 to \(Self.greatestRank)")
    }
    guard (1...Self.mostSlots).contains(slots) else {
      throw InputError("adapters with \(slots) slots on the accelerators", remedy: "'adapters.device_slots' of 1 to \(Self.mostSlots)")
    }
    if let bytes, bytes < 1 || bytes > 1_000_000_000_000_000 {
      throw InputError("adapters of \(bytes) bytes", remedy: "1 B to 1 PB, or 'auto'")
    }
    if let launchSeconds, !(launchSeconds >= 0 && launchSeconds <= 1) {
      throw InputError("kernels of adapters that take \(launchSeconds) s to start", remedy: "0 to 1 s")
    }
    try Self.check(link)
    if kernel == .merged, slots != 1 {
      throw InputError(
        "merged adapters with \(slots) slots, though one at a time is in the weights", remedy: "'adapters.device_slots: 1'")
    }
    if targets == .none, bytes == nil || kernel != .segmented {
      throw InputError(
        "adapters of no matrices whose \(bytes == nil ? "bytes are not said" : "kernel is \(kernel.rawValue)")",
        remedy: "'adapters.bytes', what an application has for itself, and no kernel; or 'adapters.targets: all_linear'")
    }
    try checkShape(of: model)
    try ContextParallel.refuse(
      beside: "adapters",
      [
        ("parallel.pipeline", options.layout.pipeline > 1), ("parallel.data", options.layout.data > 1),
        ("parallel.context", options.layout.context.groups > 1), ("parallel.decode_context", options.layout.context.decode > 1),
        ("parallel.feed_forward", options.layout.feedForward != nil), ("speculation", options.draft?.tokens ?? 0 > 0),
      ])
  }

  private func checkShape(of model: ModelShape) throws(InputError) {
    if targets == .none { return }
    if model.latentAttention != nil || !model.linearMixers.isEmpty || model.sharedBlocks != nil {
      throw InputError(
        "adapters of \(model.name), whose attention is not of plain queries, keys and values",
        remedy: "a model with such attention, or 'adapters.targets: none' with 'adapters.bytes'")
    }
    if targets == .allLinear, model.expertLayers > 0 {
      throw InputError(
        "adapters of all matrices of \(model.name), whose feed-forwards are routed experts", remedy: "'adapters.targets: attention'")
    }
  }

  private static func check(_ link: Link) throws(InputError) {
    guard link.bandwidthBytesPerSecond.value > 0, link.bandwidthBytesPerSecond.value < 1e20, link.latencySeconds.value >= 0,
      link.latencySeconds.value < 10
    else { throw InputError("the link '\(link.id)' to the host has no speed", remedy: "a positive bandwidth, and 0 to 10 s") }
  }
}
