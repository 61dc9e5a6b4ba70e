import Kernel
import Serving

extension Vocabulary {
  private static let anyTime = Duration(picoseconds: 1) ... .seconds(9_000_000)

  /// What is to befall the replicas and the links between them.
  static let failures = Key(
    "failures",
    .list([
      Key(
        "pool", .text, default: auto, words: [Word(auto, "the only pool, or all of them")],
        "The pool whose replicas are meant."),
      Key(
        "replica", .count(0...65_535), default: auto, words: [Word(auto, "all replicas of the pool")],
        "The first replica that is meant, counted from 0 in its pool."),
      Key("replicas", .count(1...65_536), default: "1", "How many in a row, such as those of a rack; read where 'replica' is given."),
      Key("at", .time(.zero ... .seconds(9_000_000)), default: none, words: [Word(none, "by chance, see 'mtbf'")], "When it happens."),
      Key("for", .time(anyTime), default: none, words: [Word(none, "to the end of the run")], "How long it lasts, coming back included."),
      Key(
        "slow", .number(1...1000), default: none, words: [Word(none, "they crash")],
        "They do not crash, and their iterations take so many times their time."),
      Key(
        "link",
        .word([
          Word("port", "`port_link` of replicas"), Word("node", "`node_link` of replicas"), Word("rack", "`rack_link` of a node"),
          Word("spine", "`spine_link` of a rack"),
        ]), default: none, words: [Word(none, "they crash, or are slow")],
        "Not the replicas fail but links of the network, in both directions, and KV that is handed over waits."),
      Key(
        "node", .count(0...65_535), default: auto, words: [Word(auto, "all nodes")],
        "The node whose link is meant, counted from 0 through the pools; read where 'link' is 'rack'."),
      Key(
        "rack", .count(0...65_535), default: auto, words: [Word(auto, "all racks")],
        "The rack whose link is meant, counted from 0; read where 'link' is 'spine'."),
      Key(
        "bandwidth", .fraction(0...1), default: none, words: [Word(none, "the link is lost")],
        "What is left of the link's bandwidth."),
      Key(
        "mtbf", .time(Duration.seconds(1) ... .seconds(9_000_000)), default: none, words: [Word(none, "once, see 'at'")],
        "Mean time between crashes that come by chance."),
      Key(
        "mttr", .time(Duration.milliseconds(1) ... .seconds(9_000_000)), default: "5 min",
        "Mean time until a replica is back from such a crash, start-up included."),
    ]), default: none, words: [Word(none, "nothing fails")],
    "Crashes and slowdowns of replicas, and links that are lost or slow. Requests of a dead replica are sent elsewhere and computed anew.")

  /// How the number of a pool's replicas follows the load.
  static let scaling = Key(
    "scaling", .variant(scalingPolicies), default: "fixed", "Whether all replicas are there all the time, or as many as the load asks for.")

  private static let scalingPolicies = Variant(
    tag: "policy", noun: "scaling policy", cases: { scalingCases }, defaultCase: "target_requests")

  private static let scalingCases = [
    Variant.Case("fixed", "all replicas are there all the time"),
    Variant.Case(
      "target_requests", "as many as give each so many requests, as Kubernetes' horizontal autoscaler does; 'replicas' is the most",
      [
        Key("requests_per_replica", .number(0.01...1e6), default: "32", "Outstanding requests that a replica is to have."),
        Key("minimum", .count(0...65_536), default: "1", "Replicas that are always there."),
        Key(
          "initial", .count(0...65_536), default: auto, words: [Word(auto, "the minimum")], "Replicas that are there at the start."),
        Key(
          "interval", .time(Duration.milliseconds(1) ... .seconds(9_000_000)), default: "15 s",
          "How often the load is looked at (Kubernetes: 15 s)."),
        Key("start_up", .time(.zero ... .seconds(9_000_000)), default: "2 min", "From the decision to a replica that serves."),
        Key(
          "stabilisation", .time(.zero ... .seconds(9_000_000)), default: "5 min",
          "How long there must have been too many before one is taken away (Kubernetes: 5 min)."),
      ]),
  ]
}
