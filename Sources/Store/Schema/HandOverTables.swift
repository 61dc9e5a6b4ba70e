/// KV handed over between replicas.
extension TableDefinition {
  /// The hand-overs of a run, in exact sums; a run without any has no row.
  static let handOver = TableDefinition(
    name: "handOver",
    columns: [
      ColumnDefinition("run", "INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE", "The run, `run.id`."),
      count("arrived", unit: "hand-overs", "Hand-overs whose last byte arrived."),
      count("bytes", unit: "B", "Bytes of KV that they brought."),
      sum("visiblePicoseconds", "From the end of the prompt's computation to the arrival of the last byte, summed"),
      count("longestVisiblePicoseconds", unit: "ps", "The longest of these."),
      sum("waitedForRoomPicoseconds", "From asking for room at the destination until it was there, summed"),
      sum("transferPicoseconds", "From the setting out of the first byte to the arrival of the last, summed"),
      count("peak", unit: "hand-overs", "The most under way at once, those that waited for room included."),
      count("calledOff", unit: "hand-overs", "Hand-overs called off because the replica at one end crashed."),
      ColumnDefinition(
        "sentAgain", "INTEGER NOT NULL CHECK (sentAgain BETWEEN 0 AND calledOff)", unit: "hand-overs",
        "Those of them whose KV went from its source to another replica; the others lost it and were computed anew."),
      count("roleChanges", unit: "times", "Replicas that began to take the phase that is not their pool's."),
    ])

  private static func count(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL CHECK (\(name) >= 0)", unit: unit, meaning)
  }

  private static func sum(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(
      name, "TEXT NOT NULL CHECK (\(name) NOT GLOB '*[^0-9]*' AND \(name) <> '')", unit: "ps",
      "\(meaning), as decimal digits: it may pass 2^63.")
  }
}

extension ViewDefinition {
  /// A row for each run with hand-overs: how many, and what they took in the mean.
  static let handOverMean = ViewDefinition(
    name: "handOverMean",
    columns: [
      ColumnDefinition("run", "run", "The run, `run.id`."),
      ColumnDefinition("arrived", "arrived", unit: "hand-overs", "Hand-overs whose last byte arrived."),
      ColumnDefinition("bytes", "bytes", unit: "B", "Bytes of KV that they brought."),
      mean("visible", "From the end of the prompt's computation to the arrival of the last byte"),
      ColumnDefinition("longestVisibleMilliseconds", "longestVisiblePicoseconds / 1e9", unit: "ms", "The longest of these."),
      mean("waitedForRoom", "From asking for room at the destination until it was there"),
      mean("transfer", "From the setting out of the first byte to the arrival of the last"),
      ColumnDefinition("peak", "peak", unit: "hand-overs", "The most under way at once, those that waited for room included."),
      ColumnDefinition("calledOff", "calledOff", unit: "hand-overs", "Hand-overs called off because the replica at one end crashed."),
      ColumnDefinition("sentAgain", "sentAgain", unit: "hand-overs", "Those of them whose KV went from its source to another replica."),
      ColumnDefinition("roleChanges", "roleChanges", unit: "times", "Replicas that began to take the phase that is not their pool's."),
    ], source: "FROM handOver")

  private static func mean(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(
      "\(name)Milliseconds", "CAST(\(name)Picoseconds AS REAL) / 1e9 / nullif(arrived, 0)", unit: "ms", "\(meaning), in the mean.")
  }
}
