import Foundation
import Kernel
import Metrics
import Scenario
import Store
import Study
import TestSupport

/// Scenarios small enough to run by the dozen.
enum StudyCase {
  /// One replica with a small cache, requests from distributions, arrivals by chance.
  static func scenario(_ changes: String...) throws -> PreparedScenario {
    let text = SmallScenario.text(requests: 400, seeds: 4)
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
