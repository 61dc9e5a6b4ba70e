import Kernel
import Record

/// Which cached block loses its content when a block is needed.
///
/// A new rule is a case and an entry in ``all``, and its arithmetic in ``EvictionWorth``. One that is neither in order of use nor
/// by worth needs an order of its own in ``FreeBlockQueue``.
public enum EvictionPolicy: Hashable, Sendable {
  /// The one used longest ago (vLLM: `vllm/v1/core/kv_cache_utils.py`, `FreeKVCacheBlockQueue`).
  case leastRecentlyUsed
  /// The one with the least uses x time to recompute it; all blocks are of one size. What was evicted last raises what
  /// comes later by `aging` of its worth, so that old fame fades: with an aging of 1 this is GDSF (Cherkasova, "Improving
  /// WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy", HP Labs 1998), with 0 plain popularity x cost
  /// (Cache-Craft, SIGMOD 2025).
  case popularityCost(agingThousandths: Int64)

  /// A policy as scenarios name it.
  public struct Documentation: Sendable {
    /// As written in YAML.
    public let name: String
    /// What it does, in one sentence.
    public let summary: String
    /// Its parameters.
    public let parameters: [ParameterDoc]
    let make: @Sendable (Parameters) -> EvictionPolicy
  }

  /// Every policy, the default one first.
  public static let all: [Documentation] = [
    Documentation(
      name: "lru", summary: "the block used longest ago is forgotten first, of a prompt the end before the beginning", parameters: [],
      make: { _ in .leastRecentlyUsed }),
    Documentation(
      name: "popularity_cost", summary: "the block with the least uses x time to recompute it is forgotten first",
      parameters: [
        ParameterDoc(
          "aging", .number(1), range: 0...1,
          meaning: "how much of the worth of what was forgotten last is added to what comes later: 0 never forgives an early lack of fame")
      ],
      make: { .popularityCost(agingThousandths: Int64(($0.number("aging") * 1000).rounded())) }),
  ]

  /// The policies' names as written in YAML.
  public static var names: [String] { all.map(\.name) }

  /// The policy called `name`.
  ///
  /// - Throws: ``InputError`` for a name or a parameter that does not exist, with a suggestion.
  public static func policy(named name: String, _ given: [String: ParameterValue] = [:]) throws -> EvictionPolicy {
    let found = try Catalog(of: "eviction policy", all) { [$0.name] }.required(name)
    return found.make(try Parameters(found.parameters, given: given, policy: name))
  }
}
