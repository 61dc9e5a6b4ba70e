import Foundation
import Kernel
import Scenario
import Serving
import Testing
import Workload

@Suite("Techniques are settings under the scenario's own, which win")
struct TechniqueTests {
  /// The techniques that ship.
  static let techniques = (try? TechniqueCatalog.techniques()) ?? []

  /// A scenario in which every technique has something to do: repeated prompts, little memory, two accelerators.
  private func scenario(engine: String, _ technique: Technique? = nil, model: String = "llama-3.1-8b") throws -> Scenario {
    let text = """
      model: \(model)
      accelerator: h100-sxm
      calibration: roofline
      parallel: {tensor: 2}
      engine: {preset: \(engine), kv_blocks: 600, max_model_tokens: 4096 tokens}
      workload:
        shared_prefixes: [{tokens: 512 tokens, degree: 8}]
        prompt: {distribution: uniform, from: 100, to: 2000}
        output: {distribution: uniform, from: 20, to: 300}
        arrivals: {process: poisson, rate: 40 req/s}
        requests: 200

      """
    guard let technique else { return try Scenario.read(text, file: "s.yaml") }
    // A load has its own lengths, and asks for room for them.
    let lengths = ["prompt", "output"].filter { key in technique.lines.contains { $0.path.hasPrefix("workload.\(key)") } }
    let isLoad = lengths.contains("prompt")
    let dropped = lengths + (isLoad ? ["shared_prefixes"] : [])
    let room = isLoad ? text.replacing(", kv_blocks: 600, max_model_tokens: 4096 tokens", with: "") : text
    let lines = room.split(separator: "\n").filter { line in !dropped.contains { line.hasPrefix("  \($0):") } }
    let base = lines.joined(separator: "\n") + "\n"
    let parameters = technique.parameters.filter { $0.path != "parallel" }
    let lists = parameters.filter { $0.path.hasPrefix("pools.") }.map { $0.path.split(separator: ".")[1] + ": {replicas: \($0.example)}" }
    let pools = lists.isEmpty ? "" : "pools: {" + lists.joined(separator: ", ") + "}\n"
    let others = parameters.filter { !$0.path.hasPrefix("pools.") }.map { "\($0.path)=\($0.example)" }
    // A value from the command line is the scenario's own as well.
    return try Scenario.read(base + pools + "technique: \(technique.name)\n", file: "s.yaml", assignments: others + ["name=s"])
  }

  /// One that a technique has an effect on: some want experts, some the copies of KV that latent attention has.
  private static func model(for technique: Technique) -> String {
    func sets(_ prefix: String) -> Bool { technique.lines.contains { $0.path.hasPrefix(prefix) } }
    return sets("experts.") ? "qwen3-30b-a3b" : sets("parallel.decode_context") ? "deepseek-v2-lite" : "llama-3.1-8b"
  }

  private func digest(_ scenario: Scenario) throws -> UInt64 {
    var options = scenario.options(seed: 1)
    options.promptBlockTokens = 16
    var simulation = try Simulation(
      cluster: try scenario.cluster(), source: try scenario.workload.makeSource(seed: 1), options: options)
    return try simulation.run().digest
  }

  @Test("there are techniques, each with a summary, a paper and what it costs in quality")
  func enough() throws {
    #expect(try TechniqueCatalog.techniques().count >= 15)
    for technique in Self.techniques {
      #expect(technique.summary.count > 20 && technique.paper.count > 10 && !technique.quality.isEmpty)
      #expect(!technique.lines.isEmpty || !technique.parameters.isEmpty)
    }
  }

  @Test("a technique that is called reproduced or refuted names results that ship", arguments: techniques)
  func states(technique: Technique) {
    let isHeld = technique.state == .reproduced || technique.state == .refuted
    #expect(isHeld == !technique.results.isEmpty)
    let published = #filePath.components(separatedBy: "/Tests/")[0] + "/scenarios/published"
    for result in technique.results {
      #expect(FileManager.default.fileExists(atPath: "\(published)/\(result)/published.yaml"), "\(technique.name): \(result)")
    }
  }

