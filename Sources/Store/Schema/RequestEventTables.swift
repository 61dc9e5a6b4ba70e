/// What happens to some requests on their way: KV that is sent to another replica, and replicas that crash under them.
extension ColumnDefinition {
  /// Columns that the ninth version adds to the table `request`.
  static let requestPlaces = [
    ColumnDefinition(
      "prefillReplica", "INTEGER CHECK (prefillReplica >= 0)",
      "The replica that computed its prompt, where another produced the tokens after the first; nothing otherwise."),
    ColumnDefinition(
      "retries", "INTEGER NOT NULL DEFAULT 0 CHECK (retries >= 0)", unit: "retries",
      "How often its replica crashed under it and it was sent elsewhere."),
  ]
}

extension TableDefinition {
  /// Every transfer of a request's KV whose last byte arrived.
  static let transfer = TableDefinition(
    name: "transfer",
    columns: [
      runColumn,
      count("request", unit: "", "Position in the load, from 0."),
      count("source", unit: "", "The replica that computed the prompt, `replica.replica`."),
      count("destination", unit: "", "The replica that decodes, `replica.replica`."),
      count("bytes", unit: "B", "Bytes of KV moved."),
      count("prefillEndPicoseconds", unit: "ps", "When the prompt was computed."),
      count("askedPicoseconds", unit: "ps", "When room was asked for at the destination."),
      count("startedPicoseconds", unit: "ps", "When room was there and the first byte set out."),
      count("arrivedPicoseconds", unit: "ps", "When the last byte arrived."),
    ],
    constraints: [
      "PRIMARY KEY (run, request, arrivedPicoseconds)",
      "CHECK (askedPicoseconds <= startedPicoseconds AND startedPicoseconds <= arrivedPicoseconds)",
    ], withoutRowID: true)

  /// Every time that a request was sent elsewhere because its replica crashed.
  static let retry = TableDefinition(
    name: "retry",
    columns: [
      runColumn,
      count("request", unit: "", "Position in the load, from 0."),
      ColumnDefinition("number", "INTEGER NOT NULL CHECK (number > 0)", "Which of the request's retries it is, from 1."),
      count("replica", unit: "", "The replica that crashed, `replica.replica`."),
      count("timePicoseconds", unit: "ps", "When it crashed."),
    ], constraints: ["PRIMARY KEY (run, request, number)"], withoutRowID: true)

  private static func count(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL CHECK (\(name) >= 0)", unit: unit, meaning)
  }
}

extension ViewDefinition {
  /// `requestLatency` with the places of each request.
  static let requestLatencyWithPlaces = ViewDefinition(
    name: requestLatency.name,
    columns: requestLatencyWithClass.columns + [
      ColumnDefinition("prefillReplica", "prefillReplica", "Where its prompt was computed, if its KV was sent on; nothing otherwise."),
      ColumnDefinition("retries", "retries", unit: "retries", "How often its replica crashed under it."),
    ], source: requestLatency.source)

  /// A row for each transfer of KV, with what it took.
  static let transferLatency = ViewDefinition(
    name: "transferLatency",
    columns: [
      ColumnDefinition("run", "run", "The run, `run.id`."),
      ColumnDefinition("request", "request", "Position in the load, from 0."),
      ColumnDefinition("source", "source", "The replica that computed the prompt."),
      ColumnDefinition("destination", "destination", "The replica that decodes."),
      ColumnDefinition("bytes", "bytes", unit: "B", "Bytes of KV moved."),
      ColumnDefinition("arrivedSeconds", "arrivedPicoseconds / 1e12", unit: "s", "When the last byte arrived."),
      time("visible", "prefillEnd", "arrived", "From the end of the prompt's computation to the arrival of the last byte."),
      time("waitedForRoom", "asked", "started", "From asking for room at the destination until it was there."),
      time("transfer", "started", "arrived", "From the setting out of the first byte to the arrival of the last."),
    ], source: "FROM transfer")

  /// A row for each retry.
  static let retryTime = ViewDefinition(
    name: "retryTime",
    columns: [
      ColumnDefinition("run", "run", "The run, `run.id`."),
      ColumnDefinition("request", "request", "Position in the load, from 0."),
      ColumnDefinition("number", "number", "Which of the request's retries it is, from 1."),
      ColumnDefinition("replica", "replica", "The replica that crashed."),
      ColumnDefinition("timeSeconds", "timePicoseconds / 1e12", unit: "s", "When it crashed."),
    ], source: "FROM retry")

  private static func time(_ name: String, _ from: String, _ to: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition("\(name)Milliseconds", "(\(to)Picoseconds - \(from)Picoseconds) / 1e9", unit: "ms", meaning)
  }
}
