import GRDB

extension ResultStore {
  /// Takes over the sweeps of the attached database `other`, part of the transaction: one that is here already, by its digest, becomes
  /// whole by what the other one knows more of its cells, for the parts of a sweep are one sweep.
  static func addSweeps(_ db: Database) throws {
    for row in try Row.fetchAll(db, sql: "SELECT id, digest FROM other.sweep ORDER BY id").map(StoredRow.init) {
      let theirs = try row.signed("id")
      let digest: String = try row("digest")
      if let known = try Int64.fetchOne(db, sql: "SELECT id FROM main.sweep WHERE digest = ?", arguments: [digest]) {
        try complete(known, from: theirs, db)
        continue
      }
      let names = try columns(of: "sweep", db).filter { $0 != "id" }.joined(separator: ", ")
      try db.execute(sql: "INSERT INTO main.sweep (\(names)) SELECT \(names) FROM other.sweep WHERE id = \(theirs)")
      let number = db.lastInsertedRowID
      for table in ["sweepCell", "sweepValue"] {
        let names = try columns(of: table, db)
        let values = names.map { $0 == "sweep" ? "\(number)" : $0 }.joined(separator: ", ")
        try db.execute(
          sql: """
            INSERT INTO main.\(table) (\(names.joined(separator: ", "))) SELECT \(values) FROM other.\(table) WHERE sweep = \(theirs)
            """)
      }
    }
  }

  /// A cell that one part found not to be is none of the whole, and a search that went further there has given more seeds.
  private static func complete(_ ours: Int64, from theirs: Int64, _ db: Database) throws {
    let their = "FROM other.sweepCell AS their WHERE their.sweep = \(theirs) AND their.cell = our.cell"
    try db.execute(
      sql: """
        UPDATE main.sweepCell AS our
        SET (experiment, seeds, fault, leftOff) = (SELECT their.experiment, their.seeds, their.fault, their.leftOff \(their))
        WHERE our.sweep = \(ours) AND our.fault IS NULL AND EXISTS (SELECT 1 \(their)
          AND (their.fault IS NOT NULL OR json_array_length(their.seeds) > json_array_length(our.seeds)))
        """)
  }
}
