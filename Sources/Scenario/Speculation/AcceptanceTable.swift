import Kernel
import Serving

/// Measured tables of how many tokens steps emit, by length of draft: a CSV file.
struct AcceptanceTable {
  private let table: CSVTable

  private static let required = ["draft_tokens", "share_emit_1"]
  private static let mostBytes = 1 << 20

  /// Reads a table.
  ///
  /// - Throws: ``InputError`` with file and line.
  init(path: String) throws(InputError) {
    let bytes: [UInt8]
    do { bytes = try RegularFile.bytes(of: path, limit: Self.mostBytes) } catch {
      throw InputError(error.message, file: path, remedy: error.remedy)
    }
    if bytes.count > Self.mostBytes { throw InputError("a table of more than a megabyte", file: path, remedy: "the rows that are needed") }
    table = try CSVTable(String(decoding: bytes, as: UTF8.self), file: path, required: Self.required)
  }

  /// What was measured on a data set with a method, in rising order of the lengths of drafts; nil where the table has but one.
  ///
  /// - Throws: ``InputError`` where the table has none, or several and none is chosen, and with the line of a row that cannot be.
  func rows(dataset: String?, method: String?) throws(InputError) -> [EmittedShares] {
    var rows = table.rows
    for (column, name) in [("dataset", dataset), ("method", method)] { rows = try Self.chosen(name, column, of: rows, in: table) }
    var measured: [EmittedShares] = []
    for row in rows {
      let shares = try Self.shares(row, of: table)
      if measured.contains(where: { $0.tokens == shares.tokens }) {
        throw row.fault("drafts of \(shares.tokens) tokens are measured twice", remedy: "one row for each length of draft")
      }
      do { try shares.check() } catch { throw row.fault(error.message, remedy: error.remedy) }
      measured.append(shares)
    }
    return measured.sorted { $0.tokens < $1.tokens }
  }

  private static func shares(_ row: CSVRow, of table: CSVTable) throws(InputError) -> EmittedShares {
    let tokens = try row.requiredWhole("draft_tokens", in: 0...SpeculationRules.mostTokens)
    var shares: [Double] = []
    for emitted in 1...tokens + 1 {
      let column = "share_emit_\(emitted)"
      guard table.columns.contains(column) else {
        throw row.fault("drafts of \(tokens) tokens, and no column '\(column)'", remedy: "a column for each number of tokens emitted")
      }
      shares.append(try row.number(column) ?? 0)
    }
    return EmittedShares(tokens: tokens, shares: shares)
  }

  /// The rows of one name in a column.
  private static func chosen(_ name: String?, _ column: String, of rows: [CSVRow], in table: CSVTable) throws(InputError) -> [CSVRow] {
    guard table.columns.contains(column) else {
      guard let name else { return rows }
      throw InputError("no column '\(column)' in which '\(name)' could stand", file: table.file, line: 1, remedy: "leave '\(column)' out")
    }
    var names: [String] = []
    for row in rows where !names.contains(row[column]) { names.append(row[column]) }
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    if let name {
      if names.contains(name) { return rows.filter { $0[column] == name } }
      throw InputError("no row whose \(column) is '\(name)'", file: table.file, remedy: "one of \(list)")
    }
    if names.count > 1 {
      throw InputError("rows of several in '\(column)'", file: table.file, remedy: "'acceptance.\(column)': one of \(list)")
    }
    return rows
  }
}
