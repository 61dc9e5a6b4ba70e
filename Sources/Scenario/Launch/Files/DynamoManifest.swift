import Kernel

/// The DynamoGraphDeployment of a cluster: a front end, and workers that an operator of Dynamo starts and joins.
///
/// Form: `nvidia.com/v1alpha1` as in `examples/backends/*/deploy` (agg, disagg, disagg-multinode) of Dynamo, read 2026-11; the operator adds
/// to workers of several nodes what tells these from each other.
struct DynamoManifest {
  let plan: LaunchPlan
  let commands: [LaunchCommand]

  /// The version of Dynamo whose images are named.
  private static let version = "1.3.1"

  /// The documents, one after the other.
  var text: String {
    var lines = ["# \(LaunchText.written).", "# kubectl apply -f dynamo.yaml, where Dynamo's operator is installed."]
    if let note = routerNote { lines += LaunchText.comment(note) }
    lines += LaunchMarks(plan: plan, commands: commands).lines
    let options = plan.pools.indices.filter { _ in engine == .tensorrt }.map(options)
    return (lines + [(options + [graph]).map(\.yaml).joined(separator: "---\n")]).joined(separator: "\n")
  }

  private var engine: LaunchEngine { commands[0].engine }
  private var name: String { LaunchText.label(plan.scenario.name) }

  private var image: String {
    let runtime =
      switch engine {
      case .vllm: "vllm-runtime"
      case .sglang: "sglang-runtime"
      case .tensorrt: "tensorrtllm-runtime"
      }
    return "nvcr.io/nvidia/ai-dynamo/\(runtime):\(Self.version)"
  }

  /// How the front end gives requests out, where it can as was simulated (`dynamo.frontend --router-mode`).
  private var routerMode: String? {
    switch plan.scenario.router.name {
    case "round_robin": "round-robin"
    case "random": "random"
    case "prefix_affinity": "kv"
    default: nil
    }
  }

  private var routerNote: String? {
    switch plan.scenario.router.name {
    case "round_robin", "random": nil
    case "prefix_affinity": "Router prefix_affinity was simulated; Dynamo's router by KV weighs cached blocks and load in its own way."
    case let router: "Dynamo's front end has no router \(router): requests go round instead."
    }
  }

  private var graph: ManifestNode {
    let frontend: ManifestNode = .map([
      ("componentType", .text("frontend")), ("replicas", .count(1)),
      (
        "extraPodSpec",
        .map([
          (
            "mainContainer",
            .map([
              ("image", .text(image)), ("command", .texts(["python3", "-m", "dynamo.frontend"])),
              ("args", .texts(["--http-port", "8000", "--router-mode", routerMode ?? "round-robin"])),
            ])
          )
        ])
      ),
    ])
    let workers = plan.pools.indices.map { (plan.label(of: $0), worker($0)) }
    return .map([
      ("apiVersion", .text("nvidia.com/v1alpha1")), ("kind", .text("DynamoGraphDeployment")), ("metadata", .map([("name", .text(name))])),
      ("spec", .map([("services", .map([("Frontend", frontend)] + workers))])),
    ])
  }

  private func options(_ index: Int) -> ManifestNode {
    .map([
      ("apiVersion", .text("v1")), ("kind", .text("ConfigMap")), ("metadata", .map([("name", .text(optionsName(index)))])),
      ("data", .map([("options.yaml", .text(ManifestNode.tree(commands[index].arguments).yaml))])),
    ])
  }

  private func optionsName(_ index: Int) -> String { "\(name)-\(plan.label(of: index))-options" }

  private func worker(_ index: Int) -> ManifestNode {
    let pool = plan.pools[index]
    let span = LaunchPlacement.nodes(of: pool.values.accelerators, acceleratorsPerNode: plan.placement.acceleratorsPerNode)
    var entries: [(String, ManifestNode)] = [("envFromSecret", .text("hf-token-secret")), ("componentType", .text("worker"))]
    if pool.values.role != "both" { entries.append(("subComponentType", .text(pool.values.role))) }
    entries.append(("replicas", .count(pool.replicas)))
    if span > 1 { entries.append(("multinode", .map([("nodeCount", .count(span))]))) }
    entries.append(("resources", .map([("limits", .map([("gpu", .text("\(pool.values.accelerators / span)"))]))])))
    var container: [(String, ManifestNode)] = [
      ("image", .text(image)), ("command", .texts(["python3", "-m", "dynamo.\(engine == .tensorrt ? "trtllm" : engine.rawValue)"])),
      ("args", .texts(arguments(index))),
    ]
    var pod: [(String, ManifestNode)] = []
    if engine == .tensorrt {
      container.append(("volumeMounts", .list([.map([("name", .text("options")), ("mountPath", .text("/options"))])])))
      pod.append(("volumes", .list([.map([("name", .text("options")), ("configMap", .map([("name", .text(optionsName(index)))]))])])))
    }
    entries.append(("extraPodSpec", .map([("mainContainer", .map(container))] + pod)))
    return .map(entries)
  }

  private func arguments(_ index: Int) -> [String] {
    let pool = plan.pools[index]
    let command = commands[index]
    switch engine {
    case .vllm:
      let mode = pool.values.role == "both" ? [] : ["--disaggregation-mode", pool.values.role]
      return ["--model", pool.model.argument] + mode + command.arguments.flatMap(\.words)
    case .sglang:
      let bootstrap = pool.values.role == "both" ? [] : ["--disaggregation-bootstrap-port", "12345"]
      return ["--model-path", pool.model.argument] + command.arguments.flatMap(\.words) + bootstrap
    case .tensorrt:
      let flags = command.arguments.filter { $0.name.hasPrefix("-") }
      return ["--model-path", pool.model.argument, "--extra-engine-args", "/options/options.yaml"] + flags.flatMap(\.words)
    }
  }
}
