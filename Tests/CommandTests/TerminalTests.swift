import Foundation
import Testing

/// What a person sees in a terminal: a real one, which `script` of util-linux makes.
@Suite("In a terminal")
struct TerminalTests {
  static let script = "/usr/bin/script"

  /// What the program writes to a terminal of so many columns, with these variables set.
  private func shown(_ command: Command, _ arguments: [String], columns: Int, _ environment: [String: String] = ["TERM": "xterm"]) throws
    -> String
  {
    let words = ([Command.executable] + arguments).map { "'\($0)'" }.joined(separator: " ")
    let process = try command.process(["-qec", "stty cols \(columns) rows 50; \(words)", "/dev/null"], program: Self.script)
    process.environment?.merge(environment) { $1 }
    process.environment?.removeValue(forKey: "COLUMNS")
    return try command.run(process).output.replacing("\r\n", with: "\n")
  }

  private static let here = FileManager.default.isExecutableFile(atPath: script)

  @Test(
    "a line of progress stays within the window, and says to the end how long it still takes",
    .enabled(if: here, "needs 'script' of util-linux"), arguments: [80, 60, 40, 24])
  func progress(columns: Int) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments = ["run", "chat", "--no-store", "--threads", "1", "--seeds", "12", "--set", "workload.requests=100000"]
      let text = try shown(command, arguments, columns: columns)
      // Each line is written over the one before.
      let progress = text.components(separatedBy: "\r\u{1B}[2K").dropFirst().map { $0.prefix { $0 != "\n" } }
      let lines = progress.filter { $0.contains("%") && !$0.contains("asked") }
      try #require(lines.count > 1, "\(text.prefix(2000))")
      #expect(lines.allSatisfy { $0.count < columns }, "\(lines)")
      #expect(lines.allSatisfy { $0.contains(" left") }, "\(lines)")
      #expect(columns < 60 || lines.allSatisfy { $0.hasPrefix("[") && $0.contains(" of 12") })
      #expect(text.contains("12 runs, 1,200,000 requests in "))
    }
  }

  @Test("verdicts have colours there, and nowhere else", .enabled(if: here, "needs 'script' of util-linux"))
  func colours() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments = ["run", "chat", "--no-store", "--quiet"]
      let coloured = try shown(command, arguments, columns: 80)
      #expect(coloured.contains("Verdict      \u{1B}[32mmeets the objective\u{1B}[0m: "))
      let missed = try shown(command, arguments + ["--set", "objective.tpot=1 ms"], columns: 80)
      #expect(missed.contains("Verdict      \u{1B}[31mdoes not meet the objective\u{1B}[0m: "))
      let compared = try shown(command, ["compare", "what-if/fcfs", "chat", "--no-store", "--quiet"], columns: 80)
      #expect(compared.contains("  \u{1B}[32mbetter\u{1B}[0m\n") && compared.contains("  \u{1B}[33mundecided\u{1B}[0m\n"))
      let piped = try command.run(try command.process(arguments)).output
      #expect(!piped.contains("\u{1B}"))
      let plain = coloured.replacing(/\u{1B}\[[0-9]*m/, with: "")
      #expect(plain == piped, "\(plain)")
      for environment in [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": ""]] {
        #expect(try shown(command, arguments, columns: 80, environment) == piped, "\(environment)")
      }
      #expect(try shown(command, arguments, columns: 80, ["TERM": "xterm", "NO_COLOR": ""]) == coloured)
    }
  }

  private static let good = "\u{1B}[32m"
  private static let bad = "\u{1B}[31m"

  /// A command whose output has colours in a terminal of so many columns, the same words as elsewhere, and these pieces.
  private func look(_ command: Command, _ arguments: [String], columns: Int, for pieces: String...) throws {
    let coloured = try shown(command, arguments, columns: columns)
    for piece in pieces { #expect(coloured.contains(piece), "\(coloured)") }
    let piped = try command.run(try command.process(arguments, columns: columns)).output
    #expect(!piped.contains("\u{1B}") && coloured.replacing(/\u{1B}\[[0-9]*m/, with: "") == piped, "\(coloured)")
    #expect(try shown(command, arguments, columns: columns, ["TERM": "xterm", "NO_COLOR": "1"]) == piped)
  }

  @Test("verdicts of plans have colours", .enabled(if: here, "needs 'script' of util-linux"), arguments: [80, 60])
  func plans(columns: Int) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let words = ["--accelerators", "h100-sxm", "--tensor", "1", "--mode", "aggregated", "--seeds", "2", "--no-store", "--quiet"]
      let asked = ["plan", "chat"] + words
      try look(
        command, asked, columns: columns, for: "Cheapest     \(Self.good)h100-sxm TP1 x1\u{1B}[0m: ",
        // Two seeds that differ by much.
        "\u{1B}[33m", "\u{1B}[2m")
      try look(
        command, asked + ["--set", "objective.ttft=1 ms"], columns: columns, for: "Verdict      \(Self.bad)nothing holds\u{1B}[0m")
    }
  }

  @Test(
    "verdicts on published figures and on measured ones have colours", .enabled(if: here, "needs 'script' of util-linux"),
    arguments: [80, 60])
  func records(columns: Int) throws {
    try Command.inFolder { command in
      let folder = Command.root + "/scenarios/published"
      try look(
        command, ["reproduce", "sarathi-steps", "--folder", folder, "--no-store", "--quiet"], columns: columns,
        for: "\(Self.good)within\u{1B}[0m\n", " figures reproduced\u{1B}[0m")
      try ReproduceTests.writeUnsupported(command)
      try look(
        command, ["reproduce", "--no-store", "--quiet"], columns: columns, for: "\(Self.bad)OFF\u{1B}[0m\n",
        "Sum          \(Self.bad)0 of 1 figures reproduced\u{1B}[0m")
      try command.write(FormatTests.measured, to: "measured.csv")
      try look(
        command, ["validate", "--against", "measured.csv", "--no-store", "--quiet"], columns: columns, for: "\u{1B}[2mNot stored")
    }
  }

  @Test("in a terminal that cannot write over a line nothing does", .enabled(if: here, "needs 'script' of util-linux"))
  func dumb() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments = ["run", "chat", "--no-store", "--threads", "1", "--seeds", "12", "--set", "workload.requests=20000"]
      let text = try shown(command, arguments, columns: 80, ["TERM": "dumb"])
      #expect(text.contains("Verdict ") && !text.contains("\u{1B}"), "\(text.prefix(400))")
    }
  }

  @Test("a list names the columns for which there is no room, and only there", .enabled(if: here, "needs 'script' of util-linux"))
  func lists() throws {
    try Command.inFolder { command in
      let plain = try command.run("list", "accelerators").output
      let shown = try shown(command, ["list", "accelerators"], columns: 80)
      #expect(shown == plain + "\nLeft out at 80 columns: name. COLUMNS=131 or as wide a window shows all.\n")
    }
  }

  @Test("a name cannot bring colours or more into a terminal", .enabled(if: here, "needs 'script' of util-linux"))
  func names() throws {
    try Command.inFolder { command in
      let text = Command.chat.replacing("because: A small", with: "name: \"\\e[2Jbad\\e]0;title\\a\"\nbecause: A small")
      try command.write(text, to: "scenarios/bad.yaml")
      let shown = try shown(command, ["run", "bad", "--no-store", "--quiet"], columns: 80)
      #expect(shown.contains("Scenario     \\u{1b}[2Jbad\\u{1b}]0;title\\u{7}") && !shown.contains("\u{1B}[2J") && !shown.contains("\u{7}"))
    }
  }
}
