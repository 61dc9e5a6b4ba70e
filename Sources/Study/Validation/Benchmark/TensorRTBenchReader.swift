import Kernel

/// Reads the report of `trtllm-bench` (`--report_json`), all in milliseconds (github.com/NVIDIA/TensorRT-LLM,
/// tensorrt_llm/bench/dataclasses/reporting.py). What `benchmark_serving.py` of TensorRT-LLM writes has the form of `vllm bench serve`.
struct TensorRTBenchReader {
  static let tool = "trtllm-bench"

  /// Whether an object is such a report.
  static func knows(_ record: JSONRecord) -> Bool { record.has("world_info", "request_info", "performance") }

  /// The run of a report.
  ///
  /// - Throws: ``InputError`` where it lacks lengths or latencies.
  static func run(_ record: JSONRecord, name: String) throws(InputError) -> BenchmarkRun {
    var run = BenchmarkRun(name: name, tool: tool, file: record.file)
    run.model = try record.object("engine")?.text("model")
    let performance = record.object("performance")
    run.seconds = try performance?.number("total_latency_ms").flatMap { $0 > 0 ? $0 / 1000 : nil }
    let streaming = record.object("streaming_metrics")
    var figures: [BenchmarkRun.Figure] = []
    for (percentiles, name) in [
      (streaming?.object("ttft_percentiles"), "TTFT"), (streaming?.object("tpot_percentiles"), "TPOT"),
      (performance?.object("request_latency_percentiles_ms"), "E2E"),
    ] {
      for (key, word) in [("average", "mean"), ("p50", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99")] {
        if let value = try percentiles?.number(key), value > 0 { figures.append(("\(name) \(word)", "ms", value)) }
      }
    }
    if let rate = try performance?.number("system_output_throughput_tok_s"), rate > 0 {
      figures.append((BenchmarkRun.outputRate, "tokens/s", rate))
    }
    let requests = record.object("request_info")
    run.summary = BenchmarkRun.Summary(
      requests: try requests?.number("num_requests"), promptTokens: try requests?.number("avg_input_length"),
      outputTokens: try requests?.number("avg_output_length"), figures: figures)
    if run.summary == nil {
      throw record.fault(
        "the report does not tell its requests, or nothing of their latencies", remedy: "run trtllm-bench throughput with --streaming")
    }
    try readLoad(record, into: &run)
    return run
  }

  /// How requests were sent: the report says how many were in flight on average, and how fast they were issued.
  private static func readLoad(_ record: JSONRecord, into run: inout BenchmarkRun) throws(InputError) {
    guard let count = try record.object("request_info")?.number("avg_num_concurrent_requests"), count >= 1, count < 1e6,
      let summary = run.summary
    else { return }
    // All at once where nearly all were in flight throughout.
    let cap = Int(count.rounded())
    run.load = cap * 10 >= summary.requests * 9 ? .drawn(.atOnce) : .inFlight(cap)
    run.assumptions.append("\(run.name): \(cap) requests are kept in flight, the mean of the run; the report tells no cap.")
  }
}
