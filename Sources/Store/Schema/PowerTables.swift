extension ColumnDefinition {
  /// The part of the energy above idle that prefill bears.
  static let prefillNanojoules = ColumnDefinition(
    "prefillNanojoules", "TEXT NOT NULL DEFAULT '0' CHECK (prefillNanojoules NOT GLOB '*[^0-9]*' AND prefillNanojoules <> '')",
    unit: "nJ", "Energy above idle that prefill bears, exact; decoding bears the rest of `dynamicNanojoules`.")
}

extension TableDefinition {
  /// What each stage of a pipeline did.
  static let pipelineStage = TableDefinition(
    name: "pipelineStage",
    columns: [
      runColumn,
      ColumnDefinition("replica", "INTEGER NOT NULL CHECK (replica >= 0)", "The replica, `replica.replica`."),
      ColumnDefinition("stage", "INTEGER NOT NULL CHECK (stage >= 0)", "Number of the stage, from 0."),
      ColumnDefinition(
        "busyPicoseconds", "INTEGER NOT NULL CHECK (busyPicoseconds >= 0)", unit: "ps",
        "Time that the stage worked; `replica.busyPicoseconds` less this is bubble."),
    ],
    constraints: [
      "PRIMARY KEY (run, replica, stage)", "FOREIGN KEY (run, replica) REFERENCES replica (run, replica) ON DELETE CASCADE",
    ], withoutRowID: true)

  /// What each pool drew within each bin of the time series.
  static let poolSeries = TableDefinition(
    name: "poolSeries",
    columns: [
      runColumn,
      ColumnDefinition("bin", "INTEGER NOT NULL CHECK (bin >= 0)", "Number of the bin, `timeSeries.bin`."),
      ColumnDefinition("pool", "INTEGER NOT NULL CHECK (pool >= 0)", "The pool, `pool.pool`."),
      ColumnDefinition("joules", "REAL NOT NULL", unit: "J", "Energy that the pool drew within the bin, idle draw included."),
    ],
    constraints: [
      "PRIMARY KEY (run, bin, pool)", "FOREIGN KEY (run, bin) REFERENCES timeSeries (run, bin) ON DELETE CASCADE",
      "FOREIGN KEY (run, pool) REFERENCES pool (run, pool) ON DELETE CASCADE",
    ], withoutRowID: true)
}

extension ViewDefinition {
  /// Power over time, by pool.
  static let poolPower = ViewDefinition(
    name: "poolPower",
    columns: [
      ColumnDefinition("run", "poolSeries.run", "The run, `run.id`."),
      ColumnDefinition("pool", "pool.name", "The pool's name."),
      ColumnDefinition("bin", "poolSeries.bin", "Number of the bin, from 0."),
      ColumnDefinition("startSeconds", "timeSeries.startPicoseconds / 1e12", unit: "s", "When the bin begins."),
      ColumnDefinition("endSeconds", "timeSeries.endPicoseconds / 1e12", unit: "s", "When the bin ends."),
      ColumnDefinition(
        "meanWatts", "poolSeries.joules * 1e12 / (timeSeries.endPicoseconds - timeSeries.startPicoseconds)", unit: "W",
        "Mean power of the pool within the bin."),
    ],
    source: """
      FROM poolSeries JOIN timeSeries ON timeSeries.run = poolSeries.run AND timeSeries.bin = poolSeries.bin
      JOIN pool ON pool.run = poolSeries.run AND pool.pool = poolSeries.pool
      """)
}
