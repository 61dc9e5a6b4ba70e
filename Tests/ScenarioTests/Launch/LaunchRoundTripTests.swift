import Foundation
import Kernel
import Testing

import Scenario

/// What starts a cluster is read back into the very scenario that was simulated.
@Suite("Files that start a cluster, read back")
struct LaunchRoundTripTests {
  private static let presets = ["vllm-0.10", "vllm-0.12", "vllm-0.15", "vllm-0.19", "vllm-0.20", "sglang-0.5", "tensorrt-llm-1.2"]

  /// Layouts of a dense model and of a mixture, in one node and over several.
  private static let layouts = [
    "model: llama-3.1-8b\naccelerator: h100-sxm\nreplicas: 3",
    "model: llama-3.1-70b\naccelerator: h100-sxm\nreplicas: 2\nparallel: {tensor: 4}\nformats: {weights: fp8, kv: fp8}",
    "model: llama-3.1-70b\naccelerator: h100-sxm\nparallel: {tensor: 8, pipeline: 2}\nformats: {weights: bf16}",
    "model: mixtral-8x7b\naccelerator: h200\nparallel: {tensor: 2, expert: 2}\nreplicas: 5",
    "model: mixtral-8x7b\naccelerator: h200\nparallel: {data: 4, expert: 4}",
    "model: qwen3-235b-a22b\naccelerator: h100-sxm\nparallel: {data: 16, expert: 16}\nreplicas: 2",
  ]

  static let grid: [LaunchCase] = presets.flatMap { preset in
    layouts.filter { !preset.hasPrefix("vllm-0.1") || preset > "vllm-0.12" || !$0.contains("data: 16") }
      .map { LaunchCase($0 + "\nengine: \(preset)") }
  }

  /// Settings beside the layout, each with an engine that knows it and with one that does not.
  static let settings: [LaunchCase] = [
    "engine: {preset: vllm-0.19, max_sequences: 64, max_batched_tokens: 4096, max_model_tokens: 16384, memory_fraction: 0.85}",
    "engine: {preset: vllm-0.19, kv_blocks: 15000, block_tokens: 32, prefix_caching: false, async_scheduling: false}",
    "engine: {preset: vllm-0.19, hybrid_kv_cache: false, admission_needs_whole_prompt: false, cuda_graph_tokens: 256}",
    "engine: {preset: vllm-0.19, host_cache: 64 GiB, eviction: popularity_cost}\nscheduler: priority",
    "engine: {preset: vllm-0.19, host_time: 1 ms, front_end_delay: 2 ms}\nscheduler: {name: sarathi_fixed, chunk_tokens: 512 tokens}",
    "engine: vllm-0.12\nscheduler: hybrid_only", "engine: vllm-0.10\nscheduler: shortest_job_first\nrouter: prefix_affinity",
    "engine: vllm-0.20\nscheduler: {name: priority, aging: 3 s}\nformats: {weights: int8}",
    "engine: {preset: sglang-0.5, max_sequences: 48, max_batched_tokens: 2048, kv_blocks: 300000}\nscheduler: prefill_first",
    "engine: {preset: sglang-0.5, host_cache: 60 GB, async_scheduling: false, cuda_graph_tokens: 0}\nscheduler: fcfs",
    "engine: {preset: sglang-0.5, prefix_caching: false, block_tokens: 64, receive_interval: 30}\nscheduler: priority\nrouter: least_requests",
    "engine: {preset: sglang-0.5, cuda_graph_tokens: 96}\nscheduler: orca\nformats: {weights: int4, kv: bf16}",
    "engine: {preset: tensorrt-llm-1.2, max_sequences: 128, reserve_output: false}\nscheduler: hybrid_only",
    "engine: {preset: tensorrt-llm-1.2, kv_blocks: 9000, host_cache: 32 GiB, cuda_graph_tokens: 64}\nformats: {weights: fp8, kv: fp8}",
    "engine: {preset: tensorrt-llm-1.2, async_scheduling: false, prefix_caching: false}\nscheduler: splitwise\nrouter: random",
    "engine: vllm-0.19\naccelerator: {name: h100-sxm, price: 2 $/h, power_cap: 500 W}\ncosts: {gemm_efficiency: 0.5}",
  ].map { LaunchCase(($0.contains("accelerator") ? "" : "accelerator: h100-sxm\n") + "model: llama-3.1-8b\nreplicas: 2\n" + $0) }

