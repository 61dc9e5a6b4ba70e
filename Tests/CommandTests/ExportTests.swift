import Foundation
import Testing

@Suite("windtunnel export")
struct ExportTests {
  private static let small = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    workload: {prompt: 200, output: 20, arrivals: {process: poisson, rate: 10 req/s}, requests: 40}
    objective: {ttft: 500 ms}

    """

  /// The first column of a file, without its head.
  private func firstColumn(_ command: Command, _ file: String) throws -> [String] {
    try String(contentsOfFile: command.path(file), encoding: .utf8).split(separator: "\n").dropFirst()
      .map { String($0.split(separator: ",")[0]) }
  }

  @Test("takes runs in ranges and lists, sweeps with their runs, plans, and everything where nothing is named")
  func selections() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml", "--seeds", "3").status == 0)
      #expect(try command.run("sweep", "small.yaml", "--vary", "replicas=1,2", "--seed", "9").status == 0)
      let plan = ["plan", "small.yaml", "--accelerators", "h100-sxm", "--tensor", "1", "--mode", "aggregated"]
      #expect(try command.run(try command.process(plan)).status == 0)
      let all = try command.run("export", "--to", "all")
      #expect(all.status == 0 && all.output == "5 runs, 1 sweep, 1 plan written to all\n", "\(all.error)")
      #expect(try firstColumn(command, "all/runs.csv") == ["1", "2", "3", "4", "5"])
      #expect(try firstColumn(command, "all/trials.csv").isEmpty == false)
      #expect(try command.run("export", "--to", "some", "--run", "1,3..4", "--run", "3").output == "3 runs written to some\n")
      #expect(try firstColumn(command, "some/runs.csv") == ["1", "3", "4"])
      #expect(try command.run("export", "--to", "swept", "--sweep", "1").output == "2 runs, 1 sweep written to swept\n")
      #expect(try firstColumn(command, "swept/sweepruns.csv") == ["1", "1"])
      #expect(try command.run("export", "--to", "planned", "--plan", "1").output == "1 plan written to planned\n")
      // A layout's assignments stand behind one another, so that a line is a row.
      #expect(try Set(firstColumn(command, "planned/layouts.csv")) == ["1"] && firstColumn(command, "planned/runs.csv").isEmpty)
      let layouts = try String(contentsOfFile: command.path("planned/layouts.csv"), encoding: .utf8)
      #expect(layouts.contains("accelerator=h100-sxm; ") || layouts.contains("; replicas="), "\(layouts)")
      // A scenario each, of runs and of the plan.
      #expect(try FileManager.default.contentsOfDirectory(atPath: command.path("planned/scenarios")).count == 1)
      #expect(try command.run("run", "swept/../all/scenarios/\(try scenario(command))", "--no-store").status == 0)
    }
  }

  @Test("an export into the folder of another one leaves nothing of that, and tells what it removed")
  func overwrite() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml").status == 0)
      #expect(try command.run("run", "small.yaml", "--set", "replicas=2").status == 0)
      #expect(try command.run("export", "--to", "csv").status == 0)
      func scenarios() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: command.path("csv/scenarios")).sorted() }
      let both = try scenarios()
      let refused = try command.run("export", "--to", "csv", "--run", "1")
      #expect(refused.status == 2 && refused.error.hasSuffix("the file is there already; choose another directory, or --overwrite\n"))
      #expect(try both.count == 2 && scenarios() == both)
      let one = try command.run("export", "--to", "csv", "--run", "1", "--overwrite")
      let left = try scenarios()
      let gone = try #require(both.first { $0 != left[0] })
      #expect(one.status == 0 && left.count == 1 && one.error == "note: removed from csv, of an earlier export: scenarios/\(gone)\n")
      #expect(try command.run("run", "csv/scenarios/\(left[0])", "--no-store").status == 0)
    }
  }

  @Test("of a range with gaps what is there is exported, and the rest is named")
  func gaps() throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml", "--seeds", "3").status == 0)
      let result = try command.run("export", "--to", "csv", "--run", "2..6")
      #expect(result.status == 0 && result.output == "2 runs written to csv\n")
      #expect(result.error == "note: there are no runs 4 to 6; the others were exported\n")
      #expect(try firstColumn(command, "csv/runs.csv") == ["2", "3"])
    }
  }

  private func scenario(_ command: Command) throws -> String {
    try #require(try FileManager.default.contentsOfDirectory(atPath: command.path("all/scenarios")).min())
  }

  @Test(
    "what is no list of numbers, and what is not there, is refused, and nothing is written",
    arguments: [
      ("--run", "x", "is no run"), ("--run", "3..1", "is no run"), ("--run", "1,,2", "is no run"), ("--run", "0", "is no run"),
      ("--run", "1..9999999", "is no run"), ("--sweep", "1..", "is no sweep"), ("--run", "99", "there is no run 99"),
      ("--sweep", "4", "there is no sweep 4"), ("--plan", "2", "there is no plan 2"),
    ])
  func refused(option: String, text: String, complaint: String) throws {
    try Command.inFolder { command in
      try command.write(Self.small, to: "small.yaml")
      #expect(try command.run("run", "small.yaml").status == 0)
      let result = try command.run("export", "--to", "csv", option, text)
      #expect(result.status == 2 && result.output.isEmpty && result.error.contains(complaint), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: command.path("csv")))
    }
  }
}
