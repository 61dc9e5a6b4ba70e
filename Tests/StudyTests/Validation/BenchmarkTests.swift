import Foundation
import Kernel
import Study
import Testing

@Suite("Validation against results of benchmarks")
struct BenchmarkTests {
  private func inFolder(_ body: (MeasuredBenchmark) throws -> Void) throws {
    try StudyCase.withFolder { try body(try MeasuredBenchmark(folder: $0)) }
  }

  private func errors(_ report: ValidationReport) throws -> [Double] {
    #expect(report.groups.count == 1)
    return try #require(report.groups.first).figures.map(\.error.magnitude)
  }

  @Test(
    "requests that the simulator itself served are found without error, in the form of every tool",
    arguments: MeasuredBenchmark.Form.allCases)
  func itself(form: MeasuredBenchmark.Form) throws {
    try inFolder { benchmark in
      let path = try benchmark.write(benchmark.text(form), to: "result.json")
      let report = try Validation.report(against: path, options: benchmark.options)
      let errors = try errors(report)
      #expect(errors.count == (form == .vllm || form == .guidellm ? 10 : 11), "the output's rate where the times are known")
      #expect(errors.allSatisfy { $0 < 1e-3 }, "\(errors)")
      #expect(report.leftOut.count == 0)
      #expect(report.assumptions.contains { $0.contains("1 requests that failed") } == (form == .guidellm))
    }
  }