  static let disaggregated: [LaunchCase] = presets.flatMap { preset in
    [
      """
      model: llama-3.1-70b
      accelerator: h100-sxm
      engine: \(preset)
      formats: {weights: fp8}
      parallel: {tensor: 2}
      pools: [{name: prefill, role: prefill, replicas: 3}, {name: decode, role: decode, replicas: 2}]
      """,
      """
      model: llama-3.1-8b
      accelerator: h100-sxm
      engine: {preset: \(preset), max_sequences: 100}
      decode_router: least_tokens
      pools:
        - {name: "for prompts: 'a' # b", role: prefill, replicas: 2, engine: {max_batched_tokens: 16384}}
        - {name: for prompts, role: prefill, replicas: 1, accelerator: h200}
        - {name: "2nd", role: decode, replicas: 4, hand_over: {first_token: decode}}
      """,
    ].map { LaunchCase($0) }
  }

  @Test("scripts of the engine that was simulated are the scenario again", arguments: grid + settings + disaggregated)
  func scripts(of launch: LaunchCase) throws {
    let (plan, folder) = try launch.files()
    let engine = try #require(plan.engine)
    let read = try LaunchCase.read(LaunchCase.some(folder.files, engine.rawValue + "/"))
    #expect(LaunchCase.text(read) == LaunchCase.text(plan.scenario))
  }

  @Test(
    "so are the manifests, of llm-d and of Dynamo", arguments: grid + settings + disaggregated,
    ["kubernetes/llm-d.yaml", "kubernetes/dynamo.yaml"])
  func manifests(of launch: LaunchCase, path: String) throws {
    let (plan, folder) = try launch.files()
    let files = LaunchCase.some(folder.files, path)
    if files.isEmpty {
      #expect(plan.engine == .tensorrt && path.hasSuffix("llm-d.yaml") && launch.cluster.contains("pools"))
      return
    }
    #expect(LaunchCase.text(try LaunchCase.read(files)) == LaunchCase.text(plan.scenario))
  }

  @Test("a scenario with its limits as figures is the same experiment", arguments: grid + disaggregated)
  func pinned(launch: LaunchCase) throws {
    let scenario = try launch.scenario()
    let plan = try LaunchPlan(scenario)
    let (first, second) = (try scenario.cluster(), try plan.scenario.cluster())
    #expect(first.pools.map(\.replica.kvBlocks) == second.pools.map(\.replica.kvBlocks))
    #expect(first.pools.map(\.replica.maximumSequences) == second.pools.map(\.replica.maximumSequences))
    #expect(first.pools.map(\.replica.maximumBatchedTokens) == second.pools.map(\.replica.maximumBatchedTokens))
    #expect(first.pools.map(\.replica.maximumModelTokens) == second.pools.map(\.replica.maximumModelTokens))
  }

  @Test("a setting that a flag carries stands in no comment, so that it is the flag that is read", arguments: grid + settings)
  func flagsCarry(launch: LaunchCase) throws {
    let (plan, folder) = try launch.files()
    let engine = try #require(plan.engine)
    let script = try #require(LaunchCase.some(folder.files, engine.rawValue + "/").first { $0.path.hasSuffix(".sh") })
    let marks = script.text.split(separator: "\n").filter { $0.hasPrefix("# windtunnel: ") }.map { String($0.dropFirst(14)) }
    let told = ["parallel.tensor", "parallel.pipeline", "parallel.data", "engine.max_sequences", "engine.max_batched_tokens"]
    let kept = ["engine.max_model_tokens", "engine.memory_fraction", "engine.block_tokens", "engine.prefix_caching", "role"]
    for key in told + kept { #expect(!marks.contains { $0.hasPrefix(key + "=") }, "\(key)") }
    #expect(Set(marks).count == marks.count)
  }

  @Test("the equivalents for other engines are read as scenarios of these engines with the same layout and limits", arguments: grid)
  func equivalents(of launch: LaunchCase) throws {
    let (plan, folder) = try launch.files()
    for engine in LaunchEngine.allCases where engine != plan.engine {
      let files = LaunchCase.some(folder.files, engine.rawValue + "/")
      if files.isEmpty {
        #expect(folder.missing.contains { $0.engine == engine })
        continue
      }
      #expect(files.filter { $0.path.hasSuffix(".sh") }.allSatisfy { $0.text.contains("# Equivalent: ") })
      let (read, simulated) = (try LaunchCase.read(files), plan.scenario)
      #expect(read.pools.map(\.layout) == simulated.pools.map(\.layout))
      #expect(read.pools.map(\.replicas) == simulated.pools.map(\.replicas))
      #expect(read.pools.map(\.model) == simulated.pools.map(\.model))
      #expect(try read.cluster().pools.map(\.replica.maximumSequences) == simulated.cluster().pools.map(\.replica.maximumSequences))
    }
  }
}
