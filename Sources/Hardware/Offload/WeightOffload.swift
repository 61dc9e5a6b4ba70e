import Kernel

/// Weights that stay in the host's memory and come to the accelerator over a link in every iteration (vLLM: `--cpu-offload-gb`;
/// FlexGen, arXiv 2303.06865).
public struct WeightOffload: Hashable, Sendable {
  /// What goes on while weights come.
  public enum Overlap: String, Hashable, Sendable, CaseIterable {
    /// A layer's weights come while the layer before it computes.
    case layers
    /// The accelerator waits for all of them.
    case none
  }

  /// Layers whose weights the accelerator has room for beside those that stay: one that is computed, and one that comes.
  static let stagedLayers = 2

  /// Bytes that each accelerator leaves in the host's memory.
  public var bytes: Int
  /// The link between each accelerator and its host.
  public var link: Link
  /// What goes on while they come.
  public var overlap: Overlap

  /// So many bytes of each accelerator.
  public init(bytes: Int, link: Link, overlap: Overlap = .layers) {
    self.bytes = bytes
    self.link = link
    self.overlap = overlap
  }

  /// Bytes of the buffer that weights come into: a share of what is offloaded, which is spread evenly over `layers`.
  func stagingBytes(layers: Int) -> Int { (bytes * min(Self.stagedLayers, layers) + layers - 1) / layers }

  /// What every iteration waits for: `bytes` over the link, a message for each of `layers`.
  func load(layers: Int, rates: RooflineRates) -> WeightLoad {
    let layer = link.seconds(bytes: Double(bytes) / Double(layers))
    let energy = rates.copyNanojoules(bytes: Double(bytes))
    switch overlap {
    case .layers:
      // The link has its messages at hand one behind the other; nothing hides the first.
      return WeightLoad(
        hidden: RooflineRates.duration(Double(bytes) / link.bandwidthBytesPerSecond.value), exposed: RooflineRates.duration(layer),
        energyNanojoules: energy)
    case .none: return WeightLoad(hidden: .zero, exposed: RooflineRates.duration(layer * Double(layers)), energyNanojoules: energy)
    }
  }
}
