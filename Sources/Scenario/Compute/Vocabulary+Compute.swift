import Hardware
import Kernel

extension Vocabulary {
  /// Layers that not every token runs.
  static let compute = Key(
    "compute",
    .section([
      .required(
        "prompt_layers", .fraction(0.001...1),
        "The share of the layers, from the first on, that prompts run whole; of the others only their keys and values are made. Decodes, and "
          + "the last token of each chunk, run all layers."),
      Key(
        "layers_per_copy", .count(1...1024, unit: "layers"), default: "1",
        "Neighbouring layers that prompts do not run which have one copy of keys and values together."),
    ]), default: none, words: [Word(none, "every token runs every layer")],
    "Layers that not every token runs.")
}
