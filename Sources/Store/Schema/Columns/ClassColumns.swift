/// What the fourth version adds: classes of requests, and preemptions by swapping.
extension ColumnDefinition {
  /// The class in the table `request`.
  static let requestClass = count("class", unit: "", "Its class, by position in the scenario's `workload.classes`; 0 where there are none.")

  /// Columns of the table `replica`.
  static let replicaSwapping = [
    count("swaps", unit: "preemptions", "Preemptions whose KV went to the host's memory; part of `preemptions`."),
    count("swappedBytes", unit: "B", "Bytes of KV moved to the host's memory and back."),
    count("swapPicoseconds", unit: "ps", "How long iterations waited for that; part of `busyPicoseconds`."),
  ]

  private static func count(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL DEFAULT 0 CHECK (\(name) >= 0)", unit: unit, meaning)
  }
}

extension ViewDefinition {
  /// `requestLatency` with the class of each request.
  static let requestLatencyWithClass = ViewDefinition(
    name: requestLatency.name,
    columns: requestLatency.columns + [ColumnDefinition("class", "class", "Its class, by position in `workload.classes`.")],
    source: requestLatency.source)
}
