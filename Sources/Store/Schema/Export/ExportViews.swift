/// Views of the seventeenth version: what is exported of pools, demands, sweeps and plans.
extension ViewDefinition {
  static let version17 = [runWideWithCounts, poolLoad, demandAttainment, sweepOverview, sweepCellOverview, planOverview]

  private static func of(_ table: String, _ name: String, unit: String = "", _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "\(table).\(name)", unit: unit, meaning)
  }

  private static let poolOrigin = [
    of("pool", "run", "The run, `run.id`."), of("pool", "pool", "Position among the cluster's pools, from 0."),
    of("pool", "name", "As written in the scenario."), of("pool", "model", "The model."), of("pool", "accelerator", "The accelerator."),
    of("pool", "replicas", unit: "replicas", "How many replicas it has."),
    of("pool", "tensor", "Accelerators that share every layer."), of("pool", "pipeline", "Stages that the layers are cut into."),
    of("pool", "data", "Tensor groups of a stage, among which sequences are divided."),
    of("pool", "expert", "Parts that the routed experts of a layer are dealt out in."),
    ColumnDefinition("accelerators", "pool.replicas * pool.accelerators", unit: "accelerators", "Accelerators of all replicas."),
    of("pool", "scheduler", "The scheduling policy."), of("pool", "kvBlocks", unit: "blocks", "KV blocks that a replica's memory holds."),
    of("pool", "blockTokens", unit: "tokens", "Tokens in a KV block."),
    of("pool", "maximumSequences", unit: "sequences", "Sequences that may run at once on a replica."),
    ColumnDefinition("dollarsPerHour", "pool.replicas * pool.dollarsPerHour", unit: "USD/h", "Price of all replicas."),
  ]

  private static let poolFigures = [
    ColumnDefinition(
      "busyShare", "load.busyPicoseconds * 1.0 / nullif(pool.replicas * run.endPicoseconds, 0)", unit: "share",
      "Time with an iteration in progress over the run's length, in the mean of the replicas."),
    of("load", "iterations", unit: "iterations", "Iterations of all replicas."),
    of("load", "prefillTokens", unit: "tokens", "Prompt tokens prefilled, recomputation included."),
    of("load", "decodeTokens", unit: "tokens", "Tokens decoded; a request's first comes from its prefill and is not among them."),
    ColumnDefinition(
      "tokensPerIteration", "(load.prefillTokens + load.decodeTokens) * 1.0 / nullif(load.iterations, 0)", unit: "tokens",
      "Mean size of a batch."),
    of("load", "finished", unit: "requests", "Requests finished here."),
    of("load", "preemptions", unit: "preemptions", "Preemptions by recomputation."),
    of("load", "peakRunning", unit: "requests", "The most requests running at once on a replica."),
    ColumnDefinition(
      "peakKVShare", "load.peakKVBlocks * 1.0 / nullif(pool.kvBlocks, 0)", unit: "share",
      "The most KV blocks in use at once on a replica over all that it has."),
    of("load", "joules", unit: "J", "Energy from start to end, idle draw included."),
  ]

  /// A row for each pool: what its replicas are and what they did.
  private static let poolLoad = ViewDefinition(
    name: "poolLoad", columns: poolOrigin + poolFigures,
    source: """
      FROM pool JOIN run ON run.id = pool.run
      LEFT JOIN (
        SELECT run, pool, sum(busyPicoseconds) AS busyPicoseconds, sum(iterations) AS iterations, sum(prefillTokens) AS prefillTokens,
          sum(decodeTokens) AS decodeTokens, sum(finished) AS finished, sum(preemptions) AS preemptions, max(peakRunning) AS peakRunning,
          max(peakKVBlocks) AS peakKVBlocks, sum(joules) AS joules
        FROM replica GROUP BY run, pool
      ) AS load ON load.run = pool.run AND load.pool = pool.pool
      """)

  /// A row for each demand of a run's objective.
  private static let demandAttainment = ViewDefinition(
    name: "demandAttainment",
    columns: [
      of("objectiveDemand", "run", "The run, `run.id`."),
      of("objectiveDemand", "demand", "Position among the objective's demands, from 0."),
      ColumnDefinition("limits", "objectiveDemand.text", "The limits that a request keeps to meet it, in words."),
      of("objectiveDemand", "askedShare", unit: "share", "The share of requests that was to meet it."),
      ColumnDefinition(
        "attainedShare", "objectiveDemand.met * 1.0 / nullif(objectiveDemand.requests, 0)", unit: "share", "The share that met it."),
      of("objectiveDemand", "met", unit: "requests", "Requests that met it."),
      of("objectiveDemand", "requests", unit: "requests", "Measured requests, rejected and unfinished included."),
      of("objectiveDemand", "isMet", "Whether the share that was asked for was reached."),
    ], source: "FROM objectiveDemand")

  /// A row for each sweep, with how much of it there is.
  private static let sweepOverview = ViewDefinition(
    name: "sweepOverview",
    columns: [
      ColumnDefinition("sweep", "sweep.id", "The sweep, `sweep.id`."),
      of("sweep", "name", "What it is called; the scenario's name where it was given none."),
      of("sweep", "created", "When it was first asked for, ISO 8601, by the caller's clock."),
      of("sweep", "revision", "Source revision of the program."), of("sweep", "version", "Version of the program."),
      of("sweep", "search", "What deals out its runs, such as `halving:3`; nothing where every cell has all of its own."),
      of("sweep", "digest", "Digest of its name, cells, seeds and program."),
      ColumnDefinition("cells", "(SELECT count(*) FROM sweepCell WHERE sweep = sweep.id)", unit: "cells", "Its combinations."),
      ColumnDefinition(
        "impossibleCells", "(SELECT count(*) FROM sweepCell WHERE sweep = sweep.id AND fault IS NOT NULL)", unit: "cells",
        "Those that cannot be."),
      ColumnDefinition(
        "runs", "(SELECT sum(json_array_length(seeds)) FROM sweepCell WHERE sweep = sweep.id)", unit: "runs", "Runs that it asks for."),
      ColumnDefinition("finishedRuns", "(SELECT count(*) FROM sweepRun WHERE sweep = sweep.id)", unit: "runs", "Those that are there."),
    ], source: "FROM sweep")

  /// A row for each combination of a sweep.
  private static let sweepCellOverview = ViewDefinition(
    name: "sweepCellOverview",
    columns: [
      of("sweepCell", "sweep", "The sweep, `sweep.id`."), of("sweepCell", "cell", "Position in the sweep, from 0."),
      of("sweepCell", "experiment", "What its runs have in `runWide.experiment`; nothing where it cannot be."),
      of("sweepCell", "fault", "Why it cannot be; nothing where it can."),
      of(
        "sweepCell", "leftOff", "The rung of a halving, from 1, after which the cell got no more seeds; nothing where it was not left off."),
      ColumnDefinition("seeds", "json_array_length(sweepCell.seeds)", unit: "runs", "Seeds that it asks for, a run each."),
    ], source: "FROM sweepCell")

  /// A row for each plan: all of its row but the scenario, for which its hash stands.
  private static let planOverview = ViewDefinition(
    name: "planOverview",
    columns: TableDefinition.plan.adding(ColumnDefinition.planMoney).columns.filter { $0.name != "scenario" }.map { column in
      column.name == "id"
        ? ColumnDefinition("plan", "plan.id", "The plan, `plan.id`.") : of("plan", column.name, unit: column.unit, column.meaning)
    }, source: "FROM plan")
}
