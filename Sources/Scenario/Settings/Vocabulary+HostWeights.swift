import Hardware
import Kernel

extension Vocabulary {
  private static let hostLink = "PCI Express of the accelerator's generation"

  /// Weights that stay in the host's memory.
  static let offload = Key(
    "offload",
    .section([
      .required(
        "weights", .quantity(.bytes, 0...1e15),
        "Bytes of its layers' weights that each accelerator leaves in its host's memory; they come over the link in every iteration."),
      link("link", hostLink, "The link between each accelerator and its host."),
      Key(
        "overlap",
        .word([
          Word(WeightOffload.Overlap.layers.rawValue, "a layer's weights come while the layer before it computes"),
          Word(WeightOffload.Overlap.none.rawValue, "the accelerator waits for all of them"),
        ]), default: WeightOffload.Overlap.layers.rawValue, "What goes on while weights come."),
    ]), default: none, words: [Word(none, "all weights are on the accelerators")],
    "Weights that stay in the host's memory. Memory has room for two layers of what comes; the link takes as long as its bandwidth says.")

  /// Routed experts that stay on the host.
  static let experts = Key(
    "experts",
    .section([
      .required(
        "resident", .count(0...4096, unit: "experts"),
        "Routed experts of every layer that are on the accelerators: the most popular ones, by parallel.expert_zipf."),
      Key(
        "on_miss",
        .word([
          Word(ResidentExperts.Miss.load.rawValue, "the weights of a missing expert come over the link"),
          Word(ResidentExperts.Miss.hostCompute.rawValue, "the host computes it from its own memory while the accelerators wait"),
        ]), default: ResidentExperts.Miss.load.rawValue, "What is done about an expert that is not there."),
      link("link", hostLink, "The link between each accelerator and its host."),
      Key(
        "predictor", .fraction(0...1), default: "0",
        "The share of missing experts that are known a layer ahead, so that they come while it computes."),
      Key(
        "regroup", .number(1...4096), default: "1",
        "How many times fewer missing experts an iteration needs where tokens are put together by the experts they choose."),
      Key(
        "host_bandwidth", .quantity(.bandwidth, 1e-3...1e6), default: none, words: [Word(none, "the host computes nothing")],
        "Bytes a second at which the host of a replica reads the experts that it computes."),
      Key(
        "host_compute_rate", .quantity(.computeRate, 1e-3...1e6), default: none, words: [Word(none, "the host computes nothing")],
        "The arithmetic that the host of a replica attains in the experts that it computes."),
    ]), default: none, words: [Word(none, "all experts are on the accelerators")],
    "Routed experts of which some stay on the host: a batch waits for those that its tokens choose and the accelerators do not hold.")
}
