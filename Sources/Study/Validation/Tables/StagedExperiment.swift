import Foundation
import Kernel

/// A measured experiment that went through stages of constant rate, with the figures of each: a few rows of a table.
struct StagedExperiment {
  /// A stage of Poisson arrivals.
  struct Stage: Hashable {
    let requestsPerSecond: Double
    let seconds: Double

    /// Requests that come in it: the generator makes as many as the rate says.
    var requests: Int { Int((requestsPerSecond * seconds).rounded()) }
  }

  /// Measured figures of the whole (`stage` is nil) or of a stage.
  struct Figures {
    let stage: Int?
    let values: [(name: String, value: Double)]
  }

  let name: String
  let settings: ServerSettings
  let stages: [Stage]
  let promptTokens: Int
  let outputTokens: Int
  let figures: [Figures]

  /// The columns that the figures stand in. Token gaps are those that the authors recomputed from the requests.
  static let columns: [(figure: String, column: String)] = [
    ("E2E mean", "e2e_mean_ms"), ("E2E p99", "e2e_p99_ms"), ("TTFT mean", "ttft_mean_ms"), ("TTFT p99", "ttft_p99_ms"),
    ("ITL mean", "itl_true_mean_ms"),
  ]

  /// What the table does not tell of its servers and its load.
  static let assumptions = [
    "The engine is vllm-0.15 with requests of at most 4,096 tokens, sampled as the model's generation_config.json asks, and prompts go "
      + "round 100 texts: the table tells none of it."
  ]

  /// All columns that are read.
  static let required =
    [
      "experiment", "stage", "model", "gpu", "tp", "dp", "precision", "max_num_batched_tokens", "max_num_seqs", "stages",
      "system_prompt_len", "question_len", "output_len", "kv_blocks",
    ] + columns.map(\.column)

  /// The experiments of a table, each from its rows, in the order in which they first come; those with a row that cannot be read, or a
  /// name that is in no catalog, are left out.
  ///
  /// - Throws: ``InputError`` with the line where none can be used.
  static func experiments(of table: CSVTable) throws -> (experiments: [StagedExperiment], leftOut: LeftOut) {
    var names: [String] = []
    for row in table.rows where !names.contains(row["experiment"]) { names.append(row["experiment"]) }
    let (experiments, leftOut) = try LeftOut.sorting(names, name: { $0 }) { name in
      try StagedExperiment(table.rows.filter { $0["experiment"] == name })
    }
    return (experiments, leftOut)
  }

  private init(_ rows: [CSVRow]) throws {
    let row = rows[0]
    name = row["experiment"]
    stages = try Self.stages(row)
    let tokens = 1...10_000_000
    promptTokens = try row.requiredWhole("system_prompt_len", in: 0...10_000_000) + row.requiredWhole("question_len", in: tokens)
    outputTokens = try row.requiredWhole("output_len", in: tokens)
    settings = try Self.settings(row)
    let lastStage = stages.count - 1
    figures = try rows.map { row in
      let stage = try row.requiredWhole("stage", in: -1...lastStage)
      return Figures(
        stage: stage < 0 ? nil : stage, values: try Self.columns.map { (name: $0.figure, value: try row.positive($0.column)) })
    }
  }

  private static func settings(_ row: CSVRow) throws(InputError) -> ServerSettings {
    var settings: ServerSettings
    do throws(InputError) {
      settings = ServerSettings(
        model: try ServerNames.model(row["model"]), accelerator: try ServerNames.accelerator(row["gpu"]), engine: "vllm-0.15")
    } catch {
      throw row.fault(error.message, remedy: error.remedy)
    }
    settings.tensorParallel = try row.requiredWhole("tp", in: 1...1024)
    settings.dataParallel = try row.whole("dp", in: 1...1024) ?? 1
    settings.weightFormat = row["precision"].uppercased() == "FP8" ? .fp8 : nil
    settings.maximumSequences = try row.requiredWhole("max_num_seqs", in: 1...1_000_000)
    settings.maximumBatchedTokens = try row.requiredWhole("max_num_batched_tokens", in: 1...100_000_000)
    settings.sampling = RequestedSampling(repository: row["model"])
    // Not in the table; the same in all of these runs.
    settings.maximumModelTokens = 4096
    settings.kvBlocks = try row.whole("kv_blocks", in: 1...1_000_000_000)
    return settings
  }

  /// Stages as they are written: `2.5rps x 600s;6rps x 600s`.
  private static func stages(_ row: CSVRow) throws -> [Stage] {
    try row["stages"].split(separator: ";").map { text in
      let parts = text.split(separator: "x").map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, parts[0].hasSuffix("rps"), parts[1].hasSuffix("s"), let rate = Double(parts[0].dropLast(3)),
        let seconds = Double(parts[1].dropLast()), rate > 0, seconds > 0, rate * seconds >= 1, rate * seconds < 1e7, seconds < 1e6
      else { throw row.fault("'\(text.prefix(40))' is no stage", remedy: "a rate and a time, such as '2.5rps x 600s'") }
      return Stage(requestsPerSecond: rate, seconds: seconds)
    }
  }
}
