extension TableDefinition {
  /// Tables of the second version: where the costs of iterations come from.
  static let version2 = [calibrationProfile, calibrationResidual, runOperator]

  private static let calibrationProfile = TableDefinition(
    name: "calibrationProfile",
    columns: [
      ColumnDefinition("id", "INTEGER PRIMARY KEY", "The profile's number in this database."),
      ColumnDefinition("name", "TEXT NOT NULL CHECK (name <> '')", "The profile's name."),
      ColumnDefinition(
        "digest", "TEXT NOT NULL UNIQUE CHECK (length(digest) = 16 AND digest NOT GLOB '*[^0-9a-f]*')",
        "Digest of the profile's JSON, sixteen hexadecimal digits; runs name it behind the name, as in `h100@<digest>`."),
      ColumnDefinition("accelerator", "TEXT NOT NULL", "The accelerator's id."),
      ColumnDefinition(
        "kind", "TEXT NOT NULL CHECK (kind IN ('shipped', 'measured', 'imported'))",
        "`shipped` with the program, `measured` on a machine by `calibrate`, or `imported` from a table or a file."),
      ColumnDefinition("schema", "TEXT NOT NULL", "The schema of the JSON."),
      ColumnDefinition("date", "TEXT NOT NULL", "The day of the fit."),
      ColumnDefinition("source", "TEXT NOT NULL", "The data set or the command that the measurements come from."),
      ColumnDefinition("software", "TEXT NOT NULL", "The software that was measured."),
      ColumnDefinition("licence", "TEXT NOT NULL", "The licence of the measurements."),
      ColumnDefinition("machine", "TEXT NOT NULL", "The machine that was measured, in words."),
      ColumnDefinition("library", "TEXT NOT NULL", "The library whose kernels were measured."),
      ColumnDefinition("json", "TEXT NOT NULL", "The profile, as its file holds it."),
    ])

  private static let calibrationResidual = TableDefinition(
    name: "calibrationResidual",
    columns: [
      ColumnDefinition(
        "profile", "INTEGER NOT NULL REFERENCES calibrationProfile (id) ON DELETE CASCADE", "The profile, `calibrationProfile.id`."),
      ColumnDefinition("position", "INTEGER NOT NULL CHECK (position >= 0)", "Position among the profile's operators, from 0."),
      ColumnDefinition("operator", "TEXT NOT NULL", "The operator."),
      ColumnDefinition("variant", "TEXT", "Which code ran, where the operator has several."),
      ColumnDefinition("format", "TEXT", "The number format, where it matters."),
      ColumnDefinition("rows", "INTEGER NOT NULL CHECK (rows >= 0)", unit: "rows", "Measurements behind the fit."),
      ColumnDefinition(
        "heldOutRows", "INTEGER NOT NULL CHECK (heldOutRows >= 0)", unit: "rows", "Measurements kept aside, to which the errors belong."),
      ColumnDefinition(
        "heldOutShapes", "INTEGER NOT NULL CHECK (heldOutShapes >= 0)", unit: "shapes",
        "Shapes kept aside whole; 0 where single rows were."),
      ColumnDefinition(
        "medianError", "REAL NOT NULL CHECK (medianError >= 0)", unit: "share", "Median absolute error of the rows kept aside."),
      ColumnDefinition(
        "p90Error", "REAL NOT NULL CHECK (p90Error >= 0)", unit: "share", "What nine in ten of the rows kept aside stay below."),
      ColumnDefinition("worstError", "REAL NOT NULL CHECK (worstError >= 0)", unit: "share", "The greatest error of a row kept aside."),
    ], constraints: ["PRIMARY KEY (profile, position)"], withoutRowID: true)

  private static let runOperator = TableDefinition(
    name: "runOperator",
    columns: [
      runColumn,
      ColumnDefinition("pool", "INTEGER NOT NULL CHECK (pool >= 0)", "The pool, `pool.pool`."),
      ColumnDefinition("position", "INTEGER NOT NULL CHECK (position >= 0)", "Position among the operators of an iteration, from 0."),
      ColumnDefinition("part", "TEXT NOT NULL", "The part of the iteration that it belongs to."),
      ColumnDefinition("operation", "TEXT NOT NULL", "The operator in words, with its shape."),
      ColumnDefinition(
        "basis", "TEXT NOT NULL CHECK (basis IN ('measured', 'extrapolated', 'roofline'))",
        "What its time rests on: measurements of such shapes, measurements of others, or datasheet figures."),
    ],
    constraints: ["PRIMARY KEY (run, pool, position)", "FOREIGN KEY (run, pool) REFERENCES pool (run, pool) ON DELETE CASCADE"],
    withoutRowID: true)
}

extension ColumnDefinition {
  /// Columns that the second version adds to the table `replica`.
  static let replicaVersion2 = [
    cacheCount(
      "cacheQueriedTokens", unit: "tokens",
      "Tokens to be prefilled when requests were admitted, readmissions included, where prefixes are cached."),
    cacheCount("cacheHitTokens", unit: "tokens", "How many of them the prefix cache held."),
    cacheCount("cacheEvictions", unit: "blocks", "Blocks with cached prompt that were forgotten to make room."),
  ]

  /// Columns of the table `replica` for what came from below the accelerators.
  static let prefixTiers = [
    cacheCount("cacheHostTokens", unit: "tokens", "How many of the tokens that the prefix cache held came from the host's memory."),
    cacheCount("cacheRemoteTokens", unit: "tokens", "How many of the tokens that the prefix cache held came from the remote pool."),
    cacheCount(
      "cacheLoadingPicoseconds", unit: "ps", "How much longer iterations took because prompt blocks were loaded from a lower tier."),
  ]

  private static func cacheCount(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL DEFAULT 0 CHECK (\(name) >= 0)", unit: unit, meaning)
  }
}

extension ViewDefinition {
  /// Views of the second version.
  static let version2 = [runResidual]

  private static let runResidual = ViewDefinition(
    name: "runResidual",
    columns: [
      ColumnDefinition("run", "run.id", "The run, `run.id`."),
      ColumnDefinition("profile", "calibrationProfile.name", "A profile that its costs come from."),
      ColumnDefinition("operator", "calibrationResidual.operator", "The operator."),
      ColumnDefinition("variant", "calibrationResidual.variant", "Which code ran, where the operator has several."),
      ColumnDefinition("format", "calibrationResidual.format", "The number format, where it matters."),
      ColumnDefinition("rows", "calibrationResidual.rows", unit: "rows", "Measurements behind the fit."),
      ColumnDefinition("heldOutRows", "calibrationResidual.heldOutRows", unit: "rows", "Measurements kept aside."),
      ColumnDefinition(
        "medianError", "calibrationResidual.medianError", unit: "share", "Median absolute error of the rows kept aside."),
      ColumnDefinition("p90Error", "calibrationResidual.p90Error", unit: "share", "What nine in ten of the rows kept aside stay below."),
      ColumnDefinition("worstError", "calibrationResidual.worstError", unit: "share", "The greatest error of a row kept aside."),
      ColumnDefinition("position", "calibrationResidual.position", "Position among the profile's operators, from 0."),
    ],
    source: """
      FROM run JOIN calibrationProfile ON instr(run.calibration, calibrationProfile.name || '@' || calibrationProfile.digest) > 0
      JOIN calibrationResidual ON calibrationResidual.profile = calibrationProfile.id
      """)
}
