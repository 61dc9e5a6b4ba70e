import Foundation
import Kernel
import Scenario
import Testing

@Suite("A what-if is another scenario with something changed or varied")
struct WhatIfTests {
  private let base =
    minimal + "because: the base\nengine: {max_sequences: 64, kv_blocks: 500}\nscheduler: {name: sarathi, max_chunk_tokens: 512}\n"

  @Test("changes are merged key by key, nested or dotted; null takes a key away")
  func changes() throws {
    let folder = try ScenarioFolder([
      "base.yaml": base,
      "what-if/more.yaml": """
      from: ../base.yaml
      because: to see
      change:
        replicas: 4
        engine: {max_sequences: 128, kv_blocks: null}
        workload.arrivals.rate: 8 req/s
        objective: {ttft: 1 s}
      """,
    ])
    let base = try folder.load("base.yaml")
    let more = try folder.load("what-if/more.yaml")
    #expect(more.name == "more")
    #expect(more.because == "to see")
    #expect(
      Scenario.differences(between: base, and: more) == [
        .init(path: "engine.max_sequences", first: "64", second: "128"),
        .init(path: "engine.kv_blocks", first: "500 blocks", second: "auto"),
        .init(path: "replicas", first: "1", second: "4"), .init(path: "workload.arrivals.rate", first: "4 req/s", second: "8 req/s"),
        .init(path: "objective.ttft", first: "none", second: "1 s"),
      ])
    #expect(Scenario.differences(between: base, and: more).map(\.area) == ["engine", "engine", "cluster", "workload", "objective"])
    #expect(Scenario.differences(between: base, and: base).isEmpty)
  }

  @Test("naming another scheduler starts anew; a parameter alone keeps the scheduler")
  func policies() throws {
    let folder = try ScenarioFolder([
      "base.yaml": base, "plain.yaml": minimal,
      "fcfs.yaml": "from: base.yaml\nchange: {scheduler: fcfs}\n", "fcfs2.yaml": "from: base.yaml\nchange: {scheduler: {name: fcfs}}\n",
      "small.yaml": "from: base.yaml\nchange: {scheduler.max_chunk_tokens: 64}\n",
      "default.yaml": "from: plain.yaml\nchange: {scheduler.max_chunk_tokens: 64}\n",
      "workload.yaml": "from: base.yaml\nchange: {workload.prompt: {distribution: uniform, from: 1, to: 9}}\n",
    ])
    #expect(try folder.load("fcfs.yaml").pools[0].scheduler == folder.load("fcfs2.yaml").pools[0].scheduler)
    #expect(try folder.load("fcfs.yaml").pools[0].scheduler.parameters.isEmpty)
    for name in ["small.yaml", "default.yaml"] {
      #expect(try folder.load(name).pools[0].scheduler.parameters == ["max_chunk_tokens": .tokens(64)])
    }
    #expect(
      try folder.load("workload.yaml").resolvedText.contains("  prompt:\n    distribution: uniform\n    from: 1 tokens\n    to: 9 tokens\n")
    )
  }

  @Test("pools of the base are reached by name")
  func pools() throws {
    let folder = try ScenarioFolder([
      "base.yaml": base + "pools: [{name: fast, replicas: 2}, {name: slow, accelerator: l40s}]\n",
      "more.yaml": "from: base.yaml\nchange:\n  pools.slow: {replicas: 9, engine.max_sequences: 3}\n  pools.fast: null\n",
      "wrong.yaml": "from: base.yaml\nchange:\n  pools.slov.replicas: 9\n",
    ])
    let more = try folder.load("more.yaml")
    #expect(more.pools.map(\.name) == ["slow"])
    #expect(more.pools[0].replicas == 9)
    #expect(try more.cluster().pools[0].replica.maximumSequences == 3)
    #expect(folder.fault("wrong.yaml") == "wrong.yaml:3:3: error: 'pools' has no item called 'slov'; did you mean 'slow'?")
  }

  @Test("a cluster of one pool and one of several are compared pool by pool")
  func differencesWithPools() throws {
    func differences(_ pools: String) throws -> [ScenarioDifference] {
      let one = try Scenario.read(minimal, file: "s.yaml")
      return Scenario.differences(between: one, and: try Scenario.read(minimal + pools, file: "s.yaml"))
    }
    #expect(
      try differences("pools: [{name: main}, {name: more, replicas: 3}]\n") == [
        .init(path: "pools", first: "main", second: "main, more"), .init(path: "pools.more.replicas", first: "1", second: "3"),
      ])
    #expect(
      try differences("pools: [{name: fast}, {name: slow, accelerator: l40s}]\n").map(\.path) == [
        "pools", "pools.slow.accelerator.name", "pools.slow.calibration",
      ], "what a new pool has in common with the one whose place it takes is no difference")
  }

  @Test("what-ifs stand on what-ifs, in other folders, and files are found from where they are named")
  func chains() throws {
    let trace = "arrival_s,prompt_tokens,output_tokens\n0,10,10\n"
    let folder = try ScenarioFolder([
      "traces/t.csv": trace, "traces/u.csv": trace + "1,5,5\n",
      "s/base.yaml": "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: ../traces/t.csv\n",
      "s/a/one.yaml": "from: ../base.yaml\nchange: {replicas: 2}\n",
      "s/a/b/two.yaml": "from: ../one.yaml\nchange: {router: random}\n",
      "s/a/b/three.yaml": "from: ../one.yaml\nchange: {workload.trace: ../../../traces/u.csv}\n",
    ])
    let two = try folder.load("s/a/b/two.yaml")
    #expect(two.pools[0].replicas == 2)
    #expect(two.resolvedText.contains("file: ../../../traces/t.csv\n"))
    try folder.write(two.resolvedText, to: "s/a/b/again.yaml")
    #expect(try folder.load("s/a/b/again.yaml").hash == two.hash)
    #expect(
      Scenario.differences(between: try folder.load("s/base.yaml"), and: two).map(\.path) == ["replicas", "router.name", "router.choices"])
    #expect(Scenario.differences(between: two, and: try folder.load("s/a/b/three.yaml")).map(\.path).contains("workload.trace"))
  }

  @Test("a fault in a changed value is told where the change was written, one in the base in the base")
  func places() throws {
    let folder = try ScenarioFolder([
      "base.yaml": base, "bad-base.yaml": minimal + "replicas: x\n", "from-bad.yaml": "from: bad-base.yaml\nchange: {router: random}\n",
      "value.yaml": "from: base.yaml\nchange:\n  engine:\n    max_sequences: many\n",
      "key.yaml": "from: base.yaml\nchange:\n  engine.max_seqs: 5\n",
      "remove.yaml": "from: base.yaml\nchange: {engine.watermark: null}\n", "remove2.yaml": "from: base.yaml\nchange: {enginge: null}\n",
      "twice.yaml": "from: base.yaml\nchange:\n  engine.max_sequences: 5\n  engine: {max_sequences: 6}\n",
      "beside.yaml": "from: base.yaml\nreplicas: 2\n", "because.yaml": "from: base.yaml\nchange: {because: x}\n",
      "required.yaml": "from: base.yaml\nchange: {model: null}\n", "empty.yaml": "from: base.yaml\nchange: {}\n",
      "missing.yaml": "from: bass.yaml\n", "number.yaml": "from: 5\n", "ratio.yaml": "from: base.yaml\nchang: {replicas: 2}\n",
      "fit.yaml": "from: base.yaml\nchange:\n  parallel: {tensor: 7}\n",
    ])
    #expect(folder.fault("from-bad.yaml") == "bad-base.yaml:4:11: error: 'replicas': 'x' is no number; write a whole number such as 64")
    #expect(
      folder.fault("value.yaml")
        == "value.yaml:4:20: error: 'engine.max_sequences': 'many' is no number; write a whole number from 1 to 1000000, or auto")
    #expect(
      folder.fault("key.yaml") == "key.yaml:3:3: error: unknown key 'max_seqs' in 'engine'; did you mean 'max_sequences'?"
        || folder.fault("key.yaml").hasPrefix("key.yaml:3:3: error: unknown key 'max_seqs' in 'engine'"))
    #expect(
      folder.fault("remove.yaml")
        == "remove.yaml:2:10: error: 'engine.watermark' is not set: there is nothing to take away; remove this line")
    #expect(
      folder.fault("remove2.yaml")
        == "remove2.yaml:2:10: error: 'enginge' is not set: there is nothing to take away; did you mean 'engine'?")
    #expect(
      folder.fault("twice.yaml") == "twice.yaml:4:27: error: 'engine.max_sequences' is given twice, first in line 3; keep one of them")
    #expect(folder.fault("beside.yaml") == "beside.yaml:2:1: error: 'replicas' beside 'from'; write what is different under 'change'")
    #expect(folder.fault("because.yaml") == "because.yaml:2:10: error: 'because' cannot be changed; write it beside 'from'")
    #expect(folder.fault("required.yaml").hasPrefix("required.yaml:1:1: error: missing key 'model'; "))
    #expect(
      folder.fault("empty.yaml")
        == "empty.yaml:2:9: error: 'change' is empty where a mapping is needed; write 'change: {replicas: 2}', or leave it out")
    #expect(folder.fault("missing.yaml") == "missing.yaml:1:7: error: 'bass.yaml': there is no such file; looked for 'bass.yaml'")
    #expect(
      folder.fault("number.yaml") == "number.yaml:1:7: error: 'from': '5' can be read as something other than text; put it in quotes: \"5\""
    )
    #expect(folder.fault("ratio.yaml") == "ratio.yaml:2:1: error: unknown key 'chang'; did you mean 'change'?")
    let fit = try folder.load("fit.yaml")
    let error = #expect(throws: InputError.self) { try fit.cluster() }
    #expect(error?.file?.hasSuffix("fit.yaml") == true && error?.line == 3)
  }

  @Test("circles and towers of 'from' are refused")
  func circles() throws {
    let folder = try ScenarioFolder(["a.yaml": "from: b.yaml\n", "b.yaml": "from: ./x/../a.yaml\n", "self.yaml": "from: self.yaml\n"])
    #expect(folder.fault("a.yaml") == "b.yaml:1:7: error: './x/../a.yaml' is made from this scenario itself; break the circle of 'from'")
    #expect(folder.fault("self.yaml") == "self.yaml:1:7: error: 'self.yaml' is made from this scenario itself; break the circle of 'from'")
    try folder.write(base, to: "0.yaml")
    for level in 1...20 { try folder.write("from: \(level - 1).yaml\n", to: "\(level).yaml") }
    #expect(try folder.load("16.yaml").pools.count == 1)
    #expect(
      folder.fault("20.yaml") == "4.yaml:1:7: error: more than 16 scenarios lie below one another; start from a scenario further down")
  }

  @Test("'vary' is the product of its lists, with a name for each combination")
  func vary() throws {
    let scenario = try Scenario.read(
      minimal + "vary:\n  replicas: [1, 2]\n  scheduler: [fcfs, {name: sarathi, max_chunk_tokens: 64}]\n  objective.ttft: [1 s]\n",
      file: "sweep.yaml")
    #expect(scenario.isVaried)
    let variants = try scenario.variants()
    #expect(
      variants.map(\.label) == [
        "replicas=1, scheduler=fcfs, objective.ttft=1 s", "replicas=1, scheduler=sarathi, objective.ttft=1 s",
        "replicas=2, scheduler=fcfs, objective.ttft=1 s", "replicas=2, scheduler=sarathi, objective.ttft=1 s",
      ])
    #expect(variants.map(\.scenario.pools[0].replicas) == [1, 1, 2, 2])
    #expect(variants.map(\.scenario.pools[0].scheduler.name) == ["fcfs", "sarathi", "fcfs", "sarathi"])
    #expect(variants[0].scenario.name == "sweep: replicas=1, scheduler=fcfs, objective.ttft=1 s")
    #expect(Set(variants.map(\.scenario.hash)).count == 4)
    #expect(scenario.pools[0].replicas == 1 && !scenario.resolvedText.contains("vary"))
    let plain = try Scenario.read(minimal, file: "plain.yaml")
    #expect(!plain.isVaried)
    #expect(try plain.variants().map(\.label) == [""])
    #expect(try plain.variants()[0].scenario.hash == plain.hash)
  }

  @Test("a sweep is not inherited: it belongs to the file that it stands in")
  func varyIsNotInherited() throws {
    let folder = try ScenarioFolder([
      "sweep.yaml": minimal + "vary: {replicas: [1, 2]}\n", "if.yaml": "from: sweep.yaml\nchange: {replicas: 3}\n",
    ])
    #expect(try folder.load("sweep.yaml").variants().count == 2)
    #expect(try folder.load("if.yaml").variants().map(\.scenario.pools[0].replicas) == [3])
  }

  @Test("a name under 'vary' has whole settings, each with a name of its own, which go with the other paths")
  func varySettings() throws {
    let text =
      minimal + """
        vary:
          method:
            whole: {scheduler: fcfs}
            chunked: {scheduler: sarathi, engine.max_batched_tokens: 512}
          replicas: [1, 2]

        """
    let variants = try Scenario.read(text, file: "s.yaml").variants()
    #expect(
      variants.map(\.label) == [
        "method=whole, replicas=1", "method=whole, replicas=2", "method=chunked, replicas=1", "method=chunked, replicas=2",
      ])
    #expect(variants.map(\.scenario.pools[0].scheduler.name) == ["fcfs", "fcfs", "sarathi", "sarathi"])
    #expect(variants[2].scenario.resolvedText.contains("max_batched_tokens: 512"))
    #expect(try SweepGrid.read(text, file: "s.yaml", varying: ["replicas=3"]).extent.map(\.count) == [2, 1])
    #expect(try SweepGrid.read(text, file: "s.yaml", varying: []).columns == ["method", "replicas"])
    #expect(try Scenario.read(text, file: "s.yaml", assignments: ["vary.method=null"]).variants().count == 2)
    #expect(
      fault(text, assignments: ["scheduler=orca"])
        == "'scheduler=orca': error: 'scheduler' varies in s.yaml, so that every variant would take this back; take 'method' away with 'vary.method=null', or let nothing vary with 'vary=null'"
    )
  }

  @Test("faults of settings under 'vary' are told when the file is read")
  func varySettingFaults() {
    func vary(_ text: String) -> String { fault(minimal + "vary:\n  " + text + "\n") }
    #expect(
      vary("scheduler: {a: {replicas: 2}}")
        == "s.yaml:5:14: error: 'vary.scheduler' is a mapping where a list of values is needed; write 'scheduler: [value, value]'; whole settings stand under a name that is no key"
    )
    #expect(
      vary("method: {a: 1}")
        == "s.yaml:5:15: error: the setting 'a' of 'vary.method' is '1'; write 'a: {scheduler: sarathi, engine.max_batched_tokens: 512}'"
    )
    #expect(vary("method: {a: {replics: 2}}") == "s.yaml:5:16: error: unknown key 'replics'; did you mean 'replicas'?")
    #expect(vary("method: {a: {name: x}}") == "s.yaml:5:16: error: 'name' cannot be varied; each combination has a name of its own")
    #expect(vary("method: {}") == "s.yaml:5:11: error: 'vary.method' is empty; give settings, each with a name")
  }

  @Test("a range under 'vary' stands for its values, alone or among others")
  func varyRanges() throws {
    let folder = try ScenarioFolder([
      "sweep.yaml": minimal + "vary: {engine.max_batched_tokens: 512..2048x2, replicas: [1, 2..4, 8]}\n"
    ])
    let labels = try folder.load("sweep.yaml").variants().map(\.label)
    #expect(labels.count == 15 && labels[0] == "engine.max_batched_tokens=512, replicas=1")
    #expect(labels[14] == "engine.max_batched_tokens=2048, replicas=8" && labels[7] == "engine.max_batched_tokens=1024, replicas=3")
    #expect(fault(minimal + "vary: {replicas: 4..2}\n").contains("s.yaml:4:18: error: the range '4..2': it ends below its beginning"))
  }

  @Test("faults under 'vary' are told when the file is read")
  func varyFaults() {
    func vary(_ text: String) -> String { fault(minimal + "vary:\n  " + text + "\n") }
    #expect(vary("replicas: [1, 2, 1]") == "s.yaml:5:20: error: 'vary.replicas' has '1' twice; keep one of them")
    #expect(vary("replicas: [1, x]") == "s.yaml:5:17: error: 'replicas': 'x' is no number; write a whole number such as 64")
    #expect(vary("replics: [1, 2]") == "s.yaml:5:3: error: unknown key 'replics'; did you mean 'replicas'?")
    #expect(vary("name: [a, b]") == "s.yaml:5:3: error: 'name' cannot be varied; each combination has a name of its own")
    #expect(
      vary(
        "replicas: [" + (1...50).map { "\($0)" }.joined(separator: ", ") + "]\n  parallel.tensor: ["
          + (1...21).map { "\($0)" }.joined(separator: ", ") + "]")
        == "s.yaml:6:3: error: 'vary' makes more than 1000 scenarios: 50 x 21; vary fewer values at once")
  }

  @Test("assignments from the command line are laid over everything")
  func assignments() throws {
    let scenario = try Scenario.read(
      base, file: "s.yaml", assignments: ["replicas=4", "engine.kv_blocks=null", "objective={ttft: 1 s, tpot: 50 ms}"])
    #expect(scenario.pools[0].replicas == 4)
    #expect(scenario.objective?.limits.count == 2)
    #expect(scenario.resolvedText.contains("  kv_blocks: auto\n"))
  }

  @Test("a path on the command line is as seen from here, and one that was meant as seen from the scenario is told so")
  func pathsOnTheCommandLine() throws {
    let text = "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: {trace: traces/one.csv}\n"
    let folder = try ScenarioFolder(["base.yaml": text, "traces/one.csv": "arrival_s,prompt_tokens,output_tokens\n0,10,10\n"])
    let fault = folder.fault("base.yaml", assignments: ["workload.trace=traces/one.csv"])
    #expect(
      fault
        == "'workload.trace=traces/one.csv': error: 'traces/one.csv': there is no such file; a path on the command line is as seen from "
        + "here: write 'traces/one.csv'")
    #expect(folder.fault("base.yaml", assignments: ["workload.trace=traces/two.csv"]).contains("there is no such file; looked for"))
    _ = try folder.load("base.yaml", assignments: ["workload.trace=\(folder.path)/traces/one.csv"])
  }

  @Test("a word is the same word in quotes", arguments: ["formats.weights", "engine.max_sequences", "calibration", "engine.kv_blocks"])
  func wordsInQuotes(key: String) throws {
    let texts = try ["auto", "\"auto\"", "'auto'"].map {
      try Scenario.read(minimal, file: "s.yaml", assignments: ["\(key)=\($0)"]).resolvedText
    }
    #expect(Set(texts).count == 1)
    #expect(fault(minimal + "replicas: \"2\"\n").contains("remove the quotes"))
  }
}
