import Foundation
import GRDB
import Testing

@Suite("windtunnel plan")
struct PlanTests {
  private static let few = ["--accelerators", "h100-sxm,l40s", "--tensor", "1,2", "--seeds", "2", "--max-gpus", "16"]

  private func plan(_ command: Command, _ arguments: [String], columns: Int = 80) throws -> Command.Result {
    try command.run(try command.process(["plan", "chat"] + Self.few + arguments, columns: columns))
  }

  @Test("a scenario with a load and an objective is all that it takes: a table, the cheapest, and exit code 0")
  func answers() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try plan(command, ["--no-store"])
      #expect(result.status == 0 && result.error == "", "\(result.error)")
      #expect(result.output.hasPrefix("Plan         chat at 12 req/s: ttft <= 500 ms and tpot <= 50 ms for 99 %\n"))
      for heading in ["Cheapest", "N+1", "If x2", "Knee"] { #expect(result.output.contains("\n" + heading), "\(heading)") }
      #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite")), "nothing is stored")
      #expect(try plan(command, ["--threads", "3", "--no-store"]).output == result.output)
    }
  }

  @Test("a plan is stored with its layouts and runs, and asked again it runs nothing and says the same")
  func stored() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let first = try plan(command, ["--set", "workload.requests=300"])
      let second = try plan(command, ["--set", "workload.requests=300"])
      func table(_ result: Command.Result) -> Substring { result.output.prefix(upTo: result.output.range(of: "Stored as")!.lowerBound) }
      #expect(first.status == 0 && first.output.contains("Stored as plan 1 in results.sqlite: "))
      #expect(table(first) == table(second) && second.output.contains("Stored as plan 2 in results.sqlite: 0 runs added, "))
      let queue = try DatabaseQueue(path: command.path("results.sqlite"))
      let rows = try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT plan, count(*) AS n, min(dollarsPerHour) AS least FROM planLayout GROUP BY plan ORDER BY plan")
      }
      #expect(rows.count == 2 && rows[0]["n"] as Int == rows[1]["n"] && rows[0]["least"] as Double == rows[1]["least"])
      let trials = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM planTrial") } ?? 0
      let runs = try queue.read { try Int.fetchOne($0, sql: "SELECT runs FROM plan WHERE id = 1") } ?? 0
      #expect(trials > 0 && trials == runs)
      try queue.close()
    }
  }

  @Test(
    "stored runs that do not fit the objective are made anew",
    arguments: ["met = ''", "exceeded = '1'", "rejected = requests + 1", "p99Picoseconds = '1'"])
  func altered(change: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments = ["--set", "workload.requests=300", "--mode", "aggregated"]
      let first = try plan(command, arguments)
      let queue = try DatabaseQueue(path: command.path("results.sqlite"))
      try queue.write { try $0.execute(sql: "UPDATE planTrial SET \(change)") }
      try queue.close()
      let second = try plan(command, arguments)
      func table(_ result: Command.Result) -> Substring? { result.output.range(of: "Stored as").map { result.output[..<$0.lowerBound] } }
      #expect(first.status == 0 && second.status == 0 && table(first) != nil && table(first) == table(second), "\(second)")
    }
  }

  @Test("what cannot be stored is told all the same, and its fault after it")
  func unwritable() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let arguments = ["--set", "workload.requests=300", "--mode", "aggregated"]
      #expect(try plan(command, arguments).status == 0)
      let queue = try DatabaseQueue(path: command.path("results.sqlite"))
      try queue.write {
        try $0.execute(sql: "DELETE FROM planTrial")
        try $0.execute(sql: "CREATE TRIGGER full BEFORE INSERT ON planTrial BEGIN SELECT RAISE(ABORT, 'no room'); END")
      }
      try queue.close()
      let result = try plan(command, arguments)
      #expect(result.status == 2 && result.output.contains("Cheapest") && !result.output.contains("Stored as"), "\(result)")
      #expect(result.error.contains("no room"))
    }
  }

  @Test("what nothing can hold is exit code 1, with what comes nearest")
  func nothingHolds() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try plan(command, ["--set", "objective.ttft=1 ms"])
      #expect(result.status == 1 && result.error == "")
      #expect(result.output.contains("nothing holds") && result.output.contains("comes nearest"))
    }
  }

  @Test("--format json is one object of JSON, and progress and times stay out of it")
  func json() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try plan(command, ["--format", "json", "--progress", "--no-store", "--grow", "x1.5,x3,1.5"])
      #expect(result.status == 0 && result.error.contains(" runs in "))
      let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      #expect((object["rows"] as? [[String: Any]])?.isEmpty == false)
      #expect((object["growth"] as? [[String: Any]])?.count == 2)
    }
  }

  @Test("what the section 'plan' says is what the options say, which win over it")
  func section() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write(
        "name: cheap\ndate: 2020-01-31\nsource: a leaflet\naccelerators: [{accelerator: h100, on_demand: 1 $/h, spot: 0.5 $/h}]\n",
        to: "scenarios/prices.yaml")
      let section = "plan: {prices: prices.yaml, have: {h100-sxm: 2}, tensor: 1, mode: aggregated, grow: none, grid_carbon: 100 g/kWh}\n"
      try command.write("name: chat\n" + Command.chat + section, to: "scenarios/asked.yaml")
      let options = [
        "--prices", "scenarios/prices.yaml", "--have", "h100=2", "--tensor", "1", "--mode", "aggregated", "--grow", "none",
        "--grid-carbon", "100",
      ]
      let fixed = ["--no-store", "--set", "workload.requests=200"]
      let asked = try command.run(try command.process(["plan", "asked"] + fixed))
      let told = try command.run(try command.process(["plan", "chat"] + fixed + options))
      #expect(asked.status == 0 && asked.output == told.output, "\(asked.error)\(told.error)")
      #expect(asked.output.contains("cheap, on demand, of 2020-01-31, more than a year old") && asked.output.contains("gCO2/M"))
      #expect(asked.output.contains("\nInventory    1 of 2 h100-sxm used; left: 1 h100-sxm\n"))
      let spot = try command.run(try command.process(["plan", "asked", "--price-kind", "spot"] + fixed))
      #expect(spot.output.contains("cheap, spot, of 2020-01-31") && !spot.output.contains("If x2"))
      // A run takes no notice of it.
      let run = try command.run("run", "asked", "--no-store")
      let plain = try command.run("run", "chat", "--no-store")
      #expect(run.status == 0 && run.output == plain.output)
    }
  }

  @Test("a day that the scenario asks for is left out by --day none")
  func noDay() throws {
    try Command.inFolder { command in
      try command.write(Command.chat.replacing("12 req/s", with: "0.2 req/s") + "plan: {day: [0.4, 1]}\n", to: "day.yaml")
      let words = ["--accelerators", "h100-sxm", "--tensor", "1", "--mode", "aggregated", "--seeds", "1", "--grow", "none", "--no-store"]
      let without = try command.run(try command.process(["plan", "day.yaml", "--day", "none"] + words))
      #expect(without.status == 0 && !without.output.contains("\nDay  "), "\(without.error)")
      let with = try command.run(try command.process(["plan", "day.yaml"] + words))
      #expect(with.output.contains("\nDay  "), "\(with.error)\(with.output)")
    }
  }

  @Test("--dry-run shows the layouts and runs nothing")
  func dryRun() throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      let result = try plan(command, ["--dry-run"])
      #expect(result.status == 0 && result.output.contains("8 layouts, 8 can be. Nothing was run."))
      #expect(!FileManager.default.fileExists(atPath: command.path("results.sqlite")))
      #expect(result.output.contains("h100-sxm TP2 1P+1D"))
    }
  }

  @Test(
    "what cannot be planned is refused with a remedy, and exit code 2",
    arguments: [
      (["--set", "objective=null"], "a plan needs an objective"), (["--set", "workload.concurrency=4"], "closed loop"),
      (["--accelerators", "h100-sx"], "did you mean 'h100-sxm'?"), (["--tensor", "0"], "whole numbers from 1 to 1024"),
      (["--mode", "agregated"], "did you mean 'aggregated'?"), (["--formats", "fp7"], "did you mean"),
      (["--grow", "x0.5"], "factors above 1"),
      (["--have", "h100=8,b20=2"], "unknown accelerator 'b20'; did you mean 'b200'?"), (["--have", "h100"], "no accelerator with a count"),
      (["--have", "h100=8", "--accelerators", "l40s"], "the inventory has none"), (["--minimise", "carbon"], "--grid-carbon"),
      (["--prices", "undated.yaml"], "undated.yaml:1:1: error: missing key 'date'"), (["--price-kind", "spot"], "no price list"),
      (["--prices", "none.yaml"], "there is no price list 'none.yaml'"), (["--set", "plan.max_gpu=8"], "did you mean 'max_gpus'?"),
      (["--pue", "0.5"], "out of range"), (["--grid-carbon", "much"], "g/kWh"),
      (["--max-gpus", "0"], "between 1 and 65536"), (["--seeds", "0"], "between 1 and 1000"), (["--minimise", "money"], "money"),
      (["--tensor", "1,,2"], "empty part"), (["--dry-run", "--write", "out"], "--dry-run finds nothing"),
      (["--set", "workload=null"], "missing key 'workload'"),
    ])
  func refused(arguments: [String], says: String) throws {
    try Command.inFolder { command in
      try command.writeScenarios()
      try command.write("name: a\nsource: b\naccelerators: [{accelerator: h100, on_demand: 2 $/h}]\n", to: "undated.yaml")
      let result = try command.run(try command.process(["plan", "chat"] + arguments))
      #expect(result.status == 2 && result.output == "" && result.error.contains(says), "\(result.error)")
    }
  }
}
