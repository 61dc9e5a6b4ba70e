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
      "expert_imbalance", .number(1...4096), default: uniform,
      words: [Word(uniform, "tokens choose at random, all alike: what the busiest part gets follows from how many there are")],
      "Tokens that the busiest part of the experts gets over the mean of all parts, copies included; 1 is balanced."),
    Key(
      "expert_zipf", .number(0...10), default: none, words: [Word(none, "as expert_imbalance says")],
      "Exponent of a Zipf law by which tokens choose experts; the imbalance then follows from it and from the copies."),
    Key(
      "exchange",
      .word([
        Word(ExpertExchange.allGatherReduceScatter.rawValue, "every accelerator gets every token once, and the results are summed up"),
        Word(ExpertExchange.pointToPoint.rawValue, "a token is sent to the accelerators of its experts, a copy for each (DeepEP)"),
      ]), default: auto, words: [Word(auto, "the engine's own: allgather_reducescatter; of 'ideal', point_to_point")],
      "How tokens reach their experts where tensor groups hold sequences of their own."),
    Key(
      "context", .count(1...1024), default: "1",
      "Groups that divide the tokens of every iteration among them, each a tensor group with all weights (context parallelism)."),
    Key(
      "context_scheme", .word(contextSchemes), default: ContextParallel.Scheme.ring.rawValue,
      "How these groups come to each other's part of a prompt."),
    Key(
      "shift_below", .count(1...100_000_000, unit: "tokens"), default: none, words: [Word(none, "all iterations are alike")],
      "Iterations of fewer tokens divide the layers over all groups in place of the tokens; memory holds the weights of both layouts."),
    Key(
      "decode_context", .count(1...1024), default: "1",
      "Accelerators of a tensor group that divide the KV of which each would hold a copy (decode context parallelism)."),
    .section("feed_forward", feedForward, "Accelerators that run the feed-forward layers for those above, which then attend only."),
    link("tensor_link", "the accelerator's own", "The link between the accelerators that share a layer."),
    link("expert_link", "the tensor_link", "The link over which tokens travel to their experts."),
    link("pipeline_link", "the accelerator's own", "The link between pipeline stages."),
    link("context_link", "the tensor_link", "The link between accelerators that divide sequences."),
  ]

  /// Attention and feed-forward layers apart.
  private static let feedForward: [Key] = [
    Key(
      "groups", .count(1...1024), default: none, words: [Word(none, "the accelerators above run all of a layer")],
      "Groups of feed-forward workers, over which routed experts are dealt out; each has all that is dense or shared."),
    Key("tensor", .count(1...1024), default: "1", "Accelerators of a group, which share every weight that it has."),
    Key(
      "micro_batches", .count(1...64), default: "3",
      "Parts of a batch that go to and fro at once, so that attention has one while others are with the workers."),
    link("link", "the expert_link", "The link between accelerators that attend and those that run feed-forward layers."),
  ]

  private static let contextSchemes = [
    Word(ContextParallel.Scheme.ring.rawValue, "keys and values go round while their part of the prompt is attended to"),
    Word(ContextParallel.Scheme.ringBothWays.rawValue, "queries go round one way, and outputs come back the other"),
    Word(ContextParallel.Scheme.gather.rawValue, "all keys and values of a layer are gathered before it"),
    Word(ContextParallel.Scheme.heads.rawValue, "each group attends to the whole prompt with some of the heads"),
  ]

  /// The word for experts that are chosen at random.
  static let uniform = "uniform"

  /// A link by its name, with figures to change, or by its figures alone.
  static func link(_ name: String, _ own: String, _ meaning: String) -> Key {
    let ownWord = [Word(auto, own)]
    let bandwidth = ValueKind.quantity(.bandwidth, 1e-6...1e9)
    let latency = Key(
      "latency", .time(.zero ... .seconds(1)), default: auto, words: [Word(auto, "the link's own")],
      "Time of one step of an exchange with a small message, software included.")
    return Key(
      name,
      .union(
        Union(
          alternatives: [
            .init(
              "a link of the catalog, with figures to change",
              [
                Key("name", .name(links), default: auto, words: ownWord, "Its name ('windtunnel list links')."),
                Key(
                  "bandwidth", bandwidth, default: auto, words: [Word(auto, "what collectives reach of the link's")],
                  "Bytes a second in one direction that large messages reach."), latency,
              ]),
            .init(
              "figures alone",
              [.required("bandwidth", bandwidth, "Bytes a second in one direction that large messages reach."), latency]),
          ], shared: [], shorthand: "name", fault: "does not say which link")), default: auto, words: ownWord,
      meaning + " A name, or figures such as {bandwidth: 16 GB/s, latency: 20 us}.")
  }
}
