import Scenario
import Study

/// A scenario of a second or two, reported without a process.
enum ReportCase {
  /// One replica with a small cache, requests from distributions, arrivals by chance.
  static func scenario(_ changes: String...) throws -> PreparedScenario {
    let text = """
      because: A small load, to read its report.
      model: llama-3.1-8b
      accelerator: a100-80gb
      calibration: roofline
      engine: {preset: ideal, kv_blocks: 900}
      workload:
        prompt: {distribution: lognormal, mean: 400, coefficient_of_variation: 1}
        output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
        arrivals: {process: poisson, rate: 12 req/s}
        requests: 200
      objective: {ttft: 500 ms, tpot: 50 ms}
      run: {seeds: 3}
      """
    return try PreparedScenario(try Scenario.read(text, file: "small.yaml", assignments: changes), assignments: changes)
  }

  /// The runs of the scenarios, nothing of which is stored.
  static func run(_ scenarios: PreparedScenario...) throws -> [Replications] {
    let program = ProgramIdentity(revision: "test", version: "0", created: "2026-01-01T00:00:00Z")
    return try Study(scenarios, options: StudyOptions(program: program, threads: 2)).run()
  }
}
