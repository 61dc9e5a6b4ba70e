import Kernel
import Model

/// How one replica of a model is spread over accelerators.
///
/// Tensor parallelism divides every layer (Megatron-LM, arXiv 1909.08053). Pipeline stages hold consecutive layers and
/// one batch at a time passes through all of them, so a pipeline adds memory and hops but no speed; several batches in
/// flight are the main loop's affair.
public struct ParallelLayout: Hashable, Sendable {
  /// Accelerators that share every layer.
  public var tensor: Int
  /// Stages that the layers are cut into.
  public var pipeline: Int

  /// A layout; 1 and 1 is a single accelerator.
  public init(tensor: Int = 1, pipeline: Int = 1) {
    self.tensor = tensor
    self.pipeline = pipeline
  }

  /// Accelerators in a replica.
  public var accelerators: Int { tensor * pipeline }

  /// Refuses layouts that the model's heads or layers cannot be divided by.
  ///
  /// KV heads may be fewer than the tensor degree; each accelerator then holds a copy of one.
  /// - Throws: ``InputError`` saying which degree would be right.
  public func validate(for model: ModelShape) throws(InputError) {
    guard tensor >= 1, tensor <= 4096 else {
      throw InputError("tensor parallel degree \(tensor) is out of range", remedy: "1 to 4096, a divisor of the \(model.heads) heads")
    }
    guard pipeline >= 1, pipeline <= model.layers else {
      throw InputError("\(pipeline) pipeline stages are out of range", remedy: "1 to \(model.layers), the layers of \(model.name)")
    }
    if model.heads % tensor != 0 {
      let fitting = (1...64).filter { model.heads % $0 == 0 }.map(String.init).joined(separator: ", ")
      throw InputError("\(model.heads) heads of \(model.name) cannot be divided over \(tensor) accelerators", remedy: "one of \(fitting)")
    }
    let keyValueHeads = model.latentAttention == nil ? model.keyValueHeads : 1
    if keyValueHeads % tensor != 0 && tensor % keyValueHeads != 0 {
      throw InputError(
        "\(keyValueHeads) KV heads of \(model.name) can neither be divided nor copied over \(tensor) accelerators",
        remedy: "a degree that divides \(keyValueHeads) or is a multiple of it")
    }
  }

  /// KV heads that one accelerator holds, copies included.
  public func keyValueHeadsPerAccelerator(of model: ModelShape) -> Int { max(1, model.keyValueHeads / tensor) }

  /// Layers of the fullest stage.
  public func layersPerStage(of model: ModelShape) -> Int { (model.layers + pipeline - 1) / pipeline }
}
