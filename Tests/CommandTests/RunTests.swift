import Foundation
import Testing

@Suite("windtunnel run")
struct RunTests {
  @Test("the report leads with the verdict, has a line for every latency, and says where it is stored")
  func report() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run("run", "chat")
      #expect(result.status == 0)
      #expect(result.error == "", "progress belongs to a terminal")
      let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(lines[0] == "Scenario     chat")
      #expect(lines[1] == "Because      A small chat load, to see the command line at work.")
      #expect(lines.contains { $0.hasPrefix("Verdict      meets the objective: ") })
      for name in ["Time to first token", "Time per output token", "Inter-token latency", "End-to-end latency"] {
        #expect(lines.contains { $0.hasPrefix(name) })
      }
      #expect(lines.contains { $0.hasPrefix("Requests     1,800 arrived, 1,800 finished, 0 rejected, 0 unfinished") })
      #expect(result.output.contains("Stored as runs 1 to 3 · scenario "))
      #expect(try command.run("run", "chat", "--no-store").output.contains("Not stored · scenario "))
    }
  }

  @Test("exit code 1 says that an objective was not met")
  func objectiveNotMet() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run("run", "chat", "--no-store", "--set", "objective.tpot=1 ms")
      #expect(result.status == 1)
      #expect(result.output.contains("does not meet the objective"))
    }
  }

  @Test("overload is a result, not an error")
  func overload() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run("run", "chat", "--no-store", "--seed", "1", "--set", "workload.arrivals.rate=500 req/s")
      #expect(result.status == 1)
      #expect(result.error == "")
      #expect(result.output.contains("600 arrived, 600 finished"))
    }
  }

  @Test("two processes write the same bytes and the same rows, whatever the threads")
  func sameBytes() throws {
    let outputs = try [1, 4].map { threads in
      try Command.inFolder { command in
        try command.writeScenarios()
        let result = try command.run("run", "chat", "what-if/fcfs", "--threads", "\(threads)")
        #expect(result.status == 0)
        #expect(try command.run("export", "--to", "csv").status == 0)
        return try [result.output]
          + ["requests", "metrics", "series", "replicas"].map { try String(contentsOfFile: command.path("csv/\($0).csv"), encoding: .utf8) }
      }
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0][1].split(separator: "\n").count == 1 + 2 * 3 * 600)
  }

  @Test("nothing is wider than the terminal", arguments: [60, 80, 120])
  func widths(columns: Int) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("from: chat.yaml\nvary:\n  scheduler: [fcfs, sarathi]\n  replicas: [1, 2]\n", to: "scenarios/grid.yaml")
      try command.write(
        "from: chat.yaml\nchange:\n  pools: [{name: a, role: prefill}, {name: b, role: decode}]\n  failures: [{pool: b, at: 1 s, for: 2 s}]\n",
        to: "scenarios/apart.yaml")
      for arguments in [
        ["run", "chat"], ["run", "grid", "--no-store"], ["run", "apart", "--no-store"], ["compare", "chat", "what-if/fcfs"],
        ["list", "models"], ["list", "accelerators"],
        ["list", "metrics"], ["list", "keys"], ["list", "runs"], ["list", "links"], ["list", "schedulers"], ["list", "scenarios"],
        ["list", "profiles"], ["list", "profiles", "--sources"], ["list", "engines"], ["explain", "tpot"], ["explain", "h100-sxm"],
        ["explain", "vllm-0.19"], ["explain", "sarathi"],
      ] {
        let output = try command.run(try command.process(arguments, columns: columns)).output
        #expect(!output.isEmpty, "\(arguments)")
        for line in output.split(separator: "\n") { #expect(line.count <= columns, "\(arguments): \(line)") }
      }
    }
  }

  @Test("a file that varies something gives a line for every variant")
  func variants() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("from: chat.yaml\nvary:\n  scheduler: [fcfs, sarathi]\n  replicas: [1, 2, 3]\n", to: "scenarios/grid.yaml")
      let result = try command.run("run", "grid", "--seeds", "1")
      #expect(result.status == 0)
      #expect(result.output.contains("grid, 6 variants"))
      let rows = result.output.split(separator: "\n").filter { $0.hasPrefix("fcfs ") || $0.hasPrefix("sarathi ") }
      #expect(rows.count == 6)
      #expect(result.output.contains("Stored as runs 1 to 6"))
    }
  }

  @Test("a key that varies is chosen under 'vary', and refused elsewhere")
  func chosenVariants() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("from: chat.yaml\nvary:\n  replicas: [1, 2, 3]\n", to: "scenarios/grid.yaml")
      func run(_ changes: String...) throws -> Command.Result {
        try command.run(try command.process(["run", "grid", "--seeds", "1", "--no-store"] + changes.flatMap { ["--set", $0] }))
      }
      let refused = try run("replicas=4")
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(refused.error.contains("'replicas' varies in scenarios/grid.yaml") && refused.error.contains("'vary.replicas=[...]'"))
      let chosen = try run("vary.replicas=[2, 4]", "vary.scheduler=[fcfs]")
      #expect(chosen.status == 0 && chosen.output.contains("grid, 2 variants"))
      #expect(chosen.output.contains("\n4         fcfs") && !chosen.output.contains("\n1 "))
      #expect(try run("replicas=4", "vary=null").output.hasPrefix("Scenario     grid\n"))
      #expect(try run("vary.replicas=null").output.hasPrefix("Scenario     grid\n"))
      #expect(try run("vary.replica=null").error.contains("did you mean 'replicas'?"))
    }
  }

  @Test("a load of which every request is rejected ends with code 1")
  func nothingServed() throws {
    try Command.inFolder { command in
      let load = "workload: {arrivals: at_once, requests: 4, prompt: 60000, output: 100}\n"
      try command.write("model: llama-3.1-8b\naccelerator: rtx-4090\nengine: {max_model_tokens: 131072}\n" + load, to: "long.yaml")
      let result = try command.run("run", "long.yaml", "--no-store")
      #expect(result.status == 1 && result.output.contains("no request could be served"))
      let explained = try command.run("explain", "long.yaml")
      #expect(explained.status == 0 && explained.output.contains("No request of the load can be served"))
    }
  }

  @Test("a timeline is JSON that shows the run")
  func timeline() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try command.run("run", "chat", "--seed", "1", "--no-store", "--timeline", "run.json").status == 0)
      let data = try #require(FileManager.default.contents(atPath: command.path("run.json")))
      let document = try JSONSerialization.jsonObject(with: data)
      let events = try #require((document as? [[String: Any]]) ?? (document as? [String: Any])?["traceEvents"] as? [[String: Any]])
      // Every request has a slice at least, and each of the iterations that served them.
      #expect(events.count > 1200)
    }
  }

  @Test("progress and times go to standard error, and leave standard output as it is")
  func progress() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let plain = try command.run("run", "chat", "--no-store")
      let shown = try command.run("run", "chat", "--no-store", "--progress")
      #expect(shown.output == plain.output)
      #expect(shown.error.contains("3 runs, 1,800 requests in "))
      #expect(try command.run("run", "chat", "--no-store", "--progress", "--quiet").error == "")
    }
  }

  @Test("a full disk under standard output is told, and is no success")
  func fullDisk() throws {
    try Command.inFolder { command in
      let shell = try command.process(["-c", "'\(Command.executable)' list keys > /dev/full"], program: "/bin/bash")
      let result = try command.run(shell)
      #expect(result.status == 2)
      #expect(result.error.contains("error: standard output cannot be written: "))
    }
  }

  @Test("a reader that goes away is met with silence")
  func brokenPipe() throws {
    try Command.inFolder { command in
      let shell = try command.process(["-c", "'\(Command.executable)' list keys | head -1; echo ${PIPESTATUS[0]}"], program: "/bin/bash")
      let result = try command.run(shell)
      #expect(result.error == "")
      #expect(result.output.split(separator: "\n").last == "0")
    }
  }
}
