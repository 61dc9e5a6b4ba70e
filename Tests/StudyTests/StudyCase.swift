import Foundation
import Kernel
import Metrics
import Scenario
import Store
import Study

/// Scenarios small enough to run by the dozen.
enum StudyCase {
  /// One replica with a small cache, requests from distributions, arrivals by chance.
  static func scenario(_ changes: String...) throws -> PreparedScenario {
    let text = """
      model: llama-3.1-8b
      accelerator: a100-80gb
      calibration: roofline
      engine: {preset: ideal, kv_blocks: 900}
      workload:
        prompt: {distribution: lognormal, mean: 400, coefficient_of_variation: 1}
        output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
        arrivals: {process: poisson, rate: 12 req/s}
        requests: 400
      objective: {ttft: 500 ms, tpot: 50 ms}
      run: {seeds: 4}
      """
    return try PreparedScenario(try Scenario.read(text, file: "case.yaml", assignments: changes), assignments: changes)
  }

  static let program = ProgramIdentity(revision: "test", version: "0", created: "2026-01-01T00:00:00Z")

  /// The runs of the scenarios.
  static func run(_ scenarios: PreparedScenario..., threads: Int = 2, adjust: (inout StudyOptions) -> Void = { _ in }) throws
    -> [Replications]
  {
    var options = StudyOptions(program: program, threads: threads)
    adjust(&options)
    return try Study(scenarios, options: options).run()
  }

  /// A place of its own for a test, removed afterwards.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "/windtunnel-study-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
