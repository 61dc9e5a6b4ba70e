import Foundation
import Testing

@Suite("The manual page")
struct ManualTests {
  @Test("has every verb with its options, and the sections of a page")
  func complete() throws {
    try Command.inFolder { command in
      let page = try command.run("manual").output
      let lines = page.split(separator: "\n").map(String.init)
      let sections = ["NAME", "SYNOPSIS", "DESCRIPTION", "VERBS", "EXIT STATUS", "ENVIRONMENT"]
      #expect(lines.filter { $0.hasPrefix(".SH ") } == sections.map { ".SH " + $0 })
      #expect(lines[0].hasPrefix(".TH WINDTUNNEL 1 "))
      let help = try command.run(try command.process(["--help"], columns: 200)).output
      let verbs = help.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("  -") && !$0.hasPrefix("   ") }
        .compactMap { $0.split(separator: " ").first }.filter { $0 != "See" }
      #expect(verbs.count > 10)
      for verb in verbs {
        let heading = ".SS windtunnel \(verb) "
        #expect(lines.contains { $0.hasPrefix(heading) }, "\(verb)")
        let options = try command.run(try command.process([String(verb), "--help"], columns: 200)).output
        for option in options.split(separator: "\n") where option.hasPrefix("  --") && !option.hasPrefix("  --version") {
          let name = option.split { " /,".contains($0) }[0].replacing("-", with: "\\-")
          #expect(page.contains("\\fB\(name)\\fR"), "\(verb): \(option)")
        }
      }
      #expect(!page.contains("windtunnel manual"))
    }
  }

  @Test(
    "groff has nothing to say against it, and what is shown is what was written",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff"), "needs groff"))
  func groff() throws {
    try Command.inFolder { command in
      try command.write(try command.run("manual").output, to: "windtunnel.1")
      let result = try command.run(try command.process(["-man", "-ww", "-Tascii", "-P-cbou", "windtunnel.1"], program: "/usr/bin/groff"))
      #expect(result.status == 0 && result.error == "", "\(result.error.prefix(500))")
      #expect(result.output.contains("  windtunnel compare chat-8b chat-8b-fcfs    the same load under both\n"))
      #expect(result.output.contains(" --set key=value\n"))
      #expect(result.output.contains("--vary workload.arrivals.rate=\"6..12/3 req/s\" --dry-run\n"))
    }
  }
}