  @Test(
    "a technique names a scenario that ships, which has it among what it lays side by side",
    arguments: Set(techniques.map(\.scenario)).sorted())
  func scenarios(named name: String) throws {
    let path = #filePath.components(separatedBy: "/Tests/")[0] + "/scenarios/\(name).yaml"
    let scenario = try Scenario.load(path: path)
    let variants = try scenario.variants()
    #expect(variants.count > 1 && scenario.because != nil)
    let text = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    for technique in Self.techniques where technique.scenario == name {
      #expect(text.contains("technique: \(technique.name)"), "\(name) does not try \(technique.name)")
    }
    // One of each method can be built as it stands.
    var seen: [String] = []
    for variant in variants where !seen.contains(variant.values[0].text) {
      seen.append(variant.values[0].text)
      _ = try variant.scenario.cluster()
    }
  }

  @Test("a technique that ships uses keys of the vocabulary, runs, and does not leave things as they were", arguments: techniques)
  func runs(technique: Technique) throws {
    var changes = false
    for engine in ["ideal", "vllm-0.15"] {
      let model = Self.model(for: technique)
      let resolved = try scenario(engine: engine, technique, model: model)
      #expect(!resolved.resolvedText.contains("technique"), "the resolved scenario shows settings alone")
      #expect(try Scenario.read(resolved.resolvedText, file: "s.yaml").hash == resolved.hash)
      if try digest(resolved) != digest(scenario(engine: engine, model: model)) { changes = true }
    }
    #expect(changes, "\(technique.name) changes nothing on either engine")
  }

  @Test("what the scenario says itself wins, in the file, in a what-if and on the command line")
  func precedence() throws {
    let serve = minimal + "technique: sarathi\n"
    #expect(try Scenario.read(serve, file: "s.yaml").pools[0].scheduler.name == "sarathi_fixed")
    #expect(try Scenario.read(serve + "scheduler: fcfs\n", file: "s.yaml").pools[0].scheduler.name == "fcfs")
    #expect(try Scenario.read(serve, file: "s.yaml", assignments: ["scheduler=orca"]).pools[0].scheduler.name == "orca")
    #expect(try Scenario.read(serve, file: "s.yaml").changing(["scheduler=orca"]).pools[0].scheduler.name == "orca")
    let chunks = try Scenario.read(serve + "scheduler: {name: sarathi_fixed, chunk_tokens: 64}\n", file: "s.yaml")
    #expect(chunks.resolvedText.contains("chunk_tokens: 64"))
    let assigned = try Scenario.read(serve, file: "s.yaml", assignments: ["scheduler.chunk_tokens=64"])
    #expect(assigned.hash == chunks.hash, "the technique decides what the scenario leaves open")
    let engine = try Scenario.read(minimal + "technique: swapping\nengine: vllm-0.12\n", file: "s.yaml").resolvedText
    #expect(engine.contains("preset: vllm-0.12") && engine.contains("preemption: swap"))
    let plain = try Scenario.read(minimal + "scheduler: {name: sarathi_fixed, chunk_tokens: 256}\n", file: "s.yaml")
    #expect(try Scenario.read(serve, file: "s.yaml").hash == plain.hash, "a technique is nothing but its settings")
  }

  @Test("a what-if gives techniques to another scenario, and a sweep tries several")
  func whatIfs() throws {
    let folder = try ScenarioFolder([
      "base.yaml": minimal, "if.yaml": "from: base.yaml\nchange: {technique: [orca, fp8-weights]}\n",
      "sweep.yaml": minimal + "vary: {technique: [none, orca, [sarathi, awq]]}\n",
      "beside.yaml": "from: base.yaml\ntechnique: orca\n",
    ])
    let changed = try folder.load("if.yaml")
    #expect(changed.pools[0].scheduler.name == "orca" && changed.resolvedText.contains("weights: fp8"))
    let variants = try folder.load("sweep.yaml").variants().map(\.scenario.pools[0].scheduler.name)
    #expect(variants == ["sarathi", "orca", "sarathi_fixed"])
    #expect(folder.fault("beside.yaml") == "beside.yaml:2:1: error: 'technique' beside 'from'; write what is different under 'change'")
  }

