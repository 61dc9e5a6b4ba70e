import Kernel

/// What varies among the cells of a sweep, by name: of a sweep that is to run, and of one that is stored.
public struct SweepColumns: Sendable {
  /// What varies: paths, and names of files with whole settings.
  public let columns: [String]
  private let cells: [SweepCell]

  /// The columns of cells.
  package init(_ columns: [String], of cells: [SweepCell]) {
    self.columns = columns
    self.cells = cells
  }

  /// The column that a word names: its whole path, or as many of its last parts as it takes to tell it from the others.
  ///
  /// - Throws: ``InputError`` for a word that names none or several.
  public func column(named word: String) throws(InputError) -> String {
    if columns.contains(word) { return word }
    let ending = columns.filter { $0.hasSuffix("." + word) }
    if ending.count == 1 { return ending[0] }
    if ending.count > 1 {
      throw InputError("'\(word.shortened)' can be \(ending.joined(separator: " or "))", remedy: "write the whole path")
    }
    throw InputError(
      "nothing called '\(word.shortened)' varies",
      remedy: Nearest.hint(word, among: columns) ?? "there \(columns.count == 1 ? "is" : "are") \(columns.joined(separator: ", "))")
  }

  /// The values that a text chooses, such as `scheduler=fcfs,replicas=2`.
  ///
  /// - Throws: ``InputError`` for a key or a value that no cell has.
  public func choice(_ text: String) throws(InputError) -> [VariedValue] {
    var chosen: [VariedValue] = []
    for piece in TopLevelText.pieces(text, at: ",") {
      guard let equals = piece.firstIndex(of: "=") else {
        throw InputError("'\(piece.shortened)' chooses no cell", remedy: "write keys with values, such as scheduler=fcfs,replicas=2")
      }
      let column = try self.column(named: String(piece[..<equals].trimmingSpaces))
      let value = String(piece[piece.index(after: equals)...].trimmingSpaces)
      let all = values(of: column)
      guard all.contains(value) else {
        // Of two numbers neither is a slip of the pen for the other.
        let hint = value.first?.isNumber == true ? nil : Nearest.hint(value, among: all)
        throw InputError(
          "'\(column)' is nowhere '\(value.shortened)'", remedy: hint ?? "one of \(all.joined(separator: ", "))")
      }
      if chosen.contains(where: { $0.path == column }) { throw InputError("'\(column)' is chosen twice", remedy: "keep one of its values") }
      chosen.append(VariedValue(path: column, text: value))
    }
    return chosen
  }

  /// The values of a column, in the order of the cells.
  public func values(of column: String) -> [String] {
    var values: [String] = []
    for cell in cells {
      if let value = cell.value(of: column), !values.contains(value) { values.append(value) }
    }
    return values
  }
}

extension SweepGrid {
  private var named: SweepColumns { SweepColumns(columns, of: cells) }

  /// The column that a word names.
  ///
  /// - Throws: ``InputError`` as ``SweepColumns/column(named:)``.
  public func column(named word: String) throws(InputError) -> String { try named.column(named: word) }

  /// The values that a text chooses.
  ///
  /// - Throws: ``InputError`` as ``SweepColumns/choice(_:)``.
  public func choice(_ text: String) throws(InputError) -> [VariedValue] { try named.choice(text) }

  /// The values of a column, in the order of the grid.
  public func values(of column: String) -> [String] { named.values(of: column) }
}

extension SweepCell {
  /// Its value in a column; nil where there is no such column.
  public func value(of column: String) -> String? { values.first { $0.path == column }?.text }
}
