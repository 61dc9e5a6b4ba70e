import Kernel
import Metrics
import Report
import Scenario
import Study

/// The page of a stored sweep.
package struct SweepPage {
  let source: SweepSource
  let ranking: SweepRanking
  let keys: [SweepKey]
  private let comparison: SweepComparison?

  /// A page of a sweep whose cells are ranked by `measure`, or where it is nil by goodput or throughput; with `against`, such as
  /// `scheduler=fcfs`, every cell is held against the one that has these values and is otherwise the same.
  ///
  /// - Throws: ``InputError`` for a measure that ranks nothing, and for values that no cell has.
  package init(_ source: SweepSource, by measure: Measure? = nil, against: String? = nil) throws {
    self.source = source
    ranking = try SweepRanking(source.rows, by: measure)
    keys = SweepKey.keys(of: source.rows.map(\.cell))
    let paths = source.sweep.cells.first?.values.map(\.key) ?? []
    let chosen = try against.map { try SweepColumns(paths, of: source.rows.map(\.cell)).choice($0) }
    let latencies = [Measure(.ttft, .p99), Measure(.tpot, .p99), Measure(.itl, .p99)].filter { [ranking] in $0 != ranking.measure }
    comparison = try chosen.map { [ranking] in
      try SweepComparison(source.rows, against: $0, measures: [ranking.measure] + latencies)
    }
  }

  /// The page; `footer` says which program made it.
  package func document(footer: String) -> PageDocument {
    let sections = [
      answer, SweepMaps(self).section, SweepLoad(self).section, SweepFront(self).section, differences, SweepTable(self).section, again,
    ]
    return PageDocument(
      title: source.title, origin: "Sweep \(source.number) of \(RunOriginText.file(source.store.path))", footer: footer,
      sections: sections.compactMap { $0 }, values: ["sweep": SweepValues(self).json])
  }

  /// Measures that all ranked cells can tell, the one that they are ranked by first.
  var measures: [Measure] {
    let told = SweepSource.measures.filter { measure in
      measure != ranking.measure && ranking.ranked.contains { $0.results?.mean(of: measure) != nil }
    }
    return [ranking.measure] + told
  }

  /// A cell in words: its values, with the titles of those keys that vary.
  func words(_ cell: SweepCell) -> String {
    let parts = keys.compactMap { key in cell.value(of: key.path).map { "\(key.title) \($0)" } }
    return parts.isEmpty ? cell.label : parts.joined(separator: ", ")
  }

  // MARK: Answer

  private var answer: PageSection {
    var blocks: [PageBlock] = []
    if let best = ranking.ranked.first, let results = best.results {
      blocks.append(.lead("Best: \(figure(best)): \(words(best.cell)). \(Verdict(results).wholeSentence.capitalizedFirst)."))
      blocks.append(results.objectiveIsMet.map { .badge($0, $0 ? "holds" : "does not hold") } ?? .badge(nil, "no objective"))
      if results.objectiveIsMet == false { blocks.append(.text(holding)) }
    } else {
      blocks.append(.lead("No cell can tell its \(MeasureText.name(ranking.measure))."))
    }
    blocks.append(.numbers(numbers))
    blocks += notes.map { .text($0) }
    return PageSection("answer", "Answer", blocks)
  }

  private func figure(_ row: SweepRow) -> String {
    let text = row.results.map { Survivors.mark(MeasureText.value(ranking.measure, $0), ranking.measure.metric, $0) } ?? "-"
    return "\(MeasureText.title(ranking.measure)) \(text)"
  }

  /// The best of the cells that meet the objective, where the best of all does not.
  private var holding: String {
    let holding = ranking.ranked.filter { $0.results?.objectiveIsMet == true }
    guard let best = holding.first else { return "None of the \(NumberText.count(ranking.ranked.count)) cells meets the objective." }
    return "Best of the \(NumberText.count(holding.count)) cells that meet the objective: \(figure(best)): \(words(best.cell))."
  }

  private var numbers: [PageBlock.Number] {
    let all = source.sweep.cells.count
    let judged = ranking.ranked.filter { $0.results?.objectiveIsMet != nil }
    let met = judged.count { $0.results?.objectiveIsMet == true }
    let extent = keys.map { "\($0.values.count) \($0.title)" }.joined(separator: " x ")
    var numbers = [
      ranking.ranked.first.map {
        PageBlock.Number(
          MeasureText.value(ranking.measure, $0.results ?? Self.none), MeasureText.title(ranking.measure), note: "the best of all cells")
      },
      PageBlock.Number(NumberText.count(all), all == 1 ? "cell" : "cells", note: extent),
    ].compactMap { $0 }
    if !judged.isEmpty {
      numbers.append(
        PageBlock.Number(
          "\(NumberText.count(met)) of \(NumberText.count(judged.count))", "cells meet the objective", note: source.objective?.text ?? ""))
    }
    return numbers
  }

  /// Of a row that is ranked there are runs.
  private static let none = Replications(name: "", runs: [], usesSeed: false)

  private var notes: [String] {
    var notes: [String] = []
    let seeds = ranking.ranked.compactMap { $0.results?.runs.count }.max() ?? 1
    if seeds > 1 { notes.append("\(seeds) seeds a cell: means over the seeds ± half a 95 % interval.") }
    if source.finishedRuns < source.askedRuns {
      notes.append(
        "\(NumberText.count(source.finishedRuns)) of \(NumberText.count(source.askedRuns)) runs are there: "
          + "\(NumberText.count(source.unfinishedCells)) cells are not whole. The same 'windtunnel sweep' again makes the others.")
    }
    if let search = source.sweep.search {
      notes.append("The runs were dealt out by a search (\(search)), so that cells have different numbers of seeds.")
    }
    let rejecting = source.rows.compactMap { $0.results?.rejectedShare }.filter { $0 > 0 }
    if let most = rejecting.max() {
      notes.append(
        "\(NumberText.count(rejecting.count)) cells rejected requests, up to \(NumberText.percent(most)): their latencies are of those that were "
          + "served, stand in brackets and are drawn hollow.")
    }
    if !ranking.impossible.isEmpty { notes.append("\(NumberText.count(ranking.impossible.count)) cells cannot be; the table says why.") }
    return notes
  }

  // MARK: Differences

  private var differences: PageSection? {
    let figures = comparison.map { against($0) } ?? [neighbours].compactMap { $0 }
    return figures.isEmpty ? nil : PageSection("differences", "Differences", figures.map { .figure($0) })
  }

  /// Cells of a forest plot; those beyond are in the table.
  private static let mostRows = 40

  /// Cells against those that have the chosen values: by what they are ranked by, and by the latencies.
  private func against(_ comparison: SweepComparison) -> [Figure] {
    let baseline = comparison.chosen.map { "\($0.path) \($0.text)" }.joined(separator: ", ")
    let all = ranking.ranked + ranking.untold
    return comparison.counts(of: all).compactMap { count in
      let rows = all.compactMap { row in
        comparison.row(of: row.cell, count.measure).map {
          ForestFigure.Row(name: words(row.cell), row: $0, isOfSurvivors: isOfSurvivors(row, count.measure))
        }
      }
      let cut = rows.count > Self.mostRows ? "The first \(Self.mostRows) of \(rows.count) cells, the best first. " : ""
      let sum =
        "\(count.better) better, \(count.worse) worse, \(count.undecided) undecided, each against the cell with \(baseline) that is otherwise the same."
      return ForestFigure(
        name: "against-\(FigureName.word(count.measure.word))", title: "\(MeasureText.name(count.measure)) against \(baseline)",
        rows: Array(rows.prefix(Self.mostRows)), remark: cut + sum
      ).figure
    }
  }

  private func isOfSurvivors(_ row: SweepRow, _ measure: Measure) -> Bool {
    MetricID.latencies.contains(measure.metric) && (row.results?.rejectedShare ?? 0) > 0
  }

  /// What each key does about the best cell: those that differ from it in one thing alone.
  private var neighbours: Figure? {
    guard let best = ranking.ranked.first, let baseline = best.results, baseline.runs.count > 1 else { return nil }
    let rows = keys.flatMap { key in
      key.values.compactMap { value -> ForestFigure.Row? in
        let found = ranking.ranked.first { row in
          row.cell.value(of: key.path) == value
            && keys.allSatisfy { other in
              (row.cell.value(of: other.path) == best.cell.value(of: other.path)) != (other == key)
            }
        }
        guard let found, let results = found.results else { return nil }
        let comparison = PairedComparison(baseline: baseline, candidate: results, measures: [ranking.measure])
        return comparison.rows.first.map {
          ForestFigure.Row(name: "\(key.title) \(value)", row: $0, isOfSurvivors: isOfSurvivors(found, ranking.measure))
        }
      }
    }
    return ForestFigure(
      name: "about-the-best", title: "\(MeasureText.name(ranking.measure)) of cells that differ from the best in one thing",
      rows: Array(rows.prefix(Self.mostRows)), remark: "Against \(words(best.cell)), paired over the seeds."
    ).figure
  }

  // MARK: Again

  private var again: PageSection {
    let store = RunOriginText.file(source.store.path)
    var blocks: [PageBlock] = [
      .facts([
        .init("Digest", source.sweep.digest), .init("Revision", "\(source.sweep.revision), version \(source.sweep.version)"),
        .init("Asked for", source.sweep.created),
        .init("Runs", "\(NumberText.count(source.finishedRuns)) of \(NumberText.count(source.askedRuns)) in \(store)"),
      ]),
      .commands("windtunnel list sweeps --store '\(store)'\nwindtunnel report sweep:\(source.number) --store '\(store)'"),
    ]
    if let scenario = source.scenario { blocks.append(.folded("The whole scenario of the first cell", [.code(scenario)])) }
    return PageSection("again", "Again", blocks)
  }
}
