import Metrics
import Record
import Scenario
import Store
import Study

/// What `windtunnel run` found, in JSON.
package enum RunJSON {
  /// The document of scenarios with their runs; `revision` is the source revision of the program.
  package static func document(
    _ pairs: [(PreparedScenario, Replications)], revision: String, ownChecks: [FidelityCheck] = []
  ) -> JSONTree {
    .document("run", [("revision", .text(revision)), ("scenarios", .list(pairs.map { .object(members($0, $1, ownChecks)) }))])
  }

  private static func members(_ prepared: PreparedScenario, _ results: Replications, _ ownChecks: [FidelityCheck]) -> JSONMembers {
    ReplicationsJSON.members(results) + origin(prepared)
      + [("replicaChanges", .list(results.runs.map { changes($0.summary, prepared) }))]
      + [("nearestChecks", .list(NearestCheck.nearest(prepared.deployments, own: ownChecks).map { check($0.check) }))]
      + [("notes", .of(texts: RunReport(prepared, results, store: nil, revision: "").notes))]
  }

  /// The replicas that came or went in a run.
  private static func changes(_ summary: RunSummary, _ prepared: PreparedScenario) -> JSONTree {
    let pools = prepared.clusterDescription.pools.map(\.name)
    return .list(
      (summary.replicaChanges ?? []).filter { pools.indices.contains($0.pool) }.map { change in
        .object([
          ("seconds", .number(change.time.seconds)), ("pool", .text(pools[change.pool])), ("replica", .of(whole: change.replica)),
          ("kind", .text(change.kind.rawValue)), ("serving", .of(whole: change.serving)),
        ])
      })
  }

  /// A check that is near to what was run, and how far it is from it.
  private static func check(_ nearest: NearestCheck) -> JSONTree {
    .object([
      ("isNear", .flag(nearest.distance.isNear)), ("distance", .number(nearest.distance.value)),
      ("differences", .of(texts: nearest.distance.differences)), ("isOwn", .flag(nearest.isOwn)),
      ("check", .object(CheckListing.members(nearest.check))),
    ])
  }

  /// What was run.
  static func origin(_ prepared: PreparedScenario) -> JSONMembers {
    let what = prepared.description
    let pools = prepared.clusterDescription.pools
    let dollarsPerHour = pools.reduce(0) { $0 + Double($1.replicas) * $1.dollarsPerHour }
    return [
      ("because", .of(text: prepared.scenario.because)), ("file", .text(prepared.scenario.file)),
      ("scenarioHash", .text(prepared.scenario.hash)), ("experiment", .text(what.experiment)),
      ("varied", .object(what.values.map { ($0.key, .text($0.value)) })), ("model", .text(what.model)),
      ("accelerator", .text(what.accelerator)), ("layout", .text(what.layout)), ("scheduler", .text(what.scheduler)),
      ("offeredPerSecond", .of(number: what.offeredPerSecond)),
      ("accelerators", .of(whole: pools.reduce(0) { $0 + $1.replicas * $1.accelerators })),
      ("dollarsPerHour", .number(dollarsPerHour)), ("dollarsPerMonth", .number(dollarsPerHour * PlanRow.hoursPerMonth)),
      ("calibration", .text(prepared.calibration)),
    ]
  }
}
