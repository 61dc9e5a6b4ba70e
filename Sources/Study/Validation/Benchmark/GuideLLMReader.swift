import Kernel
import Workload

/// Reads GuideLLM's `benchmarks.json`: a benchmark for each rate or number of streams, with its requests or a sample of them, and a summary
/// (github.com/vllm-project/guidellm, schemas/request_stats.py). Its inter-token latency is a request's mean: TPOT here; its time per
/// output token counts the first one too, and is not used.
struct GuideLLMReader {
  static let tool = "GuideLLM"

  /// Whether an object is such a report.
  static func knows(_ record: JSONRecord) -> Bool { !record.objects("benchmarks").isEmpty }

  /// The runs of a report; benchmarks that cannot be used are left out.
  ///
  /// - Throws: ``InputError`` where none can be used.
  static func runs(_ report: JSONRecord, name: String) throws -> (runs: [BenchmarkRun], leftOut: LeftOut) {
    let benchmarks = report.objects("benchmarks")
    let (runs, leftOut) = try LeftOut.sorting(Array(benchmarks.indices), name: { "\(name) #\($0 + 1)" }) { index in
      try run(benchmarks[index], of: report, name: benchmarks.count == 1 ? name : "\(name) #\(index + 1)")
    }
    return (runs, leftOut)
  }

  private static func run(_ benchmark: JSONRecord, of report: JSONRecord, name: String) throws(InputError) -> BenchmarkRun {
    var run = BenchmarkRun(name: name, tool: tool, file: report.file)
    run.model = try model(benchmark, report)
    for place in [["backend_kwargs", "extras", "body"], ["backend_kwargs", "extras"], ["backend_kwargs"]] {
      if let extra = report.object("args")?.object(at: place), run.sampling.isEmpty { run.sampling = try RequestedSampling(extra) }
    }
    let requests = benchmark.object("requests")
    let successful = requests?.objects("successful") ?? []
    let metrics = benchmark.object("metrics")
    let answered = try metrics?.object("request_totals")?.number("successful")
    run.keep(successful.map(request))
    // Of a sample nobody knows what came between, so that it cannot be sent again.
    if run.requests.isEmpty || answered.map({ $0 > Double(successful.count) }) == true {
      run.requests = []
      run.failed = 0
      try readSummary(metrics, answered: answered, of: benchmark, into: &run)
    }
    run.failed += (requests?.objects("errored").count ?? 0) + (requests?.objects("incomplete").count ?? 0)
    run.seconds = try duration(benchmark)
    let (rate, cap) = try strategy(benchmark)
    run.load = .of(rate: rate, cap: cap, hasTimes: run.hasTimes)
    return run
  }

  private static func model(_ benchmark: JSONRecord, _ report: JSONRecord) throws(InputError) -> String? {
    for place in [benchmark.object(at: ["config", "backend"]), benchmark.object("config"), report.object("args")] {
      if let model = try place?.text("model") { return model }
    }
    return try report.object(at: ["args", "backend_kwargs"])?.text("model")
  }

  private static func request(_ record: JSONRecord) -> BenchmarkRequest? {
    func number(_ key: String) -> Double? { (try? record.number(key)) ?? nil }
    return BenchmarkRequest(
      promptTokens: number("prompt_tokens"), outputTokens: number("output_tokens"),
      start: number("request_start_time") ?? number("start_time"),
      ttft: number("time_to_first_token_ms").map { $0 / 1000 }, latency: number("request_latency"))
  }

  private static func duration(_ benchmark: JSONRecord) throws(InputError) -> Double? {
    if let duration = try benchmark.number("duration") { return duration }
    guard let start = try benchmark.number("start_time"), let end = try benchmark.number("end_time"), end > start else { return nil }
    return end - start
  }

  // MARK: Load

  /// How the benchmark's strategy sends requests.
  private static func strategy(_ benchmark: JSONRecord) throws(InputError) -> (rate: ArrivalProcess?, cap: Int?) {
    guard let strategy = benchmark.object(at: ["config", "strategy"]) ?? benchmark.object(at: ["args", "strategy"]) else {
      return (nil, nil)
    }
    let kind = try strategy.text("type_")
    let cap = try strategy.whole("max_concurrency", in: 1...1_000_000)
    switch kind {
    case "synchronous": return (nil, 1)
    case "concurrent":
      return (nil, try strategy.requiredWhole("streams", in: 1...1_000_000))
    case "throughput": return (.atOnce, cap)
    case "constant", "poisson", "async":
      let rate = try strategy.requiredNumber("rate")
      guard rate > 0 else { throw strategy.fault("'rate' is \(rate)", remedy: "requests a second, above zero") }
      return (kind == "poisson" ? .poisson(requestsPerSecond: rate) : .constant(requestsPerSecond: rate), nil)
    default: return (nil, nil)
    }
  }

  // MARK: Summary

  private static let figures = [
    ("time_to_first_token_ms", "TTFT", 1.0), ("inter_token_latency_ms", "TPOT", 1), ("request_latency", "E2E", 1000),
  ]

  private static func readSummary(
    _ metrics: JSONRecord?, answered: Double?, of benchmark: JSONRecord, into run: inout BenchmarkRun
  ) throws(InputError) {
    func successful(_ name: String) -> JSONRecord? { metrics?.object(name)?.object("successful") }
    var figures: [BenchmarkRun.Figure] = []
    for (metric, name, scale) in Self.figures {
      guard let record = successful(metric) else { continue }
      let percentiles = record.object("percentiles")
      var values = [("mean", try record.number("mean")), ("p50", try record.number("median"))]
      for word in ["p90", "p95", "p99"] { values.append((word, try percentiles?.number(word))) }
      // Over requests the mean weighs each alike in TTFT and E2E; gaps weigh by tokens.
      for (word, value) in values { if let value, value > 0 { figures.append((Self.name(name, word), "ms", value * scale)) } }
    }
    if let rate = try successful("output_tokens_per_second")?.number("mean"), rate > 0 {
      figures.append((BenchmarkRun.outputRate, "tokens/s", rate))
    }
    run.summary = BenchmarkRun.Summary(
      requests: answered, promptTokens: try successful("prompt_token_count")?.number("mean"),
      outputTokens: try successful("output_token_count")?.number("mean"), figures: figures)
    if run.summary == nil {
      throw benchmark.fault("a benchmark holds neither all of its requests nor a summary of them", remedy: "is the file complete?")
    }
  }

  /// GuideLLM weighs inter-token latencies by tokens: their mean is that of all gaps.
  private static func name(_ metric: String, _ statistic: String) -> String {
    metric == "TPOT" && statistic == "mean" ? "ITL mean" : "\(metric) \(statistic)"
  }
}
