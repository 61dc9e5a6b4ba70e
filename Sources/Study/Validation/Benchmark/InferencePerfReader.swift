import Foundation
import Kernel
import Workload

/// Reads what inference-perf writes, all in seconds: `per_request_lifecycle_metrics.json`, a list of requests, and summaries of the whole or
/// of a stage (github.com/kubernetes-sigs/inference-perf, reportgen/base.py).
struct InferencePerfReader {
  static let tool = "inference-perf"

  /// Whether objects of a list are its requests.
  static func knowsRequest(_ record: JSONRecord) -> Bool { record.has("start_time", "end_time", "request", "info") }

  /// Whether an object is a summary.
  static func knowsSummary(_ record: JSONRecord) -> Bool { record.has("load_summary", "successes") }

  /// The run that a list of requests stands for.
  ///
  /// - Throws: ``InputError`` where no request can be used.
  static func run(_ records: [JSONRecord], name: String, file: String) throws(InputError) -> BenchmarkRun {
    var run = BenchmarkRun(name: name, tool: tool, file: file)
    run.keep(records.map(request))
    if run.requests.isEmpty {
      throw InputError("none of \(records.count) requests has all its figures", file: file, remedy: "did they all fail?")
    }
    if let last = run.requests.map({ ($0.start ?? 0) + $0.latency }).max(), let first = run.requests.compactMap(\.start).min() {
      run.seconds = last - first
    }
    run.model = records.lazy.compactMap(model).first
    if let body = records.lazy.compactMap(body).first { run.sampling = try RequestedSampling(body) }
    run.load = .of(rate: nil, cap: nil, hasTimes: run.hasTimes)
    return run
  }

  private static func request(_ record: JSONRecord) -> BenchmarkRequest? {
    func number(_ key: String, in place: JSONRecord?) -> Double? { place.flatMap { try? $0.number(key) } }
    guard record.object("error") == nil, let info = record.object("info"), let start = number("start_time", in: record),
      let end = number("end_time", in: record)
    else { return nil }
    let response = info.object("response_metrics")
    // Older versions have the figures of the reply beside those of the prompt.
    let times = response?.numbers("output_token_times") ?? info.numbers("output_token_times")
    let outputs = number("output_tokens", in: response) ?? number("output_tokens", in: info)
    let usage = number("completion_tokens", in: response?.object("server_usage"))
    return BenchmarkRequest(
      promptTokens: number("input_tokens", in: info) ?? number("input_tokens", in: info.object(at: ["request_metrics", "text"])),
      outputTokens: usage ?? outputs, start: start, ttft: times?.first.flatMap { $0 }.map { $0 - start }, latency: end - start)
  }

  /// The body of a request.
  private static func body(_ record: JSONRecord) -> JSONRecord? {
    guard let body = try? record.text("request") else { return nil }
    return try? JSONRecord(Data(body.utf8), file: record.file)
  }

  /// The model that a request's body asks for.
  private static func model(_ record: JSONRecord) -> String? { (try? body(record)?.text("model")) ?? nil }

  // MARK: Summary

  private static let metrics = [("time_to_first_token", "TTFT"), ("time_per_output_token", "TPOT"), ("request_latency", "E2E")]
  private static let statistics = [("mean", "mean"), ("median", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99")]

  /// The run of a summary.
  ///
  /// - Throws: ``InputError`` where it lacks lengths or latencies.
  static func run(summary: JSONRecord, name: String) throws(InputError) -> BenchmarkRun {
    var run = BenchmarkRun(name: name, tool: tool, file: summary.file)
    let successes = summary.object("successes")
    var figures: [BenchmarkRun.Figure] = []
    for (metric, name) in metrics {
      let record = successes?.object("latency")?.object(metric) ?? successes?.object(metric)
      for (statistic, word) in statistics {
        if let value = try record?.number(statistic), value > 0 { figures.append(("\(name) \(word)", "ms", value * 1000)) }
      }
    }
    if let rate = try successes?.object("throughput")?.number("output_tokens_per_sec"), rate > 0 {
      figures.append((BenchmarkRun.outputRate, "tokens/s", rate))
    }
    run.summary = BenchmarkRun.Summary(
      requests: try successes?.number("count"), promptTokens: try mean(of: ["prompt_tokens", "prompt_len"], in: successes),
      outputTokens: try mean(of: ["output_tokens", "output_len"], in: successes), figures: figures)
    if run.summary == nil {
      throw summary.fault(
        "the summary does not tell its requests, or nothing of their latencies",
        remedy: "use per_request_lifecycle_metrics.json (report.request_lifecycle.per_request: true)")
    }
    run.failed = try summary.object("failures")?.whole("count", in: 0...10_000_000) ?? 0
    run.seconds = try summary.number("benchmark_time_seconds").flatMap { $0 > 0 ? $0 : nil }
    try readLoad(summary.object("load_summary"), into: &run)
    return run
  }

  /// The mean of lengths, which versions call differently.
  private static func mean(of names: [String], in successes: JSONRecord?) throws(InputError) -> Double? {
    for name in names { if let mean = try successes?.object(name)?.number("mean") { return mean } }
    return nil
  }

  private static func readLoad(_ load: JSONRecord?, into run: inout BenchmarkRun) throws(InputError) {
    let cap = try load?.whole("concurrency", in: 1...1_000_000)
    if cap == nil, let rate = try load?.number("requested_rate"), rate > 0 {
      run.load = .drawn(.poisson(requestsPerSecond: rate))
      run.assumptions.append("\(run.name): arrivals are Poisson; the summary tells their rate only.")
    } else {
      run.load = .of(rate: nil, cap: cap, hasTimes: false)
    }
  }
}
