/// Plans, and the runs that their verdicts rest on.
extension TableDefinition {
  /// A plan: what was asked, and of what.
  static let plan = TableDefinition(
    name: "plan",
    columns: [
      ColumnDefinition("id", "INTEGER PRIMARY KEY", "The plan's number in this database."),
      ColumnDefinition("name", "TEXT NOT NULL", "The scenario's name."),
      ColumnDefinition("scenario", "TEXT NOT NULL", "The resolved scenario whose load and objective were planned for, as YAML."),
      ColumnDefinition("scenarioHash", "TEXT NOT NULL", "Digest of the resolved scenario, hexadecimal."),
      ColumnDefinition("aim", "TEXT NOT NULL", "What the first layout has least of: cost, energy, gpus or carbon."),
      ColumnDefinition(
        "mostAccelerators", "INTEGER NOT NULL CHECK (mostAccelerators > 0)", unit: "accelerators", "The most that a fleet might have."),
      ColumnDefinition(
        "requestsPerSecond", "REAL NOT NULL CHECK (requestsPerSecond > 0)", unit: "requests/s", "The rate that was planned for."),
      ColumnDefinition("revision", "TEXT NOT NULL", "Source revision of the program."),
      ColumnDefinition("version", "TEXT NOT NULL", "Version of the program."),
      ColumnDefinition("created", "TEXT NOT NULL", "When the plan was made, ISO 8601, UTC."),
      ColumnDefinition("runs", "INTEGER NOT NULL CHECK (runs >= 0)", unit: "runs", "Runs that were simulated for it."),
      ColumnDefinition(
        "runsFound", "INTEGER NOT NULL CHECK (runsFound >= 0)", unit: "runs", "Runs that this database held already."),
    ])

  /// The layouts of a plan that hold, the best first.
  static let planLayout = TableDefinition(
    name: "planLayout",
    columns: [
      ColumnDefinition("plan", "INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE", "The plan, `plan.id`."),
      ColumnDefinition("rank", "INTEGER NOT NULL CHECK (rank > 0)", "Its place, from 1."),
      ColumnDefinition(
        "layoutHash", "TEXT NOT NULL", "Digest of the resolved scenario with this layout and one replica of each kind, hexadecimal."),
      ColumnDefinition("accelerator", "TEXT NOT NULL", "The accelerator's id."),
      ColumnDefinition("tensor", "INTEGER NOT NULL CHECK (tensor > 0)", "Accelerators that share every layer."),
      ColumnDefinition("pipeline", "INTEGER NOT NULL CHECK (pipeline > 0)", "Stages that the layers are cut into."),
      ColumnDefinition("weights", "TEXT", "Format of the weights, where the plan varied it."),
      ColumnDefinition(
        "mode", "TEXT NOT NULL CHECK (mode IN ('aggregated', 'disaggregated'))", "How the work of a request is divided."),
      ColumnDefinition(
        "replicas", "INTEGER NOT NULL CHECK (replicas > 0)", "The fewest replicas that hold; of a disaggregated layout those for prompts."),
      ColumnDefinition(
        "decodeReplicas", "INTEGER NOT NULL CHECK ((decodeReplicas > 0) = (mode = 'disaggregated'))",
        "Replicas for tokens; 0 where all are alike."),
      ColumnDefinition(
        "accelerators", "INTEGER NOT NULL CHECK (accelerators > 0)", unit: "accelerators", "Accelerators of all replicas."),
      ColumnDefinition("dollarsPerHour", "REAL NOT NULL CHECK (dollarsPerHour >= 0)", unit: "$/h", "Price of all replicas."),
      ColumnDefinition(
        "attainedShare", "REAL NOT NULL CHECK (attainedShare BETWEEN 0 AND 1)", unit: "share",
        "Requests that kept the promise, in the mean."),
      ColumnDefinition("seeds", "INTEGER NOT NULL CHECK (seeds > 0)", unit: "runs", "Runs behind the verdict."),
      ColumnDefinition(
        "highestRequestsPerSecond", "REAL", unit: "requests/s", "The highest rate that it holds; empty where it was not looked for."),
      ColumnDefinition(
        "energyPerOutputTokenJoules", "REAL", unit: "J", "Energy for an output token until the last arrival; empty where it was not told."),
    ], constraints: ["PRIMARY KEY (plan, rank)"], withoutRowID: true)

