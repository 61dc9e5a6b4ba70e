/// The program of a container, with what it is told.
struct ManifestServer {
  let pool: LaunchPool
  let command: LaunchCommand
  /// Nodes of a replica.
  let span: Int
  /// 0 for the container that is asked, 1 for the others.
  let rank: Int
  let port: Int

  /// The program and its first words.
  var program: [String] {
    if span > 1 { return ["/bin/bash", "-c"] }
    switch command.engine {
    case .vllm: return ["vllm", "serve"]
    case .sglang: return ["python3", "-m", "sglang.launch_server"]
    case .tensorrt: return ["trtllm-serve"]
    }
  }

  /// What the program is told; a replica over several nodes asks the shell which of them this is.
  var arguments: [String] {
    let words = self.words
    if span == 1 { return words }
    let first: [String] =
      switch command.engine {
      case .vllm: ["vllm", "serve"]
      case .sglang: ["python3", "-m", "sglang.launch_server"]
      case .tensorrt: ["trtllm-llmapi-launch", "trtllm-serve"]
      }
    return [("exec " + (first + words).map(LaunchText.quoted).joined(separator: " ") + spread)]
  }

  private var words: [String] {
    let address = ["--host", "0.0.0.0", "--port", "\(port)"]
    switch command.engine {
    case .vllm: return [pool.model.argument] + address + command.arguments.flatMap(\.words)
    case .sglang: return ["--model-path", pool.model.argument] + address + command.arguments.flatMap(\.words)
    case .tensorrt: return [pool.model.argument] + address + ["--extra_llm_api_options", "/options/options.yaml"]
    }
  }

  /// What tells the nodes of a replica from each other: variables that LeaderWorkerSet sets in every pod.
  private var spread: String {
    let groups = pool.values.groups
    switch command.engine {
    case .vllm where groups > 1 && groups % span == 0:
      let local = groups / span
      return " --data-parallel-size-local \(local) --data-parallel-address \"$LWS_LEADER_ADDRESS\" --data-parallel-rpc-port 13345"
        + " --data-parallel-start-rank \"$((LWS_WORKER_INDEX * \(local)))\"" + (rank > 0 ? " --headless" : "")
    case .vllm:
      return " --nnodes \(span) --node-rank \"$LWS_WORKER_INDEX\" --master-addr \"$LWS_LEADER_ADDRESS\"" + (rank > 0 ? " --headless" : "")
    case .sglang: return " --nnodes \(span) --node-rank \"$LWS_WORKER_INDEX\" --dist-init-addr \"$LWS_LEADER_ADDRESS:20000\""
    case .tensorrt: return ""
    }
  }

  /// What the program finds in its environment.
  var environment: [ManifestNode] {
    var variables: [ManifestNode] = [
      .map([
        ("name", .text("HF_TOKEN")),
        (
          "valueFrom",
          .map([("secretKeyRef", .map([("name", .text("llm-d-hf-token")), ("key", .text("HF_TOKEN")), ("optional", .flag(true))]))])
        ),
      ])
    ]
    if command.engine == .vllm && pool.values.role != "both" {
      variables.append(
        .map([
          ("name", .text("VLLM_NIXL_SIDE_CHANNEL_HOST")),
          ("valueFrom", .map([("fieldRef", .map([("fieldPath", .text("status.podIP"))]))])),
        ]))
    }
    return variables
  }
}
