import Foundation
import Testing

@Suite("Files that commands write")
struct OutputFileTests {
  private static let small = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    calibration: roofline
    workload: {trace: t.csv}

    """
  private static let trace = "arrival_s,prompt_tokens,output_tokens\n0,300,20\n1,300,20\n"

  private func inFolder(_ body: (Command) throws -> Void) throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "base.yaml")
      try command.write("from: base.yaml\nchange: {replicas: 2}\n", to: "small.yaml")
      try command.write(Self.trace, to: "t.csv")
      try body(command)
    }
  }

  private func text(_ command: Command, _ name: String) throws -> String { try String(contentsOfFile: command.path(name), encoding: .utf8) }

  @Test("a timeline takes the place of no file without --overwrite")
  func timeline() throws {
    try inFolder { command in
      try command.write("a letter\n", to: "letter.txt")
      let words = ["run", "small.yaml", "--no-store", "--timeline", "letter.txt"]
      let refused = try command.run(try command.process(words))
      #expect(refused.status == 2 && refused.output == "")
      #expect(refused.error.contains("letter.txt: error: the file exists already; give another name, or --overwrite"))
      #expect(try text(command, "letter.txt") == "a letter\n")
      #expect(try command.run(try command.process(words + ["--overwrite"])).status == 0)
      #expect(try text(command, "letter.txt").hasPrefix("["))
    }
  }

  @Test(
    "no output takes the place of what is read or of the database, by whatever name, even with --overwrite",
    arguments: [
      ["run", "small.yaml", "--timeline", "small.yaml"], ["run", "small.yaml", "--timeline", "base.yaml"],
      ["run", "small.yaml", "--timeline", "./t.csv"], ["run", "small.yaml", "--timeline", "link.csv"],
      ["run", "small.yaml", "--timeline", "hard.csv"], ["run", "small.yaml", "--timeline", "results.sqlite"],
      ["run", "small.yaml", "--timeline", "results.sqlite-wal"], ["run", "small.yaml", "--timeline", "results.sqlite-shm"],
      ["run", "small.yaml", "--timeline", "new.sqlite", "--store", "new.sqlite"], ["run", "small.yaml", "--timeline", ""],
      ["trace", "convert", "t.csv", "-o", "t.csv"], ["trace", "convert", "t.csv", "-o", "hard.csv"],
      ["trace", "profile", "t.csv", "-o", "link.csv"], ["export", "--to", ".", "--store", "runs.csv"],
    ])
  func needed(words: [String]) throws {
    try inFolder { command in
      #expect(try command.run("run", "small.yaml").status == 0)
      #expect(try command.run("run", "small.yaml", "--store", "runs.csv").status == 0)
      try FileManager.default.createSymbolicLink(atPath: command.path("link.csv"), withDestinationPath: "t.csv")
      try FileManager.default.linkItem(atPath: command.path("t.csv"), toPath: command.path("hard.csv"))
      let before = try FileManager.default.contentsOfDirectory(atPath: command.folder).sorted()
      let result = try command.run(try command.process(words + ["--overwrite"]))
      #expect(result.status == 2 && !result.wasKilled, "\(result.error)")
      #expect(try text(command, "t.csv") == Self.trace)
      #expect(try text(command, "base.yaml") == Self.small)
      for database in ["results.sqlite", "runs.csv"] {
        #expect(try command.run("list", "runs", "--store", database).output.contains("finished"))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: command.folder).sorted() == before, "nothing half-written remains")
    }
  }

  @Test("a signal leaves nothing half-written", arguments: [SIGINT, SIGTERM, SIGHUP])
  func signalled(number: Int32) throws {
    // Tests that run under `nohup` ignore SIGHUP, and a program that they start would go on ignoring it.
    signal(SIGHUP, SIG_DFL)
    try inFolder { command in
      let endless = [
        [
          "trace", "generate", "-o", "g.csv", "--prompt-tokens", "9", "--output-tokens", "9", "--arrivals", "poisson", "--rate", "9",
          "--requests", "500000000",
        ],
        ["run", "chat.yaml", "--seed", "1", "--no-store", "--timeline", "t.json", "--set", "workload.requests=50000000"],
      ]
      try command.write(Command.chat, to: "chat.yaml")
      let before = try FileManager.default.contentsOfDirectory(atPath: command.folder).sorted()
      for words in endless {
        let process = try command.process(words)
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        for _ in 0..<400 {
          let names = try FileManager.default.contentsOfDirectory(atPath: command.folder)
          if names.contains(where: { $0.hasSuffix(".partial") }) || !process.isRunning { break }
          Thread.sleep(forTimeInterval: 0.02)
        }
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 128 + number)
        #expect(try FileManager.default.contentsOfDirectory(atPath: command.folder).sorted() == before)
      }
    }
  }

  @Test("control characters of a scenario reach no terminal, neither when it is run nor when runs are listed or compared")
  func escapes() throws {
    try inFolder { command in
      let heading = #"name: "\e[31mred\e[0m""# + "\n" + #"because: "\e]0;a new title\a and a bell\a""# + "\n"
      try command.write(heading + Self.small, to: "base.yaml")
      try FileManager.default.createDirectory(atPath: command.path("scenarios"), withIntermediateDirectories: true)
      try command.write(heading + Self.small.replacing("t.csv", with: "../t.csv"), to: "scenarios/red.yaml")
      for words in [
        ["run", "base.yaml"], ["run", "base.yaml", "--timeline", "t.json"], ["run", "base.yaml", "--set", "replicas=3"],
        ["compare", "run:1", "run:2"], ["compare", "base.yaml", "run:3"], ["list", "runs"], ["list", "scenarios"],
        ["explain", "base.yaml"],
        ["run", "no\u{1B}[31msuch"],
      ] {
        let result = try command.run(try command.process(words))
        let text = result.output + result.error
        #expect(!text.isEmpty && !text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 127 }, "\(words): \(text)")
      }
      #expect(try command.run("list", "runs").output.contains("\\u{1b}[31mred\\u{1b}[0m"))
    }
  }
}
