import Hardware
import Kernel
import Model

/// Which layers tokens run, as a scenario has it.
enum ComputeReader {
  /// Puts `compute` of a pool among the options, whose other settings stand, and alters the model's KV with it.
  ///
  /// - Throws: ``InputError`` at the section that cannot be, or that nothing goes together with.
  static func apply(_ pool: Setting, to options: inout DeploymentOptions, model: inout ModelShape) throws(InputError) {
    let compute = pool["compute"]
    guard !compute.members.isEmpty else { return }
    let share = compute["prompt_layers"].required(compute["prompt_layers"].number)
    let layers = PromptLayers(
      whole: max(1, Int((share * Double(model.layers)).rounded())),
      layersPerCopy: compute["layers_per_copy"].required(compute["layers_per_copy"].count))
    // All of them are what there is without.
    if layers.whole >= model.layers && layers.layersPerCopy == 1 { return }
    options.promptLayers = layers
    do {
      model = try layers.applied(to: model)
      try options.checkPromptLayers()
    } catch { throw error.placed(at: compute.place) }
  }
}
