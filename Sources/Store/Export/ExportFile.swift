/// A file of an export: the table or view that it holds, the columns left out, the order of its rows, and which of them are chosen.
struct ExportFile {
  /// What the rows belong to.
  enum Owner: String {
    case run, sweep, plan
    /// Runs behind plans, which belong to layouts.
    case layout
  }

  /// A table of keys that vary, each of which becomes a column.
  struct Varied {
    /// The table, with columns `key`, `value` and `position`.
    var table: String
    /// The columns by which its rows belong to those of the file.
    var by: [String]

    static let ofRun = Varied(table: "runValue", by: ["run"])
    static let ofCell = Varied(table: "sweepValue", by: ["sweep", "cell"])

    /// The name of the column of a key: as `--set` chooses its value.
    static func column(_ key: String) -> String { "vary." + key }
  }

  var name: String
  var source: String
  var owner = Owner.run
  var order: String
  var without: [String] = []
  /// Columns of several lines, which stand behind one another here with ``separator`` between.
  var lists: [String] = []
  var varied: Varied?

  /// What stands between the lines of ``lists``.
  static let separator = "; "

  /// All files but `columns.csv`, in the order of writing.
  static let all = [
    // What varies has columns of its own.
    ExportFile(name: "runs.csv", source: "runWide", order: "run", without: ["varied"], varied: .ofRun),
    ExportFile(name: "pools.csv", source: "poolLoad", order: "run, pool"),
    ExportFile(name: "demands.csv", source: "demandAttainment", order: "run, demand"),
    ExportFile(name: "metrics.csv", source: "metricOverview", order: "run, metric"),
    ExportFile(name: "classes.csv", source: "classLatency", order: "run, class, metric"),
    ExportFile(name: "requests.csv", source: "requestLatency", order: "run, request"),
    ExportFile(name: "series.csv", source: "timeSeriesRate", order: "run, bin"),
    ExportFile(name: "replicas.csv", source: "replicaLoad", order: "run, replica"),
    ExportFile(name: "changes.csv", source: "replicaChangeTime", order: "run, number"),
    ExportFile(name: "handovers.csv", source: "handOverMean", order: "run"),
    ExportFile(name: "transfers.csv", source: "transferLatency", order: "run, request, arrivedSeconds"),
    ExportFile(name: "retries.csv", source: "retryTime", order: "run, request, number"),
    ExportFile(name: "power.csv", source: "poolPower", order: "run, pool, bin"),
    ExportFile(name: "stages.csv", source: "pipelineStage", order: "run, replica, stage"),
    ExportFile(name: "gaps.csv", source: "tokenGapDistribution", order: "run, fromMilliseconds"),
    ExportFile(name: "iterations.csv", source: "iterationTime", order: "run, number"),
    ExportFile(name: "operators.csv", source: "runOperator", order: "run, pool, position"),
    ExportFile(name: "residuals.csv", source: "runResidual", order: "run, profile, position", without: ["position"]),
    ExportFile(name: "sweeps.csv", source: "sweepOverview", owner: .sweep, order: "sweep"),
    ExportFile(name: "cells.csv", source: "sweepCellOverview", owner: .sweep, order: "sweep, cell", varied: .ofCell),
    ExportFile(name: "sweepruns.csv", source: "sweepRun", owner: .sweep, order: "sweep, cell, run"),
    ExportFile(name: "plans.csv", source: "planOverview", owner: .plan, order: "plan"),
    ExportFile(name: "layouts.csv", source: "planLayout", owner: .plan, order: "plan, rank", lists: ["assignments"]),
    ExportFile(
      name: "trials.csv", source: "planTrial", owner: .layout,
      order:
        "layoutHash, revision, replicas, decodeReplicas, rateFactor, dyingPool, deadReplicas, deathPicoseconds, isAlone, mayBeCut, seed"),
  ]

  /// The condition that chooses its rows, as SQL.
  func condition(_ selection: ExportSelection) -> String {
    switch owner {
    case .run: "run IN (\(ResultStore.commaSeparated(selection.runs)))"
    case .sweep: "sweep IN (\(ResultStore.commaSeparated(selection.sweeps)))"
    case .plan: "plan IN (\(ResultStore.commaSeparated(selection.plans)))"
    case .layout where selection.hasAllTrials: "true"
    case .layout: "layoutHash IN (SELECT layoutHash FROM planLayout WHERE plan IN (\(ResultStore.commaSeparated(selection.plans))))"
    }
  }
}
