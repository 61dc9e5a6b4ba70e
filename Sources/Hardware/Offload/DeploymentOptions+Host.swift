import Kernel
import Model

extension DeploymentOptions {
  /// Where experts are, with those alone that the accelerators compute.
  var computedExperts: ExpertPlacement {
    guard let residentExperts, residentExperts.onMiss == .hostCompute else { return experts }
    var placement = experts
    placement.computed = residentExperts.resident
    return placement
  }

  /// Refuses weights on the host that cannot be there, and pairs of settings of which nobody has said what they do together.
  ///
  /// - Throws: ``InputError`` naming both.
  public func checkHostWeights(of model: ModelShape) throws(InputError) {
    if let offload {
      try Self.checkLink(offload.link)
      if offload.bytes > 0 {
        try ContextParallel.refuse(
          beside: "offload.weights", [("parallel.pipeline", layout.pipeline > 1), ("parallel.context", layout.context.groups > 1)])
      }
      let most = MemoryPlan.layerBytes(of: model, options: self)
      guard offload.bytes >= 0, offload.bytes <= most else {
        let (asked, there) = (Double(offload.bytes) / 1e9, (Double(most) / 1e8).rounded(.down) / 10)
        throw InputError(
          "\(asked) GB of weights are to stay in the host's memory, and the layers of \(model.name) have \(there) GB on each accelerator",
          remedy: "0 to \(there) GB")
      }
    }
    guard let residentExperts else { return }
    try residentExperts.validate(for: model)
    try Self.checkLink(residentExperts.link)
    try ContextParallel.refuse(
      beside: "experts.resident",
      [
        ("offload.weights", offload?.bytes ?? 0 > 0), ("parallel.pipeline", layout.pipeline > 1), ("parallel.data", layout.data > 1),
        ("parallel.expert", layout.expert > 1), ("parallel.context", layout.context.groups > 1), ("step_times", stepTimes != nil),
      ])
  }

  private static func checkLink(_ link: Link) throws(InputError) {
    guard link.bandwidthBytesPerSecond.value > 0, link.bandwidthBytesPerSecond.value < 1e20, link.latencySeconds.value >= 0,
      link.latencySeconds.value < 10
    else { throw InputError("the link '\(link.id)' to the host has no speed", remedy: "a positive bandwidth, and 0 to 10 s") }
  }
}

extension DeploymentSetting {
  /// `model`, whose iterations wait for what stays on the host.
  func waitingForHost(_ model: any ExplainingCostModel) -> any ExplainingCostModel {
    let tokens = min(16_384, max(1, options.maximumBatchedTokens) + max(1, options.maximumSequences))
    if let offload = options.offload, offload.bytes > 0 {
      let load = offload.load(layers: self.model.layers, rates: rates)
      return LoadingCostModel(
        model, part: .weightLoad, limit: .link, operation: "weights over \(offload.link.id)", tabulatedTokens: 1, load: { _ in load })
    }
    guard let experts = options.residentExperts, let mixture = self.model.mixtureOfExperts, experts.resident < mixture.experts else {
      return model
    }
    let isLoaded = experts.onMiss == .load
    return LoadingCostModel(
      model, part: isLoaded ? .weightLoad : .hostExperts, limit: isLoaded ? .link : .host,
      operation: isLoaded ? "experts over \(experts.link.id)" : "experts that the host computes", tabulatedTokens: tokens,
      load: experts.load(model: self.model, mixture: mixture, options: options, rates: rates))
  }
}
