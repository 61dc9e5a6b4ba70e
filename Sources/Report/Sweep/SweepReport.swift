import Metrics
import Scenario
import Study

/// What `windtunnel sweep` says when it is over: the best cell first, and how the others stand to it.
package struct SweepReport {
  /// What a reader asked to see.
  package struct Options {
    /// Whether every cell has a line.
    package var showsAll: Bool
    /// A column of which each value is to have its best cell.
    package var group: String?
    /// The database that the runs belong into; nil where nothing was stored.
    package var store: String?
    /// How the search went, where there was one.
    package var course: SearchCourse?
    /// How verdicts and notes are marked.
    package var ink: Ink

    package init(
      showsAll: Bool = false, group: String? = nil, store: String? = nil, course: SearchCourse? = nil, ink: Ink = .none
    ) {
      (self.showsAll, self.group, self.store, self.course, self.ink) = (showsAll, group, store, course, ink)
    }
  }

  private let sweep: SweepStudy
  private let ranking: SweepRanking
  private let comparison: SweepComparison?
  private let options: Options

  /// Lines that a table has where not all are asked for.
  private static let shownRows = 10
  /// Notes on what figures rest on that are shown likewise.
  private static let shownNotes = 4

  /// A report on a sweep that is over, its cells ranked, and compared where that was asked for.
  package init(_ sweep: SweepStudy, _ ranking: SweepRanking, comparison: SweepComparison? = nil, options: Options = Options()) {
    (self.sweep, self.ranking, self.comparison, self.options) = (sweep, ranking, comparison, options)
  }

  /// The report within so many columns.
  package func text(width: Int) -> String {
    let blocks = [heading(width), table(width), notes(width), options.ink.paint(stored, .faint)]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  // MARK: Heading

  private func heading(_ width: Int) -> String {
    var lines = [TextLayout.paragraph("Sweep", SweepText.extent(of: sweep, impossible: ranking.impossible.count), width: width)]
    if let because = sweep.sweep.grid.base.because { lines.append(TextLayout.paragraph("Because", because, width: width)) }
    if let course = options.course { lines.append(TextLayout.paragraph("Search", SweepText.course(course, of: sweep), width: width)) }
    if let best = ranking.ranked.first, let results = best.results {
      let (phrase, tone) = Verdict(results).phrase
      let text = TextLayout.paragraph("Best", "\(figure(best)); \(Verdict(results).sentence)", width: width)
      lines.append(options.ink.paint(phrase, tone, in: text))
      if results.objectiveIsMet == false { lines.append(TextLayout.paragraph("Best that", holding, width: width)) }
    }
    if !differ, let price = prices(ranking.ranked).first.flatMap(\.self) {
      lines.append(TextLayout.paragraph("Cluster", price.text(), width: width))
    }
    let seeds = ranking.ranked.first?.results?.runs.count ?? 1
    if seeds > 1 {
      lines.append(TextLayout.paragraph("Seeds", "\(seeds): means over the seeds ± half a 95 % interval", width: width))
    } else if ranking.ranked.first?.results?.usesSeed == false && sweep.sweep.grid.base.run.seeds.count > 1 {
      lines.append(TextLayout.paragraph("Seeds", "nothing is drawn here, so one run speaks for all seeds", width: width))
    }
    return lines.joined(separator: "\n")
  }

  /// A cell with what it was ranked by, such as `good/s 24.3 ± 0.3: scheduler fcfs, rate 29 req/s`.
  private func figure(_ row: SweepRow) -> String {
    let text = row.results.map { Survivors.mark(MeasureText.value(ranking.measure, $0), ranking.measure.metric, $0) } ?? "-"
    return "\(MeasureText.title(ranking.measure)) \(text): \(values(row.cell))"
  }

  /// The best of the cells that meet the objective, where the best of all does not.
  private var holding: String {
    let holding = ranking.ranked.filter { $0.results?.objectiveIsMet == true }
    guard let best = holding.first else { return "meets the objective: none of the \(SweepText.count(ranking.ranked.count, "cell"))" }
    return "meets the objective (\(holding.count) of \(SweepText.count(ranking.ranked.count, "cell"))): \(figure(best))"
  }

  private func values(_ cell: SweepCell) -> String {
    zip(PathTitles.titles(of: cell.values.map(\.path)), cell.values).map { "\($0) \($1.text)" }.joined(separator: ", ")
  }

  // MARK: Table

  /// The rows that are shown.
  private var rows: [SweepRow] {
    let all = ranking.ranked + ranking.untold
    if let group = options.group {
      let values = sweep.sweep.grid.values(of: group)
      if !options.showsAll { return ranking.best(of: values, in: group) }
      return values.flatMap { value in all.filter { $0.cell.value(of: group) == value } }
    }
    return options.showsAll ? all : Array(all.prefix(Self.shownRows))
  }

  /// The columns that tell cells apart; one that is the same in all of them is named in the heading alone.
  private var variedColumns: [String] {
    let grid = sweep.sweep.grid
    let telling = grid.columns.filter { column in
      let first = grid.cells.first?.value(of: column)
      return grid.cells.contains { $0.value(of: column) != first }
    }
    return telling.isEmpty ? grid.columns : telling
  }

  /// What the cluster of each row costs.
  private func prices(_ rows: [SweepRow]) -> [FleetPrice?] { rows.map { $0.prepared.map { FleetPrice($0.clusterDescription) } } }

  /// Whether the clusters of the cells differ in number or price.
  private var differ: Bool { FleetPrice.differ(prices(ranking.ranked + ranking.untold)) }

  private func table(_ width: Int) -> String {
    let rows = rows.filter { $0.results != nil }
    let differ = differ
    let shown = rows.compactMap(\.results)
    let rejects = shown.contains { $0.rejectedShare > 0 }
    let judged = shown.contains { $0.objectiveIsMet != nil }
    let leavesOff = rows.contains { $0.leftOff != nil }
    let others = VariantTable.columns.filter { $0.measure != ranking.measure }
    let varied = variedColumns
    var columns = PathTitles.titles(of: varied).map { TextTable.Column($0, isNumber: false) }
    columns.append(.init(MeasureText.title(ranking.measure)))
    if leavesOff { columns.append(.init("seeds", weight: 14)) }
    if comparison != nil {
      columns += [.init("against", isNumber: false, weight: 13, tone: Ink.verdict), .init("difference", weight: 10)]
    }
    if judged { columns.append(.init("objective", isNumber: false, weight: 11, tone: Ink.verdict)) }
    if rejects { columns.append(.init("rejected", weight: 12)) }
    if differ { columns += FleetPrice.columns }
    columns += others.map { TextTable.Column($0.title, weight: $0.weight) }
    var table = TextTable(columns)
    for (row, price) in zip(rows, prices(rows)) {
      guard let results = row.results else { continue }
      func figure(_ measure: Measure) -> String { Survivors.mark(MeasureText.value(measure, results), measure.metric, results) }
      var cells = varied.map { row.cell.value(of: $0) ?? "" } + [figure(ranking.measure)]
      if leavesOff { cells.append("\(results.runs.count)") }
      if let comparison {
        let compared = comparison.row(of: row.cell, ranking.measure)
        cells += [compared.map(MeasureText.verdict) ?? "", compared.map(MeasureText.difference) ?? ""]
      }
      if judged { cells.append(Verdict(results).short) }
      if rejects { cells.append(Survivors.rejected(results)) }
      if differ { cells += FleetPrice.cells(price) }
      table.add(cells + others.map { figure($0.measure) })
    }
    return table.told(width: width, ink: options.ink, otherwise: "--format json")
  }

  // MARK: Notes

  private func notes(_ width: Int) -> String {
    let all = ranking.ranked + ranking.untold
    let shown = rows
    var texts: [String] = []
    let hidden = all.count - shown.count
    if hidden > 0 {
      texts.append(options.group == nil ? "\(hidden) more: --all shows them." : "The best cell of each; \(hidden) more: --all shows them.")
    }
    texts += behind(shown)
    let left = all.filter { $0.leftOff != nil }
    if !left.isEmpty { texts.append("\(SweepText.count(left.count, "cell")) left off with fewer seeds, behind those that went on.") }
    let results = shown.compactMap(\.results)
    let shares = all.compactMap { $0.results?.rejectedShare }.filter { $0 > 0 }
    // That none was rejected is not to be said of the shown cells where it is not true of all.
    if shares.isEmpty || results.contains(where: { $0.rejectedShare > 0 }) { texts.append(Survivors.legend(results)) }
    if let most = shares.max() {
      texts.append("\(SweepText.count(shares.count, "cell")) of \(all.count) rejected requests, up to \(NumberText.percent(most)).")
    }
    if let legend = Verdict.legend(results.map { Verdict($0) }) { texts.append(legend) }
    if sweep.repeatedCount > 0 {
      texts.append("\(SweepText.count(sweep.repeatedCount, "cell")) repeat another one: what varies makes no difference to them.")
    }
    let rests = DeploymentNotes.notes(ofAll: shown.compactMap { row in row.prepared.map { (row.cell.label, $0.deployments) } })
    texts +=
      options.showsAll || rests.count <= Self.shownNotes
      ? rests : ["What figures rest on differs from cell to cell (\(rests.count) notes): --all shows them."]
    let faint = texts.map { options.ink.paint(TextLayout.paragraph("", $0, width: width), .faint) }
    let paragraphs = faint + impossible(width) + compared(width)
    return paragraphs.joined(separator: "\n")
  }

  /// What is said of the best of a group where it is none that would be called so.
  private func behind(_ shown: [SweepRow]) -> [String] {
    guard let group = options.group, !options.showsAll else { return [] }
    let values = shown.filter { ranking.isBehind($0) }.compactMap { $0.cell.value(of: group) }
    if values.isEmpty { return [] }
    let title = PathTitles.titles(of: [group]).joined()
    let reason =
      MetricID.latencies.contains(ranking.measure.metric)
      ? "every cell rejects requests; the one that rejects fewest is shown" : "no cell meets the objective; the one nearest to it is shown"
    return ["\(title) \(values.joined(separator: ", ")): \(reason)."]
  }

  /// The cells that cannot be, each with its reason where all are shown.
  private func impossible(_ width: Int) -> [String] {
    guard let first = ranking.impossible.first, let reason = first.fault?.message else { return [] }
    if !options.showsAll && ranking.impossible.count > 1 {
      let text = "\(SweepText.count(ranking.impossible.count, "cell")), the first: \(values(first.cell)): \(reason); --all shows all"
      return [TextLayout.paragraph("Cannot be", text, width: width)]
    }
    return ranking.impossible.enumerated().map { index, row in
      TextLayout.paragraph(index == 0 ? "Cannot be" : " ", "\(values(row.cell)): \(row.fault?.message ?? "")", width: width)
    }
  }

  /// How the cells stand to their baselines, measure by measure.
  private func compared(_ width: Int) -> [String] {
    guard let comparison else { return [] }
    let titles = PathTitles.titles(of: comparison.chosen.map(\.path))
    let baseline = zip(titles, comparison.chosen).map { "\($0) \($1.text)" }.joined(separator: ", ")
    let counts = comparison.counts(of: ranking.ranked + ranking.untold).map { count in
      "\(MeasureText.name(count.measure)): \(count.better) better, \(count.worse) worse, \(count.undecided) undecided"
    }
    let pairing = "paired over \(comparison.seeds) seeds (95 %): "
    let text = counts.isEmpty ? "no cell has a counterpart" : pairing + counts.joined(separator: "; ")
    return [TextLayout.paragraph("Against", "\(baseline), \(text)", width: width)]
  }

  private var stored: String {
    var seen: Set<Int64> = []
    let runs = (ranking.ranked + ranking.untold).flatMap { $0.results?.runs ?? [] }.filter { run in
      run.storedRun.map { seen.insert($0).inserted } ?? false
    }
    return StoredRunsText.text(runs, store: options.store)
  }
}
