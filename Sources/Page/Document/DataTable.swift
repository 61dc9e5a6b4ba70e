/// A table of a page: what is behind a figure, or a list of things to compare. It is shown in the page and written as CSV.
package struct DataTable: Hashable, Sendable {
  /// A column.
  package struct Column: Hashable, Sendable {
    /// Its heading, with the unit where there is one.
    package var title: String
    /// Its name in a CSV file: as in the exported tables, the unit last.
    package var key: String
    /// Whether it has numbers, which are aligned at their end.
    package var isNumber: Bool

    /// A column.
    package init(_ title: String, key: String, isNumber: Bool = true) {
      self.title = title
      self.key = key
      self.isNumber = isNumber
    }
  }

  /// A cell.
  package struct Cell: Hashable, Sendable {
    /// What is shown.
    package var text: String
    /// The number behind it, which it is sorted by and written with; nil of a text, and of a number that is not known.
    package var value: Double?
    /// What is said where one points at it.
    package var note: String?

    /// A text.
    package init(_ text: String, note: String? = nil) {
      self.text = text
      self.note = note
    }

    /// A number; where there is none a dash is shown.
    package init(_ value: Double?, _ text: (Double) -> String, note: String? = nil) {
      self.value = value.flatMap { $0.isFinite ? $0 : nil }
      self.text = self.value.map(text) ?? "-"
      self.note = note
    }
  }

  /// A row.
  package struct Row: Hashable, Sendable {
    /// Its cells, one a column.
    package var cells: [Cell]
    /// What the page's script calls it, where it can be chosen.
    package var choice: Int?
    /// Whether it is of less weight, such as a layout that does not hold.
    package var isMuted: Bool

    /// A row.
    package init(_ cells: [Cell], choice: Int? = nil, isMuted: Bool = false) {
      self.cells = cells
      self.choice = choice
      self.isMuted = isMuted
    }
  }

  /// The columns.
  package var columns: [Column]
  /// The rows.
  package var rows: [Row]

  /// A table.
  ///
  /// - Precondition: every row has a cell for each column.
  package init(_ columns: [Column], _ rows: [Row]) {
    precondition(rows.allSatisfy { $0.cells.count == columns.count }, "a row of another length than the table")
    self.columns = columns
    self.rows = rows
  }

  // MARK: HTML

  /// A text of more characters is broken into lines however narrow the page is.
  private static let longText = 24

  /// The table for a page; one that can be sorted has buttons in its head.
  package func markup(caption: String, isSortable: Bool = false) -> Markup {
    let head = columns.map { column -> Markup in
      let title = isSortable ? Markup.element("button", ["type": "button"], column.title) : Markup(column.title)
      return .element("th", ["scope": "col", "class": column.isNumber ? "number" : nil], [title])
    }
    let body = rows.map { row -> Markup in
      let cells = zip(columns, row.cells).map { column, cell in
        Markup.element(
          "td",
          [
            "class": column.isNumber ? "number" : cell.text.count > Self.longText ? "long" : nil, "title": cell.note,
            "data-value": isSortable ? cell.value.map { "\($0)" } : nil,
          ], cell.text)
      }
      return .element(
        "tr",
        [
          "class": row.isMuted ? "muted" : nil, "data-choice": row.choice.map { "\($0)" }, "tabindex": row.choice == nil ? nil : "0",
        ], cells)
    }
    let table = Markup.element(
      "table", ["class": isSortable ? "sortable" : nil],
      [
        .element("caption", [:], caption), .element("thead", [:], [.element("tr", [:], head)]), .element("tbody", [:], body),
      ])
    // Wider than the page it can be scrolled, with keys as well.
    return .element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption], [table])
  }
}
