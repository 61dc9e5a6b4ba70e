import Scenario
import Study

/// What of a scenario's load its replicas could never hold: those requests will be rejected.
enum LoadNotes {
  /// A sentence for each limit that shuts requests out, and for one that stands above what memory holds.
  ///
  /// - Throws: ``InputError`` where the cluster cannot be.
  static func notes(_ scenario: Scenario, _ deployments: [Scenario.DeployedPool]) throws -> [String] {
    let notes = try memory(scenario, deployments)
    // A load that cannot be read is told where it is run.
    guard let forecast = try? LoadForecast(scenario, deployments: deployments), forecast.rejected > 0 else { return notes }
    let reasons = forecast.reasons.map(\.name).joined(separator: ", ")
    let of = (forecast.isWhole ? "the " : "the first ") + "\(NumberText.count(forecast.requests)) requests"
    let note =
      forecast.rejected == forecast.requests
      ? "No request of the load can be served: all of \(of) will be rejected (\(reasons))."
      : "\(NumberText.count(forecast.rejected)) of \(of) of the load will be rejected (\(reasons))."
    return [note] + notes
  }

  /// A sentence for each pool that takes longer requests than its memory holds.
  ///
  /// - Throws: ``InputError`` where the cluster cannot be.
  static func memory(_ scenario: Scenario, _ deployments: [Scenario.DeployedPool]) throws -> [String] {
    try LoadForecast.memoryLimits(scenario, deployments: deployments).map { limit in
      let name = deployments.count > 1 ? "In pool \(limit.pool) the" : "The"
      return "\(name) KV blocks hold a sequence of \(NumberText.count(limit.sequenceTokens)) tokens, and engine.max_model_tokens takes "
        + "\(NumberText.count(limit.modelTokens)): requests between the two are rejected, and vLLM does not start so."
    }
  }
}
