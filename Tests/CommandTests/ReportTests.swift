import Foundation
import GRDB
import Testing

@Suite("windtunnel report")
struct ReportTests {
  /// A folder in which one small plan is stored.
  private func inFolder(_ body: (Command) throws -> Void) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let few = ["--accelerators", "h100-sxm", "--tensor", "1", "--seeds", "2", "--max-gpus", "8", "--grow", "none"]
      #expect(try command.run(try command.process(["plan", "chat", "--set", "workload.requests=200"] + few)).status == 0)
      try body(command)
    }
  }

  private func report(_ command: Command, _ arguments: String...) throws -> Command.Result {
    try command.run(try command.process(["report"] + arguments))
  }

  private func names(_ command: Command, _ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: command.path(folder)).sorted()
  }

  @Test("a plan gets a page, its figures and their numbers, and what was written is said; nothing is simulated for it")
  func plan() throws {
    try inFolder { command in
      let result = try report(command, "plan:1", "--figures", "figures", "--data", "data")
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.hasPrefix("plan-1.html, ") && result.output.contains(" sections, ") && result.output.contains("figures/ ("))
      let page = String(decoding: try Data(contentsOf: URL(fileURLWithPath: command.path("plan-1.html"))), as: UTF8.self)
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("Plan 1 of results.sqlite"))
      #expect(try names(command, "figures").contains("choices.svg"))
      #expect(try names(command, "data").contains("knee.csv"))
      // What is there already stays, unless it may go.
      let again = try report(command, "plan:1")
      #expect(again.status == 2 && again.error.contains("exists already") && again.error.contains("--overwrite"))
      #expect(try report(command, "plan:1", "--overwrite").status == 0)
      #expect(try report(command, "plan:1", "-o", "other.html", "--data", "data").status == 2)
      #expect(!FileManager.default.fileExists(atPath: command.path("other.html")))
    }
  }

  @Test("runs that are missing are named, with what makes them, and nothing is written until they are made")
  func missing() throws {
    try inFolder { command in
      try DatabaseQueue(path: command.path("results.sqlite")).write { try $0.execute(sql: "DELETE FROM planTrial") }
      let result = try report(command, "plan:1")
      #expect(result.status == 2 && result.error.contains("not in the database") && result.error.contains("--simulate"))
      #expect(!FileManager.default.fileExists(atPath: command.path("plan-1.html")))
      #expect(try report(command, "plan:1", "--simulate").status == 0)
      #expect(FileManager.default.fileExists(atPath: command.path("plan-1.html")))
    }
  }

  private static let refusals: [(arguments: [String], message: String)] = [
    (["plan:2"], "there is no plan 2"), (["plan:x"], "no number of a plan"), (["plan"], "such as plan:1"),
    (["plam:1"], "did you mean 'plan'?"), (["plan:1", "plan:1"], "a page is of one plan"),
    (["plan:1", "-o", "results.sqlite"], "would be lost"), (["plan:1", "-o", "none/page.html"], "make the directory first"),
    (["plan:1", "-o", ""], "is empty"), (["plan:1", "--store", "none.sqlite"], "there is no such database"),
    (["plan:1", "--figures", "chat.yaml"], "this is a file, not a folder"), (["plan:1", "--figures", "a", "--data", "a"], "same folder"),
  ]

  @Test("what names nothing is refused with a remedy, exit code 2 and no file")
  func refused() throws {
    try inFolder { command in
      try command.write("", to: "chat.yaml")
      for (arguments, message) in Self.refusals {
        let result = try command.run(try command.process(["report"] + arguments))
        #expect(result.status == 2 && result.error.contains(message), "\(arguments): \(result.error)")
        #expect(try names(command, ".").filter { $0.hasSuffix(".html") || $0.hasSuffix(".partial") }.isEmpty)
      }
    }
  }
}
