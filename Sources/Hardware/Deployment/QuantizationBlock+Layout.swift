import Model

extension QuantizationBlock {
  /// The matrices whose part on one accelerator is not made of whole blocks, in words.
  public func undivided(of model: ModelShape, over layout: ParallelLayout) -> [String] {
    var faults: [String] = []
    func check(_ what: String, _ size: Int, over degree: Int, by block: Int) {
      if degree > 1 && size % degree == 0 && size / degree % block != 0 { faults.append("\(what) of \(size / degree)") }
    }
    let block = outputs == 1 ? inputs : max(outputs, inputs)
    if let mixture = model.mixtureOfExperts {
      check("experts", mixture.expertIntermediateSize, over: layout.expertTensor, by: block)
      if mixture.sharedIntermediateSize > 0 { check("shared experts", mixture.sharedIntermediateSize, over: layout.tensor, by: block) }
    }
    if model.mixtureOfExperts.map({ $0.denseLayers > 0 }) ?? true {
      check("feed-forward layers", model.intermediateSize, over: layout.tensor, by: block)
    }
    if model.latentAttention == nil { check("attention outputs", model.heads * model.headSize, over: layout.tensor, by: inputs) }
    return faults
  }
}
