import Model

/// A part of the model's layers that one group of accelerators runs, with what stands before the first layer and after
/// the last.
public struct PipelineStage: Hashable, Sendable {
  /// Its layers.
  public let layers: Range<Int>
  /// Whether the tokens' embedding and the host's work for an iteration are here.
  public let isFirst: Bool
  /// Whether the LM head and the sampler are here.
  public let isLast: Bool

  /// All layers in one stage.
  static func whole(_ model: ModelShape) -> PipelineStage {
    PipelineStage(layers: 0..<model.layers, isFirst: true, isLast: true)
  }

  /// The stages of a pipeline. Layers that are left over go one each to the stages before the last, from behind, for the
  /// last one has the LM head (vLLM: `vllm/distributed/utils.py`, `get_pp_indices`).
  static func stages(_ count: Int, of model: ModelShape) -> [PipelineStage] {
    let (each, left) = (model.layers / count, model.layers % count)
    var start = 0
    return (0..<count).map { index in
      let takesOneMore = index < count - 1 && index >= count - 1 - left
      let end = start + each + (takesOneMore ? 1 : 0)
      defer { start = end }
      return PipelineStage(layers: start..<end, isFirst: index == 0, isLast: index == count - 1)
    }
  }

  /// The model with this stage's layers alone. Dense layers of a mixture come first; layers with a window are taken as
  /// spread evenly over the model.
  func shape(of model: ModelShape) -> ModelShape {
    if layers.count == model.layers { return model }
    var shape = model
    shape.layers = layers.count
    if let mixture = model.mixtureOfExperts {
      shape.mixtureOfExperts?.denseLayers = layers.clamped(to: 0..<mixture.denseLayers).count
    }
    // Groups that are given are spread evenly as well.
    let share = Double(layers.count) / Double(model.layers)
    shape.givenAttentionGroups = model.givenAttentionGroups?.map { group in
      var group = group
      group.layers *= share
      group.cachedLayers = group.cachedLayers.map { $0 * share }
      return group
    }
    shape.linearMixers = model.linearMixers.map { mixer in
      var mixer = mixer
      mixer.layers = spread(mixer.layers, over: model)
      return mixer
    }
    shape.givenFeedForwards = model.givenFeedForwards?.map { FeedForwardLayers(layers: spread($0.layers, over: model), width: $0.width) }
    shape.otherLayerParameters = spread(model.otherLayerParameters, over: model)
    if let window = model.slidingWindow {
      let windowed = spread(window.layers, over: model)
      shape.slidingWindow = windowed > 0 ? window : nil
      shape.slidingWindow?.layers = windowed
    }
    return shape
  }

  /// This stage's part of what is spread evenly over the layers.
  private func spread(_ count: Int, over model: ModelShape) -> Int {
    layers.upperBound * count / model.layers - layers.lowerBound * count / model.layers
  }
}
