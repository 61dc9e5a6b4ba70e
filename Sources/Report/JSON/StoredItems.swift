import Store

/// Runs, sweeps and plans of a database as members of JSON objects.
enum StoredItems {
  static func run(_ run: StoredRun) -> JSONMembers {
    let provenance = run.provenance
    return [
      ("run", .of(whole: run.id)), ("name", .text(provenance.name)), ("status", .text(run.status.rawValue)),
      ("seed", .of(whole: provenance.seed)),
      ("created", .text(provenance.created)), ("revision", .text(provenance.revision)), ("version", .text(provenance.version)),
      ("scenarioHash", .text(provenance.scenarioHash)), ("traceDigest", .text(provenance.traceDigest)),
      ("calibration", .text(provenance.calibration)), ("objectiveMet", .of(flag: run.objectiveMet)),
      ("rejectedShare", .of(number: run.rejectedShare)),
      ("wallSeconds", .of(number: run.wallSeconds)), ("cpuSeconds", .of(number: run.cpuSeconds)),
      ("eventDigest", .of(text: run.eventDigest)),
    ]
  }

  static func plan(_ plan: PlanTally) -> JSONMembers {
    [
      ("plan", .of(whole: plan.id)), ("name", .text(plan.name)), ("created", .text(plan.created)), ("revision", .text(plan.revision)),
      ("requestsPerSecond", .number(plan.requestsPerSecond)), ("aim", .text(plan.aim)), ("layouts", .of(whole: plan.layouts)),
      ("accelerator", .of(text: plan.accelerator)), ("accelerators", .of(whole: plan.accelerators)),
      ("dollarsPerHour", .of(number: plan.dollarsPerHour)),
    ]
  }

  static func sweep(_ sweep: SweepTally) -> JSONMembers {
    [
      ("sweep", .of(whole: sweep.id)), ("name", .text(sweep.name)), ("created", .text(sweep.created)), ("revision", .text(sweep.revision)),
      ("cells", .of(whole: sweep.cells)), ("impossibleCells", .of(whole: sweep.impossibleCells)), ("runs", .of(whole: sweep.runs)),
      ("finishedRuns", .of(whole: sweep.finishedRuns)),
    ]
  }
}
