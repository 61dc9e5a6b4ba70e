import Foundation
import GRDB
import Hardware
import Kernel

extension ResultStore {
  /// Stores a calibration profile with the residuals of its operators, and returns its number; one that is there already, by
  /// the digest of its JSON, stays as it is.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  @discardableResult public func store(_ document: ProfileDocument, kind: StoredProfile.Kind) throws -> Int64 {
    guard isWritable else {
      throw InputError("the database was opened for reading only", file: path, remedy: "open it for writing")
    }
    let digest = document.digest.hexadecimal
    // One that is there is looked up without the lock of a writer, which only a new one needs.
    if let known = try? queue.inDatabase({ try Self.profile(of: digest, $0) }) { return known }
    return try write { db in try Self.storeIfMissing(document, kind: kind, db) }
  }

  /// The same as part of a transaction.
  @discardableResult static func storeIfMissing(_ document: ProfileDocument, kind: StoredProfile.Kind, _ db: Database) throws -> Int64 {
    let digest = document.digest.hexadecimal
    if let known = try profile(of: digest, db) { return known }
    let profile = document.profile
    let id = try insert(profile, kind: kind, json: document.json, digest: digest, db)
    for (position, one) in profile.accuracyTable.enumerated() { try insert(one, profile: id, position, db) }
    return id
  }

  /// All profiles of the database, oldest first.
  public func profiles() throws -> [StoredProfile] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT id, name, digest, accelerator, kind, date FROM calibrationProfile ORDER BY id").map { row in
          let row = StoredRow(row)
          let kind: String = try row("kind")
          return StoredProfile(
            id: try row.signed("id"), name: try row("name"), digest: try row("digest"), accelerator: try row("accelerator"),
            kind: StoredProfile.Kind(rawValue: kind) ?? .imported, date: try row("date"))
        }
      }
    }
  }

  /// The profile of that number; nil where there is none.
  ///
  /// - Throws: ``InputError`` where its JSON is of another schema.
  public func profile(_ id: Int64) throws -> CalibrationProfile? {
    let json = try StoreError.translating(path) {
      try queue.read { db in try String.fetchOne(db, sql: "SELECT json FROM calibrationProfile WHERE id = ?", arguments: [id]) }
    }
    return try json.map { try CalibrationProfile(json: Data($0.utf8), file: "\(path), profile \(id)") }
  }

  /// What the times of a run's operators rest on, pool by pool.
  public func operators(ofRun id: Int64) throws -> [(pool: Int, part: String, operation: String, basis: OperatorCoverage.Basis)] {
    try StoreError.translating(path) {
      try queue.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM runOperator WHERE run = ? ORDER BY pool, position", arguments: [id]).map { row in
          let row = StoredRow(row)
          let basis: String = try row("basis")
          return (try row("pool"), try row("part"), try row("operation"), OperatorCoverage.Basis(rawValue: basis) ?? .roofline)
        }
      }
    }
  }

  /// The number of the profile with a digest; nil where there is none.
  private static func profile(of digest: String, _ db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM calibrationProfile WHERE digest = ?"), arguments: [digest])
  }

  private static func insert(
    _ profile: CalibrationProfile, kind: StoredProfile.Kind, json: Data, digest: String, _ db: Database
  ) throws -> Int64 {
    try db.execute(
      sql: """
        INSERT INTO calibrationProfile (name, digest, accelerator, kind, schema, date, source, software, licence, machine, library, json)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        profile.id, digest, profile.accelerator, kind.rawValue, CalibrationProfile.schema, profile.date, profile.origin.source,
        profile.origin.software, profile.origin.licence, profile.machine, profile.library, String(decoding: json, as: UTF8.self),
      ])
    return db.lastInsertedRowID
  }

  private static func insert(_ one: OperatorAccuracy, profile: Int64, _ position: Int, _ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO calibrationResidual VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        profile, position, one.kind.rawValue, one.variant, one.format?.rawValue, one.residuals.rows, one.residuals.heldOutRows,
        one.residuals.heldOutShapes, one.residuals.medianError, one.residuals.p90Error, one.residuals.worstError,
      ])
  }
}
