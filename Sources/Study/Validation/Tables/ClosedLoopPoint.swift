import Kernel
import Model
import Scenario

/// A measured point at a fixed number of requests in flight: a row of a table.
struct ClosedLoopPoint {
  let name: String
  /// Model and precision, by which errors are summed up.
  let family: String
  let settings: ServerSettings
  let concurrency: Int
  let promptTokens: Int
  let outputTokens: Int
  /// The least part of the nominal lengths that a request has: they are drawn evenly from there to the whole.
  let leastShare: Double
  let ttftMilliseconds: Double
  let tpotMilliseconds: Double

  /// What the figures imply with all places in flight taken.
  var work: PhysicalCheck.Work {
    let (prompt, output) = (Double(promptTokens) * (1 + leastShare) / 2, Double(outputTokens) * (1 + leastShare) / 2)
    let requestsPerSecond = Double(concurrency) / (ttftMilliseconds + max(0, output - 1) * tpotMilliseconds) * 1000
    return PhysicalCheck.Work(
      tokensPerSecond: requestsPerSecond * (prompt + output), outputTokensPerSecond: requestsPerSecond * output,
      contextTokens: prompt + output / 2, iterationSeconds: tpotMilliseconds / 1000)
  }

  /// Accelerators in a server of InferenceX; rows that name more count something twice.
  private static let mostAccelerators = 8

  /// What the table does not tell of its servers.
  static let assumptions = [
    "The servers of vLLM take 1,024 sequences and 2,048 batched tokens, and are vllm-0.15 where a row names no version; those of SGLang and "
      + "TensorRT-LLM have the limits of sglang-0.5 and tensorrt-llm-1.2; SGLang's run prompts before decodes. They keep KV in 16 bits and "
      + "sample as the model's generation_config.json asks. Where a row's id is a date (InferenceX) they take as many sequences as are in "
      + "flight and 8,192 tokens (TensorRT-LLM 20,000), sample greedily, and go by InferenceX's scripts: fused all-reduces and KV in 8 "
      + "bits but on H100 and for gpt-oss on Hopper, which multiplies experts by Marlin under vLLM; no graphs for prompts under vLLM on B200. "
      + "The table tells none of it.",
    "SGLang's servers of InferenceX wait 1.5 ms an iteration for the host, which was fitted to them; those of Qwen3.5 on B200 take "
      + "requests in by every 10th iteration, from 16 in flight on by every 30th (--scheduler-recv-interval).",
  ]

  /// The columns that are read.
  static let required = [
    "id", "backend", "backend_version", "model_path", "system", "precision", "isl", "osl", "batch_size", "tp_size", "pp_size",
    "silicon_ttft_ms", "silicon_tpot_ms",
  ]

  /// The points of a table that were measured with `backend`; rows that cannot be read or name what is in no catalog are left out.
  ///
  /// - Throws: ``InputError`` where the table has none of that backend, or none that can be used.
  static func points(of table: CSVTable, backend: String, file: String) throws -> (points: [ClosedLoopPoint], leftOut: LeftOut) {
    let rows = table.rows.filter { $0["backend"] == backend }
    if rows.isEmpty {
      var backends: [String] = []
      for row in table.rows where !backends.contains(row["backend"]) { backends.append(row["backend"]) }
      let near = Nearest.hint(backend, among: backends).map { $0 + " " } ?? ""
      throw InputError("no row was measured with '\(backend)'", file: file, remedy: near + "there are \(backends.joined(separator: ", "))")
    }
    let (points, leftOut) = try LeftOut.sorting(rows, name: { $0["id"] }) { row in try ClosedLoopPoint(row, columns: table.columns) }
    return (points, leftOut)
  }

  private init(_ row: CSVRow, columns: [String]) throws {
    let tokens = 1...10_000_000
    concurrency = try row.requiredWhole("batch_size", in: 1...100_000)
    promptTokens = try row.requiredWhole("isl", in: tokens)
    outputTokens = try row.requiredWhole("osl", in: tokens)
    ttftMilliseconds = try row.positive("silicon_ttft_ms")
    tpotMilliseconds = try row.positive("silicon_tpot_ms")
    var settings = try Self.settings(row, columns: columns)
    // Points of InferenceX have a date for a name. Its load generator draws lengths (`--random-range-ratio 0.8`), and its
    // servers batch 8,192 tokens; the others say 2,048 by how long prompts of 1,024 tokens waited.
    let isInferenceX = row["id"].starts(with: /\d{4}_\d{2}_\d{2}_/)
    leastShare = isInferenceX ? 0.8 : 1
    if row["backend"] == "vllm" { settings.maximumBatchedTokens = isInferenceX ? 8192 : 2048 }
    settings.sampling = RequestedSampling(repository: row["model_path"])
    if isInferenceX {
      let accelerators = settings.tensorParallel * settings.dataParallel * settings.pipelineParallel
      guard accelerators <= Self.mostAccelerators else {
        throw row.fault("a server of \(accelerators) accelerators", remedy: "at most \(Self.mostAccelerators), as InferenceX has them")
      }
      settings.sampling = RequestedSampling(.greedy)
      settings.maximumSequences = concurrency
      Self.readInferenceX(row["backend"], &settings)
    }
    settings.maximumModelTokens = promptTokens + outputTokens
    self.settings = settings
    family = settings.model + (settings.weightFormat.map { " \($0.rawValue)" } ?? "")
    name =
      "\(family), \(settings.tensorParallel * settings.dataParallel) x \(settings.accelerator), \(promptTokens) + \(outputTokens), \(concurrency) in flight"
  }