  @Test("a cap on requests in flight is a closed loop, whose times follow from the server")
  func closedLoop() throws {
    try StudyCase.withFolder { folder in
      let benchmark = try MeasuredBenchmark(folder: folder, concurrency: 4)
      let path = try benchmark.write(benchmark.text(.vllm, hasTimes: false), to: "result.json")
      let report = try Validation.report(against: path, options: benchmark.options)
      #expect(try errors(report).allSatisfy { $0 < 1e-6 })
      #expect(report.facts.contains { $0.text.contains("40, 4 in flight") })
      let other = try benchmark.write(benchmark.text(.vllm, hasTimes: false).replacing(": 4,", with: ": 8,"), to: "other.json")
      #expect(
        try errors(try Validation.report(against: other, options: benchmark.options)).contains { $0 > 0.01 }, "another cap is another run")
    }
  }

  @Test("requests are laid side by side as distributions and one by one, and a summary has neither")
  func distributions() throws {
    try inFolder { benchmark in
      let path = try benchmark.write(benchmark.text(.vllm), to: "result.json")
      let same = try #require(try Validation.report(against: path, options: benchmark.options).groups.first).distributions
      #expect(same.map(\.name) == ["TTFT", "TPOT", "E2E"])
      #expect(same.allSatisfy { $0.largestDistance < 0.05 && ($0.correlation ?? 0) > 0.999 && $0.requests == 40 }, "\(same)")
      let summary = try Validation.report(against: try benchmark.write(Self.vllm, to: "summary.json"), options: benchmark.options)
      #expect(summary.groups.allSatisfy { $0.distributions.isEmpty })
    }
    try StudyCase.withFolder { folder in
      // All first tokens later by one and the same time: no two requests of both sides overlap, and none changes its place.
      let benchmark = try MeasuredBenchmark(folder: folder, assignments: ["engine.front_end_delay=5 s"])
      let path = try benchmark.write(benchmark.text(.vllm), to: "result.json")
      let late = try #require(try Validation.report(against: path, options: benchmark.options).groups.first).distributions
      #expect(late[0].largestDistance == 1 && (late[0].correlation ?? 0) > 0.999)
      #expect(late[1].largestDistance < 0.05)
    }
  }

  // MARK: Summaries

  private static let vllm = """
    {"model_id": "meta-llama/Llama-3.1-8B", "num_prompts": 50, "request_rate": 4.0, "burstiness": 1.0, "max_concurrency": null,
     "duration": 13.0, "completed": 50, "total_input_tokens": 20000, "total_output_tokens": 2000, "output_throughput": 153.8,
     "mean_ttft_ms": 40.0, "median_ttft_ms": 39.0, "p99_ttft_ms": 90.0, "mean_tpot_ms": 14.0, "mean_itl_ms": 14.1, "std_ttft_ms": NaN}
    """
  private static let aiperf = """
    {"aiperf_version": "0.10.0", "request_count": {"unit": "requests", "avg": 50}, "benchmark_duration": {"unit": "sec", "avg": 13},
     "input_sequence_length": {"unit": "tokens", "avg": 400}, "output_sequence_length": {"unit": "tokens", "avg": 40},
     "time_to_first_token": {"unit": "ms", "avg": 40, "p99": 90}, "inter_token_latency": {"unit": "ms", "avg": 14, "p50": 14},
     "request_latency": {"unit": "s", "avg": 0.6}, "output_token_throughput": {"unit": "tokens/sec", "avg": 153.8},
     "input_config": {"endpoint": {"model_names": ["meta-llama/Llama-3.1-8B"]}, "loadgen": {"request_rate": 4, "arrival_pattern": "poisson"}}}
    """
  private static let guidellm = """
    {"args": {"model": "meta-llama/Llama-3.1-8B"}, "benchmarks": [{"config": {"strategy": {"type_": "concurrent", "streams": 2}},
     "duration": 20, "requests": {"successful": [{"prompt_tokens": 400}]}, "metrics": {"request_totals": {"successful": 50},
     "prompt_token_count": {"successful": {"mean": 400}}, "output_token_count": {"successful": {"mean": 40}},
     "time_to_first_token_ms": {"successful": {"mean": 40, "median": 39, "percentiles": {"p99": 90}}},
     "inter_token_latency_ms": {"successful": {"mean": 14}}, "request_latency": {"successful": {"mean": 0.6}}}}]}
    """
  private static let inferencePerf = """
    {"benchmark_time_seconds": 13, "load_summary": {"count": 50, "requested_rate": 4, "achieved_rate": 3.9},
     "successes": {"count": 50, "prompt_len": {"mean": 400}, "output_len": {"mean": 40}, "throughput": {"output_tokens_per_sec": 153.8},
     "latency": {"time_to_first_token": {"mean": 0.04, "median": 0.039, "p99": 0.09}, "time_per_output_token": {"mean": 0.014}}},
     "failures": {"count": 2}}
    """

  @Test(
    "a summary alone is laid beside as many requests of the mean lengths, and the report says so",
    arguments: [
      (vllm, ["TTFT mean", "TTFT p50", "TTFT p99", "TPOT mean", "ITL mean", "Output"]),
      (aiperf, ["TTFT mean", "TTFT p99", "TPOT mean", "TPOT p50", "E2E mean", "Output"]),
      (guidellm, ["TTFT mean", "TTFT p50", "TTFT p99", "ITL mean", "E2E mean"]),
      (inferencePerf, ["TTFT mean", "TTFT p50", "TTFT p99", "TPOT mean", "Output"]),
    ])
  func summaries(text: String, names: [String]) throws {
    try inFolder { benchmark in
      let report = try Validation.report(against: try benchmark.write(text, to: "result.json"), options: benchmark.options)
      let figures = try #require(report.groups.first).figures
      #expect(figures.map(\.name) == names)
      let measured = try #require(figures.first { $0.name == "TTFT mean" })
      #expect(measured.measured == 40 && measured.simulated > 1 && measured.simulated < 1000, "milliseconds on both sides")
      #expect(report.assumptions.contains { $0.contains("every request has the mean lengths") })
      #expect(report.assumptions.contains { $0.contains("arrivals are drawn") } == (text != Self.guidellm))
      #expect(report.facts.contains { $0.text.hasPrefix("50, ") })
    }
  }

  // MARK: What no result tells

  @Test(
    "what a result does not tell of its server is asked for by name",
    arguments: [
      (
        [],
        "does not tell the accelerator, nor over how many accelerators the model is divided; give --set accelerator=NAME --set parallel.tensor=N"
      ),
      (["accelerator=a100-80gb"], "does not tell over how many accelerators the model is divided; give --set parallel.tensor=N, or"),
      (["parallel.tensor=2"], "does not tell the accelerator; give --set accelerator=NAME, or the server's scenario with --scenario FILE"),
    ])
  func server(assignments: [String], says: String) throws {
    try inFolder { benchmark in
      var options = ValidationOptions(program: StudyCase.program)
      options.assignments = assignments
      let path = try benchmark.write(Self.vllm, to: "result.json")
      let error = #expect(throws: InputError.self) { try Validation.report(against: path, options: options) }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a server that assignments name is that of the scenario that says the same")
  func assignments() throws {
    try inFolder { benchmark in
      let path = try benchmark.write(Self.vllm, to: "result.json")
      let told = try Validation.report(against: path, options: benchmark.options)
      var options = ValidationOptions(program: StudyCase.program)
      options.assignments = [
        "accelerator=a100-80gb", "parallel.tensor=1", "calibration=roofline", "engine.preset=ideal", "engine.kv_blocks=4000",
      ]
      let same = try Validation.report(against: path, options: options)
      #expect(same.groups[0].figures == told.groups[0].figures)
      options.assignments[1] = "parallel.tensor=2"
      #expect(try Validation.report(against: path, options: options).groups[0].figures != told.groups[0].figures)
      options.assignments.removeAll { $0.hasPrefix("engine.") }
      #expect(try Validation.report(against: path, options: options).assumptions.contains { $0.contains("no result tells it") })
    }
  }

  @Test("how requests were sent is asked for, and the answer is used")
  func load() throws {
    try inFolder { benchmark in
      let path = try benchmark.write(Self.vllm.replacing("\"request_rate\": 4.0, ", with: ""), to: "result.json")
      let error = #expect(throws: InputError.self) { try Validation.report(against: path, options: benchmark.options) }
      #expect(error?.description.contains("does not tell how requests were sent; give --rate") == true, "\(error?.description ?? "")")
      var options = benchmark.options
      options.requestsPerSecond = 4
      let told = try Validation.report(against: try benchmark.write(Self.vllm, to: "told.json"), options: benchmark.options)
      #expect(try Validation.report(against: path, options: options).groups[0].figures == told.groups[0].figures)
      (options.requestsPerSecond, options.concurrency) = (nil, 2)
      #expect(try Validation.report(against: path, options: options).facts.contains { $0.text == "50, 2 in flight" })
    }
  }

  // MARK: What is left out

  @Test("of several results those that cannot be are left out, counted and named; alone they are refused")
  func leftOut() throws {
    try inFolder { benchmark in
      let good = try benchmark.write(Self.vllm, to: "good.json")
      let other = try benchmark.write(Self.vllm.replacing("Llama-3.1-8B", with: "Llama-3.1-70B"), to: "other.json")
      let fast = try benchmark.write(Self.vllm.replacing("14.0", with: "0.5"), to: "fast.json")
      let many = try benchmark.write(
        Self.vllm.replacing("\"total_input_tokens\": 20000", with: "\"total_input_tokens\": 2000000"), to: "many.json")
      let report = try Validation.report(against: [good, other, fast, many], options: benchmark.options)
      #expect(report.groups.map(\.name) == ["good.json"])
      let names = report.leftOut.entries.flatMap(\.names)
      #expect(names.count == 3 && names[0] == "other.json")
      #expect(names[1].hasPrefix("fast.json: 1") && names[1].hasSuffix(" %") && names[2].hasPrefix("many.json: "))
      #expect(report.leftOut.texts[0].contains("1 left out: measured with llama-3.1-70b, where the scenario has llama-3.1-8b"))
      #expect(report.leftOut.texts[1].contains("more than all of the accelerators' bandwidth"))
      #expect(report.leftOut.texts[2].contains("more than 70 % of the accelerators' arithmetic"))
      let error = #expect(throws: InputError.self) { try Validation.report(against: fast, options: benchmark.options) }
      #expect(error?.message.contains("bandwidth") == true)
    }
  }

  @Test("a model that is in no catalog is left out where the server is not told by a scenario")
  func unknownModel() throws {
    try inFolder { benchmark in
      var options = ValidationOptions(program: StudyCase.program)
      options.assignments = ["accelerator=a100-80gb", "parallel.tensor=1", "calibration=roofline", "engine.preset=ideal"]
      let good = try benchmark.write(Self.vllm, to: "good.json")
      let unknown = try benchmark.write(
        Self.vllm.replacing("meta-llama/Llama-3.1-8B", with: "some-lab/Unheard-5.9-70B"), to: "unknown.json")
      let report = try Validation.report(against: [unknown, good], options: options)
      #expect(report.groups.map(\.name) == ["good.json"] && report.leftOut.texts[0].contains("some-lab/Unheard-5.9-70B"))
      let named = try Validation.report(against: unknown, options: benchmark.options)
      #expect(named.assumptions.contains { $0.contains("calls some-lab/Unheard-5.9-70B is the scenario's llama-3.1-8b") })
    }
  }

  @Test("a folder is read whole: requests before their summaries, and what is no result is counted")
  func folders() throws {
    try inFolder { benchmark in
      try benchmark.write(benchmark.text(.aiperf), to: "runs/a/profile_export.jsonl")
      try benchmark.write(Self.aiperf, to: "runs/a/profile_export_aiperf.json")
      try benchmark.write("{\"data\": []}", to: "runs/a/inputs.json")
      try benchmark.write(Self.inferencePerf, to: "runs/b/stage_0_lifecycle_metrics.json")
      try benchmark.write(Self.inferencePerf, to: "runs/b/summary_lifecycle_metrics.json")
      try benchmark.write("{\"model_id\": \"m\", \"num_pro", to: "runs/cut.json")
      try benchmark.write("load: {}", to: "runs/b/config.yaml")
      let report = try Validation.report(against: benchmark.folder + "/runs", options: benchmark.options)
      #expect(report.groups.map(\.name) == ["a/profile_export.jsonl", "b/stage_0_lifecycle_metrics.json"])
      #expect(report.leftOut.count == 3)
      #expect(report.leftOut.entries[0].reason == "no measurement that is known here" && report.leftOut.entries[0].names.count == 2)
      #expect(report.leftOut.entries[1].reason == "this is no JSON object")
    }
  }

  // MARK: Hostile files

  private static let detailed = """
    {"model_id": "m", "num_prompts": 2, "request_rate": 2, "input_lens": [300, 200], "output_lens": [3, 2], "ttfts": [0.05, 0.06],
     "itls": [[0.01, 0.01], [0.01]]}
    """

  static let hostile: [(String, String)] = [
    ("", "no measurement that is known here"), ("{}", "no measurement that is known here"), ("[]", "no measurement that is known here"),
    ("{\"model_id\": \"m\", \"num_prompts\": 3", "this is no JSON object; is the file cut off here?"),
    ("[{\"start_time\": 1,", "this is no JSON"), (String(repeating: "[", count: 5000), "this is no JSON"),
    ("{\"model_id\": \"m\", \"num_prompts\": 3, \"request_rate\": 2}", "does not tell its requests"),
    (vllm.replacing("\"completed\": 50", with: "\"completed\": 1e300"), "does not tell its requests"),
    (vllm.replacing("\"completed\": 50", with: "\"completed\": NaN"), "does not tell its requests"),
    (vllm.replacing("rate\": 4.0", with: "rate\": -4.0"), "'request_rate' is -4.0"),
    (vllm.replacing("rate\": 4.0", with: "rate\": \"fast\""), "'request_rate' is 'fast'"),
    (vllm.replacing("rate\": 4.0", with: "rate\": 1e-300"), "a rate of 1e-300"),
    (vllm.replacing("\"max_concurrency\": null", with: "\"max_concurrency\": 0"), "'max_concurrency' is 0.0"),
    (detailed.replacing("[3, 2]", with: "[3]"), "the lists of requests have 2, 1, 2, 2, 2 elements"),
    (detailed.replacing("[0.05, 0.06]", with: "[NaN, -1]"), "none of 2 requests has all its figures"),
    (detailed.replacing("[0.05, 0.06]", with: "[1e300, 1e300]"), "none of 2 requests has all its figures"),
    (detailed.replacing("[300, 200]", with: "[1e12, 0.5]"), "none of 2 requests has all its figures"),
    (detailed.replacing("[[0.01, 0.01], [0.01]]", with: "[[], \"x\"]"), "none of 2 requests has all its figures"),
    (detailed.replacing("\"request_rate\": 2", with: "\"mean_ttft_ms\": 0.055"), "lists are in seconds, the summary in milliseconds"),
    (aiperf.replacing("\"avg\": 400", with: "\"avg\": -4"), "does not tell its requests"),
    (
      aiperf.replacing("\"ms\"", with: "\"ells\"").replacing("\"s\"", with: "5").replacing("output_token_t", with: "t"),
      "or nothing of their latencies"
    ),
    ("{\"metadata\": {\"request_start_ns\": 5}, \"metrics\": {}}\n", "none of 1 requests has all its figures"),
    ("{\"benchmarks\": [{\"requests\": {}}]}", "neither all of its requests nor a summary"),
    (guidellm.replacing("\"streams\": 2", with: "\"streams\": 1.5"), "'streams' is 1.5"),
    (
      "[{\"start_time\": 5, \"end_time\": 4, \"request\": \"\", \"info\": {\"input_tokens\": 3}}]", "none of 1 requests has all its figures"
    ),
    (inferencePerf.replacing("\"count\": 50, \"prompt_len\"", with: "\"count\": 0, \"prompt_len\""), "does not tell its requests"),
  ]

  @Test("a broken result is told with what is wrong, and nothing of it traps", arguments: hostile)
  func broken(text: String, says: String) throws {
    try inFolder { benchmark in
      let path = try benchmark.write(text, to: "result.json")
      let error = #expect(throws: InputError.self) { try Validation.report(against: path, options: benchmark.options) }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
  }

  @Test("requests that failed or lack a figure are counted, and the others compared")
  func failures() throws {
    try inFolder { benchmark in
      let text = benchmark.text(.vllm).replacing("\"ttfts\": [", with: "\"ttfts\": [NaN, ", maxReplacements: 1)
        .replacing("\"input_lens\": [", with: "\"input_lens\": [300, ").replacing("\"output_lens\": [", with: "\"output_lens\": [0, ")
        .replacing("\"itls\": [[", with: "\"itls\": [[], [").replacing("\"errors\": [", with: "\"errors\": [\"timeout\", ")
        .replacing("\"start_times\": [", with: "\"start_times\": [12.4, ")
      let report = try Validation.report(against: try benchmark.write(text, to: "result.json"), options: benchmark.options)
      #expect(report.assumptions.contains { $0.contains("1 requests that failed or lack a figure are not simulated") })
      #expect(try errors(report).allSatisfy { $0 < 1e-3 })
    }
  }

  @Test("requests that a cold server kept waiting are left out on both sides, and told")
  func coldRequests() throws {
    try StudyCase.withFolder { folder in
      // The server that was measured started cold, and the one that is simulated does not.
      let benchmark = try MeasuredBenchmark(folder: folder, assignments: ["engine.cold_start=2 s"], gap: .seconds(4))
      let path = try benchmark.write(benchmark.text(.vllm), to: "result.json")
      #expect(try errors(try Validation.report(against: path, options: benchmark.options)).contains { $0 > 0.1 })
      var options = benchmark.options
      options.firstCounted = 1
      let report = try Validation.report(against: path, options: options)
      #expect(try errors(report).allSatisfy { $0 < 1e-3 })
      #expect(report.facts.contains { $0.heading == "Skipped" && $0.text.contains("the first 1 requests") })
      #expect(report.groups.first?.distributions.first?.requests == 39)
      options.firstCounted = 40
      #expect(throws: InputError.self) { try Validation.report(against: path, options: options) }
      let sums = try benchmark.write(Self.vllm, to: "summary.json")
      let error = #expect(throws: InputError.self) { try Validation.report(against: sums, options: options) }
      #expect(error?.description.contains("figures over all requests") == true)
    }
  }
}
