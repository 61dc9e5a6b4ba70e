import Foundation
import Kernel
import Workload

/// Reads what AIPerf writes: `profile_export.jsonl`, a request a line, and `profile_export_aiperf.json`, a summary with the settings of the
/// run, which is looked for beside the lines (github.com/ai-dynamo/aiperf, docs/tutorials/working-with-profile-exports.md). Every metric
/// names its unit. What it calls inter-token latency is a request's mean: TPOT here.
struct AIPerfReader {
  static let tool = "AIPerf"
  /// The summary's name beside the requests.
  static let summaryName = "profile_export_aiperf.json"
  /// The name of the requests beside the summary.
  static let requestsName = "profile_export.jsonl"

  /// Whether an object is a request's record.
  static func knowsRequest(_ record: JSONRecord) -> Bool {
    record.object("metadata")?.has("request_start_ns") == true && record.has("metrics")
  }

  /// Whether an object is a summary.
  static func knowsSummary(_ record: JSONRecord) -> Bool {
    record.has("aiperf_version") || record.has("input_config", "request_latency")
      || record.object("records")?.has("request_latency") == true
  }

  // MARK: Requests

  /// The run that lines of requests stand for; `summary` is the summary beside them.
  ///
  /// - Throws: ``InputError`` where no request can be used.
  static func run(_ records: [JSONRecord], summary: JSONRecord?, name: String, file: String) throws(InputError) -> BenchmarkRun {
    var run = BenchmarkRun(name: name, tool: tool, file: file)
    let counted = records.filter { $0.object("metadata").flatMap { try? $0.text("benchmark_phase") } != "warmup" }
    // Nanoseconds since 1970 are beyond what a binary number holds exactly; differences are not.
    let origin = counted.compactMap { $0.object("metadata")?.digits("request_start_ns") }.min() ?? 0
    run.keep(counted.map { request($0, origin: origin) })
    if run.requests.isEmpty {
      throw InputError("none of \(records.count) requests has all its figures", file: file, remedy: "did they all fail?")
    }
    if let last = run.requests.map({ ($0.start ?? 0) + $0.latency }).max(), let first = run.requests.map({ $0.start ?? 0 }).min() {
      run.seconds = last - first
    }
    if counted.count < records.count {
      run.assumptions.append("\(name): \(records.count - counted.count) requests of the warm-up are not counted.")
    }
    if let summary {
      try readSettings(summary, into: &run)
    } else {
      run.load = .of(rate: nil, cap: nil, hasTimes: run.hasTimes)
    }
    return run
  }

  private static func request(_ record: JSONRecord, origin: UInt64) -> BenchmarkRequest? {
    guard let metrics = record.object("metrics"), record.object("error") == nil, (try? record.text("error")) ?? nil == nil,
      let start = record.object("metadata")?.digits("request_start_ns")
    else { return nil }
    return BenchmarkRequest(
      promptTokens: value(metrics, "input_sequence_length"), outputTokens: value(metrics, "output_sequence_length"),
      start: Double(start - origin) / 1e9, ttft: seconds(metrics, "time_to_first_token"), latency: seconds(metrics, "request_latency"))
  }

  private static func value(_ metrics: JSONRecord, _ name: String) -> Double? { metrics.object(name).flatMap { try? $0.number("value") } }

  private static func seconds(_ metrics: JSONRecord, _ name: String) -> Double? {
    guard let metric = metrics.object(name), let value = try? metric.number("value"), let scale = secondsPerUnit(metric) else { return nil }
    return value * scale
  }

  /// Seconds in the unit that a metric names; nil where it names none that is known.
  private static func secondsPerUnit(_ metric: JSONRecord) -> Double? {
    switch (try? metric.text("unit")) ?? nil {
    case "s", "sec", "seconds": 1
    case "ms", "milliseconds": 1e-3
    case "us", "microseconds": 1e-6
    case "ns", "nanoseconds": 1e-9
    default: nil
    }
  }

  // MARK: Settings

  /// The settings of a summary: the model, and how requests were sent.
  private static func readSettings(_ summary: JSONRecord, into run: inout BenchmarkRun) throws(InputError) {
    let settings = summary.object("input_config")
    run.model = settings?.object("endpoint")?.texts("model_names")?.first ?? nil
    for place in ["endpoint", "input"] {
      if let extra = settings?.object(at: [place, "extra"]) { run.sampling = try RequestedSampling(extra) }
    }
    let load = settings?.object("loadgen") ?? settings?.object(at: ["phases", "profiling"])
    let cap = try load?.whole("concurrency", in: 1...1_000_000)
    var rate: ArrivalProcess?
    if let number = try load?.number("request_rate") {
      guard number > 0 else { throw summary.fault("'request_rate' is \(number)", remedy: "requests a second, above zero") }
      let (newer, older) = (try load?.text("arrival_pattern"), try load?.text("request_rate_mode"))
      let pattern = newer ?? older
      rate = pattern == "constant" ? .constant(requestsPerSecond: number) : .poisson(requestsPerSecond: number)
      if pattern == nil { run.assumptions.append("\(run.name): arrivals are Poisson, which is AIPerf's default.") }
    }
    run.load = .of(rate: rate, cap: cap, hasTimes: run.hasTimes)
    if case .drawn = run.load, let cap {
      run.assumptions.append("\(run.name): the cap of \(cap) requests in flight is not simulated beside a rate.")
    }
  }

  // MARK: Summary

  private static let metrics = [("time_to_first_token", "TTFT"), ("inter_token_latency", "TPOT"), ("request_latency", "E2E")]
  private static let statistics = [("avg", "mean"), ("p50", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99")]

  /// The run of a summary alone.
  ///
  /// - Throws: ``InputError`` where it lacks lengths or latencies.
  static func run(summary: JSONRecord, name: String) throws(InputError) -> BenchmarkRun {
    var run = BenchmarkRun(name: name, tool: tool, file: summary.file)
    let records = summary.object("records") ?? summary
    func average(_ name: String) throws(InputError) -> Double? { try records.object(name)?.number("avg") }
    var figures: [BenchmarkRun.Figure] = []
    for (metric, name) in metrics {
      guard let record = records.object(metric), let scale = secondsPerUnit(record) else { continue }
      for (statistic, word) in statistics {
        if let value = try record.number(statistic), value > 0 { figures.append(("\(name) \(word)", "ms", value * scale * 1000)) }
      }
    }
    if let rate = try average("output_token_throughput"), rate > 0 { figures.append((BenchmarkRun.outputRate, "tokens/s", rate)) }
    run.summary = BenchmarkRun.Summary(
      requests: try average("request_count"), promptTokens: try average("input_sequence_length"),
      outputTokens: try average("output_sequence_length"), figures: figures)
    if run.summary == nil {
      throw summary.fault(
        "the summary does not tell its requests, or nothing of their latencies",
        remedy: "it needs 'request_count', 'input_sequence_length', 'output_sequence_length' and metrics such as 'time_to_first_token'")
    }
    if let duration = records.object("benchmark_duration"), let scale = secondsPerUnit(duration) {
      run.seconds = try duration.number("avg").map { $0 * scale }
    }
    try readSettings(summary, into: &run)
    return run
  }
}
