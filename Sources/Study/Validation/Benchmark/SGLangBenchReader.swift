import Kernel
import Workload

/// Reads the result of `python3 -m sglang.bench_serving`: with `--output-file` an object a line in milliseconds, with `--output-details`
/// lists beside it that have an element for each request, in seconds (github.com/sgl-project/sglang, python/sglang/bench_serving.py).
struct SGLangBenchReader {
  static let tool = "SGLang bench_serving"

  /// Whether an object is such a result. Outputs that are tokenised anew are counted by this tool alone.
  static func knows(_ record: JSONRecord) -> Bool { record.has("total_output_tokens_retokenized", "completed") }

  /// The run of a result.
  ///
  /// - Throws: ``InputError`` for what is missing or contradicts itself.
  static func run(_ record: JSONRecord, name: String) throws(InputError) -> BenchmarkRun {
    var run = BenchmarkRun(name: name, tool: tool, file: record.file)
    run.model = try model(record)
    run.seconds = try record.number("duration")
    if try readRequests(record, into: &run) == false { try readSummary(record, into: &run) }
    let cap = try record.whole("max_concurrency", in: 1...1_000_000)
    run.load = .of(rate: try rate(record), cap: cap, hasTimes: false)
    if case .drawn(let process) = run.load, process != .atOnce, let cap {
      run.assumptions.append("\(name): the cap of \(cap) requests in flight is not simulated beside a rate.")
    }
    return run
  }

  /// The server that answered, where the version of the tool asks it.
  private static func model(_ record: JSONRecord) throws(InputError) -> String? {
    if let name = try record.object("server_info")?.text("model_path") { return name }
    if let name = try record.text("model_id") { return name }
    return try record.text("model")
  }

  /// Poisson arrivals; a rate without end, which Python writes as `Infinity`, sends all at once.
  private static func rate(_ record: JSONRecord) throws(InputError) -> ArrivalProcess? {
    guard record.has("request_rate") else { return nil }
    if let text = try? record.text("request_rate") {
      if text.lowercased() == "inf" { return .atOnce }
      throw record.fault("'request_rate' is '\(text.prefix(40))'", remedy: "requests a second, or Infinity")
    }
    guard let rate = try record.number("request_rate") else { return .atOnce }
    guard rate > 0 else { throw record.fault("'request_rate' is \(rate)", remedy: "requests a second, above zero") }
    return .poisson(requestsPerSecond: rate)
  }

  // MARK: Requests

  private static func readRequests(_ record: JSONRecord, into run: inout BenchmarkRun) throws(InputError) -> Bool {
    guard let prompts = record.numbers("input_lens"), let outputs = record.numbers("output_lens"), let ttfts = record.numbers("ttfts"),
      let gaps = record.numberLists("itls")
    else { return false }
    let errors = record.texts("errors")
    let counts = [prompts.count, outputs.count, ttfts.count, gaps.count]
    guard prompts.count > 0, counts.allSatisfy({ $0 == prompts.count }) else {
      throw record.fault(
        "the lists of requests have \(counts.map(String.init).joined(separator: ", ")) elements", remedy: "is the file complete?")
    }
    run.keep(
      prompts.indices.map { index in
        if let errors, errors.count == prompts.count, errors[index] != "" { return nil }
        guard let ttft = ttfts[index], let times = gaps[index], times.allSatisfy({ $0 >= 0 }) else { return nil }
        if times.isEmpty && (outputs[index] ?? 0) > 1 { return nil }
        return BenchmarkRequest(
          promptTokens: prompts[index], outputTokens: outputs[index], start: nil, ttft: ttft, latency: times.reduce(ttft, +))
      })
    if run.requests.isEmpty { throw record.fault("none of \(prompts.count) requests has all its figures", remedy: "did they all fail?") }
    return true
  }

  // MARK: Summary

  private static let metrics = [("ttft_ms", "TTFT"), ("tpot_ms", "TPOT"), ("e2e_latency_ms", "E2E")]
  private static let statistics = [("mean", "mean"), ("median", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99")]

  private static func readSummary(_ record: JSONRecord, into run: inout BenchmarkRun) throws(InputError) {
    var figures: [BenchmarkRun.Figure] = []
    for (metric, name) in metrics {
      for (statistic, word) in statistics {
        if let value = try record.number("\(statistic)_\(metric)"), value > 0 { figures.append(("\(name) \(word)", "ms", value)) }
      }
    }
    if let value = try record.number("mean_itl_ms"), value > 0 { figures.append(("ITL mean", "ms", value)) }
    if let rate = try record.number("output_throughput"), rate > 0 { figures.append((BenchmarkRun.outputRate, "tokens/s", rate)) }
    let completed = try record.number("completed")
    func mean(_ key: String) throws(InputError) -> Double? {
      let total = try record.number(key)
      return completed.flatMap { count in total.map { $0 / count } }
    }
    run.summary = BenchmarkRun.Summary(
      requests: completed, promptTokens: try mean("total_input_tokens"), outputTokens: try mean("total_output_tokens"), figures: figures)
    if run.summary == nil {
      throw record.fault(
        "the result does not tell its requests, or nothing of their latencies",
        remedy: "it needs 'completed', 'total_input_tokens', 'total_output_tokens' and figures such as 'mean_ttft_ms'")
    }
  }
}
