/// What stands before the servers of an engine, where the engine brings it.
struct LaunchFront {
  let plan: LaunchPlan
  let engine: LaunchEngine

  /// The files; none where the engine has nothing of the kind.
  var files: [LaunchFile] {
    switch engine {
    case .vllm: []
    case .sglang: plan.servers(headsOf: nil).count > 1 ? [LaunchFile(path: "sglang/router.sh", text: router)] : []
    case .tensorrt: plan.isDisaggregated ? [LaunchFile(path: "tensorrt-llm/disaggregated.yaml", text: disaggregated)] : []
    }
  }

  /// Routers here that SGLang's has under a name of its own, exactly or nearly.
  static let policies = ["round_robin": "round_robin", "random": "random", "prefix_affinity": "cache_aware"]
  /// Its policy in place of all others.
  static let usual = "round_robin"

  /// SGLang's router (`sglang_router.launch_router` of sglang-router 0.3; policies random, round_robin, cache_aware, power_of_two).
  private var router: String {
    let name = plan.scenario.router.name
    let policy = Self.policies[name] ?? Self.usual
    var lines = ["#!/usr/bin/env bash", "# \(LaunchText.written)."]
    lines += LaunchText.comment("\(plan.scenario.name): what gives requests out to the servers of the other scripts. HOSTS as for these.")
    if policy != name {
      lines += LaunchText.comment("Router \(name) was simulated; SGLang's has \(policy) in its place.")
    }
    lines += ["set -euo pipefail", "read -r -a hosts <<< \"${HOSTS:-localhost}\"", ""]
    var words = ["python3 -m sglang_router.launch_router", "--policy \(policy)", "--host 0.0.0.0", "--port 30000"]
    func address(_ server: LaunchPlacement.Server) -> String { "\"http://${hosts[\(server.node)]:-localhost}:\(server.port)\"" }
    if plan.isDisaggregated {
      words.append("--pd-disaggregation")
      words += plan.servers(headsOf: "prefill").map { "--prefill \(address($0)) \($0.port + 998)" }
      words += plan.servers(headsOf: "decode").map { "--decode \(address($0))" }
    } else {
      words.append("--worker-urls " + plan.servers(headsOf: nil).map(address).joined(separator: " "))
    }
    lines += words.indices.map { (words[$0] + ($0 == words.count - 1 ? "" : " \\")).indented($0 == 0 ? 0 : 2) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The file of `trtllm-serve disaggregated -c` (`examples/disaggregated/README.md` of TensorRT-LLM).
  private var disaggregated: String {
    func servers(_ role: String) -> ManifestNode {
      let heads = plan.servers(headsOf: role)
      return .map([
        ("num_instances", .count(heads.count)),
        ("urls", .texts(heads.map { (plan.placement.nodes == 1 ? "localhost" : "node-\($0.node)") + ":\($0.port)" })),
      ])
    }
    let node = ManifestNode.map([
      ("hostname", .text("0.0.0.0")), ("port", .count(30000)), ("backend", .text("pytorch")), ("context_servers", servers("prefill")),
      ("generation_servers", servers("decode")),
    ])
    let address = plan.placement.nodes == 1 ? [] : ["# node-0 and so on stand for the addresses of the nodes."]
    return (["# \(LaunchText.written).", "# trtllm-serve disaggregated -c disaggregated.yaml"] + address + [node.yaml]).joined(
      separator: "\n")
  }
}

extension LaunchPlan {
  /// The servers that are asked: the first part of every replica, of pools with this role or of all.
  func servers(headsOf role: String?) -> [LaunchPlacement.Server] {
    placement.servers.filter { $0.rank == 0 && (role == nil || pools[$0.pool].values.role == role) }
  }
}
