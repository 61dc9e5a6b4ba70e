/// What decode steps drafted and verified: columns of the twenty-fourth version.
extension ColumnDefinition {
  /// What a replica row has more where steps verify drafts; zero where none do.
  static let replicaDrafts = [
    tokens("draftedTokens", "Tokens that decode steps drafted, beyond the one that each gives a sequence anyway."),
    tokens("acceptedTokens", "How many of these were right."),
    tokens("wastedTokens", "Tokens that steps gave beyond the ends of outputs; part of `acceptedTokens`."),
  ]

  private static func tokens(_ name: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL DEFAULT 0 CHECK (\(name) >= 0)", unit: "tokens", meaning)
  }
}
