import Kernel

/// What SGLang is told by `python3 -m sglang.launch_server`.
///
/// Names and defaults: `sglang/srt/server_args.py` of SGLang 0.5.9. `--max-running-requests` and `--chunked-prefill-size` are for the
/// whole server, which divides them among the ranks of data-parallel attention; `--max-total-tokens` and `--hicache-size` (10^9 bytes,
/// `mem_cache/memory_pool_host.py`) are for one rank.
enum SGLangTable {
  static let rows: [LaunchRow] = [tensor, pipeline, experts, redundantExperts] + formats + memory + scheduling + [adapters, role]

  /// With data-parallel attention `--tp-size` counts the accelerators of all groups, and routed experts are divided over them all.
  private static let tensor = LaunchRow(
    ["parallel.tensor", "parallel.data"], flags: ["--tp-size": true, "--dp-size": true, "--enable-dp-attention": false],
    write: { values in
      let tensor = [LaunchArgument("--tp-size", .count(values.stage))]
      if values.groups == 1 { return tensor }
      return tensor + [LaunchArgument("--dp-size", .count(values.groups)), LaunchArgument("--enable-dp-attention")]
    },
    read: { arguments, values throws(InputError) in
      let stage = try arguments.count("--tp-size", atLeast: 1) ?? 1
      let groups = try arguments.count("--dp-size", atLeast: 1) ?? 1
      if groups > 1 && !arguments.contains("--enable-dp-attention") {
        throw InputError(
          "'--dp-size \(groups)' without '--enable-dp-attention' is \(groups) replicas", remedy: "replicas of their own, or the flag")
      }
      if stage % groups != 0 { throw InputError("'--tp-size \(stage)' is no multiple of '--dp-size \(groups)'") }
      values["parallel.tensor"] = "\(stage / groups)"
      values["parallel.data"] = "\(groups)"
    })

  /// Slots for the adapters of a batch, 8 by itself; a rank that is not given is that of the adapters in `--lora-paths`.
  private static let adapters = LaunchRow.adapters(
    slots: "--max-loras-per-batch", absentSlots: 8, rank: "--max-lora-rank",
    switches: ["--enable-lora": false, "--lora-paths": true, "--max-loaded-loras": true])

  private static let pipeline = LaunchRow.count("parallel.pipeline", "--pp-size", absent: "1", isSaid: false)
  private static let experts = LaunchRow.count("parallel.expert", "--ep-size", absent: "1", isSaid: false)
  private static let redundantExperts = LaunchRow.count(
    "parallel.redundant_experts", "--ep-num-redundant-experts", absent: "0", isSaid: false)

  private static let formats: [LaunchRow] = [
    .weights(
      dtype: "--dtype", quantization: "--quantization",
      [
        ("fp8", "fp8"), ("int4", "awq"), ("int8", "w8a8_int8"), ("w8a16", "gptq"), ("mxfp4", "mxfp4"), ("nvfp4", "modelopt_fp4"),
      ]),
    .word("formats.kv", "--kv-cache-dtype", [("auto", "auto"), ("bf16", "bf16"), ("fp8", "fp8_e4m3"), ("mxfp4", "fp4_e2m1")]),
  ]

  private static let memory: [LaunchRow] = [
    .count("engine.max_model_tokens", "--context-length", unit: "tokens"), .number("engine.memory_fraction", "--mem-fraction-static"),
    .count("engine.block_tokens", "--page-size", unit: "tokens", absent: "1 tokens"), blocks,
    .toggle("engine.prefix_caching", off: "--disable-radix-cache", absent: true),
    .word("engine.eviction.name", "--radix-eviction-policy", [("lru", "lru")]),
    .hostCache("--hicache-size", unitBytes: 1e9, isWhole: true, other: [LaunchArgument("--enable-hierarchical-cache")]) { $0.accelerators },
  ]

  /// The pool of a rank in tokens.
  private static let blocks = LaunchRow(
    ["engine.kv_blocks"], flags: ["--max-total-tokens": true],
    write: { values in
      guard let blocks = values.count("engine.kv_blocks") else { return [] }
      guard let tokens = values.count("engine.block_tokens"), blocks % values.groups == 0 else { return nil }
      return [LaunchArgument("--max-total-tokens", .count(blocks / values.groups * tokens))]
    },
    read: { arguments, values throws(InputError) in
      guard let tokens = try arguments.count("--max-total-tokens", atLeast: 1), let block = values.count("engine.block_tokens"), block > 0
      else {
        values["engine.kv_blocks"] = "auto"
        return
      }
      values["engine.kv_blocks"] = "\(tokens / block * values.groups) blocks"
    })

