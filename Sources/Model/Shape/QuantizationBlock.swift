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
}
