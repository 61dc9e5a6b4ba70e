import Kernel
import Scenario
import Testing

@Suite("A sweep is every combination of what varies")
struct SweepGridTests {
  private func grid(_ varying: String..., lines: String = "", assignments: [String] = []) throws -> SweepGrid {
    try SweepGrid.read(minimal + lines, file: "s.yaml", assignments: assignments, varying: varying)
  }

  private func values(_ text: String) throws -> [String] { try grid(text).cells.map { $0.values[0].text } }

  /// What is wrong, as the user sees it; empty where nothing is.
  private func fault(_ varying: String..., lines: String = "") -> String {
    do {
      _ = try SweepGrid.read(minimal + lines, file: "s.yaml", varying: varying)
      return ""
    } catch { return error.description }
  }

  @Test(
    "a range is reckoned in decimals, and its end is among the values where a step meets it",
    arguments: [
      ("1..4", "1 2 3 4"), ("2..26/3", "2 5 8 11 14 17 20 23 26"), ("2..25/3", "2 5 8 11 14 17 20 23"),
      ("0.1..0.5/0.1", "0.1 0.2 0.3 0.4 0.5"),
      ("512..8192x2", "512 1024 2048 4096 8192"), ("512..8191x2", "512 1024 2048 4096"), ("1..4x1.5", "1 1.5 2.25 3.375"),
      ("-1..1/0.5", "-1 -0.5 0 0.5 1"), ("7..7", "7"), ("1e3..3e3/1e3", ""), ("100..300/100,5", "100 200 300 5"),
    ])
  func ranges(text: String, expected: String) throws {
    if expected.isEmpty {
      #expect(fault("replicas=" + text).contains("is no number") || fault("replicas=" + text).contains("the range"))
    } else {
      #expect(try values("replicas=" + text).joined(separator: " ") == expected)
    }
  }

  @Test("the unit stands behind the range and goes with every value")
  func units() throws {
    #expect(try values("workload.arrivals.rate=2..8/3 req/s") == ["2 req/s", "5 req/s", "8 req/s"])
    #expect(try values("workload.arrivals.rate=2..8/3req/s") == ["2 req/s", "5 req/s", "8 req/s"])
    let grid = try grid("workload.arrivals.rate=2..8/3 req/s")
    #expect(try grid.scenario(of: grid.cells[1]).resolvedText.contains("rate: 5 req/s"))
  }

  @Test(
    "a range without end or beginning is refused with the way to write one",
    arguments: [
      ("replicas=4..1", "ends below its beginning"), ("replicas=1..4/0", "leads nowhere"), ("replicas=1..4x1", "leads nowhere"),
      ("replicas=0..4x2", "never comes above it"), ("replicas=1..4000", "more than 1000 values"), ("replicas=1..x2", "is no number"),
      ("replicas=1..4/", "is no number"), ("replicas=0.001..9999999999999999/1", "more than 15 digits"),
      ("replicas=-9000..9000/0.000000000000001", "more than 1000 values"),
      ("replicas=1..900000000000000x1.0000000001", "digits"), ("replicas=0.000000000000001..900000000000000/1", "too far apart"),
    ])
  func badRanges(text: String, reason: String) {
    #expect(fault(text).contains(reason), "\(fault(text))")
    #expect(fault(text).contains("2..26/3"), "\(fault(text))")
  }

  @Test("axes are crossed, the scenario's own first and the last one running fastest")
  func crossed() throws {
    let grid = try grid("replicas=1,2", "scheduler=fcfs,sarathi", lines: "vary: {router: [random, round_robin]}\n")
    #expect(grid.columns == ["router", "replicas", "scheduler"])
    let firsts = grid.cells.prefix(3).map { $0.values.map(\.text).joined(separator: " ") }
    #expect(firsts == ["random 1 fcfs", "random 1 sarathi", "random 2 fcfs"])
    #expect(grid.cells.count == 8 && grid.cells.map(\.index) == Array(0..<8))
    let last = try grid.scenario(of: grid.cells[7])
    #expect(last.pools[0].replicas == 2 && last.pools[0].scheduler.name == "sarathi" && last.router.name == "round_robin")
    #expect(last.name == "s: router=round_robin, replicas=2, scheduler=sarathi")
  }

  @Test("a path that the scenario varies takes the values that are asked for")
  func chosen() throws {
    let grid = try grid("replicas=8", lines: "vary: {replicas: [1, 2], scheduler: [fcfs, sarathi]}\n")
    #expect(grid.cells.map(\.label) == ["scheduler=fcfs, replicas=8", "scheduler=sarathi, replicas=8"])
  }

  @Test("linked keys vary together, and a value may be a list or a mapping of its own")
  func linked() throws {
    let linked = try grid("replicas,engine.max_sequences=1:64,4:16")
    #expect(linked.cells.map(\.label) == ["replicas=1, engine.max_sequences=64", "replicas=4, engine.max_sequences=16"])
    #expect(linked.cells[1].assignments == ["replicas=4", "engine.max_sequences=16"])
    let mapped = try grid("scheduler=fcfs,{name: sarathi, max_chunk_tokens: 256}")
    #expect(try mapped.cells.map { try mapped.scenario(of: $0).pools[0].scheduler.name } == ["fcfs", "sarathi"])
    #expect(try values("replicas=[1, 2, 4]") == ["1", "2", "4"])
  }

