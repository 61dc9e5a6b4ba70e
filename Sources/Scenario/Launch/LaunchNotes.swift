/// What is said of settings that an engine cannot be told.
enum LaunchNotes {
  /// Figures of the machine and of the engine's program, which are there whatever anybody is told.
  private static let figures: Set = [
    "front_end_delay", "front_end_service", "delivery_delay", "host_time", "host_time_per_sequence", "exposed_host_time", "eager_launch",
    "exposed_launch", "elementwise_share", "graphed_attention_saving", "collective_wait", "fused_all_reduce", "expert_compute_rate",
    "expert_time_ratio",
    "sampler", "sort_time_ratio", "trial_sampler", "held_hidden_states", "cold_start", "graph_memory", "activation_reserve",
    "engine_reserve", "unusable_blocks", "swap_link", "host_cache_link", "remote_cache_link", "memory_scope", "preset",
  ]

  /// Of a layout, what is the machine's or the model's own.
  private static let placement: Set = ["tensor_link", "expert_link", "pipeline_link", "expert_imbalance", "expert_zipf", "context_link"]

  /// Of speculation, what an engine does; how much of a draft is right is the load's own.
  private static let drafting: Set = ["draft", "tokens"]

  /// Where something that is done goes by a setting; the rest are figures of the simulation.
  static func isBehaviour(_ key: String) -> Bool {
    let parts = key.split(separator: ".").map(String.init)
    switch parts[0] {
    case "scheduler", "role", "roles", "router", "decode_router", "hand_over", "scaling", "formats": return true
    case "speculation": return parts.count > 1 && drafting.contains(parts[1])
    case "kv": return parts.count > 1 && !["upkeep", "select_time", "scan_bytes", "scan_flops"].contains(parts[1])
    case "offload", "experts": return parts.count > 1 && ["weights", "overlap", "resident", "on_miss", "regroup"].contains(parts[1])
    case "adapters": return parts.count > 1 && ["device_slots", "rank", "targets", "kernel", "overtaking"].contains(parts[1])
    case "encoder": return parts.count > 1 && ["model", "cache"].contains(parts[1])
    case "parallel": return parts.count > 1 && !placement.contains(parts[1])
    case "engine": return parts.count > 1 && !figures.contains(parts[1])
    default: return false
    }
  }

  /// A difference in words, such as `scheduler.name: shortest_job_first cannot be told`.
  static func text(_ difference: (key: String, text: String, own: String?), engine: LaunchEngine) -> String {
    guard let own = difference.own, own != difference.text, difference.key.hasPrefix("engine.") else {
      return "\(engine.name) cannot be told \(difference.key): \(difference.text)"
        + (reason(difference.key, engine).map { "; \($0)" } ?? "")
    }
    return "\(difference.key) was simulated as \(difference.text); \(engine.name) has \(own)"
  }

  /// What to do about a setting, where something can be done.
  private static func reason(_ key: String, _ engine: LaunchEngine) -> String? {
    switch key {
    case "speculation.draft" where engine == .vllm: "give it --speculative-config with the draft's checkpoint"
    case "speculation.draft" where engine == .sglang: "give it --speculative-algorithm and --speculative-draft-model-path"
    case "parallel.feed_forward.groups": "its replicas run attention and feed-forward layers on the same accelerators"
    case "formats.weights": "give it a checkpoint in that format"
    case "role" where engine == .tensorrt: "trtllm-serve disaggregated says which servers do prompts"
    default: nil
    }
  }
}
