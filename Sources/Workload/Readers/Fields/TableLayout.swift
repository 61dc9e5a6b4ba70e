import Kernel

/// Which column of a CSV file holds which field, by the names that tools of the field use or that a user gives.
struct TableLayout {
  /// The columns' names.
  let names: [String]
  /// What each column is read as; nil for those that are passed over.
  private(set) var fields: [TraceField?]

  /// The columns of known names; nil where a header names no prompt or no output.
  ///
  /// - Throws: ``InputError`` where a column stands twice.
  init?(header: [String], readsAdapters: Bool = false) throws {
    var places = FieldNames.places(in: header)
    if !readsAdapters { places[.adapter] = nil }
    guard places[.prompt] != nil, places[.output] != nil else { return nil }
    names = header
    fields = Array(repeating: nil, count: header.count)
    // Errors of a CSV file stand in columns of text, and say nothing that a length does not.
    for (field, place) in places where field != .failure { fields[place] = field }
    for (place, field) in fields.enumerated() where field != nil { try Self.checkOnce(header[place], in: header) }
  }

  /// The columns that a user names.
  ///
  /// - Throws: ``InputError`` where there is no such column, or it stands twice.
  init(header: [String], _ columns: TraceColumns) throws {
    names = header
    fields = Array(repeating: nil, count: header.count)
    for field in TraceField.chosen {
      guard let wanted = columns[field] else { continue }
      guard let place = header.firstIndex(of: wanted) ?? header.firstIndex(where: { $0.lowercased() == wanted.lowercased() }) else {
        throw InputError(
          "there is no column '\(wanted)'",
          remedy: Nearest.hint(wanted, among: header) ?? "the columns are \(RowNotes.list(header))")
      }
      guard fields[place] == nil else { throw InputError("the column '\(wanted)' is named for two fields", remedy: "keep one") }
      try Self.checkOnce(header[place], in: header)
      fields[place] = field
    }
  }

  private static func checkOnce(_ name: String, in header: [String]) throws {
    if header.count(where: { $0.lowercased() == name.lowercased() }) > 1 {
      throw InputError("the column '\(name)' stands twice in the header", remedy: "keep one")
    }
  }

  /// The name of each field's column.
  var namesOfFields: [TraceField: String] {
    var found: [TraceField: String] = [:]
    for (name, field) in zip(names, fields) { if let field { found[field] = name } }
    return found
  }

  /// The same without the fields by which turns wait for each other.
  var withoutWaiting: TableLayout {
    var copy = self
    copy.fields = fields.map { field in field.map(TraceField.ofSessions.contains) ?? false ? nil : field }
    return copy
  }

  /// The name of a field's column; nil where there is none.
  func name(of field: TraceField) -> String? { fields.firstIndex(of: field).map { names[$0] } }

  /// The names of the columns that are not read.
  var passedOver: [String] { zip(names, fields).filter { $0.1 == nil }.map(\.0) }

  /// Whether a row holds more than Azure's, BurstGPT's and canonical rows do, or it in other words.
  var holdsMore: Bool {
    fields.contains { $0 == .images || $0 == .session || $0 == .delay || $0 == .turn || $0 == .previous || $0 == .adapter }
  }

  /// What is read from where, in words.
  func words(_ unit: TimeUnit) -> String {
    let parts = [(TraceField.time, " (\(unit.words))"), (.prompt, ""), (.output, ""), (.blocks, "")].compactMap { field, behind in
      name(of: field).map { "\(field.rawValue) '\($0)'\(behind)" }
    }
    return "columns read: " + parts.joined(separator: ", ")
  }
}
