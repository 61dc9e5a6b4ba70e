import Foundation
import Kernel

/// What vLLM is told by `vllm serve`.
///
/// Names and defaults: `vllm/engine/arg_utils.py`, `vllm/config/cache.py`, `scheduler.py`, `parallel.py`, `compilation.py` and
/// `kv_transfer.py` of vLLM 0.19.0. `--max-num-seqs`, `--max-num-batched-tokens` and `--num-gpu-blocks-override` count for each
/// data-parallel rank. Every switch has its opposite with `--no-` in front.
enum VLLMTable {
  /// The rows for a version 0.`minorVersion`.
  static func rows(minorVersion: Int) -> [LaunchRow] {
    parallel(minorVersion) + formats + memory + scheduling
      + (minorVersion >= 19
        ? [
          .toggle(
            "engine.admission_needs_whole_prompt", on: "--scheduler-reserve-full-isl", off: "--no-scheduler-reserve-full-isl", absent: true)
        ] : [])
      + (minorVersion >= 12
        ? [.count("engine.cuda_graph_tokens", "--max-cudagraph-capture-size", unit: "tokens"), offloading] : [])
      + [weightOffload, adapters, role]
  }

  /// `--cpu-offload-gb` of `vllm/config/cache.py`: GiB of weights for each accelerator, which kernels read from the host's memory.
  private static let weightOffload = LaunchRow(
    ["offload.weights", "offload.overlap"], flags: ["--cpu-offload-gb": true],
    write: { values in
      guard let bytes = values["offload.weights"].flatMap({ try? Quantity.value($0, in: .bytes) }) else { return [] }
      return values["offload.overlap"] == "none" ? [LaunchArgument("--cpu-offload-gb", .number(bytes / 1_073_741_824))] : nil
    },
    read: { arguments, values throws(InputError) in
      guard let units = try arguments.number("--cpu-offload-gb"), units > 0 else { return }
      values["offload.weights"] = Quantity.text((units * 1_073_741_824).rounded(), in: .bytes)
      values["offload.overlap"] = "none"
    })

  /// `vllm/config/lora.py`: slots on the accelerator, 1 by itself, with room for the greatest rank, 16 by itself. Those that the host keeps
  /// (`--max-cpu-loras`) are all in a scenario.
  private static let adapters = LaunchRow.adapters(
    slots: "--max-loras", absentSlots: 1, rank: "--max-lora-rank", switches: ["--enable-lora": false, "--max-cpu-loras": true])

  private static func parallel(_ minorVersion: Int) -> [LaunchRow] {
    [
      .count("parallel.tensor", "--tensor-parallel-size", absent: "1"),
      .count("parallel.pipeline", "--pipeline-parallel-size", absent: "1", isSaid: false),
      .count("parallel.data", "--data-parallel-size", absent: "1", isSaid: false), experts,
    ]
      + (minorVersion >= 12
        ? [redundantExperts, exchange, .count("parallel.decode_context", "--decode-context-parallel-size", absent: "1", isSaid: false)]
        : [])
  }

  /// `vllm/config/parallel.py` of 0.12 to 0.24; both of DeepEP's ways send a token to the ranks of its experts.
  private static let exchange = LaunchRow(
    ["parallel.exchange"], flags: ["--all2all-backend": true],
    write: { values in
      switch values["parallel.exchange"] {
      case "point_to_point": [LaunchArgument("--all2all-backend", .text("deepep_low_latency"))]
      case "allgather_reducescatter": [LaunchArgument("--all2all-backend", .text("allgather_reducescatter"))]
      default: []
      }
    },
    read: { arguments, values throws(InputError) in
      switch arguments.text("--all2all-backend") {
      case nil: values["parallel.exchange"] = "auto"
      case "allgather_reducescatter"?: values["parallel.exchange"] = "allgather_reducescatter"
      case "deepep_low_latency"?, "deepep_high_throughput"?: values["parallel.exchange"] = "point_to_point"
      case let other?:
        throw InputError(
          "'--all2all-backend' is '\(other.shortened)', which no setting of a scenario stands for",
          remedy: "allgather_reducescatter, deepep_low_latency or deepep_high_throughput")
      }
    })

