import Foundation
import Testing

@Suite("windtunnel compare")
struct CompareTests {
  @Test("Sarathi against FCFS at the same load: shorter gaps at the tail, paired over seeds")
  func schedulers() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run("compare", "what-if/fcfs", "chat", "--set", "workload.arrivals.rate=25 req/s", columns: 120)
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains("Same 3 seeds, same arrivals and lengths: differences are paired."))
      #expect(result.output.contains("What differs: scheduler. Nothing else."))
      let row = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("ITL p99 ms") })
      #expect(row.contains("  -") && !row.hasSuffix("worse"), "\(row)")
    }
  }

  @Test("three scenarios stand side by side before each is laid beside the baseline, in a narrow window too")
  func overview() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      for columns in [60, 80, 120] {
        let result = try command.run("compare", "what-if/fcfs", "chat", "chat", columns: columns)
        #expect(result.status == 0, "\(result.error)")
        let lines = result.output.split(separator: "\n")
        #expect(longest(of: lines) <= columns)
        let heading = try #require(lines.first)
        #expect(heading.contains("TTFT p99 ms") && heading.contains("good/s"))
        #expect(lines[1].hasPrefix("fcfs ") && lines[2].hasPrefix("chat ") && lines[2] == lines[3])
        #expect(lines[2].contains("+") && !lines[1].contains("+"), "the baseline is compared with nobody")
        #expect(result.output.contains("Means over 3 seeds"))
      }
      let two = try command.run("compare", "what-if/fcfs", "chat")
      #expect(!two.output.contains("Means over"))
    }
  }

  private func longest(of lines: [Substring]) -> Int { lines.map(\.count).max() ?? 0 }

  @Test("stored runs compare like the scenarios that they came from")
  func stored() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let live = try command.run("compare", "chat", "what-if/fcfs")
      let stored = try command.run("compare", "run:1..3", "run:4..6")
      #expect(live.status == 0 && stored.status == 0, "\(stored.error)")
      func table(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.hasPrefix("TTFT") || $0.hasPrefix("ITL") || $0.hasPrefix("Requests/s") }
      }
      #expect(table(live.output).count == 9)
      #expect(table(live.output) == table(stored.output))
      #expect(stored.output.contains("What differs: scheduler. Nothing else."))
    }
  }

  @Test("one seed is paired over requests, and the output says so")
  func overRequests() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try command.run("compare", "chat", "what-if/fcfs", "--seed", "1")
      #expect(result.output.replacing("\n", with: " ").contains("paired over the 600 requests"))
    }
  }
}
