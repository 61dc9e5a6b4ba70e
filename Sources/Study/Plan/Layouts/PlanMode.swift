/// How the work of a request is divided among replicas.
public enum PlanMode: String, Hashable, Sendable, CaseIterable {
  /// Every replica computes prompts and tokens.
  case aggregated
  /// Some replicas compute prompts and hand the KV over to others, which produce the tokens (Zhong et al., DistServe, OSDI 2024; Patel
  /// et al., Splitwise, ISCA 2024).
  case disaggregated

  /// How many kinds of replicas there are.
  public var pools: Int { self == .aggregated ? 1 : 2 }
}
