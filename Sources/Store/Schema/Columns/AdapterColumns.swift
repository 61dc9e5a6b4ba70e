/// How requests came by their adapters: columns of the twenty-sixth version.
extension ColumnDefinition {
  /// What a replica row has more where requests run with adapters; zero where they do not.
  static let replicaAdapters = [
    count("adapterLoads", "loads", "Adapters that came to its accelerators from the host's memory."),
    count("adapterLoadedBytes", "bytes", "Bytes that these moved over its links."),
    count("adapterWaits", "requests", "Requests whose adapter came after they had come into the queue."),
    count("adapterWaitPicoseconds", "ps", "How long these waited for it, together."),
  ]

  private static func count(_ name: String, _ unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL DEFAULT 0 CHECK (\(name) >= 0)", unit: unit, meaning)
  }
}
