/// Columns of the sixth version: KV handed over, and replicas that are not there all the time.
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
}
