import Testing

@Suite("The logged capacities")
struct CapacityListTests {
  @Test("the sources of the logged capacities are told, and each row has one")
  func sources() throws {
    try Command.inFolder { command in
      let result = try command.run("list", "capacities", "--sources")
      let rows = try command.run("list", "capacities").output.split(separator: "\n\n")[0].split(separator: "\n").count - 1
      // A long source is broken over lines.
      let sources = result.output.replacing(/\s+/, with: " ").split(separator: "Source:").count - 1
      #expect(result.status == 0 && sources == rows && rows >= 15)
    }
  }
}
