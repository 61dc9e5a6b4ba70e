import GRDB
import Hardware
import Kernel
import Store
import Testing

@Suite("Calibration in the database")
struct ProfileTests {
  private static let profile: CalibrationProfile = {
    guard let entry = ProfileCatalog.entry(named: "rtx4090") else { preconditionFailure("the profile ships") }
    return entry.profile
  }()

  @Test("a profile comes back as it was stored, with a row for each operator, and stands there once")
  func roundTrip() throws {
    try Example.withStore { store in
      let id = try store.store(ProfileDocument(Self.profile), kind: .shipped)
      #expect(try store.store(ProfileDocument(Self.profile), kind: .shipped) == id)
      let stored = try store.profiles()
      #expect(stored.count == 1 && stored[0].name == "rtx4090" && stored[0].kind == .shipped)
      #expect(stored[0].digest == Self.profile.digest.hexadecimal)
      #expect(try store.profile(id) == Self.profile)
      #expect(try store.profile(id + 1) == nil)
      let rows = try store.rows("SELECT operator, heldOutRows, medianError FROM calibrationResidual ORDER BY position")
      #expect(rows == Self.profile.accuracyTable.map { "\($0.kind.rawValue)|\($0.residuals.heldOutRows)|\($0.residuals.medianError)" })
    }
  }

  @Test("a run is tied to the residuals of the profile that it names, and says what its operators rest on")
  func runs() throws {
    try Example.withStore { store in
      try store.store(ProfileDocument(Self.profile), kind: .shipped)
      var provenance = Example.provenance()
      provenance.calibration = "rtx4090@\(Self.profile.digest.hexadecimal)"
      let coverage = [
        OperatorCoverage(part: .head, operation: "product 4096 x 128256", basis: .measured),
        OperatorCoverage(part: .embedding, operation: "embedding", basis: .roofline),
      ]
      let run = try store.beginRun(provenance, cluster: Example.cluster, operators: [coverage]).run
      let found = try store.operators(ofRun: run)
      #expect(found.map(\.operation) == coverage.map(\.operation) && found.map(\.basis) == [.measured, .roofline])
      let residuals = try store.rows("SELECT count(*) FROM runResidual WHERE run = \(run)")
      #expect(residuals == ["\(Self.profile.accuracyTable.count)"])
      _ = try store.beginRun(Example.provenance(), cluster: Example.cluster)
      #expect(try store.rows("SELECT count(DISTINCT run) FROM runResidual") == ["1"], "the other run is on the roofline")
      try store.execute("DELETE FROM run")
      #expect(try store.rows("SELECT count(*) FROM runOperator") == ["0"])
    }
  }

  @Test(
    "rows that break an invariant are refused",
    arguments: [
      "UPDATE calibrationProfile SET digest = 'abc'", "UPDATE calibrationProfile SET kind = 'guessed'",
      "UPDATE calibrationResidual SET medianError = -0.1", "INSERT INTO runOperator VALUES (1, 0, 0, 'head', 'head', 'guessed')",
      "INSERT INTO runOperator VALUES (1, 7, 0, 'head', 'head', 'measured')", "UPDATE replica SET cacheHitTokens = -1",
    ])
  func checks(sql: String) throws {
    try Example.withStore { store in
      try store.store(ProfileDocument(Self.profile), kind: .imported)
      _ = try Example.storeRun(in: store)
      let error = #expect(throws: DatabaseError.self) { try store.execute(sql) }
      #expect(error?.resultCode == .SQLITE_CONSTRAINT)
    }
  }

  @Test("a database opened for reading only takes no profile")
  func readOnly() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      try ResultStore.open(writingTo: path).close()
      let store = try ResultStore.open(readingFrom: path)
      #expect(throws: InputError.self) { try store.store(ProfileDocument(Self.profile), kind: .shipped) }
    }
  }
}
