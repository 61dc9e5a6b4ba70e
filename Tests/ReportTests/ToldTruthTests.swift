import Foundation
import Metrics
import Report
import Scenario
import Study
import TestSupport
import Testing

/// What a report says is so: peaks, verdicts, shares and what figures rest on.
@Suite("What is told is true")
struct ToldTruthTests {
  private static let small = SmallScenario.head()

  private func scenario(_ workload: String, _ rest: String = "", _ changes: String..., file: String = "case.yaml") throws -> Scenario {
    try Scenario.read(Self.small + "\nworkload: \(workload)\n" + rest, file: file, assignments: changes)
  }

  /// The report on the runs of a scenario, its lines joined by blanks.
  private func report(_ scenario: Scenario) throws -> String {
    let prepared = try PreparedScenario(scenario)
    let results = try ReportCase.run(prepared)[0]
    return joined(RunReport(prepared, results, store: nil, revision: "0123abc").text(width: 80))
  }

  private func explanation(_ scenario: Scenario) throws -> String { joined(try ScenarioExplanation(scenario).text(width: 80)) }

  private func joined(_ text: String) -> String {
    text.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
  }

  @Test("the peak of KV blocks is the peak, however short the run")
  func peak() throws {
    // 14,000 tokens and nine of the ten produced fill 876 of 900 blocks, and are gone before the first bin of ten seconds ends.
    let text = try report(scenario("{arrivals: at_once, requests: 1, prompt: 14000, output: 10}"))
    #expect(text.contains("KV blocks at most 97.3 % used"))
    // Decodes that leap over their steps take their blocks as well: 100 tokens of a prompt and 1,499 more.
    let leap = try report(scenario("{arrivals: at_once, requests: 1, prompt: 100, output: 1500}"))
    #expect(leap.contains("KV blocks at most 11.1 % used"))
  }

  @Test("the peak is told of the replica that has it, by pool")
  func peakByPool() throws {
    let pools = "pools: [{name: a, role: prefill, replicas: 2}, {name: b, role: decode}]\n"
    let text = try report(scenario("{arrivals: at_once, requests: 1, prompt: 7000, output: 10}", pools))
    #expect(text.contains("KV blocks at most 48.7 % used by a replica in pool a, KV blocks at most 48.8 % used in pool b"))
  }

  @Test("a load of which nothing can be served is a verdict, in a run and before one")
  func allRejected() throws {
    let scenario = try scenario("{arrivals: at_once, requests: 4, prompt: 60000, output: 100}", "objective: {ttft: 1 s}\n")
    let text = try report(scenario)
    #expect(text.contains("Verdict no request could be served: all 4 were rejected (exceeds KV capacity)"))
    #expect(text.contains("There are no latencies"))
    let explained = try explanation(scenario)
    #expect(explained.contains("No request of the load can be served: all of the 4 requests will be rejected (exceeds KV capacity)."))
    #expect(explained.contains("and engine.max_model_tokens takes 131,072"))
    #expect(try Study([PreparedScenario(scenario)], options: StudyOptions(program: program)).run()[0].isAllRejected)
  }

  private var program: ProgramIdentity { ProgramIdentity(revision: "test", version: "0", created: "2026-01-01T00:00:00Z") }

  @Test("percentiles of those that were served are marked, with the share that was not")
  func survivors() throws {
    let load =
      "{prompt: {distribution: uniform, from: 100, to: 20000}, output: 20, arrivals: {process: poisson, rate: 1 req/s}, requests: 60}"
    let vary = "objective: {ttft: 20 s}\nrun: {seeds: 2}\nvary: {engine.kv_blocks: [700, 2000]}\n"
    let file = try scenario(load, vary)
    let prepared = try file.variants().map { try PreparedScenario($0.scenario, label: $0.label, values: $0.values) }
    let results = try prepared.map { try ReportCase.run($0)[0] }
    #expect(results[0].rejectedShare > 0.2 && results[1].rejectedShare == 0)
    let table = VariantTable(Array(zip(prepared, results)), store: nil).text(width: 80)
    let rows = table.split(separator: "\n").filter { $0.hasPrefix("700 ") || $0.hasPrefix("2000 ") }
    #expect(rows[0].contains("(") && rows[0].contains(" % ") && !rows[1].contains("("))
    #expect(table.contains("rejected") && table.contains("( ) latencies of the requests that were served"))
    let overview = ComparisonOverview(results, [PairedComparison(baseline: results[0], candidate: results[1])]).text(width: 100)
    #expect(overview.contains("rejected") && overview.contains("("))
    let comparison = ComparisonReport(
      PairedComparison(baseline: results[0], candidate: results[1]), baseline: results[0], candidate: results[1], differences: [])
    #expect(comparison.text(width: 80).contains("Rejected: "))
    #expect(joined(RunReport(prepared[0], results[0], store: nil, revision: "").text(width: 80)).contains("Of those served; "))
  }

