/// What plans were asked.
extension TableDefinition {
  /// The question of a plan beside its scenario: with it the plan can be asked again.
  static let planQuestion = TableDefinition(
    name: "planQuestion",
    columns: [
      ColumnDefinition("plan", "INTEGER PRIMARY KEY REFERENCES plan (id) ON DELETE CASCADE", "The plan, `plan.id`."),
      ColumnDefinition("section", "TEXT NOT NULL", "The scenario's section 'plan' with every default filled in, as YAML."),
      ColumnDefinition(
        "rows", "INTEGER NOT NULL CHECK (rows > 0)", unit: "rows",
        "Rows of its table at most; layouts that would be dearer than all of them were not searched to their end."),
      ColumnDefinition("file", "TEXT NOT NULL", "The scenario's file, whose folder the paths in the scenario are relative to."),
      ColumnDefinition("changes", "TEXT NOT NULL", "What was laid over the file, an assignment a line, as --set takes it."),
    ])
}
