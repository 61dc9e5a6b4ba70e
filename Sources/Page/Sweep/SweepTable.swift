import Metrics
import Report
import Study

/// The cells of a sweep, the best first, to be sorted and to be cut down by their values.
struct SweepTable {
  private let page: SweepPage

  init(_ page: SweepPage) { self.page = page }

  /// Cells of a table; those beyond are in the database, and `windtunnel sweep --all` shows them.
  private static let mostRows = 200
  /// Cells that cannot be, likewise.
  private static let mostFaults = 60

  var section: PageSection {
    var blocks: [PageBlock] = []
    if rows.count > 1 { blocks.append(.markup(SweepControls(page).filters)) }
    let all = page.ranking.ranked.count + page.ranking.untold.count
    let cut = all > rows.count ? "; the first \(rows.count) of \(NumberText.count(all)), the others are in the database" : ""
    blocks.append(.table(table, caption: "Cells, the best by \(MeasureText.name(page.ranking.measure)) first\(cut)", isSortable: true))
    let faults = page.ranking.impossible
    if !faults.isEmpty {
      let more = faults.count > Self.mostFaults ? "; the first \(Self.mostFaults) of \(NumberText.count(faults.count))" : ""
      let reasons = DataTable(
        [DataTable.Column("cell", key: "cell", isNumber: false), DataTable.Column("why not", key: "fault", isNumber: false)],
        faults.prefix(Self.mostFaults).map { row in
          DataTable.Row([DataTable.Cell(page.words(row.cell)), DataTable.Cell(row.fault?.message ?? "")])
        })
      blocks.append(
        .folded(
          "\(NumberText.count(faults.count)) cells that cannot be",
          [.table(reasons, caption: "Cells that cannot be\(more)", isSortable: false)]))
    }
    return PageSection("cells", "Cells", blocks)
  }

  private var rows: [SweepRow] { Array((page.ranking.ranked + page.ranking.untold).prefix(Self.mostRows)) }

  private var table: DataTable {
    let judged = rows.contains { $0.results?.objectiveIsMet != nil }
    let rejects = rows.contains { ($0.results?.rejectedShare ?? 0) > 0 }
    let others = VariantTable.columns.filter { $0.measure != page.ranking.measure }
    var columns = page.keys.map { DataTable.Column($0.title, key: $0.path, isNumber: $0.numbers != nil) }
    columns.append(DataTable.Column(MeasureText.title(page.ranking.measure), key: page.ranking.measure.word))
    if judged { columns.append(DataTable.Column("objective", key: "objective", isNumber: false)) }
    if rejects { columns.append(DataTable.Column("rejected", key: "rejected_share")) }
    columns += others.map { DataTable.Column($0.title, key: $0.measure.word) }
    return DataTable(
      columns,
      rows.map { row in
        guard let results = row.results else { return DataTable.Row(columns.map { _ in DataTable.Cell("-") }) }
        func figure(_ measure: Measure) -> DataTable.Cell {
          DataTable.Cell(results.mean(of: measure)) { _ in Survivors.mark(MeasureText.value(measure, results), measure.metric, results) }
        }
        var cells = page.keys.map { key -> DataTable.Cell in
          let text = row.cell.value(of: key.path) ?? ""
          guard let numbers = key.numbers, let place = key.place(of: row.cell) else { return DataTable.Cell(text) }
          return DataTable.Cell(numbers[place]) { _ in text }
        }
        cells.append(figure(page.ranking.measure))
        if judged { cells.append(DataTable.Cell(Verdict(results).short)) }
        if rejects { cells.append(DataTable.Cell(results.rejectedShare) { $0 == 0 ? "0" : NumberText.percent($0) }) }
        return DataTable.Row(cells + others.map { figure($0.measure) }, isMuted: results.objectiveIsMet == false)
      })
  }
}
