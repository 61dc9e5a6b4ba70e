import Kernel

/// A table for the terminal that never wraps: where it is too wide, the columns that matter least are left out.
package struct TextTable {
  /// A column.
  package struct Column {
    /// Its heading.
    package var title: String
    /// What it is called where it does not stand beside others that say so.
    package var name: String
    /// Whether it stands to the right, as numbers do.
    package var isNumber = true
    /// How much it matters; nil for a column that always stays.
    package var weight: Int?
    /// The tone of a cell; nil for a column without.
    package var tone: (@Sendable (String) -> Ink.Tone?)?

    package init(
      _ title: String, name: String? = nil, isNumber: Bool = true, weight: Int? = nil, tone: (@Sendable (String) -> Ink.Tone?)? = nil
    ) {
      self.title = title
      self.name = name ?? title.withoutTrailingBlanks
      self.isNumber = isNumber
      self.weight = weight
      self.tone = tone
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []
  /// The tones of single cells of each row, by the number of the column.
  private var tones: [[Int: Ink.Tone]] = []
  private let showsHeading: Bool

  /// A table of the given columns.
  package init(_ columns: [Column], showsHeading: Bool = true) {
    self.columns = columns
    self.showsHeading = showsHeading
  }

  /// Adds a row, a cell for each column. `tones` are those of single cells, by the number of the column; the others have their column's.
  package mutating func add(_ cells: [String], tones: [Int: Ink.Tone] = [:]) {
    precondition(cells.count == columns.count, "a row with another number of cells than columns")
    rows.append(cells.map { $0.showingControls() })
    self.tones.append(tones)
  }

  /// The headings, where they are shown, and the rows.
  private var lines: [[String]] { (showsHeading ? [columns.map(\.title)] : []) + rows }

  private func widths() -> [Int] {
    let lines = lines
    return columns.indices.map { column in lines.map { $0[column].columns }.max() ?? 0 }
  }

  private static func total(_ shown: [Int], _ widths: [Int]) -> Int { shown.reduce(2 * max(0, shown.count - 1)) { $0 + widths[$1] } }

  /// The columns that there is room for.
  private func shown(_ widths: [Int], width: Int) -> [Int] {
    var shown = columns.indices.filter { widths[$0] > 0 }
    while Self.total(shown, widths) > width,
      let least = shown.filter({ columns[$0].weight != nil }).min(by: { columns[$0].weight! < columns[$1].weight! })
    {
      shown.removeAll { $0 == least }
    }
    return shown
  }

  /// The table within so many columns of text. A first column that is still too wide is cut.
  package func text(width: Int, ink: Ink = .none) -> String {
    var widths = widths()
    let shown = shown(widths, width: width)
    let total = Self.total(shown, widths)
    if total > width, let widest = shown.filter({ !columns[$0].isNumber }).max(by: { widths[$0] < widths[$1] }) {
      widths[widest] = max(8, widths[widest] - (total - width))
    }
    let headings = showsHeading ? 1 : 0
    return lines.enumerated().map { index, row in
      shown.map { column in
        let own = index < headings ? nil : tones[index - headings][column] ?? columns[column].tone?(row[column])
        return cell(row[column], column, widths[column], isLast: column == shown.last, tone: own, ink: ink)
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// What is to be said below the table: the columns for which there was no room, and how to see them; nil where there was room for all.
  /// `otherwise` names another way to see them, such as `--format json`.
  package func leftOut(width: Int, otherwise: String? = nil) -> String? {
    let widths = widths()
    let all = columns.indices.filter { widths[$0] > 0 }
    let shown = shown(widths, width: width)
    let names = all.filter { !shown.contains($0) }.map { columns[$0].name }.filter { !$0.isEmpty }
    if names.isEmpty { return nil }
    let other = otherwise.map { ", and so does \($0)" } ?? ""
    return TextLayout.paragraph(
      "",
      "Left out at \(width) columns: \(names.joined(separator: ", ")). COLUMNS=\(Self.total(all, widths)) or as wide a window shows all"
        + "\(other).", width: width)
  }

  /// The table, and what is to be said of columns that are left out, with `gap` between the two.
  package func told(width: Int, ink: Ink = .none, otherwise: String? = nil, gap: String = "\n") -> String {
    text(width: width, ink: ink) + (leftOut(width: width, otherwise: otherwise).map { gap + ink.paint($0, .faint) } ?? "")
  }

  /// The table of a list, where `namesLeftOut` with what ``leftOut(width:otherwise:)`` says, below an empty line: a list that another program
  /// reads has nothing but its lines.
  package func list(width: Int, namesLeftOut: Bool) -> String { namesLeftOut ? told(width: width, gap: "\n\n") : text(width: width) }

  private func cell(_ text: String, _ column: Int, _ width: Int, isLast: Bool, tone: Ink.Tone?, ink: Ink) -> String {
    let cut = text.cut(to: width)
    let space = String(repeating: " ", count: width - cut.columns)
    let marked = ink.paint(cut, tone)
    if columns[column].isNumber { return space + marked }
    return isLast ? marked : marked + space
  }
}
