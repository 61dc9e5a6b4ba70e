import Foundation
import Kernel
import Record
import Scenario
import Serving
import Study
import Workload

/// A benchmark against a server that a simulation stands for, written in the forms of the tools: a validation must find it without error.
struct MeasuredBenchmark {
  /// The forms.
  enum Form: String, CaseIterable, Sendable {
    case vllm, aiperf, guidellm, inferencePerf
  }

  static let scenario = """
    model: llama-3.1-8b
    accelerator: a100-80gb
    calibration: roofline
    engine: {preset: ideal, kv_blocks: 4000}
    workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}
    """

  /// The folder that scenario and results lie in.
  let folder: String
  /// What the simulation told of the requests.
  let records: [RequestRecord]

  /// A benchmark of some requests, at times of their own or so many in flight.
  ///
  /// `served` is the server that is measured, and `told` the one that the scenario of the folder has.
  init(
    folder: String, requests: Int = 40, concurrency: Int? = nil, served: String = Self.scenario, told: String = Self.scenario,
    assignments: [String] = [], gap: Duration = .milliseconds(70), lengths: (Int) -> (prompt: Int, output: Int) = Self.lengths
  ) throws {
    self.folder = folder
    let prepared = try PreparedScenario(try Scenario.read(served, file: folder + "/s.yaml", assignments: assignments))
    let arrivals = (0..<requests).map { index in
      Arrival(
        time: concurrency == nil ? Instant(gap * index) : .start, promptTokens: lengths(index).prompt, outputTokens: lengths(index).output)
    }
    let log = RecordLog()
    var simulation = try Simulation(
      cluster: prepared.cluster, source: ArrivalList(arrivals), options: SimulationOptions(concurrency: concurrency), observer: log)
    _ = try simulation.run()
    records = log.records.sorted { $0.request < $1.request }
    try write(told, to: "s.yaml")
  }

  private static func lengths(_ index: Int) -> (prompt: Int, output: Int) { (300 + index * 37 % 400, 2 + index * 13 % 60) }

  /// Writes a file of the folder and gives its path.
  @discardableResult func write(_ text: String, to name: String) throws -> String {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// The options that lay the scenario beside a result.
  var options: ValidationOptions {
    var options = ValidationOptions(program: StudyCase.program)
    options.scenario = folder + "/s.yaml"
    return options
  }

  // MARK: Forms

  private static func list(_ items: [some CustomStringConvertible]) -> String {
    "[" + items.map(\.description).joined(separator: ", ") + "]"
  }

  /// The result in a tool's form; of `vllm bench serve` with or without the times of sending.
  func text(_ form: Form, hasTimes: Bool = true) -> String {
    switch form {
    case .vllm:
      vllm(
        hasTimes
          ? "\"start_times\": \(Self.list(records.map { 12.5 + $0.arrival.seconds })), \"request_rate\": 14.3"
          : "\"max_concurrency\": 4, \"request_rate\": \"inf\"")
    case .aiperf: records.map(aiperf).joined(separator: "\n") + "\n"
    case .guidellm: guidellm
    case .inferencePerf: "[" + records.map(inferencePerf).joined(separator: ",\n") + "]"
    }
  }

  private func vllm(_ load: String) -> String {
    let gaps = records.map { record in
      Array(repeating: (record.finish - record.firstToken).seconds / Double(record.outputTokens - 1), count: record.outputTokens - 1)
    }
    return """
      {"model_id": "meta-llama/Llama-3.1-8B-Instruct", "num_prompts": \(records.count), \(load),
       "input_lens": \(Self.list(records.map(\.promptTokens))), "output_lens": \(Self.list(records.map(\.outputTokens))),
       "ttfts": \(Self.list(records.map { ($0.firstToken - $0.arrival).seconds })), "itls": \(Self.list(gaps)),
       "errors": \(Self.list(records.map { _ in "\"\"" }))}
      """
  }

  private func aiperf(_ record: RequestRecord) -> String {
    let start = 1_759_813_207_532_900_363 + record.arrival.picoseconds / 1000
    return """
      {"metadata": {"request_start_ns": \(start), "benchmark_phase": "profiling"}, "metrics": {\
      "input_sequence_length": {"value": \(record.promptTokens), "unit": "tokens"}, \
      "output_sequence_length": {"value": \(record.outputTokens), "unit": "tokens"}, \
      "time_to_first_token": {"value": \((record.firstToken - record.arrival).milliseconds), "unit": "ms"}, \
      "request_latency": {"value": \((record.finish - record.arrival).milliseconds), "unit": "ms"}}, "error": null}
      """
  }

  private var guidellm: String {
    let requests = records.map { record in
      """
      {"request_start_time": \(1_767_225_600.5 + record.arrival.seconds), "prompt_tokens": \(record.promptTokens), \
      "output_tokens": \(record.outputTokens), "time_to_first_token_ms": \((record.firstToken - record.arrival).milliseconds), \
      "request_latency": \((record.finish - record.arrival).seconds)}
      """
    }
    return """
      {"args": {"model": "meta-llama/Llama-3.1-8B-Instruct"}, "benchmarks": [{"config": {"strategy": {"type_": "constant", "rate": 14.3}},
       "metrics": {"request_totals": {"successful": \(records.count)}}, "requests": {"successful": \(Self.list(requests)), "errored": [{}]}}]}
      """
  }

  private func inferencePerf(_ record: RequestRecord) -> String {
    """
    {"start_time": \(8.5 + record.arrival.seconds), "end_time": \(8.5 + record.finish.seconds), "error": null,
     "request": "{\\"model\\": \\"meta-llama/Llama-3.1-8B-Instruct\\"}", "info": {"input_tokens": \(record.promptTokens),
     "response_metrics": {"output_tokens": \(record.outputTokens), "output_token_times": [\(8.5 + record.firstToken.seconds)]}}}
    """
  }
}
