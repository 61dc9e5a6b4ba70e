import Foundation
import Testing

/// Every example of a help text is typed as it stands.
@Suite("The examples of the help texts")
struct HelpExampleTests {
  private static let verbs = [
    [], ["run"], ["compare"], ["plan"], ["sweep"], ["merge"], ["reproduce"], ["report"], ["calibrate"], ["validate"], ["fit"], ["export"],
    ["store"],
    ["store", "add"], ["trace"],
    ["trace", "inspect"], ["trace", "convert"], ["trace", "profile"], ["trace", "generate"], ["list"], ["explain"], ["manual"],
  ]

  /// What users bring and this folder lacks: such an example is refused for that alone.
  private static let brought = ["tables/", "bundles/", "runs/", ".aside-", "part-", "result.json"]

  /// The examples of a help text, words as a shell would part them.
  private func examples(_ text: String) -> [[String]] {
    let lines = text.replacing(/\\\s*\n\s*/, with: " ").split(separator: "\n").map { $0.drop { $0 == " " } }
    return lines.filter { $0.hasPrefix("windtunnel ") }.map { line in
      // What is said of an example stands three blanks behind it.
      let example = line.range(of: "   ").map { line[..<$0.lowerBound] } ?? line
      return words(String(example)).dropFirst().map { $0 }
    }
  }

  private func words(_ text: String) -> [String] {
    var (words, word, isQuoted) = ([String](), "", false)
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == " " && !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  @Test("do what they say")
  func examplesRun() throws {
    try Command.inFolder { command in
      for name in ["scenarios", "traces"] {
        try FileManager.default.createSymbolicLink(atPath: command.path(name), withDestinationPath: Command.root + "/" + name)
      }
      var count = 0
      for verb in Self.verbs {
        // So wide that no example is broken.
        let help = try command.run(try command.process(verb + ["--help"], columns: 200))
        #expect(help.status == 0)
        for example in examples(help.output) {
          count += 1
          try check(example, command)
        }
      }
      #expect(count > 15)
    }
  }

  @Test("and help, examples above all, keeps within eighty columns")
  func widths() throws {
    try Command.inFolder { command in
      for verb in Self.verbs {
        let lines = try command.run(try command.process(verb + ["--help"])).output.split(separator: "\n")
        // How a verb is used stands on one line, which the terminal breaks.
        for line in lines where !line.hasPrefix("USAGE: ") { #expect(line.count <= 80, "\(verb): \(line)") }
        // A command that is broken by the window begins a line with what belongs to the one before.
        let commands = lines.filter { $0.hasPrefix("windtunnel ") }
        let wide = try command.run(try command.process(verb + ["--help"], columns: 200)).output.split(separator: "\n")
        #expect(commands == wide.filter { $0.hasPrefix("windtunnel ") }, "\(verb)")
      }
    }
  }

  private func check(_ example: [String], _ command: Command) throws {
    // What measures this machine for a minute is stopped before it begins: the store cannot be a folder.
    let measures = ["calibrate", "validate"].contains(example[0]) && !example.contains("--from") && !example.contains("--against")
    let result = try command.run(try command.process(example + (measures ? ["--store", "scenarios"] : [])))
    let isBrought = example.contains { word in Self.brought.contains { word.contains($0) } }
    if measures {
      #expect(result.status == 2 && result.error.contains("directory"), "\(example): \(result.error)")
    } else if isBrought {
      #expect(result.status == 2 && result.error.contains("no such"), "\(example): \(result.error)")
    } else {
      // What writes a file says so on the error output.
      #expect((0...1).contains(result.status) && !(result.output + result.error).isEmpty, "\(example): \(result.error)")
    }
  }
}
