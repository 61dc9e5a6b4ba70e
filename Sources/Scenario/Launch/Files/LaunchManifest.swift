import Kernel

/// The manifests of Kubernetes in the form of llm-d: a Deployment for each pool, or a LeaderWorkerSet where a replica is spread over nodes,
/// and the InferencePool that they are in.
///
/// Forms: llm-d's guides (`guides/pd-disaggregation/modelserver/gpu/vllm/base`, `guides/wide-ep-lws/manifests`, read 2026-11), the
/// InferencePool of `inference.networking.k8s.io/v1` (llm-d.ai, API reference), LeaderWorkerSet `leaderworkerset.x-k8s.io/v1`. The
/// endpoint picker itself is installed by llm-d's chart.
struct LaunchManifest {
  let plan: LaunchPlan
  let commands: [LaunchCommand]

  /// The port that the pool's endpoints are asked at.
  private static let port = 8000
  /// The port of a server behind the routing sidecar of a decode pod.
  private static let innerPort = 8200

  private var name: String { LaunchText.label(plan.scenario.name) }

  /// The documents, one after the other.
  var text: String {
    var documents = plan.pools.indices.flatMap(objects)
    documents.append(inferencePool)
    return (header + [documents.map(\.yaml).joined(separator: "---\n")]).joined(separator: "\n")
  }

  private var header: [String] {
    var lines = ["# \(LaunchText.written).", "# kubectl apply -f llm-d.yaml, beside llm-d's endpoint picker."]
    lines += LaunchMarks(plan: plan, commands: commands).lines
    return lines
  }

  private func labels(_ index: Int) -> ManifestNode {
    let role = plan.pools[index].values.role
    return .map(
      [
        ("app.kubernetes.io/name", .text(objectName(index))), ("llm-d.ai/inference-serving", .text("true")),
        ("llm-d.ai/model", .text(name)),
      ] + (role == "both" ? [] : [("llm-d.ai/role", .text(role))]))
  }

  private var inferencePool: ManifestNode {
    .map([
      ("apiVersion", .text("inference.networking.k8s.io/v1")), ("kind", .text("InferencePool")),
      ("metadata", .map([("name", .text(name))])),
      (
        "spec",
        .map([
          ("selector", .map([("matchLabels", .map([("llm-d.ai/inference-serving", .text("true")), ("llm-d.ai/model", .text(name))]))])),
          ("targetPorts", .list([.map([("number", .count(Self.port))])])),
          ("endpointPickerRef", .map([("name", .text("\(name)-epp")), ("port", .map([("number", .count(9002))]))])),
        ])
      ),
    ])
  }

  /// The objects of one pool.
  private func objects(_ index: Int) -> [ManifestNode] {
    let pool = plan.pools[index]
    let span = LaunchPlacement.nodes(of: pool.values.accelerators, acceleratorsPerNode: plan.placement.acceleratorsPerNode)
    var objects: [ManifestNode] = []
    if commands[index].engine == .tensorrt {
      objects.append(
        .map([
          ("apiVersion", .text("v1")), ("kind", .text("ConfigMap")), ("metadata", .map([("name", .text(optionsName(index)))])),
          ("data", .map([("options.yaml", .text(ManifestNode.tree(commands[index].arguments).yaml))])),
        ]))
    }
    let annotations: ManifestNode = .map([(LaunchText.annotation, .text(plan.label(of: index)))])
    let metadata: (String, ManifestNode) = (
      "metadata", .map([("name", .text(objectName(index))), ("labels", labels(index)), ("annotations", annotations)])
    )
    if span == 1 {
      objects.append(
        .map([
          ("apiVersion", .text("apps/v1")), ("kind", .text("Deployment")), metadata,
          (
            "spec",
            .map([
              ("replicas", .count(pool.replicas)), ("selector", .map([("matchLabels", labels(index))])),
              ("template", template(index, span, rank: 0)),
            ])
          ),
        ]))
    } else {
      objects.append(
        .map([
          ("apiVersion", .text("leaderworkerset.x-k8s.io/v1")), ("kind", .text("LeaderWorkerSet")), metadata,
          (
            "spec",
            .map([
              ("replicas", .count(pool.replicas)),
              (
                "leaderWorkerTemplate",
                .map([
                  ("size", .count(span)), ("leaderTemplate", template(index, span, rank: 0)),
                  ("workerTemplate", template(index, span, rank: 1)),
                ])
              ),
            ])
          ),
        ]))
    }
    return objects
  }

  private func objectName(_ index: Int) -> String { "\(name)-\(plan.label(of: index))" }
  private func optionsName(_ index: Int) -> String { objectName(index) + "-options" }

  /// The pods of a pool; `rank` is 0 for those that are asked.
  private func template(_ index: Int, _ span: Int, rank: Int) -> ManifestNode {
    let isDecode = plan.pools[index].values.role == "decode"
    var spec: [(String, ManifestNode)] = []
    if isDecode && rank == 0 {
      spec.append(
        (
          "initContainers",
          .list([
            .map([
              ("name", .text("routing-proxy")), ("image", .text("ghcr.io/llm-d/llm-d-routing-sidecar:v0.5.0")),
              ("restartPolicy", .text("Always")),
              ("args", .texts(["--port=\(Self.port)", "--vllm-port=\(Self.innerPort)", "--connector=nixlv2", "--secure-proxy=false"])),
              ("ports", .list([.map([("containerPort", .count(Self.port))])])),
            ])
          ])
        ))
    }
    spec.append(("containers", .list([container(index, span, rank: rank, port: isDecode ? Self.innerPort : Self.port)])))
    spec.append(("volumes", .list(volumes(index))))
    return .map([("metadata", .map([("labels", labels(index))])), ("spec", .map(spec))])
  }

  private func volumes(_ index: Int) -> [ManifestNode] {
    let shared: ManifestNode = .map([("name", .text("shm")), ("emptyDir", .map([("medium", .text("Memory"))]))])
    guard commands[index].engine == .tensorrt else { return [shared] }
    return [shared, .map([("name", .text("options")), ("configMap", .map([("name", .text(optionsName(index)))]))])]
  }

  private func container(_ index: Int, _ span: Int, rank: Int, port: Int) -> ManifestNode {
    let pool = plan.pools[index]
    let command = commands[index]
    let server = ManifestServer(pool: pool, command: command, span: span, rank: rank, port: port)
    let resource = LaunchDevice(accelerator: pool.accelerator).resource
    var mounts: [ManifestNode] = [.map([("name", .text("shm")), ("mountPath", .text("/dev/shm"))])]
    if command.engine == .tensorrt { mounts.append(.map([("name", .text("options")), ("mountPath", .text("/options"))])) }
    var container: [(String, ManifestNode)] = [
      ("name", .text("modelserver")), ("image", .text(command.engine.image(preset: command.preset))), ("command", .texts(server.program)),
      ("args", .texts(server.arguments)), ("env", .list(server.environment)),
      ("resources", .map([("limits", .map([(resource, .text("\(pool.values.accelerators / span)"))]))])), ("volumeMounts", .list(mounts)),
    ]
    if rank == 0 {
      container.append(("ports", .list([.map([("containerPort", .count(port))])])))
      container.append(
        ("readinessProbe", .map([("httpGet", .map([("path", .text("/health")), ("port", .count(port))])), ("periodSeconds", .count(10))])))
    }
    return .map(container)
  }
}
