import Foundation
import Testing

@Suite("What the program says it is")
struct VersionTests {
  @Test("version and revision, as it lies in its tree")
  func version() throws {
    try Command.inFolder { command in
      let result = try command.run("--version")
      let known = /[0-9]+\.[0-9]+\.[0-9]+, revision ([0-9a-f]{7}(, its tree has changes that are not committed)?|unknown)\n/
      #expect(result.status == 0 && result.error == "" && result.output.wholeMatch(of: known) != nil, "\(result.output)")
    }
  }

  @Test("a program that was moved out of its tree does not know its revision, and says so")
  func moved() throws {
    try Command.inFolder { command in
      try FileManager.default.copyItem(atPath: Command.executable, toPath: command.path("moved"))
      let result = try command.run(try command.process(["--version"], program: command.path("moved")))
      #expect(result.status == 0 && result.output.hasSuffix(", revision unknown\n"), "\(result)")
    }
  }
}
