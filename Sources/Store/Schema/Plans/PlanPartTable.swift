/// Parts of plans that were divided among machines.
extension TableDefinition {
  /// A part that was searched. Its runs are those of `planTrial`; a part says that none of it is missing.
  static let planPart = TableDefinition(
    name: "planPart",
    columns: [
      ColumnDefinition(
        "digest", "TEXT NOT NULL CHECK (length(digest) = 16 AND digest NOT GLOB '*[^0-9a-f]*')",
        "Digest of what is searched: scenario, layouts with their prices, seeds, limits and program; parts of one plan have one."),
      ColumnDefinition("parts", "INTEGER NOT NULL CHECK (parts > 0)", "How many parts the plan was divided into."),
      ColumnDefinition("part", "INTEGER NOT NULL CHECK (part >= 0 AND part < parts)", "Which of them this is, from 0."),
      ColumnDefinition("name", "TEXT NOT NULL", "The scenario's name."),
      ColumnDefinition("revision", "TEXT NOT NULL", "Source revision of the program."),
      ColumnDefinition("version", "TEXT NOT NULL", "Version of the program."),
      ColumnDefinition("created", "TEXT NOT NULL", "When the part was made, ISO 8601, UTC."),
      ColumnDefinition("layouts", "INTEGER NOT NULL CHECK (layouts >= 0)", "Layouts of the part."),
      ColumnDefinition("holding", "INTEGER NOT NULL CHECK (holding BETWEEN 0 AND layouts)", "Those of them that hold."),
      ColumnDefinition("runs", "INTEGER NOT NULL CHECK (runs >= 0)", unit: "runs", "Runs that were simulated for it."),
    ], constraints: ["PRIMARY KEY (digest, parts, part)"], withoutRowID: true)
}
