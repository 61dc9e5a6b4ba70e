/// Columns of the seventeenth version: what the replicas of a pool are.
extension ColumnDefinition {
  private static func degree(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER CHECK (\(name) > 0)", "\(meaning); nothing of a run that an earlier version has stored.")
  }

  /// What a pool has more: its model, its accelerator and how a replica is spread over them.
  static let poolDeployment = [
    ColumnDefinition("model", "TEXT", "The model; nothing of a run that an earlier version has stored."),
    ColumnDefinition("accelerator", "TEXT", "The accelerator; nothing of a run that an earlier version has stored."),
    degree("tensor", "Accelerators that share every layer"),
    degree("pipeline", "Stages that the layers are cut into"),
    degree("data", "Tensor groups of a stage, among which sequences are divided"),
    degree("expert", "Parts that the routed experts of a layer are dealt out in"),
  ]
}

extension TableDefinition {
  /// `pool` as it is today.
  static let currentPool = pool.adding(ColumnDefinition.poolDeployment)
}
