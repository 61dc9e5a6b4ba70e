import Kernel
import Workload

/// Reads the result of `vllm bench serve`: with `--save-result` a summary in milliseconds, with `--save-detailed` lists beside it that have
/// an element for each request, in seconds (github.com/vllm-project/vllm, vllm/benchmarks/serve.py).
struct VLLMBenchReader {
  static let tool = "vllm bench serve"

  /// Whether an object is such a result.
  static func knows(_ record: JSONRecord) -> Bool { record.has("model_id", "num_prompts") || record.has("endpoint_type", "num_prompts") }

  private let record: JSONRecord

  private init(_ record: JSONRecord) { self.record = record }

  /// The run of a result.
  ///
  /// - Throws: ``InputError`` for what is missing or contradicts itself.
  static func run(_ record: JSONRecord, name: String) throws(InputError) -> BenchmarkRun {
    let reader = VLLMBenchReader(record)
    var run = BenchmarkRun(name: name, tool: tool, file: record.file)
    run.model = try record.text("model_id")
    run.seconds = try record.number("duration")
    // `--metadata temperature=0` and its like stand beside the figures, as texts or numbers.
    run.sampling = try RequestedSampling(record)
    if try reader.readRequests(into: &run) == false { try reader.readSummary(into: &run) }
    try reader.readLoad(into: &run)
    return run
  }

  // MARK: Load

  private func readLoad(into run: inout BenchmarkRun) throws(InputError) {
    let cap = try record.whole("max_concurrency", in: 1...1_000_000)
    let rate = try rate()
    run.load = .of(rate: rate, cap: cap, hasTimes: run.hasTimes)
    if case .drawn(let process) = run.load, process != .atOnce {
      if let ramp = try record.text("ramp_up_strategy") {
        throw record.fault("the rate rises during the run ('\(ramp.prefix(40))')", remedy: "save start_times with --save-detailed")
      }
      if let cap { run.assumptions.append("\(run.name): the cap of \(cap) requests in flight is not simulated beside a rate.") }
    }
  }

  /// The process of the arrivals: gamma gaps, whose shape the tool calls burstiness; nil where the result names no rate.
  private func rate() throws(InputError) -> ArrivalProcess? {
    if let text = try? record.text("request_rate") {
      if text.lowercased() == "inf" { return .atOnce }
      throw record.fault("'request_rate' is '\(text.prefix(40))'", remedy: "requests a second, or inf")
    }
    guard let rate = try record.number("request_rate") else { return nil }
    let shape = try record.number("burstiness") ?? 1
    guard rate > 0, shape > 0 else { throw record.fault("'request_rate' is \(rate) and 'burstiness' \(shape)", remedy: "both above zero") }
    return shape == 1 ? .poisson(requestsPerSecond: rate) : .gamma(requestsPerSecond: rate, shape: shape)
  }

  // MARK: Requests

  /// Reads the requests one by one; false where the result has but a summary.
  private func readRequests(into run: inout BenchmarkRun) throws(InputError) -> Bool {
    guard let prompts = record.numbers("input_lens"), let outputs = record.numbers("output_lens"), let ttfts = record.numbers("ttfts")
    else {
      return false
    }
    let (gaps, starts, errors) = (record.numberLists("itls"), record.numbers("start_times"), record.texts("errors"))
    let counts = [prompts.count, outputs.count, ttfts.count, gaps?.count ?? prompts.count, starts?.count ?? prompts.count]
    guard prompts.count > 0, counts.allSatisfy({ $0 == prompts.count }) else {
      throw record.fault(
        "the lists of requests have \(counts.map(String.init).joined(separator: ", ")) elements", remedy: "is the file complete?")
    }
    guard let gaps else { throw record.fault("the key 'itls' is missing", remedy: "'--save-detailed' writes it beside 'ttfts'") }
    run.keep(
      prompts.indices.map { index in
        if let errors, errors.count == prompts.count, errors[index] != "" { return nil }
        guard let ttft = ttfts[index], let times = gaps[index], times.allSatisfy({ $0 >= 0 }) else { return nil }
        // A reply of several tokens without a gap between them came in one piece.
        if times.isEmpty && (outputs[index] ?? 0) > 1 { return nil }
        return BenchmarkRequest(
          promptTokens: prompts[index], outputTokens: outputs[index], start: starts?[index], ttft: ttft, latency: times.reduce(ttft, +))
      })
    if run.requests.isEmpty { throw record.fault("none of \(prompts.count) requests has all its figures", remedy: "did they all fail?") }
    try checkUnits(run)
    return true
  }

  /// Lists are in seconds and the summary in milliseconds; copies of the tool have been seen to mix them up.
  private func checkUnits(_ run: BenchmarkRun) throws(InputError) {
    guard let told = try record.number("mean_ttft_ms"), told > 0, run.failed == 0 else { return }
    let mean = run.requests.reduce(0) { $0 + ($1.ttft ?? 0) } / Double(run.requests.count) * 1000
    if !(0.05...20).contains(mean / told) {
      throw record.fault(
        "'mean_ttft_ms' is \(told), and the mean of 'ttfts' comes to \(mean) ms",
        remedy: "lists are in seconds, the summary in milliseconds")
    }
  }

  // MARK: Summary

  private static let metrics = [("ttft", "TTFT"), ("tpot", "TPOT"), ("e2el", "E2E")]
  private static let statistics = [("mean", "mean"), ("median", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99")]

  private func readSummary(into run: inout BenchmarkRun) throws(InputError) {
    var figures: [BenchmarkRun.Figure] = []
    func add(_ key: String, _ name: String, _ unit: String) throws(InputError) {
      if let value = try record.number(key), value > 0 { figures.append((name, unit, value)) }
    }
    for (metric, name) in Self.metrics {
      for (statistic, word) in Self.statistics { try add("\(statistic)_\(metric)_ms", "\(name) \(word)", "ms") }
    }
    try add("mean_itl_ms", "ITL mean", "ms")
    try add("output_throughput", BenchmarkRun.outputRate, "tokens/s")
    let completed = try record.number("completed")
    let (prompts, outputs) = (try record.number("total_input_tokens"), try record.number("total_output_tokens"))
    func mean(_ total: Double?) -> Double? { completed.flatMap { count in total.map { $0 / count } } }
    run.summary = BenchmarkRun.Summary(
      requests: completed, promptTokens: mean(prompts), outputTokens: mean(outputs), figures: figures)
    if run.summary == nil {
      throw record.fault(
        "the result does not tell its requests, or nothing of their latencies",
        remedy: "it needs 'completed', 'total_input_tokens', 'total_output_tokens' and figures such as 'mean_ttft_ms'")
    }
  }
}
