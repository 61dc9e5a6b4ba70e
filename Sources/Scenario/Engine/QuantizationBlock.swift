import Hardware
import Kernel
import Model

/// How many weights of a quantised checkpoint share a scale: blocks of rows and columns (FP8 by blocks), or groups along the input
/// (GPTQ, AWQ, compressed-tensors).
///
/// What one accelerator holds of a matrix must be made of whole blocks: vLLM refuses others, and some servers pad them (vLLM 0.19,
/// `validate_fp8_block_shape` and `Fp8MoEMethod.create_weights`; `verify_marlin_supports_shape` for groups).
public struct QuantizationBlock: Hashable, Sendable {
  /// Outputs that share a scale.
  public var outputs: Int
  /// Inputs that share a scale.
  public var inputs: Int

  /// A block.
  public init(outputs: Int, inputs: Int) {
    self.outputs = outputs
    self.inputs = inputs
  }

  /// The block that the `config.json` at `path` tells; nil where it tells none, or cannot be read.
  init?(configPath path: String) {
    guard let bytes = try? RegularFile.bytes(of: path, limit: 16 << 20), let config = try? JSONValue(parsing: bytes) else { return nil }
    let places = [config, config["text_config"]].flatMap { [$0?["quantization_config"], $0?["compression_config"]] }
    guard let quantization = places.compactMap({ $0 }).first else { return nil }
    let weights = quantization["config_groups"]?.members?.first?.value["weights"]
    for block in [quantization["weight_block_size"], weights?["block_structure"]] {
      let sizes = (block?.list ?? []).compactMap(Self.size)
      if sizes.count == 2 {
        self.init(outputs: sizes[0], inputs: sizes[1])
        return
      }
    }
    guard let inputs = [quantization["group_size"], weights?["group_size"]].compactMap({ $0.flatMap(Self.size) }).first else { return nil }
    self.init(outputs: 1, inputs: inputs)
  }

  private static func size(_ value: JSONValue) -> Int? { value.number?.whole.flatMap { (1...65_536).contains($0) ? $0 : nil } }

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
