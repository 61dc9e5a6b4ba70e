import Scenario
import Study
import TestSupport

/// A scenario of a second or two, reported without a process.
enum ReportCase {
  /// One replica with a small cache, requests from distributions, arrivals by chance.
  static func scenario(_ changes: String...) throws -> PreparedScenario {
    let text = SmallScenario.text(because: "A small load, to read its report.", requests: 200, seeds: 3)
    return try PreparedScenario(try Scenario.read(text, file: "small.yaml", assignments: changes), assignments: changes)
  }

  /// The runs of the scenarios, nothing of which is stored.
  static func run(_ scenarios: PreparedScenario...) throws -> [Replications] {
    let program = ProgramIdentity(revision: "test", version: "0", created: "2026-01-01T00:00:00Z")
    return try Study(scenarios, options: StudyOptions(program: program, threads: 2)).run()
  }
}
