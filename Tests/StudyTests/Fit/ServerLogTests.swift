import Foundation
import Kernel
import Study
import Testing

@Suite("Servers by their logs")
struct ServerLogTests {
  private static let result = """
    {"model_id": "meta-llama/Llama-3.1-8B-Instruct", "num_prompts": 20, "request_rate": 4.0, "max_concurrency": null, "duration": 13.0,
     "completed": 20, "total_input_tokens": 8000, "total_output_tokens": 800, "mean_ttft_ms": 40.0, "mean_tpot_ms": 8.0}
    """

  private static let vllm = """
    INFO 10-21 09:12:01 [api_server.py:1839] vLLM API server version 0.11.0
    INFO 10-21 09:12:01 [utils.py:233] non-default args: {'model_tag': 'meta-llama/Llama-3.1-8B-Instruct', 'host': '0.0.0.0', \
    'model': 'meta-llama/Llama-3.1-8B-Instruct', 'max_model_len': 16000, 'tensor_parallel_size': 2, 'max_num_seqs': 96, \
    'enable_prefix_caching': False, 'compilation_config': {'level': 3, 'custom_ops': ['none']}}
    (EngineCore_DP0 pid=81) INFO 10-21 09:12:20 [kv_cache_utils.py:1087] GPU KV cache size: 420,904 tokens
    (EngineCore_DP0 pid=82) INFO 10-21 09:12:20 [kv_cache_utils.py:1087] GPU KV cache size: 420,800 tokens
    """

  private static let sglang = """
    [2026-01-01 10:00:00] server_args=ServerArgs(model_path='meta-llama/Llama-3.1-8B-Instruct', tp_size=2, mem_fraction_static=0.85, \
    max_running_requests=None, chunked_prefill_size=4096, disable_radix_cache=True, enable_mixed_chunk=False, dp_size=1, log_level='info')
    [2026-01-01 10:00:30] max_total_num_tokens=438653, chunked_prefill_size=4096, max_prefill_tokens=16384, \
    max_running_requests=2048, context_len=131072
    """

  private static let tensorrt = """
    + trtllm-serve meta-llama/Llama-3.1-8B-Instruct --tp_size 2 --max_batch_size 64
    [TensorRT-LLM] TensorRT-LLM version: 1.2.0
    [TensorRT-LLM][INFO] Number of tokens per block: 32
    [TensorRT-LLM][INFO] [MemUsageChange] Allocated 33.92 GiB for max tokens in paged KV cache (277824).
    """

  private func report(
    _ log: String, _ folder: String, result: String = Self.result, _ assignments: [String] = ["accelerator=h100-sxm"],
    scenario: String? = nil
  ) throws -> ValidationReport {
    let benchmark = try MeasuredBenchmark(folder: folder, requests: 2)
    let path = try benchmark.write(result, to: "result.json")
    var options = ValidationOptions(program: StudyCase.program)
    options.assignments = assignments
    options.serverLog = try ServerLog(path: try benchmark.write(log, to: "server.log"))
    options.scenario = try scenario.map { try benchmark.write($0, to: "own.yaml") }
    return try Validation.report(against: path, options: options)
  }

  @Test(
    "options, version and KV blocks set the server of a benchmark, with none of them given",
    arguments: [
      (vllm, "420800 tokens in the KV cache, as line 4 of the log says", "2 x h100-sxm"),
      (sglang, "438653 tokens in the KV cache, as line 2", "2 x h100-sxm"),
      (tensorrt, "277824 tokens in the KV cache, as line 4", "2 x h100-sxm"),
    ])
  func engines(log: String, says: String, server: String) throws {
    try StudyCase.withFolder { folder in
      let report = try report(log, folder)
      #expect(report.assumptions.contains { $0.contains(says) }, "\(report.assumptions)")
      #expect(report.facts.contains { $0.heading == "Servers" && $0.text.contains(server) })
      #expect(!report.assumptions.contains { $0.contains("The engine is vllm-0.19 with its defaults") })
    }
  }

  @Test("a server by its log is that of the scenario that says the same")
  func sameServer() throws {
    try StudyCase.withFolder { folder in
      let told = try report(Self.vllm, folder)
      let said = try report(
        "INFO 10-21 09:12:01 [api_server.py:1839] vLLM API server version 0.11.0\n", folder,
        [
          "accelerator=h100-sxm", "parallel.tensor=2", "engine.max_sequences=96", "engine.max_model_tokens=16000 tokens",
          "engine.prefix_caching=false", "engine.kv_blocks=26300",
        ])
      #expect(told.groups.map(\.figures) == said.groups.map(\.figures))
    }
  }

