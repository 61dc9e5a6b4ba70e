import Kernel

/// What a file of JSON is that is no trace by itself, known by the keys of its first object: a result of a benchmark, its input, or a
/// data set of texts.
struct DocumentKind {
  /// What can be read from it.
  enum Reading {
    /// Lists of lengths, one beside the other: `input_lens`, `output_lens`, and where it has them `start_times`.
    case lists
    /// Objects of this layout, found by this path, in which a star goes through a list; the unit of their times where the tool has one.
    case rows(JSONLayout, path: [String], unit: TimeUnit?)
    /// No request. What to use in its place.
    case nothing(remedy: String)
    /// Texts, whose lengths only a tokenizer knows; whether they stand where they can be counted.
    case texts(canBeCounted: Bool)
  }
  /// What it is, with its tool.
  let name: String
  let reading: Reading

  private init(_ name: String, _ reading: Reading) { (self.name, self.reading) = (name, reading) }

  /// A list of flat objects, whose keys are known or named by the user.
  static func list(_ layout: JSONLayout) -> DocumentKind { .init("a JSON list", .rows(layout, path: ["*"], unit: nil)) }

  /// What the beginning of a file shows; nil where it is nothing of the kind.
  init?(_ head: JSONHead) {
    let keys = Set(head.keys)
    func has(_ names: String...) -> Bool { names.allSatisfy(keys.contains) }
    let known: DocumentKind? =
      Self.result(head, has) ?? Self.summary(has) ?? Self.dataSet(head, has)
    guard let known else { return nil }
    self = known
  }

  /// Results that may hold requests.
  private static func result(_ head: JSONHead, _ has: (String...) -> Bool) -> DocumentKind? {
    // vllm/benchmarks/serve.py, and InferenceX's copy of it.
    if has("model_id", "num_prompts") || has("endpoint_type", "num_prompts") { return .init("a result of vllm bench serve", .lists) }
    // sglang/bench_serving.py.
    if has("backend", "dataset_name") || has("dataset_name", "max_concurrency") {
      return .init("a result of SGLang's bench_serving", .lists)
    }
    if has("input_lens", "output_lens") { return .init("a result of a benchmark", .lists) }
    if has("benchmarks"), !head.isList {
      return .init("a result of GuideLLM", .rows(.guidellm, path: ["benchmarks", "*", "requests", "successful", "*"], unit: .seconds))
    }
    if has("start_time", "end_time", "request"), head.isList {
      return .init("inference-perf's record of requests", .rows(.inferencePerf, path: ["*"], unit: .seconds))
    }
    if has("metadata", "metrics") {
      return .init("AIPerf's record of requests", .rows(.aiperf, path: head.isList ? ["*"] : [], unit: .nanoseconds))
    }
    return nil
  }

  /// Results without requests.
  private static func summary(_ has: (String...) -> Bool) -> DocumentKind? {
    func nothing(_ name: String, _ remedy: String) -> DocumentKind { .init("a result of " + name, .nothing(remedy: remedy)) }
    if has("load_summary", "successes") { return nothing("inference-perf", "use its per_request_lifecycle_metrics.json") }
    if has("hw", "tput_per_gpu") || has("hw", "framework", "precision") {
      return nothing("InferenceX", "its points are of fixed lengths: make requests with --prompt-tokens ISL --output-tokens OSL")
    }
    if has("input_config") || has("aiperf_version") {
      return nothing("AIPerf or GenAI-Perf", "use the profile_export.jsonl of the same run")
    }
    if has("experiments") { return nothing("GenAI-Perf, with times and texts", "AIPerf's profile_export.jsonl tells lengths in tokens") }
    if has("elapsed_time", "requests_per_second") { return nothing("vllm bench throughput", "use the data set it was run with") }
    if has("avg_latency", "percentiles") { return nothing("vllm bench latency", "its batch has one length, which it was given") }
    if has("mean_input_tokens", "num_concurrent_requests") || has("results_number_input_tokens_mean") {
      return nothing("LLMPerf", "use the file that ends in _individual_responses.json")
    }
    if has("performance", "request_info") { return nothing("trtllm-bench", "use the data set it was run with") }
    return nil
  }

  /// Inputs and data sets of texts.
  private static func dataSet(_ head: JSONHead, _ has: (String...) -> Bool) -> DocumentKind? {
    if let first = head.keys.first, Int(first) != nil, !head.isList {
      let remedy = "name the folder that it is in as a profile: windtunnel trace generate FOLDER -o load.csv, or 'profile: FOLDER'"
      return .init("ServeGen's data of a client, by window of time", .nothing(remedy: remedy))
    }
    if has("data"), head.keys.count == 1, !head.isList { return .init("inputs of AIPerf or GenAI-Perf", .texts(canBeCounted: false)) }
    let places = FieldNames.places(in: head.keys)
    if places[.prompt] != nil && places[.output] != nil { return nil }
    let texts = [
      ("conversations", "conversations, as ShareGPT has them"), ("messages", "chats"), ("turns", "AIPerf's conversations"),
      ("body", "requests of a batch"), ("text_input", "AIPerf's prompts"), ("text", "prompts"), ("texts", "prompts"),
      ("prompt", "prompts, as vLLM's custom data sets have them"), ("question", "questions"), ("instruction", "instructions"),
      ("input_text", "prompts"), ("payload", "payloads of requests"), ("request", "requests"),
    ]
    let nested = ["turns", "body", "texts", "payload", "request"]
    return texts.first { has($0.0) }.map { .init($0.1, .texts(canBeCounted: !nested.contains($0.0))) }
  }

  /// Why nothing can be read from it, where nothing can.
  func refusal(_ hints: TraceHints) -> InputError? {
    switch reading {
    case .texts(true) where hints.charactersPerToken != nil: nil
    case .lists, .rows: nil
    case .nothing(let remedy): InputError("this is \(name), and holds no request", remedy: remedy)
    case .texts(let canBeCounted):
      InputError(
        "this is a data set of \(name): it holds texts, and their lengths only a tokenizer knows",
        remedy: "write prompt_tokens and output_tokens with your model's tokenizer, a request a line"
          + (canBeCounted ? ", or tell them from the texts with --characters-per-token (English has some 4)" : ""))
    }
  }
}
