import Kernel
import Testing
import Workload

/// Results of benchmarks and data sets are known by their keys: read where they hold lengths, and named where they do not.
@Suite("JSON documents") struct TraceDocumentTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// As `vllm bench serve --save-detailed` writes it, with the line ends of `json.dump(indent=2)`.
  static func vllm(_ extra: String = "") -> String {
    """
    {
      "date": "20260101-000000",
      "endpoint_type": "openai",
      "model_id": "m",
      "num_prompts": 4,
      "request_rate": 2.0,
      "max_concurrency": null,
      "total_input_tokens": 1000,
      "input_lens": [
        300,
        200,
        100,
        400
      ],
      "output_lens": [
        20,
        10,
        0,
        30
      ],
      "itls": [
        [
          0.01,
          0.02
        ],
        [], [], []
      ],\(extra)
      "errors": [
        "",
        "",
        "Traceback: \\"no\\"",
        ""
      ]
    }

    """
  }

  @Test("vllm bench serve: lengths with line breaks or without, failed requests left out and counted", arguments: [true, false])
  func vllmBench(hasBreaks: Bool) throws {
    let text = hasBreaks ? Self.vllm() : Self.vllm().split(separator: "\n").joined() + "\n"
    let reader = try TraceReader(path: scratch.file(text))
    #expect(reader.format == .document)
    #expect(!reader.hasTimes)
    #expect(
      try all(reader) == [(300, 20), (200, 10), (400, 30)].map { Arrival(time: .start, promptTokens: $0.0, outputTokens: $0.1) })
    #expect(reader.report.remarks == ["read from a result of vllm bench serve"])
    #expect(reader.report.skipped == 1)
  }

  @Test("vllm bench serve with start times: seconds, put in order") func startTimes() throws {
    let reader = try TraceReader(path: scratch.file(Self.vllm("\n  \"start_times\": [12.5, 13.75, 13.5, 13.0],")))
    #expect(reader.hasTimes)
    let arrivals = try all(reader)
    #expect(arrivals.map(\.time) == [0, 0.5, 1.25].map(seconds))
    #expect(arrivals.map(\.promptTokens) == [300, 400, 200])
    #expect(reader.report.remarks.contains("requests were put in order of time"))
  }

  struct Known: Sendable, CustomTestStringConvertible {
    var tool: String
    var text: String
    var times: [Double]?
    var testDescription: String { tool }
  }

  static let known: [Known] = [
    Known(
      tool: "SGLang's bench_serving, in one line",
      text:
        #"{"backend": "sglang", "dataset_name": "random", "request_rate": 4, "input_lens": [5, 6], "output_lens": [7, 8], "ttfts": [0.1, 0.2], "errors": ["", ""]}"#
        + "\n"),
    Known(
      tool: "GuideLLM",
      text:
        #"{"metadata": {}, "benchmarks": [{"config": {}, "requests": {"errored": [{"prompt_tokens": null}], "successful": [{"request_start_time": 1767225600.5, "prompt_tokens": 5, "output_tokens": 7, "info": {"a": "]"}}, {"request_start_time": 1767225602.0, "prompt_tokens": 6, "output_tokens": 8}]}}]}"#,
      times: [0, 1.5]),
    Known(
      tool: "GuideLLM of an older version",
      text:
        #"{"benchmarks": [{"requests": {"successful": [{"start_time": 100.5, "prompt_tokens": 5, "output_tokens": 7}, {"start_time": 102.0, "prompt_tokens": 6, "output_tokens": 8}]}}]}"#,
      times: [0, 1.5]),
    Known(
      tool: "inference-perf",
      text:
        "[\n  {\"start_time\": 8.5, \"end_time\": 9, \"request\": \"{}\", \"info\": {\"input_tokens\": 5, \"output_tokens\": 7, \"output_token_times\": [1]}, \"error\": null},\n"
        + "  {\"start_time\": 8.75, \"end_time\": 9, \"request\": \"{}\", \"info\": null, \"error\": {\"error_type\": \"x\"}},\n"
        + "  {\"start_time\": 10.0, \"end_time\": 11, \"request\": \"{}\", \"info\": {\"input_tokens\": 6, \"output_tokens\": 8}, \"error\": null}\n]\n",
      times: [0, 1.5]),
    Known(
      tool: "LLMPerf",
      text:
        #"[{"error_code": null, "ttft_s": 0.2, "number_input_tokens": 5, "number_output_tokens": 7}, {"error_code": 500, "ttft_s": null}, {"error_code": null, "number_input_tokens": 6, "number_output_tokens": 8}]"#
    ),
    Known(
      tool: "a list of rows",
      text:
        "[{\"timestamp\": \"2026-01-01T00:00:00Z\", \"prompt_tokens\": 5, \"completion_tokens\": 7},\n{\"timestamp\": \"2026-01-01T00:00:09Z\", \"prompt_tokens\": 6, \"completion_tokens\": 8}]",
      times: [0, 9]),
  ]

  @Test("of other tools are read by lengths, and with the times that they have", arguments: known) func read(_ known: Known) throws {
    let reader = try TraceReader(path: scratch.file(known.text))
    let arrivals = try all(reader)
    #expect(reader.format == .document)
    #expect(arrivals.map(\.promptTokens) == [5, 6])
    #expect(arrivals.map(\.outputTokens) == [7, 8])
    #expect(reader.hasTimes == (known.times != nil))
    if let times = known.times { #expect(arrivals.map(\.time) == times.map(seconds)) }
  }

  static let refused: [(String, String, String)] = [
    (
      #"{"model_id": "m", "num_prompts": 3, "request_rate": 2.0, "completed": 3, "total_input_tokens": 900}"#, "vllm bench serve",
      "--save-detailed"
    ),
    (#"{"hw": "h200", "framework": "vllm", "precision": "fp8", "tput_per_gpu": 900, "conc": 64}"#, "InferenceX", "--prompt-tokens"),
    (#"[{"hw": "h200", "framework": "vllm", "precision": "fp8", "tput_per_gpu": 900, "conc": 64}]"#, "InferenceX", "--prompt-tokens"),
    ("{\n\"load_summary\": {}, \"successes\": {}, \"failures\": {}}", "inference-perf", "per_request_lifecycle_metrics.json"),
    (#"{"request_throughput": {"unit": "requests/sec", "avg": 3}, "input_config": {}}"#, "AIPerf", "profile_export.jsonl"),
    (#"{"experiments": [{"requests": [{"timestamp": 1}]}], "version": "1"}"#, "GenAI-Perf", "tokens"),
    (
      #"{"benchmarks": [{"requests": {"successful": [{"start_time": 1, "prompt_tokens": 1, "output_tokens": 1}]}}, {"requests": {}}]}"#,
      "2 benchmarks", "keep one"
    ),
    (#"{"benchmarks": [{"requests": {"successful": []}}]}"#, "GuideLLM, and holds no request", "complete"),
    (#"[{"id": "x", "conversations": [{"from": "human", "value": "hello"}]}]"#, "ShareGPT", "tokenizer"),
    (#"{"conversations": [{"from": "human", "value": "hello"}]}"#, "ShareGPT", "tokenizer"),
    (#"{"prompt": "What is the capital of India?", "output_tokens": 10}"#, "vLLM's custom", "tokenizer"),
    (#"{"messages": [{"role": "user", "content": "hello"}]}"#, "chats", "tokenizer"),
    (#"{"text_input": "What is it?", "output_length": 20}"#, "AIPerf's prompts", "tokenizer"),
    (#"{"0": {"input_tokens": "{1: 0.5}", "output_tokens": "{2: 1}"}}"#, "ServeGen", "trace generate"),
    ("0,12.5,1.2,Gamma,0.5,0.2\n600,11.5,1.2,Gamma,0.5,0.2\n", "ServeGen", "trace generate"),
    ("{\n  \"answer\": 42,\n  \"list\": []\n}\n", "keys are answer, list", "one object a line"),
    (#"{"session_id": "a", "turns": [{"text": "hi"}]}"#, "AIPerf's conversations", "a request a line"),
    ("arrived_at;prompt_tokens;output_tokens\n1;2;3\n", "parted by semicolons", "tr ';' ','"),
    ("arrived_at\tprompt_tokens\toutput_tokens\n1\t2\t3\n", "parted by tabs", "commas"),
    (#"{"answer": 42}"#, "keys are answer", "--columns"), (#"[{"answer": 42}]"#, "keys are answer", "--columns"),
  ]

  @Test("that hold no requests are named for what they are, with what to use", arguments: refused)
  func refuse(_ text: String, _ says: String, _ remedy: String) throws {
    let error = try #require(errorReading(scratch.file(text)))
    #expect(error.message.contains(says), "\(error)")
    #expect(error.remedy?.contains(remedy) == true, "\(error)")
    #expect((error.line ?? 0) >= 1)
  }

  @Test(
    "Lengths are told from texts where a user says how: of lines, of lists, and of conversations up to the first answer",
    arguments: [
      #"{"prompt": "What is th\u00e9\n?", "output_tokens": 3}"# + "\n" + #"{"output_tokens": 3, "prompt": "Café \"x\"!!!"}"# + "\n",
      #"[{"prompt": "What is th\u00e9\n?", "response": "123456789"}, {"prompt": "Café \"x\"!!!", "completion": "123456789"}]"#,
      #"[{"id": 1, "conversations": [{"from": "human", "value": "What is th\u00e9\n?"}, {"from": "gpt", "value": "123456789"}, {"from": "human", "value": "more"}]}, {"conversations": [{"from": "system", "value": "Café"}, {"from": "human", "value": " \"x\"!!!"}, {"from": "gpt", "value": "123456789"}]}, {"conversations": [{"from": "human", "value": "hm"}]}]"#,
      #"{"messages": [{"role": "user", "content": [{"type": "text", "text": "What is th\u00e9\n?"}, {"type": "image_url", "image_url": {}}]}], "output_tokens": 3}"#
        + "\n" + #"{"messages": [{"role": "user", "content": "Café \"x\"!!!"}, {"role": "assistant", "content": "123456789"}]}"#,
    ]) func texts(_ text: String) throws
  {
    let hints = TraceHints(charactersPerToken: 4)
    let reader = try TraceReader(path: scratch.file(text), hints: hints)
    #expect(!reader.hasTimes)
    let arrivals = try all(reader)
    // Thirteen characters and eleven.
    #expect(arrivals.map(\.promptTokens) == [4, 3])
    #expect(arrivals.map(\.outputTokens) == [3, 3])
    #expect(reader.report.remarks.contains("lengths told from texts, at 4.000 characters a token"))
    #expect(reader.report.skipped == (text.contains("hm") ? 1 : 0))
  }

  @Test("A fault within a document has its line") func faultsHaveLines() throws {
    let whole = Self.vllm()
    let wrong = try scratch.file(whole.replacing("    200,", with: "    2x0,"))
    #expect(errorReading(wrong)?.line == 11)
    let cut = try scratch.file(String(whole.prefix(330)))
    let error = try #require(errorReading(cut))
    #expect(error.message.contains("the line ends"), "\(error)")
    #expect((error.line ?? 0) > 15)
    let two = try scratch.file(#"{"backend": "sglang", "dataset_name": "r", "input_lens": [5], "output_lens": [7]}"# + "\n{}\n")
    #expect(errorReading(two)?.message.contains("second document") == true)
    #expect(errorReading(try scratch.file(whole.replacing("    20,\n", with: "")))?.message.contains("4 prompts and 3 outputs") == true)
  }

  @Test("Columns that a user names are read from a list too") func namedKeys() throws {
    let hints = TraceHints(timeUnit: .milliseconds, columns: try TraceColumns(parsing: "time=at,prompt=n.in,output=n.out"))
    let path = try scratch.file("[{\"at\": 5, \"n\": {\"in\": 3, \"out\": 4}},\n {\"n\": {\"in\": 6, \"out\": 7}, \"at\": 1505}]")
    let arrivals = try all(TraceReader(path: path, hints: hints))
    #expect(arrivals.map(\.time) == [0, 1.5].map(seconds))
    #expect(arrivals.map(\.outputTokens) == [4, 7])
  }
}
