import Kernel
import Model
import Scenario

/// A steady state of a server with a full batch, and what its accelerators drew: a row of a table.
struct PowerPoint {
  let name: String
  /// Model and format of the weights, by which errors are summed up and which are left out of fits one by one.
  let family: String
  let settings: ServerSettings
  /// Accelerators of the server.
  let accelerators: Int
  /// Parts that the routed experts are dealt out in; 1 where they are not.
  let expertParts: Int
  /// Requests that run at once.
  let batch: Double
  let promptTokens: Int
  let outputTokens: Double
  /// What all accelerators draw together.
  let watts: Double
  let tokensPerSecond: Double
  /// The median gap between tokens; nil where the table does not tell.
  let gapMilliseconds: Double?

  /// How long an iteration takes in the mean, prompts included: each brings a token to every request of the batch.
  var iterationSeconds: Double { batch / tokensPerSecond }

  /// What the figures imply.
  var work: PhysicalCheck.Work {
    let context = Double(promptTokens) + outputTokens / 2
    return PhysicalCheck.Work(
      tokensPerSecond: tokensPerSecond * (1 + Double(promptTokens) / outputTokens), outputTokensPerSecond: tokensPerSecond,
      contextTokens: context, iterationSeconds: iterationSeconds)
  }

  /// The columns that must be there; of watts, joules and rate two are enough.
  static let required = ["gpu_model", "num_gpus", "model_id", "max_num_seqs", "avg_output_len"]

  /// What such a table does not tell of its servers and its load.
  static let assumptions = [
    "The engine is vLLM \(assumedVersion) with asynchronous scheduling and 8,192 batched tokens, and prompts have \(assumedPrompt) tokens, "
      + "where no columns vllm_version and avg_prompt_len tell.",
    "All outputs are as long as their mean, and the batch is always full: the watts are of a steady state, of accelerators alone.",
    "Experts in parts of one replica: attention is divided over the same accelerators by heads.",
  ]
  private static let assumedVersion = "0.11.1"
  private static let assumedPrompt = 150

  /// The points of a table; rows that cannot be read or name what is in no catalog are left out.
  ///
  /// - Throws: ``InputError`` where none can be used.
  static func points(of table: CSVTable) throws -> (points: [PowerPoint], leftOut: LeftOut) {
    let columns = Set(table.columns)
    let (points, leftOut) = try LeftOut.sorting(
      table.rows, name: { "\($0["model_id"]), \($0["num_gpus"]) x \($0["gpu_model"])" }, { try PowerPoint($0, columns) })
    return (points, leftOut)
  }

  private init(_ row: CSVRow, _ columns: Set<String>) throws {
    func optional(_ name: String) -> CSVRow? { columns.contains(name) && !row[name].isEmpty ? row : nil }
    let sequences = try row.requiredWhole("max_num_seqs", in: 1...100_000)
    accelerators = try row.requiredWhole("num_gpus", in: 1...1024)
    outputTokens = try row.positive("avg_output_len")
    guard outputTokens >= 1, outputTokens <= 1e6 else { throw row.fault("outputs of \(outputTokens) tokens", remedy: "1 to 1,000,000") }
    promptTokens = try optional("avg_prompt_len")?.requiredWhole("avg_prompt_len", in: 1...1_000_000) ?? Self.assumedPrompt
    batch = try optional("avg_batch_size")?.positive("avg_batch_size") ?? Double(sequences)
    guard batch <= Double(sequences) else {
      throw row.fault("a batch of \(batch) where \(sequences) may run", remedy: "no more than these")
    }
    gapMilliseconds = try optional("median_itl_ms")?.positive("median_itl_ms")
    (watts, tokensPerSecond) = try Self.draw(
      row, watts: try optional("avg_power_watts")?.positive("avg_power_watts"),
      joules: try optional("energy_per_token_joules")?.positive("energy_per_token_joules"),
      rate: try optional("output_throughput_tokens_per_sec")?.positive("output_throughput_tokens_per_sec"))
    let data = try optional("data_parallel")?.requiredWhole("data_parallel", in: 1...1024) ?? 1
    expertParts = try optional("expert_parallel")?.requiredWhole("expert_parallel", in: 1...1024) ?? 1
    let tensor = try optional("tensor_parallel")?.requiredWhole("tensor_parallel", in: 1...1024) ?? accelerators
    guard accelerators % data == 0 else { throw row.fault("\(accelerators) GPUs in \(data) parts", remedy: "a divisor of the GPUs") }
    var settings = try Self.settings(row, version: optional("vllm_version")?["vllm_version"] ?? Self.assumedVersion)
    settings.dataParallel = data
    settings.tensorParallel = expertParts > 1 ? accelerators / data : tensor
    guard settings.tensorParallel * data == accelerators else {
      throw row.fault("\(tensor) x \(data) GPUs of \(accelerators)", remedy: "as many as num_gpus has")
    }
    settings.weightFormat = try optional("weight_precision").map(Self.format)
    settings.maximumSequences = sequences
    settings.maximumBatchedTokens = max(8192, sequences)
    settings.asynchronousScheduling = true
    self.settings = settings
    family = settings.model + (settings.weightFormat.map { $0.isQuantized ? " \($0.rawValue)" : "" } ?? "")
    name = "\(family), \(accelerators) x \(settings.accelerator), \(Int(batch.rounded())) running"
  }

  /// Watts and tokens a second, each given or the other two's.
  private static func draw(_ row: CSVRow, watts: Double?, joules: Double?, rate: Double?) throws(InputError) -> (Double, Double) {
    if let watts, let rate { return (watts, rate) }
    if let watts, let joules { return (watts, watts / joules) }
    if let joules, let rate { return (joules * rate, rate) }
    throw row.fault(
      "the row has not two of avg_power_watts, energy_per_token_joules and output_throughput_tokens_per_sec", remedy: "two of them")
  }

  private static func settings(_ row: CSVRow, version: String) throws(InputError) -> ServerSettings {
    do throws(InputError) {
      return ServerSettings(
        model: try ServerNames.model(row["model_id"]), accelerator: try ServerNames.accelerator(row["gpu_model"]),
        engine: try EngineCatalog.name(forVLLM: version).name)
    } catch {
      throw row.fault(error.message, remedy: error.remedy)
    }
  }

  private static func format(_ row: CSVRow) throws(InputError) -> NumberFormat {
    do { return try NumberFormat(named: row["weight_precision"]) } catch { throw row.fault(error.message, remedy: error.remedy) }
  }
}
