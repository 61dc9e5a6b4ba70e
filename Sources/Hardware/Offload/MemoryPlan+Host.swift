import Model

extension MemoryPlan {
  /// Bytes of the layers' weights on the fullest accelerator: without the embedding and the LM head, which always stay.
  static func layerBytes(of model: ModelShape, options: DeploymentOptions) -> Int {
    let format = options.weightFormat ?? model.nativeFormat
    let all = weightBytes(of: model, format: format, layout: options.layout, redundantExperts: options.experts.redundantExperts)
    let wide = model.wideFormat(format).bytesPerValue
    let ends = Double(model.embeddingParameters + model.headParameters) * wide / Double(options.layout.tensor)
    return max(0, all - Int(min(ends, 1e17)))
  }

  /// Bytes of weights that stay on the host for each accelerator, and those of the buffer that they come into.
  static func hostWeights(of model: ModelShape, options: DeploymentOptions) -> (bytes: Int, staging: Int) {
    if let offload = options.offload, offload.bytes > 0 { return (offload.bytes, offload.stagingBytes(layers: model.layers)) }
    guard let experts = options.residentExperts, let mixture = model.mixtureOfExperts else { return (0, 0) }
    let format = options.weightFormat ?? model.nativeFormat
    let each = ResidentExperts.expertBytes(of: model, format: format, layout: options.layout)
    let missing = max(0, mixture.experts - experts.resident)
    let staged = experts.onMiss == .load ? min(ResidentExperts.stagedExperts, missing) : 0
    return (Int((each * Double(missing * model.expertLayers)).rounded(.down)), Int((each * Double(staged)).rounded(.up)))
  }
}
