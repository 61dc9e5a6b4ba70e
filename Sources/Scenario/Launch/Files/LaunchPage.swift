import Kernel

/// The page beside the files: what was planned, how it is started, and what is taken for granted.
struct LaunchPage {
  let plan: LaunchPlan
  let origin: String
  let files: [String]
  let untold: [String]
  let missing: [(engine: LaunchEngine, reason: String)]

  /// The page in Markdown.
  var text: String {
    var parts = ["<!-- \(LaunchText.written). -->", "# \(Self.escaped(plan.scenario.name))", pools, start]
    parts.append("## Files\n\n" + files.map { "- `\($0)`: \(meaning(of: $0))" }.joined(separator: "\n"))
    if !missing.isEmpty {
      parts.append("Not written: " + missing.map { "\($0.engine.name), for \($0.reason)" }.joined(separator: "; ") + ".")
    }
    if !untold.isEmpty {
      parts.append("## What cannot be told\n\n" + untold.map { "- \(Self.escaped(Self.sentence($0)))" }.joined(separator: "\n"))
    }
    parts.append(granted)
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var engine: LaunchEngine { plan.engine ?? .vllm }

  private var pools: String {
    let rows = plan.pools.indices.map { index in
      let pool = plan.pools[index]
      let values = pool.values
      let cells = [
        pool.title, "\(pool.replicas)", pool.model.argument, pool.accelerator, values["parallel.tensor"] ?? "1",
        values["parallel.pipeline"] ?? "1", values["parallel.data"] ?? "1", values["parallel.expert"] ?? "1", values.role, pool.preset,
      ]
      return "| " + cells.map(Self.cell).joined(separator: " | ") + " |"
    }
    let heads = ["pool", "replicas", "model", "accelerator", "tensor", "pipeline", "data", "expert", "does", "engine"]
    let table = (["| " + heads.joined(separator: " | ") + " |", "|" + heads.map { _ in "---|" }.joined()] + rows).joined(separator: "\n")
    return
      "Simulated by:\n\n```\n\(origin.showingControls())\n```\n\n\(table)\n\nRequests are given out by router `\(plan.scenario.router.name)`."
  }

  private var start: String {
    let nodes = plan.placement.nodes
    var text = "## Start\n\n\(nodes) \(nodes == 1 ? "node" : "nodes") of \(plan.placement.acceleratorsPerNode) accelerators. "
    text += nodes == 1 ? "On it:" : "On each, with its number in place of 0 and the addresses of all in `HOSTS`:"
    text +=
      "\n\n```\n"
      + plan.pools.indices.map { (nodes == 1 ? "" : "HOSTS=\"...\" ") + "bash \(engine.rawValue)/\(plan.label(of: $0)).sh 0" }.joined(
        separator: "\n")
    return text + "\n```\n\nor `kubectl apply -f kubernetes/llm-d.yaml`, or `kubectl apply -f kubernetes/dynamo.yaml`."
  }

  private func meaning(of path: String) -> String {
    let folder = path.prefix { $0 != "/" }
    if folder == "kubernetes" {
      return path.hasSuffix("dynamo.yaml")
        ? "a DynamoGraphDeployment" : "Deployments or LeaderWorkerSets and an InferencePool, as llm-d has them"
    }
    if path.hasSuffix("router.sh") { return "SGLang's router before its servers" }
    if path.hasSuffix("disaggregated.yaml") { return "which servers do prompts and which tokens" }
    let own = LaunchEngine(rawValue: String(folder)) == plan.engine
    let what =
      path.hasSuffix(".yaml") ? "options of the script beside it" : own ? "what was simulated" : "an equivalent; its head says what differs"
    return what
  }

  /// What the files rest on beside the flags.
  private var granted: String {
    let own = Set(plan.pools.map(\.preset)).sorted().joined(separator: ", ")
    return """
      ## Taken for granted

      - Flags are those of the versions that the presets stand for (\(own) here); images are named after these.
      - A node has \(plan.placement.acceleratorsPerNode) accelerators, and only the scripts of one engine run on it.
      - Lines `# \(LaunchText.mark) key=value` are settings that no flag carries, such as host times and calibration: with them the files
        are the scenario again.
      """
  }

  private static func sentence(_ text: String) -> String {
    // Names such as vLLM stay as they are.
    let isName = text.dropFirst().first?.isUppercase == true
    return (isName ? text.prefix(1) : Substring(text.prefix(1).uppercased())) + text.dropFirst() + "."
  }

  /// Without what Markdown would act on.
  private static func escaped(_ text: String) -> String {
    text.showingControls().replacing("<", with: "&lt;").replacing("`", with: "'")
  }

  private static func cell(_ text: String) -> String { escaped(text).replacing("|", with: "\\|") }
}