  @Test("a path alone for a workload leaves a technique what the workload is made into")
  func workloads() throws {
    let folder = try ScenarioFolder([
      "t.csv": "arrival_s,prompt_tokens,output_tokens\n0,10,10\n1,20,20\n",
      "s.yaml": "model: llama-3.1-8b\naccelerator: h100-sxm\ntechnique: embedders\nworkload: t.csv\n",
      "own.yaml":
        "model: llama-3.1-8b\naccelerator: h100-sxm\ntechnique: embedders\nworkload: {trace: t.csv, transform: [{tokens: {prompt: 2}}]}\n",
    ])
    #expect(try folder.load("s.yaml").workload.transforms == [.promptOnly])
    #expect(try folder.load("own.yaml").workload.transforms == [.scaleTokens(TokenScale(prompt: 2))], "the scenario's own list wins whole")
  }

  @Test("faults are told where the scenario names the technique")
  func faults() {
    #expect(fault(minimal + "technique: orka\n") == "s.yaml:4:12: error: 'technique': there is no technique 'orka'; did you mean 'orca'?")
    #expect(fault(minimal + "technique: [orca, orca]\n") == "s.yaml:4:19: error: the technique 'orca' stands twice; name it once")
    #expect(
      fault(minimal + "technique: [orca, sarathi]\n")
        == "s.yaml:4:19: error: the techniques 'orca' and 'sarathi' want different values of 'scheduler'; take one of them, or give 'scheduler' in the scenario"
        || fault(minimal + "technique: [orca, sarathi]\n").contains("want different values of 'scheduler"))
    #expect(fault(minimal + "technique: [orca, sarathi]\nscheduler: fcfs\n") == "", "the scenario decides")
    #expect(
      fault(minimal + "technique: cached-attention\n")
        == "s.yaml:4:12: error: the technique 'cached-attention' needs 'engine.host_cache': the memory of a replica's host that keeps prompt blocks; such as 'engine.host_cache: 200 GB'"
    )
    #expect(
      fault(minimal + "technique: {name: orca}\n")
        == "s.yaml:4:12: error: 'technique' is a mapping where the name of a technique is needed; see 'windtunnel list techniques'")
    #expect(fault(minimal + "technique: orca\nengine:\n") == fault(minimal + "engine:\n").replacing("s.yaml:4", with: "s.yaml:5"))
  }

  @Test("a file that is no technique is refused with its place")
  func badFiles() throws {
    func fault(_ text: String) throws -> String {
      let folder = try ScenarioFolder(["x.yaml": text])
      do {
        _ = try TechniqueCatalog.read(folder: folder.path)
        return ""
      } catch { return "\(error)".replacing(folder.path + "/", with: "") }
    }
    let head = "name: x\nsummary: some thing\npaper: a paper\nquality: no loss\nscenario: s\n"
    #expect(try fault(head + "settings: {scheduler: fcfs}\n") == "")
    #expect(try fault(head + "settings: {schedular: fcfs}\n").hasPrefix("x.yaml:6:12: error: unknown key 'schedular' in 'settings'"))
    #expect(try fault(head + "settings: {workload: t.csv}\n").hasPrefix("x.yaml:6:12: error: unknown key 'workload' in 'settings'"))
    #expect(
      try fault(head + "settings: {workload: {requests: 5}}\n").hasPrefix(
        "x.yaml:6:23: error: unknown key 'requests' in 'settings.workload'"))
    #expect(try fault(head + "settings: {workload: {transform: [{prompt_only: true}]}}\n") == "")
    #expect(try fault(head).hasPrefix("x.yaml:1:1: error: the technique 'x' sets nothing"))
    let other = head.replacing("name: x", with: "name: other")
    #expect(try fault(other + "settings: {scheduler: fcfs}\n").contains("call the file 'other.yaml'"))
    #expect(throws: InputError.self) { try TechniqueCatalog.read(folder: "no-such-folder") }
  }
}
