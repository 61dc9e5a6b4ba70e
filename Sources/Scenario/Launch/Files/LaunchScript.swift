import Kernel

/// A shell script that starts the servers of one pool on one node.
struct LaunchScript {
  let plan: LaunchPlan
  /// The pool, counted from 0.
  let index: Int
  let command: LaunchCommand

  private var pool: LaunchPool { plan.pools[index] }
  private var servers: [LaunchPlacement.Server] { plan.servers(of: index) }
  /// Nodes of a replica.
  private var span: Int { (servers.map(\.rank).max() ?? 0) + 1 }
  /// Accelerators of a replica on one of its nodes.
  private var each: Int { pool.values.accelerators / span }

  /// The script.
  ///
  /// - Throws: ``InputError`` where the engine's version has no way to spread a replica so.
  func text() throws(InputError) -> String {
    let label = plan.label(of: index)
    var lines = ["#!/usr/bin/env bash"] + header
    lines += LaunchText.comment("Usage: bash \(label).sh [NODE], once on each node: \(nodes). HOSTS holds the addresses of all nodes.")
    lines += LaunchText.marks(command.beside + plan.cluster)
    if let name = pool.name { lines.append("# \(LaunchText.poolMark) \(label)=\(SettingWriter.quotedWhereNeeded(name))") }
    lines += [
      "set -euo pipefail", "node=\"${1:-0}\"", "read -r -a hosts <<< \"${HOSTS:-localhost}\"", "",
      "# serve NODE ACCELERATORS PORT RANK HEAD", "serve() {", "  if [ \"$1\" != \"$node\" ]; then return; fi",
    ]
    lines += try body().map { "  " + $0 }
    lines += ["}", ""]
    lines += servers.filter { command.engine != .tensorrt || $0.rank == 0 }.map { server in
      let devices = server.devices.map(String.init).joined(separator: ",")
      return "serve \(server.node) \(devices) \(server.port) \(server.rank) \(server.head)"
    }
    return (lines + ["wait"]).joined(separator: "\n") + "\n"
  }

  private var nodes: String {
    let numbers = servers.map(\.node)
    guard let first = numbers.min(), let last = numbers.max(), first != last else { return "node \(numbers.first ?? 0)" }
    return "nodes \(first) to \(last)"
  }

  /// What the file is, for people.
  private var header: [String] {
    let layout = "\(pool.replicas) x \(each * span) of \(pool.accelerator)"
    var lines = ["# \(LaunchText.written)."]
    lines += LaunchText.comment("\(plan.scenario.name): pool \(pool.title), \(layout), \(command.engine.name) (\(command.preset)).")
    if !command.isSimulated {
      lines += LaunchText.comment("Equivalent: \(pool.preset) was simulated, and not this engine.")
    }
    for difference in command.differences { lines += LaunchText.comment(LaunchNotes.text(difference, engine: command.engine) + ".") }
    return lines
  }

  // MARK: The command

  /// The lines of the function that starts one server.
  private func body() throws(InputError) -> [String] {
    var lines: [String] = []
    var words = [[plan.device(of: index) + "=\"$2\""]] + environment
    switch command.engine {
    case .vllm:
      let spread = try vllmSpread()
      lines += spread.before
      words += [["vllm serve " + LaunchText.quoted(pool.model.argument)], ["--host 0.0.0.0"], ["--port \"$3\""]]
      words += flags + spread.words
    case .sglang:
      words += [["python3 -m sglang.launch_server"], ["--model-path " + LaunchText.quoted(pool.model.argument)]]
      words += [["--host 0.0.0.0"], ["--port \"$3\""]] + flags
      if span > 1 { words += [["--nnodes \(span)"], ["--node-rank \"$4\""], ["--dist-init-addr \"${hosts[$5]:-localhost}:20000\""]] }
      if pool.values.role == "prefill" { words.append(["--disaggregation-bootstrap-port \"$((998 + $3))\""]) }
    case .tensorrt:
      // Ranks over several nodes are those of one MPI job (docs of trtllm-serve, multi-node).
      if span > 1 {
        words.append(["srun --mpi=pmix --nodes=\(span) --ntasks=\(each * span) --ntasks-per-node=\(each) trtllm-llmapi-launch"])
      }
      lines.append("local here; here=\"$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)\"")
      words.append(["trtllm-serve " + LaunchText.quoted(pool.model.argument)])
      words += [["--host 0.0.0.0"], ["--port \"$3\""], ["--extra_llm_api_options \"$here/\(plan.label(of: index)).yaml\""]]
    }
    let parts = words.flatMap { $0 }
    return lines + parts.indices.map { (parts[$0] + ($0 == parts.count - 1 ? " &" : " \\")).indented($0 == 0 ? 0 : 2) }
  }

  private var flags: [[String]] { command.arguments.map { [$0.words.map(LaunchText.quoted).joined(separator: " ")] } }

  /// What a server finds in its environment.
  private var environment: [[String]] {
    guard command.engine == .vllm, pool.values.role != "both" else { return [] }
    // NIXL's handshake needs a port of its own for every rank (docs.vllm.ai, NixlConnector usage).
    return [
      ["VLLM_NIXL_SIDE_CHANNEL_HOST=\"${hosts[$1]:-localhost}\""], ["VLLM_NIXL_SIDE_CHANNEL_PORT=\"$((5600 + 16 * ($3 - 8000)))\""],
    ]
  }

  /// How a replica is spread over nodes: several engines, or one with ranks on each node; before 0.15 over a cluster of Ray.
  ///
  /// - Throws: ``InputError`` where there is no such way.
  private func vllmSpread() throws(InputError) -> (before: [String], words: [[String]]) {
    if span == 1 { return ([], []) }
    let groups = pool.values.groups
    let headless = "\"${headless[@]}\""
    let before = ["local headless=(--headless)", "if [ \"$4\" = 0 ]; then headless=(); fi"]
    if groups > 1, groups % span == 0 {
      let local = groups / span
      return (
        before,
        [
          ["--data-parallel-size-local \(local)"], ["--data-parallel-address \"${hosts[$5]:-localhost}\""],
          ["--data-parallel-rpc-port 13345"], ["--data-parallel-start-rank \"$(($4 * \(local)))\""], [headless],
        ]
      )
    }
    if LaunchEngine.minorVersion(preset: command.preset) >= 15 {
      return (
        before, [["--nnodes \(span)"], ["--node-rank \"$4\""], ["--master-addr \"${hosts[$5]:-localhost}\""], [headless]]
      )
    }
    if groups > 1 { throw InputError("\(command.preset) has no way to spread one of \(groups) data-parallel engines over nodes") }
    return (
      [
        "if [ \"$4\" != 0 ]; then ray start --address=\"${hosts[$5]:-localhost}:6379\" --block & return; fi",
        "ray start --head --port=6379",
      ], [["--distributed-executor-backend ray"]]
    )
  }
}

extension LaunchPlan {
  /// The environment variable that gives a server of this pool its accelerators.
  func device(of pool: Int) -> String { LaunchDevice(accelerator: pools[pool].accelerator).variable }
}

extension String {
  /// With so many spaces in front.
  func indented(_ spaces: Int) -> String { String(repeating: " ", count: spaces) + self }
}
