import GRDB

extension ResultStore {
  /// A run of a sweep.
  public struct SweepRun: Hashable, Sendable {
    /// The cell that it is of, by position.
    public var cell: Int
    /// Its seed.
    public var seed: UInt64
    /// Its number in this database.
    public var run: Int64
  }

  /// A sweep as it was asked for, with its cells; nil where there is none of that number.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func sweep(_ id: Int64) throws -> StoredSweep? {
    try read { db in
      guard let row = try Row.fetchOne(db, sql: "SELECT * FROM sweep WHERE id = ?", arguments: [id]).map(StoredRow.init) else { return nil }
      let values = try Dictionary(
        grouping: Row.fetchAll(db, sql: "SELECT * FROM sweepValue WHERE sweep = ? ORDER BY cell, position", arguments: [id])
          .map(StoredRow.init)
      ) { try $0("cell") as Int }
      let seeds = try Dictionary(
        grouping: Row.fetchAll(
          db, sql: "SELECT cell, item.value AS seed FROM sweepCell, json_each(seeds) AS item WHERE sweep = ? ORDER BY cell, item.key",
          arguments: [id]
        ).map(StoredRow.init)
      ) { try $0("cell") as Int }
      let cells = try Row.fetchAll(db, sql: "SELECT * FROM sweepCell WHERE sweep = ? ORDER BY cell", arguments: [id]).map(StoredRow.init)
      return StoredSweep(
        name: try row("name"), digest: try row("digest"), revision: try row("revision"), version: try row("version"),
        created: try row("created"), search: try row("search"),
        cells: try cells.map { row in
          let cell: Int = try row("cell")
          return StoredSweep.Cell(
            values: try (values[cell] ?? []).map { (try $0("key"), try $0("value")) }, experiment: try row("experiment"),
            seeds: try (seeds[cell] ?? []).map { UInt64(bitPattern: try $0.signed("seed")) }, fault: try row("fault"),
            leftOff: try row("leftOff"))
        })
    }
  }

  /// The runs of a sweep that have come to their end, cell by cell, each by its seed.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func runs(ofSweep id: Int64) throws -> [SweepRun] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT cell, seed, run FROM sweepRun WHERE sweep = ? ORDER BY cell, seed", arguments: [id])
        .map(StoredRow.init).map { SweepRun(cell: try $0("cell"), seed: UInt64(bitPattern: try $0.signed("seed")), run: try $0("run")) }
    }
  }
}
