import Kernel
import Serving
import Workload

/// Benchmarks that a team may still run, and which of them would tell two parameters apart: found by simulating them.
struct FitProposal {
  /// A benchmark of equal requests.
  private struct Candidate {
    let concurrency: Int
    let promptTokens: Int
    let outputTokens: Int
    let requests: Int

    var words: String {
      "\(requests) requests of \(promptTokens) prompt and \(outputTokens) output tokens, "
        + (concurrency == 1 ? "one at a time" : "\(concurrency) in flight")
    }
  }

  /// From the cheapest to the dearest.
  private static let candidates: [Candidate] = [
    .init(concurrency: 1, promptTokens: 128, outputTokens: 128, requests: 16),
    .init(concurrency: 1, promptTokens: 4096, outputTokens: 16, requests: 16),
    .init(concurrency: 64, promptTokens: 128, outputTokens: 2, requests: 128),
    .init(concurrency: 32, promptTokens: 128, outputTokens: 256, requests: 64),
    .init(concurrency: 32, promptTokens: 4096, outputTokens: 256, requests: 64),
    .init(concurrency: 256, promptTokens: 128, outputTokens: 256, requests: 256),
  ]

  private let words: [String]
  /// Columns of each candidate, by parameter.
  private let columns: [[[Double]]]
  private let parameters: [FitParameter]

  /// Simulates the benchmarks on a server with these values, each with a step of every parameter.
  init(_ server: FitServer, _ parameters: [FitParameter], at values: FitValues) throws {
    let fitting = Self.candidates.filter { candidate in
      server.prepared.cluster.pools.allSatisfy { pool in
        pool.replica.rejection(promptTokens: candidate.promptTokens, outputTokens: candidate.outputTokens) == nil
          && candidate.concurrency <= pool.replica.sequenceLimit
      }
    }
    let runs = try fitting.map { candidate in try Self.run(candidate, server, values) }
    let problems = runs.map { FitProblem(runs: [$0], loads: []) }
    words = fitting.map(\.words)
    self.parameters = parameters
    // A parameter after the other, for the cluster of one set of values serves all benchmarks.
    let plain = try problems.map { try $0.residuals(values) }
    let byParameter = try parameters.map { parameter in
      try problems.indices.map { try problems[$0].columns([parameter], at: values, plain[$0])[0] }
    }
    columns = fitting.indices.map { index in byParameter.map { $0[index] } }
  }

  private static func run(_ candidate: Candidate, _ server: FitServer, _ values: FitValues) throws -> FitRun {
    let arrivals = (0..<candidate.requests).map { _ in
      Arrival(time: .start, promptTokens: candidate.promptTokens, outputTokens: candidate.outputTokens)
    }
    func run(_ observations: [FitObservation]) -> FitRun {
      FitRun(
        name: candidate.words, server: server, arrivals: arrivals, concurrency: candidate.concurrency, blockTokens: nil,
        observations: observations)
    }
    let records = try run([]).simulate(values).compactMap { $0 }
    return run(FitCells.observations(records, load: 0, hasFirstTokens: true))
  }

  /// The first benchmark that, added to what there is, would tell `parameter` apart from those that are fitted; nil where none does.
  func telling(_ parameter: FitParameter, from chosen: [FitParameter], _ there: [(parameter: FitParameter, column: [Double])]) -> String? {
    for index in words.indices {
      let extended = (chosen + [parameter]).map { one in
        let own = there.first { $0.parameter == one }?.column ?? []
        let further = parameters.firstIndex(of: one).map { columns[index][$0] } ?? []
        return (parameter: one, column: own + further)
      }
      if FitDistinction(extended).refused.isEmpty { return words[index] }
    }
    return nil
  }
}