  /// Routed experts are either divided like all else or dealt out whole over all ranks; there is nothing between.
  private static let experts = LaunchRow(
    ["parallel.expert"], flags: ["--enable-expert-parallel": false, "--no-enable-expert-parallel": false],
    write: { values in
      let parts = values.count("parallel.expert") ?? 1
      if parts == 1 { return [] }
      return parts == values.stage ? [LaunchArgument("--enable-expert-parallel")] : nil
    },
    read: { arguments, values throws(InputError) in
      values["parallel.expert"] = arguments.contains("--enable-expert-parallel") ? "\(values.stage)" : "1"
    })

  private static let redundantExperts = LaunchRow(
    ["parallel.redundant_experts"], flags: ["--enable-eplb": false, "--no-enable-eplb": false, "--eplb-config": true],
    write: { values in
      guard let copies = values.count("parallel.redundant_experts"), copies > 0 else { return [] }
      if values.count("parallel.expert") == 1 { return nil }
      return [LaunchArgument("--enable-eplb"), LaunchArgument("--eplb-config", .text("{\"num_redundant_experts\":\(copies)}"))]
    },
    read: { arguments, values throws(InputError) in
      let name = "num_redundant_experts"
      let given = try arguments.text("--eplb-config").map { text throws(InputError) in try object(text, of: "--eplb-config") }
      guard arguments.contains("--enable-eplb"), let copies = given?[name] else {
        values["parallel.redundant_experts"] = "0"
        return
      }
      guard let copies = copies as? Int, (0...4096).contains(copies) else {
        throw InputError("'\(name)' of '--eplb-config' is no whole number", remedy: "0 to 4096")
      }
      values["parallel.redundant_experts"] = "\(copies)"
    })

  private static let formats: [LaunchRow] = [
    .weights(
      dtype: "--dtype", quantization: "--quantization",
      [("fp8", "fp8"), ("int4", "awq"), ("w8a16", "gptq"), ("mxfp4", "mxfp4"), ("nvfp4", "modelopt_fp4")]),
    .word("formats.kv", "--kv-cache-dtype", [("auto", "auto"), ("bf16", "bfloat16"), ("fp16", "float16"), ("fp8", "fp8")]),
  ]

  private static let memory: [LaunchRow] = [
    .count("engine.max_model_tokens", "--max-model-len", unit: "tokens"), .number("engine.memory_fraction", "--gpu-memory-utilization"),
    .count("engine.block_tokens", "--block-size", unit: "tokens", absent: "16 tokens"),
    .count("engine.kv_blocks", "--num-gpu-blocks-override", unit: "blocks", perGroup: true),
    .toggle("engine.prefix_caching", on: "--enable-prefix-caching", off: "--no-enable-prefix-caching", absent: true),
    .toggle(
      "engine.hybrid_kv_cache", on: "--no-disable-hybrid-kv-cache-manager", off: "--disable-hybrid-kv-cache-manager", absent: true),
  ]

  private static let offloading = LaunchRow.hostCache("--kv-offloading-size", unitBytes: 1_073_741_824, isWhole: false) { $0.groups }

  private static let scheduling: [LaunchRow] = [
    .count("engine.max_sequences", "--max-num-seqs", perGroup: true),
    .count("engine.max_batched_tokens", "--max-num-batched-tokens", unit: "tokens", perGroup: true),
    .toggle("engine.async_scheduling", on: "--async-scheduling", off: "--no-async-scheduling", absent: true), sampling, policy,
  ]

