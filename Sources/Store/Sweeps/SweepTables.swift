/// What the twelfth version adds: what runs are and what varies among them, and sweeps.
extension TableDefinition {
  static let version12 = [runDescription, runValue, sweep, sweepCell, sweepValue]

  private static let digestCheck = "CHECK (length(experiment) = 16 AND experiment NOT GLOB '*[^0-9a-f]*')"

  /// What a run is; runs that earlier versions have stored have no row here.
  static let runDescription = TableDefinition(
    name: "runDescription",
    columns: [
      ColumnDefinition("run", "INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE", "The run, `run.id`."),
      ColumnDefinition(
        "experiment", "TEXT NOT NULL \(digestCheck)",
        "Digest of the resolved scenario without name, reason and seeds: the same with the same seed, revision and version is the same run."
      ),
      ColumnDefinition("model", "TEXT NOT NULL", "The model; those of several pools with a plus between where they differ."),
      ColumnDefinition("accelerator", "TEXT NOT NULL", "The accelerator; those of several pools with a plus between where they differ."),
      ColumnDefinition(
        "layout", "TEXT NOT NULL",
        "How a replica is spread over accelerators (TP tensor, PP pipeline, DP data, EP expert parallel) and how many there are, pool by pool."
      ),
      ColumnDefinition(
        "scheduler", "TEXT NOT NULL", "The scheduling policy; those of several pools with a plus between where they differ."),
      ColumnDefinition(
        "offeredPerSecond", "REAL CHECK (offeredPerSecond > 0)", unit: "requests/s",
        "The rate of the load's arrivals; nothing where requests come at the times of a trace, all at once or in a closed loop."),
    ])

  /// What varies in the study that made a run.
  static let runValue = TableDefinition(
    name: "runValue",
    columns: [
      runColumn,
      ColumnDefinition("position", "INTEGER NOT NULL CHECK (position >= 0)", "Position among the keys that vary, from 0."),
      ColumnDefinition("key", "TEXT NOT NULL", "The key that varies, as a dotted path, or the name of a file with whole settings."),
      ColumnDefinition("value", "TEXT NOT NULL", "Its value in this run, as it was written."),
    ], constraints: ["PRIMARY KEY (run, position)", "UNIQUE (run, key)"], withoutRowID: true)

  /// Sweeps that were asked for.
  static let sweep = TableDefinition(
    name: "sweep",
    columns: [
      ColumnDefinition("id", "INTEGER PRIMARY KEY", "The sweep's number in this database."),
      ColumnDefinition("name", "TEXT NOT NULL", "What it is called; the scenario's name where it was given none."),
      ColumnDefinition(
        "digest", "TEXT NOT NULL UNIQUE CHECK (length(digest) = 16 AND digest NOT GLOB '*[^0-9a-f]*')",
        "Digest of its name, cells, seeds and program: the same sweep asked for again is the same row."),
      ColumnDefinition("revision", "TEXT NOT NULL", "Source revision of the program."),
      ColumnDefinition("version", "TEXT NOT NULL", "Version of the program."),
      ColumnDefinition("created", "TEXT NOT NULL", "When it was first asked for, ISO 8601, by the caller's clock."),
    ])

  /// The combinations of a sweep.
  static let sweepCell = TableDefinition(
    name: "sweepCell",
    columns: [
      ColumnDefinition("sweep", "INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE", "The sweep, `sweep.id`."),
      ColumnDefinition("cell", "INTEGER NOT NULL CHECK (cell >= 0)", "Position in the sweep, from 0."),
      ColumnDefinition(
        "experiment", "TEXT \(digestCheck)", "What its runs have in `runDescription.experiment`; nothing where it cannot be."),
      ColumnDefinition("seeds", "TEXT NOT NULL", "The seeds of its runs, as a JSON list; a seed of 2^63 or more stands here less 2^64."),
      ColumnDefinition("fault", "TEXT", "Why it cannot be; nothing where it can."),
    ], constraints: ["PRIMARY KEY (sweep, cell)", "CHECK ((experiment IS NULL) = (fault IS NOT NULL))"], withoutRowID: true)

  /// What varies in a cell of a sweep.
  static let sweepValue = TableDefinition(
    name: "sweepValue",
    columns: [
      ColumnDefinition("sweep", "INTEGER NOT NULL", "The sweep, `sweep.id`."),
      ColumnDefinition("cell", "INTEGER NOT NULL", "The cell, `sweepCell.cell`."),
      ColumnDefinition("position", "INTEGER NOT NULL CHECK (position >= 0)", "Position among the keys that vary, from 0."),
      ColumnDefinition("key", "TEXT NOT NULL", "The key that varies, as a dotted path, or the name of a file with whole settings."),
      ColumnDefinition("value", "TEXT NOT NULL", "Its value in this cell, as it was written."),
    ],
    constraints: [
      "PRIMARY KEY (sweep, cell, position)",
      "FOREIGN KEY (sweep, cell) REFERENCES sweepCell (sweep, cell) ON DELETE CASCADE",
    ], withoutRowID: true)
}
