import Foundation
import Testing

/// What the commands of the README print, to the letter. A change in a coefficient, a default or a layout shows here first.
///
/// `WINDTUNNEL_RECORD=1 swift test --filter SnapshotTests` writes the snapshots anew; read the difference before it is committed. Digests and
/// revisions are masked: other tests hold them.
@Suite("Transcripts")
struct SnapshotTests {
  @Test(
    "a transcript is as recorded",
    arguments: [
      ("run", ["run", "chat"]), ("run-narrow", ["run", "chat", "--no-store"]), ("compare", ["compare", "what-if/fcfs", "chat"]),
      ("vary", ["run", "grid", "--no-store"]),
      ("plan", ["plan", "chat", "--accelerators", "h100-sxm,l40s", "--tensor", "1,2", "--no-store"]), ("help", ["--help"]),
      ("explain-tpot", ["explain", "tpot"]),
      ("list-schedulers", ["list", "schedulers"]), ("list-engines", ["list", "engines"]), ("validate-help", ["validate", "--help"]),
      ("calibrate-help", ["calibrate", "--help"]), ("explain-calibration", ["explain", "calibration"]),
      ("unknown-key", ["run", "misspelt.yaml"]),
    ])
  func transcript(name: String, arguments: [String]) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("from: chat.yaml\nvary:\n  scheduler: [fcfs, sarathi]\n  replicas: [1, 2]\n", to: "scenarios/grid.yaml")
      try command.write(Command.chat.replacing("scheduler:", with: "schedular:"), to: "misspelt.yaml")
      let result = try command.run(try command.process(arguments, columns: name == "run-narrow" ? 60 : 80))
      let text = "$ windtunnel \(arguments.joined(separator: " "))\n" + (result.output + result.error).masked + "exit \(result.status)\n"
      let path = Command.root + "/Tests/CommandTests/Snapshots/\(name).txt"
      if ProcessInfo.processInfo.environment["WINDTUNNEL_RECORD"] != nil { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
      let recorded = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
      #expect(text == recorded)
    }
  }
}