  @Test("what contradicts a log is named: a value by --set counts before it, one of the scenario after it")
  func contradictions() throws {
    try StudyCase.withFolder { folder in
      let given = try report(Self.vllm, folder, ["accelerator=h100-sxm", "engine.max_sequences=32"])
      #expect(given.assumptions.contains("engine.max_sequences is 32 by --set, which counts; the log says 96."), "\(given.assumptions)")
      let scenario = """
        model: llama-3.1-8b
        accelerator: h100-sxm
        parallel: {tensor: 2}
        engine: {preset: vllm-0.11, max_sequences: 64, max_model_tokens: 16000, prefix_caching: false}
        workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}
        """
      let written = try report(Self.vllm, folder, [], scenario: scenario)
      #expect(
        written.assumptions.contains("engine.max_sequences is 96 by the log, which counts; the scenario says 64."), "\(written.assumptions)"
      )
      let others = ["parallel.tensor", "engine.preset", "engine.async_scheduling", "engine.kv_blocks"]
      #expect(!written.assumptions.contains { text in others.contains { text.hasPrefix($0) } }, "\(written.assumptions)")
    }
  }

  @Test(
    "a log of another server, of two engines, of none and one that is cut off are refused with file and line",
    arguments: [
      (
        vllm.replacing("Llama-3.1-8B", with: "Llama-3.1-70B"), "server.log:2: ",
        "the log is of a server of meta-llama/Llama-3.1-70B-Instruct"
      ),
      (vllm + sglang, "server.log:5: ", "a line of SGLang in a log of vLLM"),
      ("GET /health 200\n", "server.log", "no line is one of a serving engine known here"),
      (sglang.replacing("tp_size=2", with: "tp_size=two"), "server.log:1: ", "'--tp-size' is 'two'"),
    ])
  func faults(log: String, place: String, says: String) throws {
    try StudyCase.withFolder { folder in
      let error = #expect(throws: InputError.self) { try report(log, folder) }
      let message = error?.description ?? ""
      #expect(message.contains(place) && message.contains(says), "\(message)")
    }
  }

  /// `GPU KV cache size: 160,000 tokens` under the magic of gzip, as Python's gzip writes it.
  private static let packed: [UInt8] = {
    let base64 = "H4sIAAAAAAAC/3MPCFXwDlNITkzOSFUozqxKtVIwNDPQMTAwUCjJz07NK+YCABbgbU0iAAAA"
    return Data(base64Encoded: base64).map { Array($0) } ?? []
  }()

  @Test("a packed log that is cut off is refused and not read in part")
  func cutOff() throws {
    try StudyCase.withFolder { folder in
      let path = folder + "/server.log.gz"
      try Data(Self.packed.prefix(30)).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: InputError.self) { try ServerLog(path: path) }
      #expect(error?.description.contains("server.log.gz") == true && error?.description.contains("cut off") == true)
    }
  }

  // MARK: Other tools

  @Test("results of SGLang's tool and reports of trtllm-bench are read, each with its own load")
  func tools() throws {
    try StudyCase.withFolder { folder in
      let sglang = """
        {"backend": "sglang", "request_rate": Infinity, "max_concurrency": 4, "duration": 9.0, "completed": 20, "total_input_tokens": 8000, \
        "total_output_tokens": 800, "total_output_tokens_retokenized": 799, "mean_e2e_latency_ms": 300.0, "mean_ttft_ms": 40.0, \
        "mean_tpot_ms": 7.0, "mean_itl_ms": 7.0, "output_throughput": 88.0}
        """
      let one = try report(Self.sglang, folder, result: sglang)
      #expect(one.groups[0].figures.map(\.name) == ["TTFT mean", "TPOT mean", "E2E mean", "ITL mean", "Output"])
      #expect(one.facts.contains { $0.text.contains("20, 4 in flight") })
      let tensorrt = """
        {"engine": {"model": "meta-llama/Llama-3.1-8B", "backend": "Pytorch", "version": "1.2.0"}, "world_info": {"tp_size": 2},
         "request_info": {"num_requests": 40, "avg_num_concurrent_requests": 8.2, "avg_input_length": 400.0, "avg_output_length": 40.0},
         "performance": {"total_latency_ms": 2500.0, "system_output_throughput_tok_s": 640.0,
          "request_latency_percentiles_ms": {"average": 300.0, "p50": 290.0}},
         "streaming_metrics": {"ttft_percentiles": {"average": 40.0}, "tpot_percentiles": {"average": 7.0}}}
        """
      let other = try report(Self.tensorrt, folder, result: tensorrt)
      #expect(other.groups[0].figures.map(\.name) == ["TTFT mean", "TPOT mean", "E2E mean", "E2E p50", "Output"])
      #expect(other.facts.contains { $0.text.contains("40, 8 in flight") })
    }
  }
}
