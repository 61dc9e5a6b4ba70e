import Kernel
import Model

/// Accelerators of its own that a draft runs on, beside those of the model that verifies.
public struct DraftPlacement: Hashable, Sendable {
  /// The accelerator.
  public var accelerator: Accelerator
  /// How the draft is spread over several of them.
  public var layout: ParallelLayout
  /// The link over which tokens go there and back.
  public var link: Link
  /// Whether the draft works while the model verifies what it drafted before, so that a step takes the longer of the two.
  public var overlaps: Bool

  /// A draft on accelerators of its own.
  public init(accelerator: Accelerator, layout: ParallelLayout = ParallelLayout(), link: Link, overlaps: Bool = false) {
    self.accelerator = accelerator
    self.layout = layout
    self.link = link
    self.overlaps = overlaps
  }

  /// Bytes of a token's number on the link.
  static let bytesPerToken = 4.0

  /// What the hops there and back take where nothing is sent, and what each token adds.
  func hops(efficiency: Double?) -> (empty: Duration, perToken: Duration) {
    let cost = CollectiveCost(link: link, members: 2, efficiency: efficiency)
    let none = cost.hop(bytes: 0)
    return (RooflineRates.duration(none) * 2, RooflineRates.duration(cost.hop(bytes: Self.bytesPerToken) - none))
  }

  /// Refuses what cannot be told apart: accelerators that come to rest at other times than those of the model.
  ///
  /// - Throws: ``InputError`` naming the setting.
  func validate(for shape: ModelShape, beside other: Accelerator) throws(InputError) {
    try accelerator.validate()
    try layout.validate(for: shape)
    if layout.pipeline > 1 || layout.data > 1 {
      throw InputError("a draft over pipeline stages or data-parallel groups", remedy: "tensor parallelism alone")
    }
    if accelerator.power.restAfterSeconds.value != other.power.restAfterSeconds.value {
      throw InputError(
        "a draft on \(accelerator.id), which comes to rest at another time than \(other.id)",
        remedy: "the same accelerator.rest_after for both, or the draft on the model's accelerators")
    }
  }
}