  @Test("what a cell is made of, typed behind --set, makes the same experiment")
  func assignments() throws {
    let grid = try grid("scheduler={name: sarathi, max_chunk_tokens: 256}", "workload.prompt=100,200")
    for cell in grid.cells {
      let typed = try Scenario.read(minimal, file: "s.yaml", assignments: cell.assignments)
      #expect(try grid.scenario(of: cell).experiment == typed.experiment)
    }
  }

  @Test("a file names whole settings, whose paths are seen from that file")
  func settingsFile() throws {
    let trace = "arrival_s,prompt_tokens,output_tokens\n0,10,10\n"
    let folder = try ScenarioFolder([
      "s.yaml": minimal, "more/t.csv": trace,
      "more/layouts.yaml": "small: {replicas: 1, scheduler: fcfs}\nlarge:\n  replicas: 4\n  engine.max_sequences: 16\n  workload: t.csv\n",
    ])
    let settings = "@" + folder.path + "/more/layouts.yaml"
    let grid = try SweepGrid.load(path: folder.path + "/s.yaml", varying: [settings, "router=random,round_robin"])
    #expect(grid.cells[1...2].map(\.label) == ["layouts=small, router=round_robin", "layouts=large, router=random"])
    let large = try grid.scenario(of: grid.cells[2])
    #expect(large.pools[0].replicas == 4 && large.resolvedText.contains("more/t.csv"))
  }

  @Test("a parameter that not every scheduler has may vary behind the schedulers: the others are cells that cannot be read")
  func refined() throws {
    let grid = try grid("scheduler=fcfs,sarathi", "scheduler.max_chunk_tokens=256,512")
    let faults = grid.cells.map { cell -> InputError? in
      do throws(InputError) {
        _ = try grid.scenario(of: cell)
        return nil
      } catch { return error }
    }
    #expect(faults.map { $0 == nil } == [false, false, true, true])
    // Under fcfs no cell can be read, and the message says what the slip is.
    #expect(try #require(grid.slip(among: faults)).message.contains("max_chunk_tokens"))
    #expect(grid.slip(among: [faults[0], nil, nil, nil]) == nil, "a value that goes with some is no slip")
  }

  @Test(
    "what nobody can have meant is refused with its reason",
    arguments: [
      (["replicas=1,1"], "stands twice"), (["replicas"], "no key with values"), (["=1"], "no key with values"),
      (["replicas=1,,2"], "a value is missing"), (["replicas,=1:2"], "a key is missing"), (["replicas,replicas=1:2"], "linked with itself"),
      (["replicas,router=1"], "gives 1 of 2 linked values"), (["replicas,engine.max_sequences=1..4:2"], "among linked values"),
      (["name=a,b"], "cannot be varied"), (["replicas=1,2", "replicas=3,4"], "varies twice"),
      (["scheduler.max_chunk_tokens=256", "scheduler=fcfs,sarathi"], "would take back"), ([], "nothing varies"),
      (["@missing.yaml"], "missing.yaml"), (["replicas=1..1000", "engine.max_sequences=1..1000"], "more than 10000 cells"),
      (["replicas={a: "], "error"), (["run.seeds=1,3"], "cannot be varied"), (["run={seeds: 2},{seeds: 3}"], "cannot be varied"),
    ])
  func refused(varying: [String], reason: String) {
    let error = #expect(throws: InputError.self) { try SweepGrid.read(minimal, file: "s.yaml", varying: varying) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("what is laid over the scenario and then varied is refused, and what is refined is not")
  func takenBack() throws {
    for assignment in ["replicas=4", "scheduler={name: sarathi, max_chunk_tokens: 256}"] {
      let error = #expect(throws: InputError.self) {
        try grid("replicas=1,2", "scheduler.max_chunk_tokens=256,512", assignments: [assignment])
      }
      #expect(error?.description.contains("every cell would take this back") == true)
    }
    #expect(try grid("scheduler.max_chunk_tokens=256,512", assignments: ["scheduler=sarathi", "replicas=4"]).cells.count == 2)
  }

  @Test("experiments are equal whatever they are called and however many seeds they have, and differ where anything else does")
  func experiments() throws {
    func experiment(_ lines: String) throws -> String { try Scenario.read(minimal + lines, file: "s.yaml").experiment }
    let plain = try experiment("")
    #expect(plain.utf8.count == 16)
    #expect(try experiment("name: other\nbecause: to see\nrun: {seeds: 7}\n") == plain)
    for line in ["replicas: 2\n", "run: {record: summaries}\n", "run: {series: none}\n", "scheduler: fcfs\n", "objective: {ttft: 1 s}\n"] {
      #expect(try experiment(line) != plain, "\(line)")
    }
  }

  @Test("a cell is chosen by values, a column by as many of its last words as it takes")
  func choice() throws {
    let grid = try grid("engine.max_sequences=64,128", "scheduler=fcfs,sarathi")
    #expect(try grid.column(named: "max_sequences") == "engine.max_sequences")
    #expect(try grid.choice("max_sequences=128, scheduler=fcfs").map(\.text) == ["128", "fcfs"])
    for (text, reason) in [
      ("scheduler=fcsf", "did you mean 'fcfs'?"), ("schedular=fcfs", "did you mean 'scheduler'?"), ("fcfs", "chooses no cell"),
      ("scheduler=fcfs,scheduler=sarathi", "chosen twice"),
    ] {
      let error = #expect(throws: InputError.self) { try grid.choice(text) }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
  }
}
