import Kernel

/// A table for the terminal that never wraps: where it is too wide, the columns that matter least are left out.
package struct TextTable {
  /// A column.
  package struct Column {
    /// Its heading.
    package var title: String
    /// Whether it stands to the right, as numbers do.
    package var isNumber = true
    /// How much it matters; nil for a column that always stays.
    package var weight: Int?

    package init(_ title: String, isNumber: Bool = true, weight: Int? = nil) {
      self.title = title
      self.isNumber = isNumber
      self.weight = weight
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []
  private let showsHeading: Bool

  /// A table of the given columns.
  package init(_ columns: [Column], showsHeading: Bool = true) {
    self.columns = columns
    self.showsHeading = showsHeading
  }

  /// Adds a row, a cell for each column.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row with another number of cells than columns")
    rows.append(cells.map { $0.showingControls() })
  }

  /// The table within so many columns of text. A first column that is still too wide is cut.
  package func text(width: Int) -> String {
    let all = (showsHeading ? [columns.map(\.title)] : []) + rows
    var widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    var shown = columns.indices.filter { widths[$0] > 0 }
    func total() -> Int { shown.reduce(2 * max(0, shown.count - 1)) { $0 + widths[$1] } }
    while total() > width, let least = shown.filter({ columns[$0].weight != nil }).min(by: { columns[$0].weight! < columns[$1].weight! }) {
      shown.removeAll { $0 == least }
    }
    if total() > width, let widest = shown.filter({ !columns[$0].isNumber }).max(by: { widths[$0] < widths[$1] }) {
      widths[widest] = max(8, widths[widest] - (total() - width))
    }
    return all.map { row in shown.map { cell(row[$0], $0, widths[$0], isLast: $0 == shown.last) }.joined(separator: "  ") }.joined(
      separator: "\n")
  }

  private func cell(_ text: String, _ column: Int, _ width: Int, isLast: Bool) -> String {
    let text = text.count > width ? text.prefix(width - 1) + "…" : text[...]
    let space = String(repeating: " ", count: width - text.count)
    if columns[column].isNumber { return space + text }
    return isLast ? String(text) : text + space
  }
}
