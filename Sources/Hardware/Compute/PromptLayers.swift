import Kernel
import Model

/// Layers that prompts run only in part: behind the first of them only the keys and values of a prompt are made, out of what the last
/// whole layer gives, and no attention, output, or feed-forward of it (SwiftKV, arXiv 2410.03960). Decodes run all layers.
public struct PromptLayers: Hashable, Sendable {
  /// Layers, from the first on, that prompts run whole.
  public var whole: Int
  /// Neighbouring layers behind them that have one copy of keys and values together.
  public var layersPerCopy: Int

  /// Layers that prompts run.
  public init(whole: Int, layersPerCopy: Int = 1) {
    self.whole = whole
    self.layersPerCopy = layersPerCopy
  }

  /// Layers with keys and values of their own, of so many in all.
  func cachedLayers(of layers: Int) -> Int { whole + (layers - whole + layersPerCopy - 1) / layersPerCopy }

  /// The model with as much KV as its layers keep.
  ///
  /// - Throws: ``InputError`` for a model that is not divided so.
  public func applied(to model: ModelShape) throws(InputError) -> ModelShape {
    guard model.givenAttentionGroups == nil, model.slidingWindow == nil, model.latentAttention == nil, model.linearMixers.isEmpty,
      model.sharedBlocks == nil
    else {
      throw InputError(
        "not every layer of \(model.name) attends to everything with keys and values of its own, as 'compute.prompt_layers' needs it",
        remedy: "leave 'compute' out")
    }
    guard whole >= 1, whole <= model.layers else {
      throw InputError("prompts run \(whole) of the \(model.layers) layers of \(model.name)", remedy: "1 to \(model.layers)")
    }
    guard layersPerCopy >= 1, layersPerCopy <= max(1, model.layers - whole) else {
      throw InputError(
        "\(layersPerCopy) layers with one copy of KV, of the \(model.layers - whole) that prompts do not run",
        remedy: "1 to \(max(1, model.layers - whole))")
    }
    return sharing(model, cachedLayers: cachedLayers(of: model.layers))
  }

  /// The model of which so many layers keep keys and values of their own.
  private func sharing(_ model: ModelShape, cachedLayers: Int) -> ModelShape {
    if cachedLayers == model.layers { return model }
    var shape = model
    shape.givenAttentionGroups = model.attentionGroups.map { group in
      var group = group
      group.cachedLayers = Double(cachedLayers)
      return group
    }
    return shape
  }

  /// The model as the layers see it that prompts run: as if all of it were such.
  func upper(_ model: ModelShape) -> ModelShape {
    var shape = model
    shape.givenAttentionGroups = nil
    return shape
  }

  /// The model as the other layers see it: as if all of it were such.
  func lower(_ model: ModelShape) -> ModelShape {
    // Of the layers here so many have a copy, whole ones or not: a stage takes its share of them.
    let behind = model.layers - whole
    if behind == 0 || layersPerCopy == 1 { return upper(model) }
    let copies = (behind + layersPerCopy - 1) / layersPerCopy
    var shape = upper(model)
    shape.givenAttentionGroups = shape.attentionGroups.map { group in
      var group = group
      group.cachedLayers = Double(copies) * Double(model.layers) / Double(behind)
      return group
    }
    return shape
  }
}

extension DeploymentOptions {
  /// Refuses settings of which nobody has said what they do beside layers that prompts do not run.
  ///
  /// - Throws: ``InputError`` naming both.
  public func checkPromptLayers() throws(InputError) {
    if promptLayers == nil { return }
    try ContextParallel.refuse(
      beside: "compute.prompt_layers",
      [
        ("parallel.pipeline", layout.pipeline > 1), ("parallel.data", layout.data > 1), ("parallel.context", layout.context.groups > 1),
        ("parallel.decode_context", layout.context.decode > 1), ("parallel.feed_forward", layout.feedForward != nil),
        ("offload.weights", offload?.bytes ?? 0 > 0), ("experts.resident", residentExperts != nil), ("speculation", draft != nil),
        ("step_times", stepTimes != nil), ("adapters", adapters != nil), ("kv", kv != nil),
        ("costs.overlap_threshold", roofline.overlapThresholdTokens != nil), ("costs.overlap_table", !roofline.overlapTable.isEmpty),
      ])
  }
}
