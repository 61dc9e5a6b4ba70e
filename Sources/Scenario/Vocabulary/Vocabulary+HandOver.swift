import Kernel
import Record
import Serving

extension Vocabulary {
  /// What the replicas of a pool do of a request.
  static let role = Key(
    "role",
    .word([
      Word(PoolRole.both.rawValue, "prompts and tokens"), Word(PoolRole.prefill.rawValue, "prompts; then the KV is handed over"),
      Word(PoolRole.decode.rawValue, "tokens, from KV that is handed over"),
    ]), default: PoolRole.both.rawValue, "What the replicas do of a request.")

  /// Whether replicas ever take the other phase.
  static let roles = Key(
    "roles",
    .variant(
      Variant(
        tag: "policy", noun: "policy of roles",
        cases: {
          [
            Variant.Case("fixed", "replicas keep to the role of their pool"),
            Variant.Case(
              "mixed_pool",
              "replicas take the other phase as well while its own are full, as Splitwise's do; it needs 'hand_over.choose: at_arrival'",
              [
                Key(
                  "pending_tokens", .count(1...1_000_000_000, unit: "tokens"),
                  default: "\(MixedPoolRule().pendingTokens) tokens",
                  "Prompt tokens that may wait at a replica before a prompt goes elsewhere (Splitwise: 8,192).")
              ]),
          ]
        }, defaultCase: "mixed_pool")), default: "fixed", "Whether the replicas of prefill and decode pools keep to their roles.")

  /// How KV leaves the replicas of a prefill pool.
  static let handOver = Key.section(
    "hand_over",
    [
      Key(
        "mode",
        .word([
          Word("serialized", "when the prompt is computed"), Word("layered", "layer by layer while it is computed"),
          Word("by_size", "layered for long prompts, serialized for short ones"),
        ]), default: "by_size", "When the KV of a prompt sets out."),
      Key(
        "threshold", .count(1...1_000_000_000, unit: "tokens"), default: "512 tokens",
        "The shortest prompt that goes layer by layer under 'by_size' (Splitwise: 512 on H100)."),
      Key(
        "choose",
        .word([
          Word(HandOverConfiguration.Choice.atHandOver.rawValue, "when the KV is ready to set out"),
          Word(HandOverConfiguration.Choice.atArrival.rawValue, "when the request arrives, as Splitwise does"),
        ]), default: HandOverConfiguration.Choice.atHandOver.rawValue, "When the replica to decode on is chosen."),
      Key(
        "first_token",
        .word([
          Word(HandOverConfiguration.FirstToken.prefill.rawValue, "the prefill side, as Splitwise and DistServe do"),
          Word(HandOverConfiguration.FirstToken.decode.rawValue, "the decode side when it has the KV, as llm-d and Dynamo do"),
        ]), default: HandOverConfiguration.FirstToken.prefill.rawValue,
        "Which side sends a client its first token, to which TTFT is counted."),
      Key(
        "bytes_per_token", .count(1...1_000_000_000, unit: "bytes"), default: auto,
        words: [Word(auto, "what the model's KV heads and the KV format make")],
        "Bytes that a token of the prompt adds to the hand-over."),
    ], "How KV leaves the replicas; read where the role is 'prefill'.")

  /// How replicas reach each other.
  static let network = Key("network", .variant(networks), default: "ports", "How replicas reach each other to hand KV over.")

  private static let networks = Variant(
    tag: "topology", noun: "network",
    cases: {
      [
        Variant.Case(
          "ports", "every replica has ports of its own on a fabric that blocks nobody",
          link("port", default: "infiniband-ndr", width: "the link's, once for each accelerator of the replica", "Each replica's own.")),
        Variant.Case(
          "tree", "replicas in nodes, nodes in racks, racks on a spine",
          [
            Key("replicas_per_node", .count(1...1024), default: "1", "Replicas in a node; a node holds replicas of one pool."),
            Key("nodes_per_rack", .count(1...65_536), default: "4", "Nodes in a rack, in the order of the replicas."),
            Key("node_ports", .count(1...64), default: "8", "Links from a node to its rack's switch."),
            Key(
              "oversubscription", .number(1...1000), default: "1",
              "What the nodes of a rack can send together over what the rack can send to the spine."),
          ]
            + link("node", default: none, width: "the link's", "Between the replicas of a node, for each; none sends them by the rack.")
            + link(
              "rack", default: "infiniband-ndr", width: "the link's, once for each of 'node_ports'", "From a node to its rack's switch.")
            + link(
              "spine", default: "infiniband-ndr", width: "that of the rack's nodes together, over 'oversubscription'",
              "From a rack to the spine; none leaves racks unconnected.")),
      ]
    })

  /// The two keys of a link: its name, and a bandwidth in place of that which follows.
  private static func link(_ name: String, default text: String, width: String, _ meaning: String) -> [Key] {
    [
      Key(name + "_link", .name(links), default: text, words: [Word(none, "no link")], meaning),
      Key(
        name + "_bandwidth", .quantity(.bandwidth, 1e-6...1e9), default: auto, words: [Word(auto, width)],
        "Bandwidth of the \(name) link in one direction."),
    ]
  }
}