  @Test(
    "a share beside the one that was asked for has the digits that tell them apart",
    arguments: [
      (0.98968, 0.99, "98.97 %"), (0.992, 0.99, "99.2 %"), (0.9899999, 0.99, "98.99999 %"), (0.98, 0.99, "98 %"), (1, 0.99, "100 %"),
      (0.99004, 0.9900, "99 %"), (0.99902, 0.999, "99.9 %"), (0.99896, 0.999, "99.896 %"),
    ])
  func digits(share: Double, asked: Double, text: String) { #expect(NumberText.percent(share, asked: asked) == text) }

  @Test("a verdict that some seeds missed and all together met says how many did")
  func seeds() throws {
    let load = "{prompt: 400, output: 60, arrivals: {process: poisson, rate: 12 req/s}, requests: 100}"
    let results = try ReportCase.run(
      try PreparedScenario(scenario(load, "objective: {ttft: 500 ms, attainment: 90 %}\nrun: {seeds: 4}\n")))[0]
    func verdict(_ met: [Int]) -> String {
      let runs = zip(results.runs, met).map { run, met in
        var summary = run.summary
        summary.objective?.demands[0].met = met
        return CompletedRun(seed: run.seed, summary: summary)
      }
      return Verdict(Replications(name: "", runs: runs, usesSeed: true)).short
    }
    #expect(verdict([100, 100, 100, 89]) == "no  97.2 % (1/4)" || verdict([100, 100, 100, 89]) == "no  97.3 % (1/4)")
    #expect(verdict([89, 90, 90, 90]) == "no  89.8 %" && verdict([90, 90, 90, 90]) == "yes 90 %")
    #expect(Verdict.legend([Verdict(results)]) == nil)
  }

  @Test("columns of the same name are told apart by their pools")
  func titles() throws {
    let load = "{arrivals: at_once, requests: 3, prompt: 100, output: 5}"
    let pools = "pools: [{name: prompts, role: prefill}, {name: tokens, role: decode}]\n"
    let vary = "vary: {pools.prompts.replicas: [1, 2], pools.tokens.replicas: [1], router: [random]}\n"
    let prepared = try scenario(load, pools + vary).variants().map { try PreparedScenario($0.scenario, label: $0.label, values: $0.values) }
    let results = try prepared.map { try ReportCase.run($0)[0] }
    let table = VariantTable(Array(zip(prepared, results)), store: nil).text(width: 120)
    #expect(table.contains("prompts.replicas  tokens.replicas  router"))
  }

  @Test("tables of variants say what their rows rest on, and which rows")
  func notesOfVariants() throws {
    let load = "{arrivals: at_once, requests: 3, prompt: 100, output: 5}"
    let vary = "vary: {calibration: [roofline, a100], replicas: [1, 2]}\n"
    let prepared = try scenario(load, vary).variants().map { try PreparedScenario($0.scenario, label: $0.label, values: $0.values) }
    let results = try prepared.map { try ReportCase.run($0)[0] }
    let text = joined(VariantTable(Array(zip(prepared, results)), store: nil).text(width: 80))
    #expect(text.contains("calibration=roofline (2 of 4): No operator of this was measured"))
    #expect(text.contains("calibration=a100 (2 of 4): Not in profile a100, on the roofline:"))
    #expect(try #require(ComparisonNotes.text([prepared[0], prepared[2]], width: 80)).contains("No operator of this was measured"))
  }

  @Test("a layout that leaves its node says so, and one that an exchange all but fills")
  func layouts() throws {
    let load = "{arrivals: at_once, requests: 1, prompt: 1000, output: 5}"
    let wide = try scenario(load, "", "parallel.tensor=16", "accelerator=h100-sxm")
    let text = try report(wide)
    #expect(text.contains("The tensor-parallel group of 16 leaves its node: nvlink-4 joins 8"))
    #expect(try explanation(wide).contains("leaves its node"))
    #expect(try !report(scenario(load, "", "parallel.tensor=8", "accelerator=h100-sxm")).contains("leaves its node"))
    let slow = try scenario(load, "", "parallel.tensor=8", "parallel.tensor_link=ethernet-25", "engine.kv_blocks=auto")
    #expect(try report(slow).contains("Verdict no objective was set; tensor-parallel collectives are"))
    #expect(try !report(scenario(load)).contains("collectives are"))
  }

  @Test("a link that takes more than a tenth of an iteration is named with its share, and no other")
  func links() throws {
    let load = "{arrivals: at_once, requests: 1, prompt: 1000, output: 5}"
    func told(_ link: String, tensor: Int = 2) throws -> String {
      try report(scenario(load, "", "parallel.tensor=\(tensor)", "parallel.tensor_link=\(link)", "engine.kv_blocks=auto"))
    }
    let slow = try told("pcie-4")
    #expect(slow.contains("Tensor-parallel collectives over link pcie-4 (31.5 GB/s):") && slow.contains("of a prefill of 2,048 tokens"))
    #expect(try told("{bandwidth: 16 GB/s, latency: 20 us}").contains("over link as given (16.0 GB/s):"))
    #expect(try !told("{bandwidth: 100000 GB/s, latency: 1 ns}").contains("over link"))
    #expect(try !told("pcie-4", tensor: 1).contains("over link"), "one accelerator sends nothing")
  }

  @Test("shapes that blocks of scales do not divide are named")
  func quantizationBlocks() throws {
    let folder = NSTemporaryDirectory() + "windtunnel-blocks-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func config(_ quantization: String) throws {
      let text = """
        {"model_type": "qwen3_moe", "decoder_sparse_step": 1, "head_dim": 128, "hidden_size": 2048, "intermediate_size": 6144,
         "max_position_embeddings": 40960, "mlp_only_layers": [], "moe_intermediate_size": 768, "num_attention_heads": 32,
         "num_experts": 128, "num_experts_per_tok": 8, "num_hidden_layers": 48, "num_key_value_heads": 4,
         "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 151936, "quantization_config": \(quantization)}
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/config.json"))
    }
    func told(_ changes: String...) throws -> String {
      let text = "model: config.json\naccelerator: h100-sxm\nworkload: {arrivals: at_once, requests: 2, prompt: 1000, output: 10}\n"
      return try report(try Scenario.read(text, file: folder + "/case.yaml", assignments: changes))
    }
    try config("{\"quant_method\": \"fp8\", \"weight_block_size\": [128, 128]}")
    #expect(try told("parallel.tensor=4").contains("blocks of 128 x 128, which do not divide experts of 192 an accelerator"))
    #expect(try !told("parallel.tensor=2").contains("do not divide"))
    #expect(try !told("parallel.tensor=4", "parallel.expert=4").contains("do not divide"))
    try config("{\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 128}")
    #expect(try told("parallel.tensor=4").contains("groups of 128, which do not divide experts of 192"))
  }

  @Test("TTFT across a hand-over is told both ways, and counted by the side that answers")
  func firstTokens() throws {
    func told(_ side: String) throws -> (ttft: Double, visible: Double, itl: Double, digest: UInt64, text: String) {
      let pools = "pools: [{name: a, role: prefill, hand_over: {first_token: \(side), mode: serialized}}, {name: b, role: decode}]\n"
      let load = "{arrivals: {process: constant, rate: 0.2 req/s}, requests: 3, prompt: 8000, output: 50}"
      let prepared = try PreparedScenario(scenario(load, pools + "network: {topology: ports, port_bandwidth: 1 GB/s}\n"))
      let results = try ReportCase.run(prepared)[0]
      let summary = results.first
      let text = joined(RunReport(prepared, results, store: nil, revision: "").text(width: 80))
      return (
        try #require(summary[.ttft]).mean, Double(summary.handOvers.visiblePicoseconds) / 3e9, try #require(summary[.itl]?.spread).maximum,
        summary.digest, text
      )
    }
    let (prefill, decode) = (try told("prefill"), try told("decode"))
    // 8,000 tokens of 131,072 bytes take 1.05 s at 1 GB/s.
    #expect(abs(prefill.visible - 1_048.6) < 1)
    #expect(abs(decode.ttft - prefill.ttft - prefill.visible) < 1e-6)
    // The wait is the first gap between tokens where the first one came before it.
    #expect(prefill.itl > 1_000 && decode.itl < 100)
    #expect(prefill.digest == decode.digest)
    for (run, side) in [(prefill, "prefill"), (decode, "decode")] {
      #expect(run.text.contains("where the prefill side sends the first token and"), "\(run.text)")
      #expect(run.text.contains("counted here: the \(side) side's"))
    }
  }

  @Test("energy drawn with nothing to do is standby, and not the opposite of busy")
  func standby() throws {
    let text = try report(scenario("{arrivals: at_once, requests: 3, prompt: 100, output: 50}"))
    #expect(text.contains(" standby ") && !text.contains(" idle "))
  }

  @Test(
    "words of the trade are explained",
    arguments: ["capacity", "knee", "goodput", "SLO", "p99", "tail-latency", "prefill", "TP", "overload"])
  func words(word: String) throws {
    let text = try #require(Explanation.ofWord(word, width: 80))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 } && text.count > 80)
  }
}
