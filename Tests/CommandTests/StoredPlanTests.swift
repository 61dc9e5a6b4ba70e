import Foundation
import Testing

@Suite("Stored plans at the command line")
struct StoredPlanTests {
  private static let few = ["plan", "chat", "--accelerators", "h100-sxm", "--tensor", "1", "--mode", "aggregated", "--seeds", "2"]

  @Test("a plan is listed, and its table shown again from what is stored; nothing is simulated for it")
  func again() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let plan = try command.run(try command.process(Self.few + ["--set", "workload.requests=300"]))
      #expect(plan.status == 0, "\(plan.error)")
      let listed = try command.run("list", "plans").output.split(separator: "\n")
      #expect(listed.count == 2 && listed[1].split(separator: " ").prefix(2) == ["1", "chat"] && listed[1].contains("h100-sxm"))
      let again = try command.run("plan", "plan:1")
      #expect(again.status == 0 && again.error == "" && again.output.contains("Stored as plan 1; a page of it: windtunnel report plan:1"))
      func row(_ text: String) -> Substring? { text.split(separator: "\n").first { $0.contains(#/^ *1\*? /#) } }
      #expect(row(again.output) != nil && row(again.output) == row(plan.output))
      let json = try command.run("plan", "plan:1", "--format", "json")
      #expect(json.output.contains(#""runs": 0"#), "\(json.output.prefix(600))")
    }
  }

  @Test("what cannot be done with a stored plan is refused, with what can")
  func refused() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try command.run(try command.process(Self.few + ["--set", "workload.requests=300"])).status == 0)
      for (words, message) in [
        (["plan", "plan:6"], "windtunnel list plans"), (["plan", "plan:1", "--set", "replicas=2"], "is not asked again"),
        (["plan", "plan:1", "--dry-run"], "leave out --dry-run"), (["plan", "plan:x"], "names no stored plan"),
        (["plan", "plan:6", "--write", "out"], "'windtunnel list plans' shows those there are"),
        (["explain", "plan:1"], "'windtunnel plan plan:1' shows its table"),
      ] {
        let result = try command.run(try command.process(words))
        #expect(result.status == 2 && result.output == "" && result.error.replacing(/\s+/, with: " ").contains(message), "\(result.error)")
      }
      #expect(!FileManager.default.fileExists(atPath: command.path("out")))
    }
  }

  @Test("a plan that is taken over into another database is shown there as well; one that is damaged leaves no new database")
  func merged() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      #expect(try command.run(try command.process(Self.few + ["--set", "workload.requests=300"])).status == 0)
      #expect(try command.run("store", "add", "results.sqlite", "--store", "other.sqlite").status == 0)
      #expect(try command.run("plan", "plan:1", "--store", "other.sqlite").status == 0)
      #expect(try command.run("run", "chat", "--store", "runs.sqlite").status == 0)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: command.path("runs.sqlite")))
      for index in stride(from: bytes.count / 8, to: bytes.count, by: 97) { bytes[index] = 0xFF }
      try bytes.write(to: URL(fileURLWithPath: command.path("damaged.sqlite")))
      for words in [["merge", "damaged.sqlite"], ["store", "add", "damaged.sqlite"]] {
        let result = try command.run(try command.process(words + ["--store", "new.sqlite"]))
        #expect(result.status == 2 && result.error.contains("damaged.sqlite"), "\(result)")
        #expect(!FileManager.default.fileExists(atPath: command.path("new.sqlite")))
      }
    }
  }
}
