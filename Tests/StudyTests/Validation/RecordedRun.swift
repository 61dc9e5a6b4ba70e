import Foundation
import Kernel
import Record
import Scenario
import Serving
import Study
import Workload

/// A server run that a simulation made, written in the form of a recorded one: a validation must find it without error.
struct RecordedRun {
  /// The folder.
  let folder: String

  static let meta = """
    {"model": "meta-llama/Llama-3.1-8B", "vllm_version": "0.19.0",
     "engine_kwargs": {"model": "meta-llama/Llama-3.1-8B", "tensor_parallel_size": 1, "max_num_seqs": 16, "max_num_batched_tokens": 1024,
                       "max_model_len": 8192, "dtype": "bfloat16"},
     "kv_cache": {"num_gpu_blocks": 901, "block_size": 16, "enable_prefix_caching": true},
     "hardware": {"device_name": "NVIDIA A100-SXM4-80GB"}}
    """

  /// Requests that simulating the settings of ``meta`` gives, with prompts of which every fifth is the same.
  init(folder: String, requests count: Int = 60) throws {
    self.folder = folder
    try Self.meta.write(toFile: folder + "/meta.json", atomically: true, encoding: .utf8)
    let arrivals = (0..<count).map(Self.arrival)
    let lines = try Self.simulate(arrivals, folder: folder).map { record in
      """
      {"input_toks": \(record.promptTokens), "output_toks": \(record.outputTokens), "queued_ts": \(1000 + record.arrival.seconds), \
      "scheduled_ts": \(1000 + record.firstScheduled.seconds), "first_token_ts": \(1000 + record.firstToken.seconds), \
      "last_token_ts": \(1000 + record.finish.seconds)}
      """
    }
    try lines.joined(separator: "\n").write(toFile: folder + "/requests.jsonl", atomically: true, encoding: .utf8)
    let blocks = arrivals.map {
      "{\"input_length\": \($0.promptTokens), \"hash_ids\": [\($0.blockHashes.map(String.init).joined(separator: ", "))]}"
    }
    try blocks.joined(separator: "\n").write(toFile: folder + "/trace-16-token-blocks.jsonl", atomically: true, encoding: .utf8)
  }

  private static func arrival(_ index: Int) -> Arrival {
    let text = index % 5 == 0 ? 0 : UInt64(1000 * (index + 1))
    let blocks: [UInt64] = (0..<18).map { text + UInt64($0) }
    return Arrival(
      time: Instant(.milliseconds(Int64(index) * 70)), promptTokens: 300 + index * 37 % 400, outputTokens: 2 + index * 13 % 60,
      blockHashes: blocks)
  }

  private static func simulate(_ arrivals: [Arrival], folder: String) throws -> [RequestRecord] {
    let text = """
      model: llama-3.1-8b
      sampling: greedy
      accelerator: a100-80gb
      formats: {weights: bf16}
      engine: {preset: vllm-0.19, max_sequences: 16, max_batched_tokens: 1024, max_model_tokens: 8192, kv_blocks: 901, \
        front_end_delay: 0 s, front_end_service: 0 s}
      workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}
      """
    let prepared = try PreparedScenario(try Scenario.read(text, file: folder + "/s.yaml"))
    let log = RecordLog()
    var simulation = try Simulation(
      cluster: prepared.cluster, source: ArrivalList(arrivals), options: SimulationOptions(promptBlockTokens: 16), observer: log)
    _ = try simulation.run()
    return log.records.sorted { $0.request < $1.request }
  }

  /// Replaces a file of the folder.
  func write(_ text: String, to name: String) throws {
    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
  }
}

/// Keeps what it is told.
final class RecordLog: Observer {
  private(set) var records: [RequestRecord] = []

  func receive(_ event: RunEvent) {
    if case .finished(let record) = event { records.append(record) }
  }

  func tokenGaps(_ gap: Duration, count: Int) {}
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
  func iterationsEnded(_ span: IterationSpan) {}
}
