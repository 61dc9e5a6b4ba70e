import Foundation
import Testing

@Suite("list and explain")
struct WordTests {
  @Test(
    "every entry of every list is explained",
    arguments: ["models", "accelerators", "links", "schedulers", "routers", "techniques", "metrics"])
  func everyEntry(list: String) throws {
    try Command.inFolder { command in
      let lines = try command.run("list", list, columns: 200).output.split(separator: "\n")
      let hasHeading = !["schedulers", "routers", "techniques"].contains(list)
      let names = lines.dropFirst(hasHeading ? 1 : 0).compactMap { $0.split(separator: " ").first.map(String.init) }
      #expect(names.count >= 2)
      for name in names {
        let result = try command.run("explain", name)
        #expect(result.status == 0 && result.output.contains(name), "\(name): \(result.error)")
      }
    }
  }

  @Test("the references keep within the width", arguments: ["scenario", "published", "price-list"])
  func references(word: String) throws {
    try Command.inFolder { command in
      let lines = try command.run("explain", word, columns: 60).output.split(separator: "\n")
      // A word that is wider, such as the address of a source, cannot be broken.
      #expect(lines.count > 20 && lines.allSatisfy { $0.count <= 60 || !$0.drop { $0 == " " }.contains(" ") }, "\(word)")
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

  /// The columns of a row that hold errors, each one figure or two with a dash between them.
  private static func errors(_ row: Substring) -> [[Double]] {
    var columns: [[Double]] = []
    for word in row.split(separator: " ") where word.firstIndex(of: ".") != nil {
      columns.append(word.split(separator: "-").compactMap { Double($0) })
    }
    return columns
  }

  @Test("no two lines of a profile read alike, and an operator that is further off than it should be is marked")
  func profiles() throws {
    try Command.inFolder { command in
      let lines = try command.run("list", "profiles", columns: 80).output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.count <= 80 } && lines.count <= 240)
      let heading = try #require(lines.first?.range(of: "  fits"))
      let labelled = lines[0].distance(from: lines[0].startIndex, to: heading.lowerBound)
      var profile = ""
      var labels: Set<String> = []
      let rows = lines[1..<(lines.firstIndex(of: "") ?? lines.count)]
      for row in rows {
        guard row.hasPrefix("  ") else {
          profile = String(row)
          continue
        }
        #expect(labels.insert(profile + row.prefix(labelled)).inserted, "\(profile): \(row)")
        // A column is one error, or the least and the greatest of several fits.
        let errors = Self.errors(row)
        try #require(errors.count == 2 && errors.allSatisfy { $0 == $0.sorted() && !$0.isEmpty }, "\(row): \(errors)")
        #expect(errors[0].last! <= 5 && errors[1].last! <= 15 || row.hasSuffix("*") || row.hasSuffix("~"), "\(row)")
      }
      #expect(labels.count > 50 && profile.hasPrefix("rtx-pro-6000-server"), "\(profile)")
      for sign in ["*", "~", "w"] { #expect(lines.contains { $0.hasPrefix(sign + " ") }) }
    }
  }

  @Test("all fits of the profiles, each by its shape, are what an operator's line takes together")
  func fits() throws {
    try Command.inFolder { command in
      func rows(_ more: String...) throws -> [Substring] {
        let output = try command.run(command.process(["list", "profiles"] + more, columns: 120)).output
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.dropFirst().prefix { !$0.isEmpty }.filter { $0.hasPrefix("  ") }
      }
      func fits(_ rows: [Substring]) -> Int {
        rows.compactMap { row in row.components(separatedBy: "  ").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }.first }
          .reduce(0, +)
      }
      let (operators, all) = (try rows(), try rows("--all"))
      #expect(all.count > operators.count && fits(operators) == all.count)
      #expect(all.contains { $0.contains("matrix product bf16 4096x6144") || $0.contains("matrix product bf16 6144x4096") })
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
      for verb in ["run", "compare", "plan", "calibrate", "validate", "export", "trace", "list", "explain"] {
        #expect(help.contains("  \(verb) "))
      }
    }
  }
}