  /// What InferenceX's scripts tell their servers (`benchmarks`, file by file); it sends temperature 0, and as many sequences as are in
  /// flight.
  private static func readInferenceX(_ backend: String, _ settings: inout ServerSettings) {
    let isOpenWeights = settings.model.hasPrefix("gpt-oss")
    switch backend {
    // `gptoss_fp4_h200_trt.sh`, `gptoss_fp4_b200_trt.sh`.
    case "trtllm":
      settings.maximumBatchedTokens = 20_000
      if settings.accelerator != "h200" { settings.keyValueFormat = .fp8 }
    // `gptoss_fp4_h100.sh`, `gptoss_fp4_h200.sh`: experts by Marlin, KV in 16 bits.
    case "vllm" where isOpenWeights: settings.expertComputeRate = 0.3
    // `70b_fp8_h200_slurm.sh`, `70b_fp8_b200_docker.sh`: all-reduces with norms, KV in 8 bits: in 16 bits three of the H200 rows would wait
    // 3 to 12 times as long as they did. Those on H100 are not known to fuse, and kept KV in 16 bits, or none would have waited. On B200
    // prompts have no CUDA graph (`cudagraph_mode` FULL_DECODE_ONLY).
    case "vllm":
      if settings.accelerator == "h100-sxm" { return }
      (settings.fusedAllReduce, settings.keyValueFormat) = (true, .fp8)
      if settings.accelerator == "b200" { settings.eagerLaunchMicroseconds = eagerLaunchMicroseconds }
    default: readSGLang(&settings)
    }
  }

  /// `single_node/qwen3.5_fp8_h200.sh`, `qwen3.5_fp8_b200.sh`, `glm5_fp8_b200.sh`: all-reduces with norms, KV in 8 bits, and of Qwen on
  /// B200 requests that are taken in by every 10th iteration, from 16 in flight on by every 30th.
  private static func readSGLang(_ settings: inout ServerSettings) {
    (settings.fusedAllReduce, settings.keyValueFormat) = (true, .fp8)
    settings.exposedHostMicroseconds = exposedHostMicroseconds
    guard settings.model.hasPrefix("qwen3.5") else { return }
    settings.maximumBatchedTokens = settings.accelerator == "b200" ? 32_768 : 16_384
    if settings.accelerator == "b200" { settings.receiveInterval = settings.maximumSequences ?? 0 < 16 ? 10 : 30 }
  }

  /// What the host of a B200 takes to launch a layer of a prompt: fitted on first tokens of 28 points of Llama 3.1 70B, 1,050 to 1,363.
  private static let eagerLaunchMicroseconds = 1060.0

  /// What SGLang's iterations of models with linear or sparse attention take beside the kernels that are in tables: fitted on token gaps
  /// of 139 points of Qwen3.5-397B and GLM-5, 1,143 to 1,706; of Qwen's nightly of April 2026, 12 points, it takes none.
  private static let exposedHostMicroseconds = 1500.0

  private static func settings(_ row: CSVRow, columns: [String]) throws(InputError) -> ServerSettings {
    var settings: ServerSettings
    do throws(InputError) {
      settings = ServerSettings(
        model: try ServerNames.model(row["model_path"]), accelerator: try ServerNames.accelerator(row["system"]),
        engine: try engine(row))
    } catch {
      throw row.fault(error.message, remedy: error.remedy)
    }
    settings.tensorParallel = try row.requiredWhole("tp_size", in: 1...1024)
    settings.pipelineParallel = try row.requiredWhole("pp_size", in: 1...1024)
    try readExperts(row, columns, &settings)
    settings.weightFormat = try format(row)
    switch row["backend"] {
    case "sglang": (settings.scheduler, settings.blockTokens) = ("prefill_first", 1)
    case "trtllm": (settings.scheduler, settings.blockTokens) = ("hybrid_only", 32)
    // What a vLLM server takes on accelerators of 70 GiB and more.
    default: settings.maximumSequences = 1024
    }
    return settings
  }

  /// How attention and experts are divided, where the table tells (AIConfigurator: `moe_tp_size x moe_ep_size` accelerators share what
  /// `tp_size x attention_dp_size` have).
  private static func readExperts(_ row: CSVRow, _ columns: [String], _ settings: inout ServerSettings) throws(InputError) {
    func degree(_ column: String) throws(InputError) -> Int? {
      columns.contains(column) ? try row.whole(column, in: 1...1024) : nil
    }
    settings.dataParallel = try degree("attention_dp_size") ?? 1
    guard settings.hasExperts else { return }
    settings.expertParallel = try degree("moe_ep_size") ?? 1
    let (tensor, data, parts) = (settings.tensorParallel, settings.dataParallel, settings.expertParallel)
    if let divided = try degree("moe_tp_size"), divided * parts != tensor * data {
      throw row.fault(
        "experts over \(divided) x \(parts) accelerators, attention over \(tensor) x \(data)",
        remedy: "moe_tp_size x moe_ep_size = tp_size x attention_dp_size")
    }
  }

  /// The preset of the engine that was measured.
  private static func engine(_ row: CSVRow) throws(InputError) -> String {
    switch row["backend"] {
    case "sglang": "sglang-0.5"
    case "trtllm": "tensorrt-llm-1.2"
    default: row["backend_version"].isEmpty ? "vllm-0.15" : try EngineCatalog.name(forVLLM: row["backend_version"]).name
    }
  }

  /// The format of the weights; nil for the model's own.
  private static func format(_ row: CSVRow) throws(InputError) -> NumberFormat? {
    let name = row["precision"].lowercased()
    if name == "fp8" || ServerNames.saysFP8(row["model_path"]) { return .fp8 }
    if name.isEmpty { return nil }
    do { return try NumberFormat(named: name) } catch { throw row.fault(error.message, remedy: error.remedy) }
  }
}
