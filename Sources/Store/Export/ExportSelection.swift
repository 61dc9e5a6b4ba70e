import GRDB
import Kernel

/// What of a database is exported.
public struct ExportSelection: Hashable, Sendable {
  /// Runs by their numbers.
  public var runs: [Int64]
  /// Sweeps by their numbers; their runs count only where ``runs`` has them.
  public var sweeps: [Int64]
  /// Plans by their numbers.
  public var plans: [Int64]
  /// Whether the runs behind plans are all that there are, those of layouts that do not hold among them; otherwise those of the plans'
  /// layouts.
  public var hasAllTrials: Bool

  /// A selection.
  public init(runs: [Int64] = [], sweeps: [Int64] = [], plans: [Int64] = [], hasAllTrials: Bool = false) {
    self.runs = Set(runs).sorted()
    self.sweeps = Set(sweeps).sorted()
    self.plans = Set(plans).sorted()
    self.hasAllTrials = hasAllTrials
  }

  /// Whether there is nothing to export.
  public var isEmpty: Bool { runs.isEmpty && sweeps.isEmpty && plans.isEmpty }
}

extension ResultStore {
  /// All that there is to export: finished runs, sweeps and plans.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func wholeSelection() throws -> ExportSelection {
    try read { db in
      try ExportSelection(
        runs: Int64.fetchAll(db, sql: "SELECT id FROM run WHERE status = 'finished'"),
        sweeps: Int64.fetchAll(db, sql: "SELECT id FROM sweep"),
        plans: Int64.fetchAll(db, sql: "SELECT id FROM plan"), hasAllTrials: true)
    }
  }

  /// The finished runs of sweeps.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func runs(ofSweeps sweeps: [Int64]) throws -> [Int64] {
    try read { db in
      try Int64.fetchAll(db, sql: "SELECT DISTINCT run FROM sweepRun WHERE sweep IN (\(Self.commaSeparated(sweeps))) ORDER BY run")
    }
  }

  /// What of a selection is there, and what is not. Where runs, sweeps or plans are chosen, one of them is there at least.
  ///
  /// - Throws: ``InputError`` naming the first that is missing of a kind of which none is there.
  public func present(_ selection: ExportSelection) throws -> (there: ExportSelection, missing: ExportSelection) {
    var (there, missing) = (selection, ExportSelection())
    let kinds: [(table: String, numbers: WritableKeyPath<ExportSelection, [Int64]>)] = [
      ("run", \.runs), ("sweep", \.sweeps), ("plan", \.plans),
    ]
    for (table, numbers) in kinds where !selection[keyPath: numbers].isEmpty {
      let wanted = Self.commaSeparated(selection[keyPath: numbers])
      let found = Set(try read { try Int64.fetchAll($0, sql: "SELECT id FROM \(table) WHERE id IN (\(wanted))") })
      if found.isEmpty { try check(selection) }
      there[keyPath: numbers] = selection[keyPath: numbers].filter(found.contains)
      missing[keyPath: numbers] = selection[keyPath: numbers].filter { !found.contains($0) }
    }
    return (there, missing)
  }

  /// Refuses runs, sweeps and plans that are not there.
  ///
  /// - Throws: ``InputError`` naming the first that is missing.
  func check(_ selection: ExportSelection) throws {
    let kinds = [("run", selection.runs), ("sweep", selection.sweeps), ("plan", selection.plans)]
    for (kind, numbers) in kinds where !numbers.isEmpty {
      let found = try read { try Int64.fetchAll($0, sql: "SELECT id FROM \(kind) WHERE id IN (\(Self.commaSeparated(numbers)))") }
      if let missing = numbers.first(where: { !found.contains($0) }) {
        throw InputError("there is no \(kind) \(missing)", file: path, remedy: "'windtunnel list \(kind)s' shows those there are")
      }
    }
  }

  /// The resolved scenarios of runs and plans, each once by its hash.
  func scenarios(of selection: ExportSelection) throws -> [(hash: String, text: String)] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT scenarioHash, min(scenario) AS scenario FROM (
            SELECT scenarioHash, scenario FROM run WHERE id IN (\(Self.commaSeparated(selection.runs)))
            UNION ALL SELECT scenarioHash, scenario FROM plan WHERE id IN (\(Self.commaSeparated(selection.plans)))
          ) GROUP BY scenarioHash ORDER BY scenarioHash
          """
      ).map(StoredRow.init).map { (try $0("scenarioHash"), try $0("scenario")) }
    }
  }

  /// Numbers with commas between, as SQL takes them.
  static func commaSeparated(_ numbers: [Int64]) -> String { numbers.map(String.init).joined(separator: ", ") }
}
