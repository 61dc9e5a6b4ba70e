import Model

/// The matrices that adapters stand beside, on one accelerator of a replica.
///
/// Of a matrix whose outputs are divided over a tensor group each accelerator has all inputs, and of one whose inputs are divided all
/// outputs (vLLM without `fully_sharded_loras`: `vllm/lora/layers/column_parallel_linear.py`, `row_parallel_linear.py`).
struct AdapterMatrices: Hashable, Sendable {
  /// Matrices, all layers together.
  private(set) var count = 0
  /// Their inputs and outputs, summed: values that a rank takes.
  private(set) var values = 0
  /// Bytes of activations that a row reads and writes: inputs read, outputs read and written, 16 bits each.
  private(set) var bytesPerRow = 0
  /// Bytes of the matrices themselves in 16 bits.
  private(set) var weightBytes = 0

  init(of model: ModelShape, targets: Adapters.Targets, tensor: Int) {
    if targets == .none { return }
    func divided(_ size: Int) -> Int { (size + tensor - 1) / tensor }
    let hidden = model.hiddenSize
    for variant in model.attentionVariants {
      let heads = variant.heads
      let queries = (model.details.attentionOutputGate ? 2 : 1) * heads.queries * heads.keySize
      let cached = divided(heads.keysAndValues)
      add(variant.layers, inputs: hidden, outputs: divided(queries))
      add(variant.cachedLayers, inputs: hidden, outputs: cached * heads.keySize)
      add(variant.cachedLayers, inputs: hidden, outputs: cached * heads.valueSize)
      add(variant.layers, inputs: divided(heads.queries * heads.valueSize), outputs: hidden)
    }
    if targets == .attention { return }
    for layers in model.feedForwards where layers.width > 0 {
      add((model.gatedFeedForward ? 2 : 1) * layers.layers, inputs: hidden, outputs: divided(layers.width))
      add(layers.layers, inputs: divided(layers.width), outputs: hidden)
    }
  }

  private mutating func add(_ times: Int, inputs: Int, outputs: Int) {
    count += times
    values += times * (inputs + outputs)
    bytesPerRow += times * 2 * (inputs + 2 * outputs)
    weightBytes += times * 2 * inputs * outputs
  }
}
