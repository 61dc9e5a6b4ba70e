import Scenario
import Study

/// What `windtunnel run` found, in JSON.
package enum RunJSON {
  /// The document of scenarios with their runs; `revision` is the source revision of the program.
  package static func document(_ pairs: [(PreparedScenario, Replications)], revision: String) -> JSONTree {
    .document("run", [("revision", .text(revision)), ("scenarios", .list(pairs.map { .object(members($0, $1)) }))])
  }

  private static func members(_ prepared: PreparedScenario, _ results: Replications) -> JSONMembers {
    ReplicationsJSON.members(results) + origin(prepared)
      + [("notes", .of(texts: RunReport(prepared, results, store: nil, revision: "").notes))]
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
