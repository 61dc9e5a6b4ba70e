import Foundation
import Kernel
import Model
import Testing

import Scenario

/// The files themselves: shells and parsers take them, whatever a scenario is called, and no flag is made up.
@Suite("Files that start a cluster")
struct LaunchFileTests {
  private static let cases = LaunchRoundTripTests.grid + LaunchRoundTripTests.settings + LaunchRoundTripTests.disaggregated

  /// What a shell says of a script that it only reads; empty where nothing.
  private func shellFault(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-n", "/dev/stdin"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardError) = (input, output)
    try process.run()
    input.fileHandleForWriting.write(Data(script.utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text : text + " (\(process.terminationStatus))"
  }

  @Test("a shell takes every script", arguments: cases)
  func scripts(of launch: LaunchCase) throws {
    for file in try launch.files().folder.files where file.path.hasSuffix(".sh") {
      #expect(try shellFault(file.text) == "", "\(file.path)")
    }
  }

  @Test("every YAML file is read by the strict reader", arguments: cases)
  func yaml(of launch: LaunchCase) throws {
    for file in try launch.files().folder.files where file.path.hasSuffix(".yaml") {
      for part in ("\n" + file.text).split(separator: "\n---\n") {
        #expect(throws: Never.self, "\(file.path)") { try StrictYAML.mapping(from: Array(part.utf8), file: file.path) }
      }
    }
  }

  @Test("no flag is written that its engine does not have", arguments: cases)
  func flags(of launch: LaunchCase) throws {
    for file in try launch.files().folder.files where file.path.hasSuffix(".sh") || file.path.hasPrefix("kubernetes/") {
      let words = file.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.flatMap { $0.split { " \"'".contains($0) } }
      let names = words.filter { $0.hasPrefix("--") && $0.count > 3 }.map { String($0.prefix { $0 != "=" }) }
      let known: Set<String>
      switch true {
      case file.path.hasSuffix("router.sh"), file.path.hasPrefix("tensorrt-llm/"): continue
      case file.path.hasPrefix("vllm/"): known = EngineOptions.vllm
      case file.path.hasPrefix("sglang/"): known = EngineOptions.sglang
      default:
        let sidecar: Set = ["--vllm-port", "--connector", "--secure-proxy", "--port", "--http-port", "--router-mode"]
        let own = launch.cluster.contains("sglang") ? EngineOptions.sglang : launch.cluster.contains("tensorrt") ? [] : EngineOptions.vllm
        known = own.union(EngineOptions.dynamo).union(sidecar).union(EngineOptions.tensorrt)
      }
      for name in names.filter({ !["--address", "--head", "--block"].contains($0) }) {
        let switched = name.hasPrefix("--no-") ? "--" + name.dropFirst(5) : name
        #expect(known.contains(name) || known.contains(switched), "\(file.path): \(name)")
      }
    }
  }

  @Test("no option stands in a file of TensorRT-LLM that it does not have", arguments: cases)
  func options(of launch: LaunchCase) throws {
    for file in try launch.files().folder.files
    where file.path.hasPrefix("tensorrt-llm/") && file.path.hasSuffix(".yaml") && !file.path.hasSuffix("disaggregated.yaml") {
      var section = ""
      for line in file.text.split(separator: "\n") where !line.hasPrefix("#") {
        let key = String(line.prefix { $0 != ":" })
        if !line.hasPrefix(" ") { section = key }
        if line.hasSuffix(":") { continue }
        let path = line.hasPrefix(" ") ? section + "." + key.drop { $0 == " " } : key
        #expect(EngineOptions.tensorrt.contains(path), "\(path)")
      }
    }
  }

  @Test("names that mean something to shells and YAML stay names")
  func hostileNames() throws {
    let name = #"a'; rm -rf / #" $(id) `id` \n: & - ~/x|y"#
    let quoted = "'" + name.replacing("'", with: "''") + "'"
    let text = """
      model: llama-3.1-8b
      accelerator: h100-sxm
      pools:
        - {name: \(quoted), role: prefill, replicas: 1}
        - {name: "$(x)", role: prefill, replicas: 1}
        - {name: "--help", role: decode, replicas: 1}
      """
    let plan = try LaunchPlan(try Scenario.read(text + "\n" + LaunchCase.question.replacing("question", with: quoted), file: "s.yaml"))
    let folder = try LaunchFolder(plan, origin: name)
    for file in folder.files {
      #expect(file.path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-./".contains($0)) } && !file.path.contains(".."))
      if file.path.hasSuffix(".sh") { #expect(try shellFault(file.text) == "", "\(file.path)") }
    }
    let (read, simulated) = (try LaunchReader.reading(of: LaunchCase.some(folder.files, "vllm/")), plan.scenario)
    #expect(read.assignments.contains { $0.hasPrefix("pools=[") } && simulated.pools[0].name == name)
  }

  @Test("replicas are placed side by side where they fit a node, and on nodes of their own where they do not")
  func placement() throws {
    let eight = try LaunchCase("model: llama-3.1-8b\naccelerator: h100-sxm\nparallel: {tensor: 2}\nreplicas: 5").files().folder
    let script = try #require(eight.files.first { $0.path == "vllm/main.sh" }).text
    let calls = script.split(separator: "\n").filter { $0.hasPrefix("serve ") }
    #expect(
      calls == ["serve 0 0,1 8000 0 0", "serve 0 2,3 8001 0 0", "serve 0 4,5 8002 0 0", "serve 0 6,7 8003 0 0", "serve 1 0,1 8000 0 1"])
    let sixteen = LaunchCase("model: llama-3.1-70b\naccelerator: h100-sxm\nparallel: {tensor: 8, pipeline: 2}\nreplicas: 2")
    let spread = try #require(try sixteen.files().folder.files.first { $0.path == "vllm/main.sh" }).text
    #expect(spread.contains("serve 2 0,1,2,3,4,5,6,7 8000 0 2\nserve 3 0,1,2,3,4,5,6,7 8000 1 2\n"))
    #expect(spread.contains("--nnodes 2") && spread.contains("--node-rank \"$4\"") && spread.contains("--master-addr"))
    let four = try #require(try sixteen.files(acceleratorsPerNode: 4).folder.files.first { $0.path == "sglang/main.sh" }).text
    #expect(four.contains("--nnodes 4") && four.contains("--dist-init-addr"))
  }

  @Test("what an engine cannot be told is said in its file and in words")
  func untold() throws {
    let launch = LaunchCase("model: llama-3.1-8b\naccelerator: h100-sxm\nreplicas: 2\nscheduler: shortest_job_first\nrouter: least_tokens")
    let folder = try launch.files().folder
    #expect(folder.untold.contains { $0.contains("vLLM cannot be told scheduler.name: shortest_job_first") })
    #expect(folder.untold.contains { $0.contains("least_tokens") })
    #expect(folder.untold.contains { $0.contains("nodeSelector") })
    let script = try #require(folder.files.first { $0.path == "vllm/main.sh" }).text
    #expect(script.contains("# vLLM cannot be told scheduler.name: shortest_job_first."))
    #expect(script.contains("# windtunnel: scheduler.name=shortest_job_first\n"))
    let other = try #require(folder.files.first { $0.path == "tensorrt-llm/main.sh" }).text
    #expect(other.contains("# Equivalent: vllm-0.19 was simulated, and not this engine."))
    #expect(other.contains("engine.reserve_whole_prompt was simulated as false; TensorRT-LLM has true"))
    let page = try #require(folder.files.first).text
    #expect(page.contains("shortest_job_first") && page.contains("windtunnel run s.yaml"))
    let apart = try LaunchRoundTripTests.disaggregated[0].files().folder
    #expect(apart.untold.contains { $0.contains("hand_over.mode by_size, the first token from the prefill side") })
  }

  @Test("an engine that cannot be divided so has no files, and the reason is told; the simulated one is refused")
  func impossible() throws {
    let layout = "model: mixtral-8x7b\naccelerator: h200\nparallel: {tensor: 2, data: 2, expert: 4}\n"
    let folder = try LaunchCase(layout).files().folder
    #expect(folder.missing.map(\.engine) == [.tensorrt] && !folder.files.contains { $0.path.hasPrefix("tensorrt-llm/") })
    let simulated = LaunchCase(layout + "engine: tensorrt-llm-1.2")
    #expect { try simulated.files() } throws: { "\($0)".contains("TensorRT-LLM cannot be told parallel.") }
    let mixed = LaunchCase(
      "model: llama-3.1-8b\naccelerator: h100-sxm\n"
        + "pools: [{name: a, replicas: 1, engine: vllm-0.19}, {name: b, replicas: 1, engine: sglang-0.5}]")
    #expect { try mixed.files() } throws: { "\($0)".contains("the pools have different engines") }
  }

  @Test("every model of the catalog is read back by the name that engines load it by")
  func models() throws {
    for id in ModelCatalog.ids { #expect(try ModelCatalog.model(named: try ModelCatalog.model(named: id).hubID).id == id, "\(id)") }
  }

  @Test("files are written whole, and none over one that is there unless that is asked for")
  func written() throws {
    let path = try ScenarioFolder().path + "-plan"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try LaunchCase("model: llama-3.1-8b\naccelerator: h100-sxm\nengine: vllm-0.19").files().folder
    #expect(try first.write(to: path, overwrites: false) == [])
    #expect(try String(contentsOfFile: path + "/vllm/main.sh", encoding: .utf8) == first.files.first { $0.path == "vllm/main.sh" }?.text)
    #expect { _ = try first.write(to: path, overwrites: false) } throws: { "\($0)".contains("already; another folder, or --overwrite") }
    let second = try LaunchCase(
      "model: llama-3.1-8b\naccelerator: h100-sxm\npools: [{name: p, role: prefill, replicas: 1}, {name: d, role: decode, replicas: 1}]"
    ).files().folder
    #expect(try second.write(to: path, overwrites: true).contains("vllm/main.sh"))
    #expect { try LaunchFolder.check(path + "/README.md", overwrites: true) } throws: { "\($0)".contains("not a folder") }
  }
}
