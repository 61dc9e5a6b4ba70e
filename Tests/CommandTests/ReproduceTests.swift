import Foundation
import Testing

@Suite("windtunnel reproduce")
struct ReproduceTests {
  private static let shipped = Command.root + "/scenarios/published"

  @Test("what it says of SARATHI's step table is as recorded, in text and in Markdown", arguments: ["", "--markdown"])
  func transcript(form: String) throws {
    try Command.inFolder { command in
      let arguments = ["reproduce", "sarathi-steps", "--folder", Self.shipped, "--no-store"] + (form.isEmpty ? [] : [form])
      let result = try command.run(try command.process(arguments))
      #expect(result.status == 0)
      #expect(result.error.isEmpty)
      if form.isEmpty { #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 }) }
      let path = Command.root + "/Tests/CommandTests/Snapshots/reproduce\(form).txt"
      if ProcessInfo.processInfo.environment["WINDTUNNEL_RECORD"] != nil {
        try Data(result.output.utf8).write(to: URL(fileURLWithPath: path))
      }
      let recorded = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
      #expect(result.output == recorded)
    }
  }

  /// A published result that no simulation keeps, and gives no reason for.
  static func writeUnsupported(_ command: Command) throws {
    try command.writeScenarios()
    try command.write(Command.chat, to: "scenarios/published/small/chat.yaml")
    try command.write(
      """
      title: a claim that nothing supports
      paper: nobody
      section: nowhere
      strength: S
      quantities:
        - {name: first, scenario: chat.yaml, run: {metric: ttft}}
      figures:
        - {name: first token, source: made up, unit: ms, published: 1, tolerance: 10 %, simulated: first}

      """, to: "scenarios/published/small/published.yaml")
  }

  @Test("a figure that is off without a reason makes exit code 1, and its runs are stored")
  func off() throws {
    try Command.inFolder { command in
      try Self.writeUnsupported(command)
      let result = try command.run("reproduce")
      #expect(result.status == 1)
      #expect(result.output.contains("OFF"))
      #expect(result.output.contains("Stored as runs 1 to 3"))
      #expect(result.output.contains("0 of 1 figures reproduced, 1 off"))
    }
  }

  @Test("a result that is not there is told, with the one that was meant")
  func unknown() throws {
    try Command.inFolder { command in
      let result = try command.run("reproduce", "sarathi-stepz", "--folder", Self.shipped)
      #expect(result.status == 2)
      #expect(result.error.contains("did you mean 'sarathi-steps'?"))
      let none = try command.run("reproduce")
      #expect(none.status == 2)
      #expect(none.error.contains("there are no published results"))
    }
  }
}