  /// Runs of fleets, each once, by all that they depend on: a plan that asks for one again takes it from here.
  static let planTrial = TableDefinition(
    name: "planTrial",
    columns: [
      ColumnDefinition("layoutHash", "TEXT NOT NULL", "The layout, as `planLayout.layoutHash`."),
      ColumnDefinition("revision", "TEXT NOT NULL CHECK (revision <> 'unknown')", "Source revision of the program that ran it."),
      ColumnDefinition("replicas", "INTEGER NOT NULL CHECK (replicas > 0)", "Replicas; of a disaggregated layout those for prompts."),
      ColumnDefinition(
        "decodeReplicas", "INTEGER NOT NULL CHECK (decodeReplicas >= 0)", "Replicas for tokens; 0 where all are alike."),
      ColumnDefinition("rateFactor", "REAL NOT NULL CHECK (rateFactor > 0)", "The rate over that of the scenario."),
      ColumnDefinition(
        "dyingPool", "INTEGER NOT NULL CHECK (dyingPool BETWEEN -1 AND 1)", "The pool whose first replica dies, from 0; -1 where none does."
      ),
      ColumnDefinition(
        "deathPicoseconds", "INTEGER NOT NULL CHECK (deathPicoseconds >= 0)", unit: "ps", "When it dies; 0 where none does."),
      ColumnDefinition(
        "isAlone", "INTEGER NOT NULL CHECK (isAlone IN (0, 1))", "Whether requests came one at a time, whatever their times."),
      ColumnDefinition(
        "mayBeCut", "INTEGER NOT NULL CHECK (mayBeCut IN (0, 1))", "Whether the run was to end where the objective was out of reach."),
      ColumnDefinition("seed", "INTEGER NOT NULL", "Seed of every random stream; a seed of 2^63 or more stands here less 2^64."),
      ColumnDefinition("requests", "INTEGER NOT NULL CHECK (requests >= 0)", unit: "requests", "Requests that the objective was asked of."),
      ColumnDefinition(
        "met", "TEXT NOT NULL CHECK (met NOT GLOB '*[^0-9,]*')",
        "Requests that met each demand of the objective, with commas between; of a run that was cut short at most so many can."),
      ColumnDefinition(
        "exceeded", "TEXT NOT NULL CHECK (exceeded NOT GLOB '*[^0-9,]*')", "Requests that exceeded each limit, with commas between."),
      ColumnDefinition("rejected", "INTEGER NOT NULL CHECK (rejected >= 0)", unit: "requests", "Requests turned away."),
      ColumnDefinition("unfinished", "INTEGER NOT NULL CHECK (unfinished >= 0)", unit: "requests", "Requests that had not ended."),
      ColumnDefinition(
        "isCut", "INTEGER NOT NULL CHECK (isCut IN (0, 1) AND isCut <= mayBeCut)", "Whether the run was cut short."),
      ColumnDefinition(
        "energyPerOutputTokenJoules", "REAL", unit: "J", "Energy for an output token until the last arrival; empty where it was not told."),
      ColumnDefinition(
        "eventDigest",
        "TEXT CHECK ((eventDigest IS NULL) = (isCut = 1) AND length(eventDigest) = 16 AND eventDigest NOT GLOB '*[^0-9a-f]*')",
        "Digest of all that happened to requests, hexadecimal, as `run.eventDigest`; empty where the run was cut short."),
    ],
    constraints: [
      """
      PRIMARY KEY (layoutHash, revision, replicas, decodeReplicas, rateFactor, dyingPool, deathPicoseconds, isAlone, mayBeCut, seed)
      """
    ], withoutRowID: true)
}

/// What later versions have beside the first.
extension TableDefinition {
  /// The layouts of a plan with all their degrees.
  static let planLayoutWithDegrees = planLayout.adding(
    ColumnDefinition.planLayoutFront + ColumnDefinition.planDegrees + ColumnDefinition.planSettings)

  /// Runs of fleets of which several replicas may die, as all of a node do.
  static let planTrialWithDead: TableDefinition = {
    let first = planTrial.adding([ColumnDefinition.planTrialTails])
    let place = (first.columns.firstIndex { $0.name == "dyingPool" } ?? 0) + 1
    var columns = first.columns
    columns[place - 1] = ColumnDefinition(
      "dyingPool", "INTEGER NOT NULL CHECK (dyingPool BETWEEN -1 AND 1)", "The pool whose first replicas die, from 0; -1 where none does.")
    columns.insert(
      ColumnDefinition(
        "deadReplicas", "INTEGER NOT NULL CHECK ((deadReplicas > 0) = (dyingPool >= 0))", "How many of them die; 0 where none does."),
      at: place)
    return TableDefinition(
      name: first.name, columns: columns,
      constraints: [
        """
        PRIMARY KEY (layoutHash, revision, replicas, decodeReplicas, rateFactor, dyingPool, deadReplicas, deathPicoseconds, isAlone, \
        mayBeCut, seed)
        """
      ], withoutRowID: true)
  }()
}

extension ColumnDefinition {
  /// Where the scenario of a plan stands.
  static let planOrigin = [
    ColumnDefinition("scenarioFile", "TEXT NOT NULL DEFAULT ''", "The scenario's file, from the root; empty of earlier versions."),
    ColumnDefinition("changes", "TEXT NOT NULL DEFAULT ''", "What was laid over it, an assignment a line, as --set takes it."),
  ]

  /// What of the scenario is set beside a layout of a plan.
  static let planSettings = [
    ColumnDefinition(
      "decodeTensor", "INTEGER CHECK (decodeTensor > 0)",
      "Accelerators that share every layer in replicas for tokens; empty where as many as in those for prompts."),
    ColumnDefinition(
      "varied", "TEXT NOT NULL DEFAULT ''",
      "What varies of the scenario beside the layouts, key=value with commas between; empty where nothing does."),
    ColumnDefinition(
      "assignments", "TEXT NOT NULL DEFAULT ''",
      "What is laid over the scenario to have this fleet, an assignment a line, as --set takes it; empty of earlier versions."),
  ]
  /// Degrees of parallelism that plans of mixtures vary.
  static let planDegrees = [
    ColumnDefinition("data", "INTEGER NOT NULL DEFAULT 1 CHECK (data > 0)", "Tensor groups of a stage, among which sequences are divided."),
    ColumnDefinition(
      "expert", "INTEGER NOT NULL DEFAULT 1 CHECK (expert > 0)", "Parts that the routed experts of a layer are dealt out in."),
  ]
}