  private static let scheduling: [LaunchRow] = [
    .count("engine.max_sequences", "--max-running-requests"),
    .count("engine.max_batched_tokens", "--max-prefill-tokens", unit: "tokens"), policy,
    .toggle("engine.async_scheduling", off: "--disable-overlap-schedule", absent: true), sampling, graphs,
    .count("engine.receive_interval", "--scheduler-recv-interval", unit: "iterations", absent: "1 iterations", isSaid: false),
  ]

  /// Requests that say nothing of sampling go by the model's `generation_config.json`, unless the server is told `openai`.
  private static let sampling = LaunchRow(
    ["engine.default_sampling"], flags: ["--sampling-defaults": true],
    write: { values in
      switch values["engine.default_sampling"] {
      case "model": []
      case "random": [LaunchArgument("--sampling-defaults", .text("openai"))]
      default: nil
      }
    },
    read: { arguments, values throws(InputError) in
      values["engine.default_sampling"] = arguments.text("--sampling-defaults") == "openai" ? "random" : "model"
    })

  /// Batches of prompt chunks alone, unless chunks are mixed with decodes; without chunks batches of whole prompts.
  private static let policy = LaunchRow(
    ["scheduler.name"],
    flags: [
      "--chunked-prefill-size": true, "--enable-mixed-chunk": false, "--enable-priority-scheduling": false, "--schedule-policy": true,
    ],
    write: { values in
      guard let chunk = values.count("engine.max_batched_tokens") else { return nil }
      let chunked = [LaunchArgument("--chunked-prefill-size", .count(chunk))]
      let order = [LaunchArgument("--schedule-policy", .text("fcfs"))]
      let mixed = [LaunchArgument("--enable-mixed-chunk")]
      switch values["scheduler.name"] {
      case "prefill_first": return chunked + order
      case "sarathi": return chunked + mixed + order
      case "priority": return chunked + mixed + order + [LaunchArgument("--enable-priority-scheduling")]
      case "fcfs": return [LaunchArgument("--chunked-prefill-size", .count(-1))] + order
      default: return nil
      }
    },
    read: { arguments, values throws(InputError) in
      let order = arguments.text("--schedule-policy") ?? "fcfs"
      if order != "fcfs" { throw InputError("'--schedule-policy' is '\(order.shortened)', which is no scheduler here", remedy: "fcfs") }
      let isMixed = arguments.contains("--enable-mixed-chunk")
      if arguments.text("--chunked-prefill-size") == "-1" {
        values["scheduler.name"] = "fcfs"
        return
      }
      if let chunk = try arguments.count("--chunked-prefill-size", atLeast: 1) { values["engine.max_batched_tokens"] = "\(chunk) tokens" }
      if arguments.contains("--enable-priority-scheduling") {
        if !isMixed { throw InputError("priorities among batches of prompts alone are no scheduler here", remedy: "--enable-mixed-chunk") }
        values["scheduler.name"] = "priority"
      } else {
        values["scheduler.name"] = isMixed ? "sarathi" : "prefill_first"
      }
    })

  private static let graphs = LaunchRow(
    ["engine.cuda_graph_tokens"], flags: ["--cuda-graph-max-bs": true, "--disable-cuda-graph-padding": false],
    write: { values in
      guard let tokens = values.count("engine.cuda_graph_tokens") else { return [] }
      return tokens == 0 ? [LaunchArgument("--disable-cuda-graph-padding")] : [LaunchArgument("--cuda-graph-max-bs", .count(tokens))]
    },
    read: { arguments, values throws(InputError) in
      let most = try arguments.count("--cuda-graph-max-bs", atLeast: 1)
      let isPadded = !arguments.contains("--disable-cuda-graph-padding")
      values["engine.cuda_graph_tokens"] = isPadded ? most.map { "\($0) tokens" } ?? "auto" : "0 tokens"
    })

  private static let role = LaunchRow(
    ["role"], flags: ["--disaggregation-mode": true, "--disaggregation-transfer-backend": true],
    write: { values in
      if values.role == "both" { return [] }
      return [
        LaunchArgument("--disaggregation-mode", .text(values.role)), LaunchArgument("--disaggregation-transfer-backend", .text("nixl")),
      ]
    },
    read: { arguments, values throws(InputError) in
      switch arguments.text("--disaggregation-mode") {
      case nil, "null": values["role"] = "both"
      case "prefill": values["role"] = "prefill"
      case "decode": values["role"] = "decode"
      case let other?: throw InputError("'--disaggregation-mode' is '\(other.shortened)'", remedy: "prefill or decode")
      }
    })

  /// Where a server stands and how its nodes find each other.
  static let placeFlags: [String: Bool] = [
    "--host": true, "--port": true, "--nnodes": true, "--node-rank": true, "--dist-init-addr": true,
    "--disaggregation-bootstrap-port": true, "--served-model-name": true, "--trust-remote-code": false, "--skip-tokenizer-init": false,
  ]
}
