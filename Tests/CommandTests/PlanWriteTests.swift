import Foundation
import Testing

@Suite("windtunnel plan --write")
struct PlanWriteTests {
  private static let few = ["--accelerators", "h100-sxm,l40s", "--tensor", "1,2", "--seeds", "2", "--max-gpus", "16", "--no-store"]

  private func plan(_ command: Command, _ arguments: [String], columns: Int = 80) throws -> Command.Result {
    try command.run(try command.process(["plan", "chat"] + arguments, columns: columns))
  }

  private func text(_ command: Command, _ path: String) throws -> String {
    try String(contentsOfFile: command.path(path), encoding: .utf8)
  }

  @Test("the first row of the table is what is started, and the page says what simulates it again")
  func winner() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try plan(command, Self.few + ["--set", "workload.requests=300", "--mode", "aggregated", "--write", "out"])
      #expect(result.status == 0 && result.error == "", "\(result.error)")
      #expect(result.output.contains("\nWritten      to out: README.md,"), "\(result.output)")
      #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
      let row = try #require(result.output.split(separator: "\n").first { $0.contains(#/^ *1\*? /#) })
      let replicas = try #require(row.firstMatch(of: /x(\d+)/)?.1)
      let script = try text(command, "out/vllm/main.sh")
      #expect(script.split(separator: "\n").count { $0.hasPrefix("serve ") }.description == replicas)
      #expect(row.contains(try #require(script.firstMatch(of: /accelerator\.name=(\S+)/)?.1)))
      let page = try text(command, "out/README.md")
      let again = try #require(page.split(separator: "\n").first { $0.hasPrefix("windtunnel run ") })
      let check = try command.run("run", "chat", "--no-store", "--set", "workload.requests=300", "--set", "replicas=\(replicas)")
      #expect(again.contains("--set workload.requests=300") && again.contains("--set replicas=\(replicas)") && check.status == 0)
      for path in ["sglang/main.sh", "tensorrt-llm/main.yaml", "kubernetes/llm-d.yaml", "kubernetes/dynamo.yaml"] {
        #expect(FileManager.default.fileExists(atPath: command.path("out/" + path)), "\(path)")
      }
    }
  }

  @Test("the first row of a plan that is stored is written as it was found, and nothing is searched for it")
  func stored() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let few = Array(Self.few.dropLast()) + ["--set", "workload.requests=300", "--mode", "aggregated"]
      let found = try plan(command, few + ["--vary", "engine.max_batched_tokens=512,2048", "--write", "out"])
      #expect(found.status == 0 && found.output.contains("max_batched_tokens") && found.output.contains("Stored as plan 1"), "\(found)")
      try FileManager.default.removeItem(atPath: command.path("scenarios/chat.yaml"))
      let again = try command.run("plan", "plan:1", "--write", "again")
      #expect(again.status == 0 && again.error == "" && again.output.contains("Written      to again: README.md,"), "\(again)")
      for path in ["vllm/main.sh", "sglang/main.sh", "tensorrt-llm/main.yaml", "kubernetes/llm-d.yaml"] {
        #expect(try text(command, "again/" + path) == text(command, "out/" + path), "\(path)")
      }
      let faults: [([String], String)] = [
        (["plan:2", "--write", "other"], "there is no plan 2"),
        (["plan:one", "--write", "other"], "names no stored plan"),
        (["plan:1", "--write", "other", "--tensor", "2"], "is not asked again"),
      ]
      for (arguments, says) in faults {
        let refused = try command.run(try command.process(["plan"] + arguments))
        #expect(refused.status == 2 && refused.output == "" && refused.error.contains(says), "\(refused)")
      }
    }
  }

  @Test("--as-is searches nothing, and writes a scenario that no plan could start from")
  func asIs() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let pools = "pools=[{name: p, role: prefill, replicas: 2}, {name: d, role: decode, replicas: 1}]"
      let changes = ["--set", "objective=null", "--set", pools, "--set", "scheduler=shortest_job_first"]
      let result = try plan(command, ["--as-is", "--write", "out"] + changes, columns: 60)
      #expect(result.status == 0 && result.output.hasPrefix("\nWritten      to out: README.md,"), "\(result)")
      #expect(result.output.contains("Not told     vLLM cannot be told scheduler.name:"))
      #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 60 })
      #expect(try text(command, "out/vllm/p.sh").contains("kv_producer") && text(command, "out/vllm/d.sh").contains("kv_consumer"))
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite")))
    }
  }

  @Test("files that are there stay there, and are told before anything is simulated, unless --overwrite is given")
  func overwrite() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("mine", to: "out/README.md")
      let refused = try plan(command, Self.few + ["--write", "out"])
      #expect(refused.status == 2 && refused.output == "" && refused.error.contains("out/README.md: error: the file is there already"))
      #expect(try text(command, "out/README.md") == "mine")
      #expect(try plan(command, ["--as-is", "--write", "out", "--overwrite"]).status == 0)
      #expect(try text(command, "out/README.md").contains("# chat"))
    }
  }

  @Test(
    "what does not go together is said",
    arguments: [
      (["--as-is"], "--as-is is of --write"), (["--dry-run", "--write", "out"], "--dry-run finds nothing"),
      (["--write", "out", "--node-gpus", "0"], "between 1 and 1024"), (["--write", ""], "the name of the folder"),
      (["--write", "scenarios/chat.yaml"], "this is a file, not a folder"),
      (["--as-is", "--write", "out", "--set", "vary={replicas: [1, 2]}"], "--set vary=null"),
    ])
  func refused(arguments: [String], message: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try plan(command, arguments)
      #expect(result.status != 0 && result.output == "" && result.error.contains(message), "\(result)")
      #expect(!FileManager.default.fileExists(atPath: command.path("out")))
    }
  }

  @Test("explain says what a command, a folder of scripts and a manifest mean, and names what it does not read")
  func explained() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let pools = "pools=[{name: p, role: prefill, replicas: 2}, {name: d, role: decode, replicas: 1}]"
      #expect(try plan(command, ["--as-is", "--write", "out", "--set", pools]).status == 0)
      for path in ["out/vllm", "out/kubernetes/llm-d.yaml", "out/kubernetes/dynamo.yaml"] {
        let result = try command.run("explain", path)
        #expect(result.status == 0 && result.output.hasPrefix("Engine       vLLM\n"), "\(path): \(result)")
        for line in ["pools.p.role=prefill", "pools.p.replicas=2", "pools.d.role=decode"] {
          #expect(result.output.contains("\n\(line)\n"), "\(path): \(line)")
        }
      }
      let typed = try command.run("explain", "vllm serve meta-llama/Llama-3.1-8B -tp 2 --made-up 3")
      #expect(typed.output.contains("\nparallel.tensor=2\n") && typed.output.contains("Not read     '--made-up' is no option of vLLM"))
      #expect(typed.output.contains("\nNot said     the accelerator"))
      let wrong = try command.run("explain", "vllm serve meta-llama/Llama-3.1-8B --max-num-seqs x")
      #expect(wrong.status == 2 && wrong.error.contains("'--max-num-seqs' is 'x'; a whole number"))
    }
  }

  @Test("JSON stays one object where files are written beside it, and a plan that nothing holds writes none")
  func json() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let short = Self.few + ["--set", "workload.requests=300", "--mode", "aggregated", "--format", "json"]
      let result = try plan(command, short + ["--write", "out"])
      #expect(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) is [String: Any])
      #expect(FileManager.default.fileExists(atPath: command.path("out/README.md")))
      let none = try plan(command, short + ["--write", "none", "--set", "objective.ttft=1 ms"])
      #expect(none.status == 1 && !FileManager.default.fileExists(atPath: command.path("none")))
    }
  }
}
