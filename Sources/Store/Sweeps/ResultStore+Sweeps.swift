import GRDB

extension ResultStore {
  /// A finished run that stands for what is asked for.
  public struct KnownRun: Hashable, Sendable {
    /// Its seed.
    public var seed: UInt64
    /// Its number in this database.
    public var run: Int64
    /// Seconds of processor time that it took, where they were measured.
    public var cpuSeconds: Double?
  }

  /// The finished runs of each of these experiments that a program of this revision and version has made, by seed, the first where there
  /// are several. Runs that never came to their end do not count.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func finishedRuns(of experiments: [String], revision: String, version: String) throws -> [[KnownRun]] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT run.id, run.seed, run.cpuSeconds FROM runDescription JOIN run ON run.id = runDescription.run
          WHERE runDescription.experiment = ? AND run.status = 'finished' AND run.revision = ? AND run.version = ? ORDER BY run.id
          """)
      return try experiments.map { experiment in
        var known: [KnownRun] = []
        for row in try Row.fetchAll(statement, arguments: [experiment, revision, version]).map(StoredRow.init) {
          let seed = UInt64(bitPattern: try row.signed("seed"))
          if known.contains(where: { $0.seed == seed }) { continue }
          known.append(KnownRun(seed: seed, run: try row.signed("id"), cpuSeconds: try row("cpuSeconds")))
        }
        return known
      }
    }
  }

  /// Enters a sweep and returns its number; one that is there already, by its digest, stays as it is.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func enter(_ sweep: StoredSweep) throws -> Int64 {
    try write { db in
      if let known = try Int64.fetchOne(db, sql: "SELECT id FROM sweep WHERE digest = ?", arguments: [sweep.digest]) { return known }
      try db.insert(
        into: .currentSweep,
        [
          "name": sweep.name, "digest": sweep.digest, "revision": sweep.revision, "version": sweep.version, "created": sweep.created,
          "search": sweep.search,
        ])
      let number = db.lastInsertedRowID
      for (position, cell) in sweep.cells.enumerated() { try Self.insert(cell, position, sweep: number, db) }
      return number
    }
  }

  /// Writes of a sweep what has come of its cells by now: the seeds that they have, what was left off, and what turned out not to be.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  /// - Precondition: they are the cells that it was entered with.
  public func settle(_ sweep: Int64, cells: [StoredSweep.Cell]) throws {
    try write { db in
      for (position, cell) in cells.enumerated() {
        try db.executeCached(
          sql: "UPDATE sweepCell SET experiment = ?, seeds = ?, fault = ?, leftOff = ? WHERE sweep = ? AND cell = ?",
          arguments: [cell.experiment, Self.list(cell.seeds), cell.fault, cell.leftOff, sweep, position])
      }
    }
  }

  /// All sweeps, oldest first, each with how many of its runs are there.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func sweeps() throws -> [SweepTally] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, name, created, revision,
            (SELECT count(*) FROM sweepCell WHERE sweep = sweep.id) AS cells,
            (SELECT count(*) FROM sweepCell WHERE sweep = sweep.id AND fault IS NOT NULL) AS impossibleCells,
            (SELECT sum(json_array_length(seeds)) FROM sweepCell WHERE sweep = sweep.id) AS runs,
            (SELECT count(*) FROM sweepRun WHERE sweep = sweep.id) AS finishedRuns
          FROM sweep ORDER BY id
          """
      ).map(StoredRow.init).map { row in
        SweepTally(
          id: try row.signed("id"), name: try row("name"), created: try row("created"), revision: try row("revision"),
          cells: try row("cells"), impossibleCells: try row("impossibleCells"), runs: try row("runs"), finishedRuns: try row("finishedRuns")
        )
      }
    }
  }

  /// Seeds as the database holds them.
  private static func list(_ seeds: [UInt64]) -> String {
    "[" + seeds.map { "\(Int64(bitPattern: $0))" }.joined(separator: ", ") + "]"
  }

  private static func insert(_ cell: StoredSweep.Cell, _ position: Int, sweep: Int64, _ db: Database) throws {
    try db.insert(
      into: .currentSweepCell,
      [
        "sweep": sweep, "cell": position, "experiment": cell.experiment, "seeds": list(cell.seeds), "fault": cell.fault,
        "leftOff": cell.leftOff,
      ])
    try db.insert(
      into: .sweepValue,
      rows: cell.values.enumerated().lazy.map { index, entry in
        ["sweep": sweep, "cell": position, "position": index, "key": entry.key, "value": entry.value]
      })
  }

  /// Enters what a run is; part of the transaction that enters the run.
  static func insert(_ description: RunDescription, run: Int64, _ db: Database) throws {
    try db.insert(
      into: .runDescription,
      [
        "run": run, "experiment": description.experiment, "model": description.model, "accelerator": description.accelerator,
        "layout": description.layout, "scheduler": description.scheduler, "offeredPerSecond": description.offeredPerSecond,
      ])
    try db.insert(
      into: .runValue,
      rows: description.values.enumerated().lazy.map { position, entry in
        ["run": run, "position": position, "key": entry.key, "value": entry.value]
      })
  }
}
