import GRDB
import Kernel

extension ResultStore {
  /// Stores that a part of a plan was searched. One that is there already stays as it is.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func store(_ part: StoredPlanPart) throws {
    try checkWritable()
    try write { db in
      let there = "SELECT count(*) FROM planPart WHERE digest = ? AND parts = ? AND part = ?"
      if try Int.fetchOne(db, sql: there, arguments: [part.digest, part.parts, part.part]) == 1 { return }
      try db.insert(
        into: .planPart,
        [
          "digest": part.digest, "parts": part.parts, "part": part.part, "name": part.name, "revision": part.revision,
          "version": part.version, "created": part.created, "layouts": part.layouts, "holding": part.holding, "runs": part.runs,
        ])
    }
  }

  /// All parts of plans, those of one plan in their order.
  ///
  /// - Throws: ``InputError`` where the database cannot be read or is damaged.
  public func planParts() throws -> [StoredPlanPart] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM planPart ORDER BY name, digest, parts, part").map(StoredRow.init).map { row in
        StoredPlanPart(
          digest: try row("digest"), parts: try row("parts"), part: try row("part"), name: try row("name"), revision: try row("revision"),
          version: try row("version"), created: try row("created"), layouts: try row("layouts"), holding: try row("holding"),
          runs: try row("runs"))
      }
    }
  }

  /// Takes over the parts of the attached database `other` that are not here, part of the transaction, and returns all that it has.
  static func addPlanParts(_ db: Database) throws -> [AddedPlanPart] {
    let names = try columns(of: "planPart", db).joined(separator: ", ")
    let key = "here.digest = there.digest AND here.parts = there.parts AND here.part = there.part"
    let found = try Row.fetchAll(
      db,
      sql: """
        SELECT name, parts, part, layouts, runs, EXISTS (SELECT 1 FROM main.planPart AS here WHERE \(key)) AS wasThere
        FROM other.planPart AS there ORDER BY name, digest, parts, part
        """
    ).map(StoredRow.init).map { row in
      AddedPlanPart(
        name: try row("name"), part: try row("part"), parts: try row("parts"), layouts: try row("layouts"), runs: try row("runs"),
        wasThere: try row("wasThere") as Int == 1)
    }
    // Not OR IGNORE, which would pass over rows that cannot be as well.
    try db.execute(sql: "INSERT INTO main.planPart (\(names)) SELECT \(names) FROM other.planPart WHERE true ON CONFLICT DO NOTHING")
    return found
  }

  /// What became of a part of a plan that was to be added.
  public struct AddedPlanPart: Hashable, Sendable {
    /// The scenario's name.
    public var name: String
    /// Which part it is, from 0.
    public var part: Int
    /// How many there are.
    public var parts: Int
    /// Layouts of the part.
    public var layouts: Int
    /// Runs that were simulated for it.
    public var runs: Int
    /// Whether it was here already.
    public var wasThere: Bool
  }
}
