/// How tokens reach the accelerators of their experts where the accelerators of a stage hold different sequences.
public enum ExpertExchange: String, Hashable, Sendable, Codable, CaseIterable {
  /// Every accelerator gets every token once, and the results are summed up and scattered (vLLM: `allgather_reducescatter`).
  case allGatherReduceScatter = "allgather_reducescatter"
  /// A token is sent to the accelerators of its experts, a copy for each (DeepEP).
  case pointToPoint = "point_to_point"
}
