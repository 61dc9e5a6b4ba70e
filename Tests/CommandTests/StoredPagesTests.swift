import Foundation
import Testing

@Suite("windtunnel report of runs, sweeps and findings")
struct StoredPagesTests {
  private func report(_ command: Command, _ arguments: [String]) throws -> Command.Result {
    try command.run(try command.process(["report"] + arguments))
  }

  @Test("runs, a comparison and a sweep get pages of their own names, with a file for each figure and its numbers")
  func pages() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let few = ["--set", "workload.requests=100", "--quiet"]
      for change in [["--seeds", "2"], ["--set", "scheduler=fcfs", "--seeds", "2"]] {
        #expect(try command.run(try command.process(["run", "chat"] + change + few)).status != 2)
      }
      #expect(try command.run(try command.process(["sweep", "chat", "--vary", "replicas=1,2", "--seeds", "2"] + few)).status == 0)
      for (sources, file, figure) in [
        (["run:1..2"], "run-1-2.html", "tail-ttft"), (["run:1..2", "run:3..4"], "run-1-2-run-3-4.html", "differences"),
        (["sweep:1"], "sweep-1.html", "pareto"),
      ] {
        let folder = String(file.dropLast(5))
        let result = try report(command, sources + ["--data", folder])
        #expect(result.status == 0 && result.output.hasPrefix(file), "\(result.error)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: command.path(folder)).contains(figure + ".csv"))
        let page = String(decoding: try Data(contentsOf: URL(fileURLWithPath: command.path(file))), as: UTF8.self)
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n") && page.contains("of results.sqlite"))
      }
    }
  }

  @Test(
    "what is not there is refused with exit code 2, and no file is written",
    arguments: [
      (["run:9"], "there is no run 9"), (["run:1..x"], "is no stored run"), (["sweep:9"], "there is no sweep 9"),
      (["run:1", "sweep:1"], "a page is of one sweep"), (["none.json"], "cannot be read"), (["chat.json"], "--format json"),
      (["run:1", "--against", "replicas=1"], "are of sweeps"),
    ])
  func refused(arguments: [String], message: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("{}", to: "chat.json")
      #expect(try command.run(try command.process(["run", "chat", "--set", "workload.requests=20", "--quiet"])).status != 2)
      let result = try report(command, arguments)
      #expect(result.status == 2 && result.error.contains(message), "\(result.error)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: command.path(".")).filter { $0.hasSuffix(".html") }.isEmpty)
    }
  }
}
