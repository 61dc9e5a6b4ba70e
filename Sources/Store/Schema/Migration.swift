import GRDB

/// One step of the schema, never changed once released.
struct Migration: Sendable {
  /// What the database calls it, in the table `grdb_migrations`.
  let name: String
  /// Carries it out.
  let apply: @Sendable (Database) throws -> Void
}
