import Kernel

extension ConfigReader {
  /// The routed experts, under every family's names.
  func mixture(layers: Int) throws(InputError) -> MixtureOfExperts? {
    guard let experts = try experts(), experts > 1 else { return nil }
    let width = try expertWidth()
    var mixture = MixtureOfExperts(
      experts: experts, expertsPerToken: try expertsPerToken(), expertIntermediateSize: width,
      sharedIntermediateSize: try sharedWidth(expert: width), denseLayers: try denseLayers(layers: layers),
      sharedExpertGate: ["qwen2_moe", "qwen3_next", "qwen3_5_moe", "qwen3_5_moe_text"].contains(type))
    mixture.latentSize = try keys.optionalInteger("moe_latent_size")
    return mixture
  }

  /// A number that some families write as a list with one entry for each layer or modality, of which the first is the text's.
  private func first(_ names: String...) throws(InputError) -> Int? {
    for name in names {
      if keys.object[name]?.list != nil {
        if let first = try keys.integers(name)?.first { return first }
      } else if let value = try keys.givenInteger(name) {
        return value
      }
    }
    for name in names where keys.object[name]?.list == nil {
      if let value = try keys.optionalInteger(name) { return value }
    }
    return nil
  }

  private func experts() throws(InputError) -> Int? {
    // Hybrids of NVIDIA have routed experts where their pattern has an E.
    if family.special == .nemotronHybrid, try !nemotronPattern().contains("E") { return nil }
    // Gemma 4's mixtures are switched on by a flag of their own.
    if try keys.optionalFlag("enable_moe_block") == false { return nil }
    return try first(
      "num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "num_moe_experts", "num_routed_experts")
  }

  private func expertsPerToken() throws(InputError) -> Int {
    let given = try first(
      "num_experts_per_tok", "experts_per_token", "num_experts_per_token", "moe_k", "moe_topk", "moe_top_k", "top_k_experts",
      "num_selected_experts", "moe_router_topk", "topk")
    if let given { return given }
    return try keys.integer("num_experts_per_tok", "experts_per_token", "moe_k")
  }

  private func expertWidth() throws(InputError) -> Int {
    let given = try first("moe_intermediate_size", "expert_ffn_hidden_size", "moe_ffn_hidden_size", "expert_intermediate_size")
    if let given { return given }
    return try keys.integer("moe_intermediate_size", "intermediate_size", "ffn_hidden_size")
  }

  /// The width of the shared experts together: given, or as a number of experts; Llama 4 always has one.
  private func sharedWidth(expert width: Int) throws(InputError) -> Int {
    if let shared = try keys.optionalInteger("shared_expert_intermediate_size", "shared_intermediate_size", "share_expert_dim") {
      return shared
    }
    let given = try first("n_shared_experts", "moe_num_shared_experts", "num_shared_experts", "num_shared_expert")
    let count = given ?? (type.hasPrefix("llama4") ? 1 : 0)
    let each = try keys.optionalInteger("moe_shared_expert_intermediate_size") ?? width
    let (product, overflow) = count.multipliedReportingOverflow(by: each)
    guard !overflow else {
      throw InputError("the number of shared experts is \(count), out of range", file: keys.file, remedy: "'n_shared_experts' as it is")
    }
    return product
  }

  /// Layers whose feed-forward is not routed: by a list, by where the routed ones begin and end, or by a step.
  private func denseLayers(layers: Int) throws(InputError) -> Int {
    if let listed = try listedDenseLayers(layers) { return listed }
    let leading = try keys.optionalInteger("first_k_dense_replace", "num_dense_layers", "moe_layer_start_index") ?? 0
    let step = try step("decoder_sparse_step", "interleave_moe_layer_step", "moe_layer_interval", "moe_layer_freq", "expert_layer_period")
    // The layers that are routed are those whose number, counted from 1, a step divides; in Jamba an offset says which.
    var routed: (Int) -> Bool = { ($0 + 1) % step == 0 }
    if let offset = try keys.optionalInteger("expert_layer_offset") { routed = { ((($0 - offset) % step) + step) % step == 0 } }
    let end = try keys.givenInteger("moe_layer_end_index").flatMap { $0 < 0 ? nil : $0 } ?? layers - 1
    let dense = Set(try keys.integers("mlp_only_layers") ?? [])
    return (0..<layers).count { $0 < leading || $0 > end || !routed($0) || dense.contains($0) }
  }

  private func listedDenseLayers(_ layers: Int) throws(InputError) -> Int? {
    if let words = keys.texts("mlp_layer_types"), words.count >= layers {
      return words.prefix(max(0, layers)).count { $0 == "dense" }
    }
    if let routed = try keys.integers("moe_layers"), !routed.isEmpty { return layers - routed.count { 0..<layers ~= $0 } }
    if let flags = try keys.integers("moe_layer_freq"), flags.count >= layers { return flags.prefix(max(0, layers)).count { $0 == 0 } }
    if let flags = keys.object["is_moe_layer"]?.list, flags.count >= layers {
      return flags.prefix(max(0, layers)).count { $0.boolean == false }
    }
    if let text = keys.text("moe_layers_enum") {
      let routed = text.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
      return layers - routed.count { 0..<layers ~= $0 }
    }
    return nil
  }

  private func step(_ names: String...) throws(InputError) -> Int {
    for name in names where keys.object[name]?.list == nil {
      guard let step = try keys.optionalInteger(name) else { continue }
      guard step >= 1 else {
        throw InputError("step between expert layers is \(step), out of range", file: keys.file, remedy: "'\(name)' of 1 or more")
      }
      return step
    }
    return 1
  }
}