  /// Requests that say nothing of sampling go by the model's `generation_config.json`, unless the server is told `vllm`.
  private static let sampling = LaunchRow(
    ["engine.default_sampling"], flags: ["--generation-config": true],
    write: { values in
      switch values["engine.default_sampling"] {
      case "model": []
      case "random": [LaunchArgument("--generation-config", .text("vllm"))]
      default: nil
      }
    },
    read: { arguments, values throws(InputError) in
      values["engine.default_sampling"] = arguments.text("--generation-config") == "vllm" ? "random" : "model"
    })

  /// Decodes first and prompts in chunks is all that version 1 of its engine does; without chunks prompts come whole beside the decodes.
  private static let policy = LaunchRow(
    ["scheduler.name"],
    flags: ["--enable-chunked-prefill": false, "--no-enable-chunked-prefill": false, "--scheduling-policy": true],
    write: { values in
      switch values["scheduler.name"] {
      case "sarathi": [LaunchArgument("--enable-chunked-prefill"), LaunchArgument("--scheduling-policy", .text("fcfs"))]
      case "priority": [LaunchArgument("--enable-chunked-prefill"), LaunchArgument("--scheduling-policy", .text("priority"))]
      case "hybrid_only": [LaunchArgument("--no-enable-chunked-prefill"), LaunchArgument("--scheduling-policy", .text("fcfs"))]
      default: nil
      }
    },
    read: { arguments, values throws(InputError) in
      let order = arguments.text("--scheduling-policy") ?? "fcfs"
      let isWhole = arguments.contains("--no-enable-chunked-prefill")
      switch (order, isWhole) {
      case ("fcfs", false): values["scheduler.name"] = "sarathi"
      case ("priority", false): values["scheduler.name"] = "priority"
      case ("fcfs", true): values["scheduler.name"] = "hybrid_only"
      case ("priority", true):
        throw InputError(
          "priorities among whole prompts are no scheduler here", remedy: "--enable-chunked-prefill, or --scheduling-policy fcfs")
      default: throw InputError("'--scheduling-policy' is '\(order.shortened)'", remedy: "fcfs or priority")
      }
    })

  /// Prefill apart from decode goes over a connector; NIXL's is the one that llm-d and Dynamo use (docs.vllm.ai, NixlConnector usage).
  private static let role = LaunchRow(
    ["role"], flags: ["--kv-transfer-config": true],
    write: { values in
      if values.role == "both" { return [] }
      let role = values.role == "prefill" ? "kv_producer" : "kv_consumer"
      return [LaunchArgument("--kv-transfer-config", .text("{\"kv_connector\":\"NixlConnector\",\"kv_role\":\"\(role)\"}"))]
    },
    read: { arguments, values throws(InputError) in
      values["role"] = "both"
      guard let text = arguments.text("--kv-transfer-config") else { return }
      switch try object(text, of: "--kv-transfer-config")["kv_role"] as? String {
      case "kv_producer": values["role"] = "prefill"
      case "kv_consumer": values["role"] = "decode"
      case "kv_both": values["role"] = "both"
      default: throw InputError("'--kv-transfer-config' has no kv_role", remedy: "kv_producer, kv_consumer or kv_both")
      }
    })

  /// The object of JSON that an option is given.
  private static func object(_ text: String, of flag: String) throws(InputError) -> [String: Any] {
    guard text.utf8.count < 4096, let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
      throw InputError("'\(flag)' is no object of JSON: '\(text.shortened)'")
    }
    return object
  }

  /// Where a server stands and how its nodes find each other: flags of `vllm serve`, and the worker flags of Dynamo 1.3
  /// (`examples/backends/vllm/deploy/disagg.yaml`).
  static let placeFlags: [String: Bool] = [
    "--host": true, "--port": true, "--headless": false, "--nnodes": true, "--node-rank": true, "--master-addr": true,
    "--master-port": true, "--distributed-executor-backend": true, "--data-parallel-size-local": true, "--data-parallel-address": true,
    "--data-parallel-rpc-port": true, "--data-parallel-start-rank": true, "--served-model-name": true, "--trust-remote-code": false,
    "--disaggregation-mode": true,
  ]
}
