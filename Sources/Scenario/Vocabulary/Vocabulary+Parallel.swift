import Hardware
import Kernel

extension Vocabulary {
  /// How one replica is spread over accelerators.
  static let parallel: [Key] = [
    Key("tensor", .count(1...1024), default: "1", "Accelerators that share every layer."),
    Key("pipeline", .count(1...1024), default: "1", "Stages that the layers are cut into."),
    Key(
      "micro_batches", .count(1...1024), default: auto, words: [Word(auto, "as many as there are stages")],
      "Batches in flight in the pipeline, a request in at most one; each has max_sequences and a part of the KV blocks of its own."),
    Key(
      "data", .count(1...1024), default: "1",
      "Tensor groups of a stage that share its routed experts and divide the sequences among them (data-parallel attention)."),
    Key(
      "expert", .count(1...1024), default: "1",
      "Parts that the routed experts are dealt out in over the accelerators of a stage; 1 divides every expert over all of them."),
    Key(
      "redundant_experts", .count(0...4096), default: "0", "Copies of busy experts in each layer, so that the parts are loaded alike."),
    Key(
      "expert_imbalance", .number(1...4096), default: "1",
      "Tokens that the busiest part of the experts gets over the mean of all parts, copies included; 1 is balanced."),
    Key(
      "expert_zipf", .number(0...10), default: none, words: [Word(none, "as expert_imbalance says")],
      "Exponent of a Zipf law by which tokens choose experts; the imbalance then follows from it and from the copies."),
    Key(
      "tensor_link", .name(links), default: auto, words: [Word(auto, "the accelerator's own")],
      "The link between the accelerators that share a layer."),
    Key(
      "expert_link", .name(links), default: auto, words: [Word(auto, "the tensor_link")],
      "The link over which tokens travel to their experts."),
    Key(
      "pipeline_link", .name(links), default: auto, words: [Word(auto, "the accelerator's own")], "The link between pipeline stages."),
  ]
}
