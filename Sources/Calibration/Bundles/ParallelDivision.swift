import Kernel
import Model

/// Whether a degree divides a model as the profiler divides it.
enum ParallelDivision {
  static func check(_ tensor: Int, of model: ModelShape, file: String) throws {
    guard tensor >= 1, model.heads % tensor == 0, model.keyValueHeads % tensor == 0, model.intermediateSize % tensor == 0 else {
      throw InputError(
        "\(model.name) cannot be divided by \(tensor)", file: file,
        remedy: "a divisor of its \(model.heads) heads and \(model.keyValueHeads) key-value heads")
    }
  }
}
