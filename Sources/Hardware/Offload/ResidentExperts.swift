import Kernel
import Model

/// Routed experts of which the accelerators hold the most popular, and the host all others.
///
/// A token that chooses an expert which is not there waits for its weights (ExpertFlow, arXiv 2410.17954) or for the host, which
/// computes it from its own memory (KTransformers).
public struct ResidentExperts: Hashable, Sendable {
  /// What is done about an expert that is not there.
  public enum Miss: String, Hashable, Sendable, CaseIterable {
    /// Its weights come over the link.
    case load
    /// The host computes it.
    case hostCompute = "host_compute"
  }

  /// Experts of every layer that are on the accelerators, the most popular ones.
  public var resident: Int
  /// What is done about the others.
  public var onMiss = Miss.load
  /// The link between each accelerator and its host.
  public var link: Link
  /// Share of the missing experts that are known a layer ahead, so that they come while it computes.
  public var predictor = 0.0
  /// How many times fewer missing experts an iteration needs for its tokens are put together by the experts they choose.
  public var regroup = 1.0
  /// Bytes a second at which the host reads experts.
  public var hostBytesPerSecond: Double?
  /// FLOP/s at which the host multiplies.
  public var hostFLOPs: Double?

  /// So many experts of every layer, and a link to all others.
  public init(resident: Int, link: Link) {
    self.resident = resident
    self.link = link
  }

  /// Experts whose weights the accelerator has room for beside those that stay: one that is computed, and one that comes.
  static let stagedExperts = 2

  /// Refuses what cannot be, whatever the deployment.
  ///
  /// - Throws: ``InputError`` naming the figure.
  public func validate(for model: ModelShape) throws(InputError) {
    guard let mixture = model.mixtureOfExperts, model.expertLayers > 0 else {
      throw InputError("\(model.name) has no routed experts to keep on the host", remedy: "leave 'experts' out, or offload weights")
    }
    guard resident >= 0, resident <= mixture.experts else {
      throw InputError(
        "\(resident) resident experts of \(model.name), which has \(mixture.experts) in each layer", remedy: "0 to \(mixture.experts)")
    }
    guard predictor >= 0, predictor <= 1 else { throw InputError("a predictor that is right in \(predictor)", remedy: "0 to 1") }
    guard regroup >= 1, regroup <= 4096 else { throw InputError("regrouping by \(regroup)", remedy: "1 to 4096") }
    if onMiss == .load { return }
    guard let bytes = hostBytesPerSecond, let flops = hostFLOPs, bytes > 0, flops > 0, bytes < 1e20, flops < 1e20 else {
      throw InputError(
        "the host is to compute experts, and it is not said how fast it reads and multiplies",
        remedy: "'experts.host_bandwidth' and 'experts.host_compute_rate', such as 160 GB/s and 2 TFLOPS")
    }
    if predictor > 0 || regroup > 1 {
      throw InputError(
        "a predictor or regrouping where nothing is loaded, for the host computes what is missing",
        remedy: "'experts.on_miss: load', or leave them out")
    }
  }
}

extension ResidentExperts {
  /// Values of one expert.
  private static func values(of model: ModelShape, _ mixture: MixtureOfExperts) -> Double {
    Double(model.parameters(of: .routedExperts)) / Double(model.expertLayers * mixture.experts)
  }

  /// Bytes of one expert on each of the accelerators that divide it.
  static func expertBytes(of model: ModelShape, format: NumberFormat, layout: ParallelLayout) -> Double {
    guard let mixture = model.mixtureOfExperts, model.expertLayers > 0 else { return 0 }
    return model.routedExpertBytes(format) / Double(model.expertLayers * mixture.experts) / Double(layout.expertTensor)
  }

  /// What iterations wait for missing experts, by their tokens.
  ///
  /// Loaded, what is predicted comes while the layer before computes; the rest stands alone, each expert a message of its own. The
  /// host reads the experts that are needed and multiplies the rows that chose them, and the accelerators wait for both and for two
  /// messages, rows there and sums back.
  func load(
    model: ModelShape, mixture: MixtureOfExperts, options: DeploymentOptions, rates: RooflineRates
  ) -> @Sendable (Int) -> WeightLoad {
    let missing = MissingExperts(self, mixture: mixture, placement: options.experts)
    let layers = Double(model.expertLayers)
    let format = options.weightFormat ?? model.nativeFormat
    let bytes = Self.expertBytes(of: model, format: format, layout: options.layout)
    switch onMiss {
    case .load:
      return { tokens in
        let touched = missing.touched(tokens: tokens) / regroup
        if touched == 0 { return .none }
        let loaded = layers * touched * bytes
        let seconds = loaded / link.bandwidthBytesPerSecond.value
        let alone = (1 - predictor) * (seconds + layers * touched * link.latencySeconds.value)
        return WeightLoad(
          hidden: RooflineRates.duration(predictor * seconds), exposed: RooflineRates.duration(alone),
          energyNanojoules: rates.copyNanojoules(bytes: loaded))
      }
    case .hostCompute:
      let (read, flops) = (hostBytesPerSecond ?? .infinity, hostFLOPs ?? .infinity)
      let (values, whole) = (Self.values(of: model, mixture), bytes * Double(options.layout.expertTensor))
      let width = 2 * Double(mixture.latentSize ?? model.hiddenSize)
      return { tokens in
        let touched = missing.touched(tokens: tokens)
        if touched == 0 { return .none }
        let rows = missing.rows(tokens: tokens)
        let computing = max(touched * whole / read, rows * 2 * values / flops)
        let hops = 2 * link.seconds(bytes: min(rows, Double(tokens)) * width)
        return WeightLoad(hidden: .zero, exposed: RooflineRates.duration(layers * (computing + hops)), energyNanojoules: 0)
      }
    }
  }
}
