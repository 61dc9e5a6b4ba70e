import Foundation
import Testing

@Suite("windtunnel trace")
struct TraceCommandTests {
  private static let azure = """
    TIMESTAMP,ContextTokens,GeneratedTokens
    2023-11-16 18:15:46.6805900,374,44
    2023-11-16 18:15:48.6805900,396,109
    2023-11-16 18:15:50.6805900,879,55
    2023-11-16 18:15:56.6805900,91,16

    """

  @Test("inspect tells format, counts and quantiles, with and without steps")
  func inspect() throws {
    try Command.inFolder { command in
      try command.write(Self.azure, to: "azure.csv")
      let whole = try command.run("trace", "inspect", "azure.csv")
      #expect(whole.status == 0 && whole.error == "", "\(whole.error)")
      #expect(whole.output.contains("format          azure"))
      #expect(whole.output.contains("requests        4 in 10.00 s"))
      let part = try command.run("trace", "inspect", "azure.csv", "--from", "1s", "--to", "5s", "--clip-prompt", "400")
      #expect(part.output.contains("requests        2 in "))
      #expect(part.output.contains("1 clipped"))
    }
  }

  @Test("convert takes the steps in the order of a scenario's workload")
  func convert() throws {
    try Command.inFolder { command in
      try command.write(Self.azure, to: "azure.csv")
      let result = try command.run("trace", "convert", "azure.csv", "-o", "out.csv", "--from", "2s", "--limit", "2", "--rate-scale", "2")
      #expect(result.status == 0 && result.output == "" && result.error == "out.csv: 2 requests\n", "\(result.error)")
      let text = try String(contentsOfFile: command.path("out.csv"), encoding: .utf8)
      #expect(
        text == "# windtunnel-trace 1\narrival_s,prompt_tokens,output_tokens\n0.000000000000,396,109\n1.000000000000,879,55\n")
      let through = try command.run("trace", "convert", "out.csv", "-o", "-")
      #expect(through.output == text && through.error == "standard output: 2 requests\n")
    }
  }

  @Test("a trace is read from standard input where it need not be read twice")
  func standardInput() throws {
    try Command.inFolder { command in
      try command.write(Self.azure, to: "azure.csv")
      let process = try command.process(["trace", "convert", "-", "-o", "-"])
      process.standardInput = FileHandle(forReadingAtPath: command.path("azure.csv"))
      let result = try command.run(process)
      #expect(result.status == 0 && result.output.split(separator: "\n").count == 6, "\(result.error)")
      let twice = try command.run("trace", "inspect", "-", "--limit", "1")
      #expect(twice.status == 2 && twice.error.contains("standard input cannot be read twice"))
    }
  }

  @Test("a profile generates a trace like the one it was taken from, the same for the same seed")
  func profileAndGenerate() throws {
    try Command.inFolder { command in
      let made = try command.run(
        "trace", "generate", "-o", "first.csv", "--prompt-tokens", "lognormal:500:1.5", "--output-tokens", "uniform:10:90", "--arrivals",
        "gamma", "--rate", "10", "--cv", "2", "--requests", "3000")
      #expect(made.status == 0, "\(made.error)")
      #expect(try command.run("trace", "profile", "first.csv", "-o", "first.json").status == 0)
      func generate(_ seed: String) throws -> String {
        try command.run("trace", "generate", "first.json", "-o", "-", "--seed", seed).output
      }
      let again = try generate("7")
      #expect(again.split(separator: "\n").count == 3002)
      #expect(try generate("7") == again)
      #expect(try generate("8") != again)
    }
  }

  @Test("a file that exists is replaced only where that is asked for")
  func overwrite() throws {
    try Command.inFolder { command in
      try command.write(Self.azure, to: "azure.csv")
      try command.write("precious", to: "out.csv")
      let refused = try command.run("trace", "convert", "azure.csv", "-o", "out.csv")
      #expect(refused.status == 2 && refused.error.contains("out.csv: error: the file exists already"))
      #expect(try String(contentsOfFile: command.path("out.csv"), encoding: .utf8) == "precious")
      #expect(try command.run("trace", "convert", "azure.csv", "-o", "out.csv", "--overwrite").status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: command.folder).sorted() == ["azure.csv", "out.csv"])
    }
  }

  @Test(
    "what cannot be used is said on standard error, and nothing is written",
    arguments: [
      (["convert", "missing.csv", "-o", "out.csv"], "missing.csv: error: cannot open the file"),
      (["convert", "azure.csv", "-o", "no/where.csv"], "cannot write here"),
      (["convert", "azure.csv", "-o", "out.csv", "--from", "5"], "--from: '5' has no unit"),
      (["convert", "azure.csv", "-o", "out.csv", "--from", "1h"], "no request is left to write"),
      (["convert", "azure.csv", "-o", "out.csv", "--rate", "3"], "a rate without an arrival process"),
      (["convert", "azure.csv", "-o", "out.csv", "--arrivals", "gamma", "--rate", "3"], "add --cv"),
      (["convert", "azure.csv", "-o", "out.csv", "--sort", "--limit", "3"], "sorting together with other steps"),
      (["convert", "azure.csv", "-o", "out.csv", "--limit", "-1"], "error:"),
      (["inspect", "azure.csv", "--format", "mooncake"], "azure.csv:1:"),
      (["generate", "-o", "out.csv", "--prompt-tokens", "5", "--output-tokens", "x", "--arrivals", "at_once"], "no distribution"),
      (["generate", "-o", "out.csv"], "nothing to generate from"),
      (["generate", "azure.csv", "-o", "out.csv"], "azure.csv:1:"),
    ])
  func badInput(_ arguments: [String], _ says: String) throws {
    try Command.inFolder { command in
      try command.write(Self.azure, to: "azure.csv")
      let process = try command.process(["trace"] + arguments)
      let result = try command.run(process)
      #expect(result.status == 2 && result.output == "")
      #expect(result.error.contains(says), "\(result.error)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: command.folder) == ["azure.csv"])
    }
  }
}
