import Foundation
import Testing

@Suite("list and explain")
struct WordTests {
  @Test("every entry of every list is explained", arguments: ["models", "accelerators", "links", "schedulers", "routers", "metrics"])
  func everyEntry(list: String) throws {
    try Command.inFolder { command in
      let lines = try command.run("list", list, columns: 200).output.split(separator: "\n")
      let hasHeading = !["schedulers", "routers"].contains(list)
      let names = lines.dropFirst(hasHeading ? 1 : 0).compactMap { $0.split(separator: " ").first.map(String.init) }
      #expect(names.count >= 2)
      for name in names {
        let result = try command.run("explain", name)
        #expect(result.status == 0 && result.output.contains(name), "\(name): \(result.error)")
      }
    }
  }

  @Test("explain tpot prints the formula and what other tools call it")
  func formula() throws {
    try Command.inFolder { command in
      let output = try command.run("explain", "tpot").output
      #expect(output.hasPrefix("tpot: time per output token (ms), lower is better\n  = (finish - first token) / (output tokens - 1)\n"))
      #expect(output.contains("elsewhere:"))
    }
  }

  @Test("every figure of an accelerator names its source")
  func sources() throws {
    try Command.inFolder { command in
      let plain = try command.run("list", "accelerators").output
      let sources = try command.run("list", "accelerators", "--sources").output
      #expect(plain.split(separator: "\n").count == 1 + sources.components(separatedBy: ": the accelerator ").count - 1)
      #expect(sources.contains("datasheet"))
    }
  }

  @Test("a scenario is explained by its resolved text, its memory and its iterations; the shares come to a hundred")
  func scenario() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let output = try command.run("explain", "chat", columns: 100).output
      #expect(output.contains("scheduler:\n  name: sarathi"))
      #expect(output.contains("Memory of one accelerator"))
      let decode = try #require(output.components(separatedBy: "A decode step").last?.components(separatedBy: "\n\n").first)
      let shares = decode.split(separator: "\n").compactMap { line -> Double? in
        let words = line.split(separator: " ")
        return words.firstIndex(of: "%").flatMap { Double(words[$0 - 1]) }
      }
      #expect(shares.count >= 8)
      #expect(abs(shares.reduce(0, +) - 100) < 1)
    }
  }

  @Test("help and version are no errors, and name every command")
  func help() throws {
    try Command.inFolder { command in
      for arguments in [["--help"], ["--version"], [], ["help", "run"], ["run", "--help"]] {
        let result = try command.run(try command.process(arguments))
        #expect(result.status == 0 && result.error == "" && !result.output.isEmpty, "\(arguments)")
      }
      let help = try command.run("--help").output
      for verb in ["run", "compare", "calibrate", "validate", "export", "trace", "list", "explain"] { #expect(help.contains("  \(verb) ")) }
    }
  }
}
