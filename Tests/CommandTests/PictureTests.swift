import Foundation
import Testing

@Suite("windtunnel run --picture")
struct PictureTests {
  @Test("the picture stands below the report, which it leaves as it is, with a timeline or without", arguments: [60, 80])
  func below(columns: Int) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments = ["run", "chat", "--no-store"]
      let plain = try command.run(try command.process(arguments, columns: columns)).output
      let drawn = try command.run(try command.process(arguments + ["--picture"], columns: columns))
      #expect(drawn.status == 0 && drawn.error == "")
      #expect(drawn.output.hasPrefix(plain + "\nPicture      replica 0 of 1 (main, sarathi), seed 1:"))
      for line in drawn.output.split(separator: "\n") { #expect(line.count <= columns, "\(line)") }
      for row in ["Mixed", "Decode", "Batch", "Tokens", "KV %", "Waiting"] { #expect(drawn.output.contains("\n\(row) ")) }
      let both = try command.run(
        try command.process(arguments + ["--picture", "--seed", "1", "--timeline", "run.json"], columns: columns))
      #expect(both.output.hasSuffix(drawn.output.components(separatedBy: "\nPicture").last ?? "nothing"))
      #expect(FileManager.default.fileExists(atPath: command.path("run.json")))
    }
  }

  @Test("a replica of a fleet, and a stretch of time")
  func replica() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let pools = "from: chat.yaml\nchange:\n  pools: [{name: a, role: prefill, replicas: 2}, {name: b, role: decode}]\n"
      try command.write(pools + "  failures: [{pool: b, at: 5 s, for: 2 s}]\n", to: "scenarios/apart.yaml")
      func picture(_ options: String...) throws -> String {
        let result = try command.run(try command.process(["run", "apart", "--no-store", "--picture"] + options))
        return result.output.components(separatedBy: "\nPicture").last ?? result.error
      }
      let decode = try picture("--replica", "2")
      #expect(decode.contains("replica 2 of 3 (b, ") && decode.contains("\nMarks ") && decode.contains("lost in crashes"))
      #expect(!decode.contains("\nPrefill"))
      let prefill = try picture("--replica", "1", "--window", "2s..4500ms")
      #expect(prefill.contains("replica 1 of 3 (a, ") && prefill.contains("2.00 s to 4.50 s") && !prefill.contains("\nDecode"))
      #expect(try picture("--window", "1h..").contains("Nothing happened on the replica in that time."))
    }
  }

  @Test(
    "what cannot be drawn is refused before anything runs",
    arguments: [
      (["run", "chat", "--picture", "--replica", "1"], "error: --replica: there is no replica 1; there is 0 alone"),
      (["run", "chat", "--picture", "--replica", "-1"], "error: "),
      (["run", "chat", "--picture", "--set", "replicas=3", "--replica", "3"], "error: --replica: there is no replica 3; there are 0 to 2"),
      (
        ["run", "chat", "what-if/fcfs", "--picture"],
        "error: a picture shows a run of one scenario, and these are 2; name one that varies nothing"
      ),
      (["run", "chat", "--picture", "--window", "5s"], "error: --window: '5s' has no two ends; write 10s..12s, 10s.. or ..12s"),
      (
        ["run", "chat", "--picture", "--window", "5s..1s"], "error: --window: '5s..1s' ends before it begins; write the earlier time first"
      ),
      (["run", "chat", "--picture", "--window", "5..6"], "error: --window: '5' has no unit; "),
      (["run", "chat", "--window", "5s..6s"], "error: --window is of --picture, which is missing"),
      (["run", "chat", "--replica", "0"], "error: --replica is of --picture, which is missing"),
    ])
  func refused(arguments: [String], message: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run(try command.process(arguments))
      #expect(result.status == 2 && result.output.isEmpty && result.error.hasPrefix(message), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite")))
    }
  }
}
