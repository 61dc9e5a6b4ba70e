/// KV handed over, and replicas that are not there all the time: columns of the sixth version, a table and a view of the twentieth.
extension ColumnDefinition {
  /// What a replica row has more: hand-overs, crashes, and how long it was there.
  static let replicaPresence = [
    count("handOversIn", unit: "requests", "Requests whose KV was handed over to it."),
    count("handOversOut", unit: "requests", "Requests whose KV it handed over to another."),
    count("crashes", unit: "crashes", "How often it crashed."),
    count("lostRequests", unit: "requests", "Requests that crashes took from it and that were sent elsewhere."),
    count("downPicoseconds", unit: "ps", "How long it was down."),
    count("onPicoseconds", unit: "ps", "How long it was switched on and cost money, start-ups and crashes included."),
  ]

  private static func count(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL DEFAULT 0 CHECK (\(name) >= 0)", unit: unit, meaning)
  }

  /// What a run row has more: how often a replica came or went.
  static let runReplicaChanges = ColumnDefinition(
    "replicaChanges", "INTEGER CHECK (replicaChanges >= 0)", unit: "changes",
    "How often a replica came or went, a row of `replicaChange` each; nothing of a run that an earlier version has stored, and of a measured "
      + "one.")
}

extension TableDefinition {
  /// Every time that a replica came or went.
  static let replicaChange = TableDefinition(
    name: "replicaChange",
    columns: [
      runColumn,
      number("number", "Position of the row in the run, from 0: rows come in the order of time."),
      number("timePicoseconds", unit: "ps", "When."),
      number("replica", "The replica, `replica.replica`."),
      ColumnDefinition(
        "kind", "TEXT NOT NULL CHECK (kind <> '')",
        "`off` (switched off, or not there at the start), `start` (starts up and serves nothing yet), `ready` (serves), `drain` (gets no more "
          + "requests), `resume` (was draining, and serves again), `crash` or `recover`."),
      number("serving", unit: "replicas", "Replicas of its pool that take requests from then on."),
    ], constraints: ["PRIMARY KEY (run, number)"], withoutRowID: true)

  private static func number(_ name: String, unit: String = "", _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL CHECK (\(name) >= 0)", unit: unit, meaning)
  }
}

extension ViewDefinition {
  /// A row for each time that a replica came or went, with its pool.
  static let replicaChangeTime = ViewDefinition(
    name: "replicaChangeTime",
    columns: [
      ColumnDefinition("run", "replicaChange.run", "The run, `run.id`."),
      ColumnDefinition("number", "replicaChange.number", "Position of the row in the run, from 0: rows come in the order of time."),
      ColumnDefinition("timeSeconds", "timePicoseconds / 1e12", unit: "s", "When."),
      ColumnDefinition("pool", "pool.name", "The pool's name."),
      ColumnDefinition("replica", "replicaChange.replica", "The replica, `replica.replica`."),
      ColumnDefinition("kind", "replicaChange.kind", TableDefinition.replicaChange.columns[4].meaning),
      ColumnDefinition("serving", "replicaChange.serving", unit: "replicas", "Replicas of its pool that take requests from then on."),
    ],
    source: """
      FROM replicaChange JOIN replica ON replica.run = replicaChange.run AND replica.replica = replicaChange.replica
      JOIN pool ON pool.run = replica.run AND pool.pool = replica.pool
      """)
}
