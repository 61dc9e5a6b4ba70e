import Kernel
import Metrics
import Scenario
import Serving
import Testing
import Workload

@Suite("A scenario is read, filled in with defaults, and written in one canonical form")
struct ScenarioTests {
  @Test("a few lines make a whole scenario")
  func minimalScenario() throws {
    let scenario = try Scenario.read(minimal, file: "chat.yaml")
    #expect(scenario.name == "chat")
    #expect(scenario.because == nil)
    #expect(scenario.pools.map(\.name) == ["main"])
    #expect(scenario.pools[0].replicas == 1)
    #expect(scenario.pools[0].scheduler.name == "sarathi")
    #expect(scenario.router.name == "round_robin")
    #expect(scenario.objective == nil)
    #expect(scenario.run.seeds == [1])
    #expect(
      scenario.workload
        == WorkloadSpecification(
          origin: .synthetic(
            arrivals: .poisson(requestsPerSecond: 4), lengths: .independent(prompt: .constant(512), output: .constant(64)), requests: 100)))
  }

  @Test("what is read arrives where the simulator reads it")
  func everythingArrives() throws {
    let scenario = try Scenario.read(
      minimal + """
        name: a test
        because: to see
        replicas: 3
        engine: {block_tokens: 32, max_sequences: 8, max_batched_tokens: 700, max_model_tokens: 9000 tokens, kv_blocks: 1001 blocks, watermark: 5 %}
        scheduler: {name: sarathi, max_chunk_tokens: 300}
        router: {name: random, choices: 2}
        objective:
          ttft: 500 ms
          e2e: 2 min
          attainment: 99.9 %
          percentiles: [{metric: tpot, quantile: 95 %, at_most: 50 ms}]
        run: {seeds: [3, 7], record: 5 %, series: 250 ms, warm_up: 500 requests, horizon: 1 h, predictor: {kind: noisy, log_deviation: 0.3}}
        """, file: "chat.yaml")
    let pool = try #require(try scenario.cluster().pools.first)
    #expect(pool.replicas == 3)
    #expect(pool.replica.kvBlocks == 1000)
    #expect(pool.replica.blockTokens == 32)
    #expect(pool.replica.watermarkBlocks == 50)
    #expect(pool.replica.maximumSequences == 8)
    #expect(pool.replica.maximumBatchedTokens == 700)
    #expect(pool.replica.maximumModelTokens == 9000)
    #expect(pool.replica.schedulerParameters == ["max_chunk_tokens": .tokens(300)])
    #expect(scenario.router == scenario.router && scenario.router.parameters == ["choices": .count(2)])
    #expect(
      scenario.objective
        == Objective(
          limits: [.init(.ttft, atMost: .milliseconds(500)), .init(.e2e, atMost: .seconds(120))], share: 0.999,
          percentileLimits: [.init(.init(.tpot, atMost: .milliseconds(50)), quantile: 0.95)]))
    #expect(scenario.run.seeds == [3, 7])
    #expect(scenario.run.record == .sample(share: 0.05))
    #expect(scenario.run.warmUp == .requests(500))
    let options = scenario.options(seed: 7)
    #expect(options.seed == 7)
    #expect(options.seriesBin == .milliseconds(250))
    #expect(options.horizon == Instant(.seconds(3600)))
    #expect(options.predictor == .noisy(logDeviation: 0.3))
  }

  @Test("the resolved text has every key of the vocabulary, and reading it gives it back")
  func idempotence() throws {
    let scenario = try Scenario.read(minimal + "objective: {ttft: 0.5 s}\nrun: {seeds: 3}\n", file: "chat.yaml")
    let again = try Scenario.read(scenario.resolvedText, file: "elsewhere.yaml")
    #expect(again.resolvedText == scenario.resolvedText)
    #expect(again.hash == scenario.hash)
    #expect(scenario.resolvedText.hasPrefix("name: chat\nbecause: none\nmodel: llama-3.1-8b\naccelerator:\n  name: h100-sxm\n"))
    for line in ["  ttft: 500 ms", "  seeds: 3", "  memory_fraction: 0.9", "    rate: 4 req/s", "  max_sequences: auto"] {
      #expect(scenario.resolvedText.contains(line + "\n"), "\(line)")
    }
  }

  @Test("the hash stands for the experiment: not for comments, order, spaces, quotes or units")
  func hashIgnoresForm() throws {
    let one = try Scenario.read(minimal + "objective: {ttft: 500 ms, attainment: 99 %}\nreplicas: 2\n", file: "a.yaml")
    let other = try Scenario.read(
      "# a comment\r\nreplicas:   2\nobjective:\n    attainment: 0.99 # the same\n    ttft: 0.5s\n"
        + minimal.replacingAll("512 tokens", "{distribution: constant, tokens: 512}"),
      file: "a.yaml")
    #expect(one.resolvedText == other.resolvedText)
    #expect(one.hash == other.hash)
  }

  @Test("the hash changes with every value")
  func hashSeesValues() throws {
    let base = try Scenario.read(minimal, file: "a.yaml")
    let changes = [
      "replicas=2", "model=llama-3.1-70b", "accelerator=h200", "accelerator.memory=90 GB", "accelerator.price=1 $/h", "parallel.tensor=2",
      "formats.kv=fp8", "engine.watermark=2 %", "costs.kernel_launch=1 ms", "engine.host_time=3 ms", "engine=ideal", "calibration=roofline",
      "scheduler=fcfs", "scheduler.max_chunk_tokens=64",
      "router=random", "workload.requests=101", "workload.prompt=513", "workload.arrivals.rate=5 req/s", "workload.rate_scale=2",
      "workload.concurrency=8", "objective.tpot=50 ms", "objective.attainment=0.9", "run.seeds=2", "run.record=summaries",
      "run.horizon=1 h",
      "run.predictor=oracle",
    ]
    var hashes = Set([base.hash])
    for change in changes { #expect(hashes.insert(try base.changing([change]).hash).inserted, "\(change)") }
  }

  @Test("pools take from the keys above them what they leave out")
  func pools() throws {
    let text = """
      model: llama-3.1-8b
      accelerator: h100-sxm
      engine: {max_sequences: 64, block_tokens: 32}
      scheduler: {name: sarathi, max_chunk_tokens: 512}
      workload: {prompt: 512, output: 64, arrivals: at_once, requests: 10}
      pools:
        - {name: fast, replicas: 2}
        - name: cheap
          accelerator: l40s
          engine: {max_sequences: 16}
          scheduler: fcfs
      """
    let scenario = try Scenario.read(text, file: "s.yaml")
    let pools = try scenario.cluster().pools
    #expect(pools.map(\.name) == ["fast", "cheap"])
    #expect(pools.map(\.replicas) == [2, 1])
    #expect(pools.map(\.replica.maximumSequences) == [64, 16])
    #expect(pools.map(\.replica.blockTokens) == [32, 32])
    #expect(pools.map(\.replica.scheduler) == ["sarathi", "fcfs"])
    #expect(pools[0].replica.dollarsPerHour > pools[1].replica.dollarsPerHour)
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").resolvedText == scenario.resolvedText)
    let changed = try scenario.changing(["pools.cheap.replicas=4"])
    #expect(try changed.cluster().pools.map(\.replicas) == [2, 4])
  }

  @Test("steps of a workload are taken in the order that the reference promises")
  func workloadSteps() throws {
    let folder = try ScenarioFolder([
      "traces/t.csv": "arrival_s,prompt_tokens,output_tokens\n0,10,10\n1,20,20\n",
      "s/a.yaml": """
      model: llama-3.1-8b
      accelerator: h100-sxm
      workload:
        trace: ../traces/t.csv
        format: canonical
        rate_scale: 2
        arrivals: {process: gamma, rate: 90 req/min, coefficient_of_variation: 2}
        length_order: shuffled
        repeat: {requests: 1000, blocks: distinct}
        clip: {prompt: 8 tokens}
        limit: 5 requests
        window: {from: 0 s, to: 10 min}
        concurrency: 16
      """,
    ])
    let scenario = try folder.load("s/a.yaml")
    #expect(
      scenario.workload.transforms == [
        .window(from: .start, to: Instant(.seconds(600))), .limit(5), .clip(maximumPromptTokens: 8, maximumOutputTokens: nil),
        .repeat(requests: 1000, blocks: .distinct),
        .resample(.gamma(requestsPerSecond: 1.5, coefficientOfVariation: 2), lengths: .shuffled), .scaleRate(try RateFactor(2)),
      ])
    #expect(scenario.workload.concurrency == 16)
    #expect(scenario.options(seed: 1).concurrency == 16)
    #expect(scenario.resolvedText.contains("    file: ../traces/t.csv\n    digest: \""))
    #expect(!scenario.resolvedText.contains(folder.path))
    try folder.write(scenario.resolvedText, to: "s/b.yaml")
    #expect(try folder.load("s/b.yaml").hash == scenario.hash)
    try folder.write("arrival_s,prompt_tokens,output_tokens\n0,10,11\n", to: "traces/t.csv")
    #expect(folder.fault("s/b.yaml").contains("error: '../traces/t.csv' has changed: its digest is "))
    #expect(try folder.load("s/a.yaml").hash != scenario.hash)
  }
}

extension String {
  func replacingAll(_ one: String, _ other: String) -> String {
    split(separator: one, omittingEmptySubsequences: false).joined(separator: other)
  }
}
