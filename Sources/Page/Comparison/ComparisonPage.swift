import Kernel
import Metrics
import Record
import Report
import Scenario
import Store
import Study

/// The page of several scenarios that ran under the same load: a baseline, and what differs from it.
package struct ComparisonPage {
  /// A scenario's runs, with what they are called on the page.
  struct Side {
    let source: RunSource
    let name: String
    let tails: TailSource
    let course: CourseSource?
    let presence: PresenceSource

    init(_ source: RunSource, name: String) throws {
      (self.source, self.name) = (source, name)
      tails = try TailSource(source.numbers, source.results.runs.map(\.summary), in: source.store)
      presence = try PresenceSource(source, pools: try source.store.poolWork(ofRuns: source.numbers))
      course = try CourseSource(source, recorded: tails.hasRequests ? tails.runs : [], presence: presence)
    }
  }

  private let sides: [Side]
  private let comparisons: [PairedComparison]
  private let differences: [[ScenarioDifference]]
  private let ownChecks: [FidelityCheck]

  /// The most scenarios that curves are drawn of; the tables have all.
  private static let mostCurves = 6
  /// The most candidates that have a figure of their own.
  private static let mostForests = 8

  /// Compares the others with the first.
  ///
  /// - Throws: ``InputError`` where there are not two, or the database cannot be read.
  package init(_ sources: [RunSource]) throws {
    if sources.count < 2 { throw InputError("a comparison needs two scenarios or more", remedy: "name a baseline and a candidate") }
    let names = Self.names(sources)
    sides = try zip(sources, names).map { try Side($0, name: $1) }
    ownChecks = try sources[0].store.fidelityChecks()
    let results = try zip(sources, names).map { try Self.comparable($0, name: $1) }
    comparisons = results.dropFirst().map { PairedComparison(baseline: results[0], candidate: $0) }
    differences = sources.dropFirst().map {
      ResolvedText.differences(sources[0].runs[0].provenance.scenario, $0.runs[0].provenance.scenario)
    }
  }

  /// What tells the sides apart: their scenarios' names, or where two share one their runs as well.
  private static func names(_ sources: [RunSource]) -> [String] {
    sources.map { source in
      let isAlone = sources.count { $0.name == source.name } == 1
      return isAlone ? source.name : "\(source.name) (\(StoredRunsText.numbers(source.numbers)))"
    }
  }

  /// The results with the requests of the one run that they are of, which pairs are made of where there is one seed.
  private static func comparable(_ source: RunSource, name: String) throws -> Replications {
    var runs = source.results.runs
    if runs.count == 1 {
      var records: [RequestRecord] = []
      try source.store.forEachRequest(ofRun: source.numbers[0]) { records.append($0) }
      let run = runs[0]
      runs = [
        CompletedRun(
          seed: run.seed, summary: run.summary, storedRun: run.storedRun, storedIn: run.storedIn,
          records: records.sorted { $0.request < $1.request })
      ]
    }
    return Replications(name: name, runs: runs, usesSeed: source.results.usesSeed)
  }

  private var baseline: Side { sides[0] }
  private var candidates: ArraySlice<Side> { sides.dropFirst() }

  /// The page; `footer` says which program made it.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  package func document(footer: String) throws -> PageDocument {
    let title =
      sides.count == 2 ? "\(sides[1].name) against \(baseline.name)" : "\(sides.count - 1) candidates against \(baseline.name)"
    let sections = [
      answer, forests, try tailSection(), courseSection, whatDiffers, trust, RunAgain(sides: sides.map(\.source)).section,
    ]
    return PageDocument(
      title: title, origin: sides.map { RunOriginText.text($0.source) }.joined(separator: "; "), footer: footer,
      sections: sections.compactMap { $0 })
  }

  // MARK: Answer

  private var answer: PageSection {
    var blocks: [PageBlock] = zip(candidates, comparisons).prefix(Self.mostForests).map { side, comparison in
      .lead("\(side.name) against \(baseline.name), \(comparison.rows.count) measures: \(ForestFigure.count(comparison.rows)) (95 %).")
    }
    if let warning { blocks += [.badge(false, "not the same requests were served"), .text(warning)] }
    if let numbers { blocks.append(.numbers(numbers)) }
    blocks.append(.text(pairing))
    blocks.append(.table(overview, caption: overviewCaption, isSortable: true))
    return PageSection("answer", "Answer", blocks)
  }

  /// The three changes that people ask for first; of one candidate alone.
  private var numbers: [PageBlock.Number]? {
    guard comparisons.count == 1, let comparison = comparisons.first else { return nil }
    let asked = [
      Measure(.ttft, .p99), Measure(.tpot, .p99), Measure(.goodput), Measure(.outputThroughput), Measure(.costPerMillionOutputTokens),
    ]
    let known = asked.compactMap { measure in comparison.rows.first { $0.measure == measure } }
    return known.prefix(3).map { row in
      let change = row.baseline == 0 ? "-" : ForestFigure.percent(row.difference / row.baseline.magnitude)
      return PageBlock.Number(
        change, MeasureText.title(row.measure),
        note: "\(NumberText.figure(row.baseline)) to \(NumberText.figure(row.candidate)): \(MeasureText.verdict(row))")
    }
  }

  /// What is to be known where requests were rejected, and not alike on all sides; nil where they were.
  private var warning: String? {
    let shares = sides.map { Survivors.rejected($0.source.results) }
    if Set(shares).count == 1 { return nil }
    let told = zip(sides, shares).map { "\($1) of \($0.name)" }.joined(separator: ", ")
    return "Rejected: \(told). Latencies are of those that were served: who turns the long requests away looks fast."
  }

  private var pairing: String {
    let differs = differences.contains { $0.contains { $0.area == "workload" } }
    switch comparisons.first?.pairing {
    case .seeds(let count)?:
      return differs
        ? "The same \(count) seeds, but the workloads differ: pairs share what is drawn alike, and the rest widens the intervals."
        : "The same \(count) seeds, the same arrivals and lengths: differences are paired, so that what both sides share cancels."
    case .requests(let count)?:
      return
        "One run a side: differences are paired over the \(NumberText.count(count)) requests that finished under both, and speak of this load alone."
    case .some(.none), nil: return "Nothing could be paired: figures stand side by side, and no interval tells chance from difference."
    }
  }

  private var overviewCaption: String {
    "Means over the seeds; + is better and - worse than \(baseline.name), beyond chance (95 %). "
      + Survivors.legend(sides.map(\.source.results))
  }

  private var overview: DataTable {
    let columns =
      [
        DataTable.Column("scenario", key: "scenario", isNumber: false), DataTable.Column("objective", key: "objective", isNumber: false),
        DataTable.Column("rejected", key: "rejected_share"),
      ] + VariantTable.columns.map { DataTable.Column($0.title, key: $0.measure.word) }
    let rows = sides.enumerated().map { index, side in
      let results = side.source.results
      return DataTable.Row(
        [
          DataTable.Cell(side.name), DataTable.Cell(Verdict(results).short), DataTable.Cell(results.rejectedShare, NumberText.percent),
        ]
          + VariantTable.columns.map { column in
            DataTable.Cell(results.mean(of: column.measure)) { value in
              Survivors.mark(NumberText.figure(value), column.measure.metric, results) + mark(column.measure, side: index)
            }
          })
    }
    return DataTable(columns, rows)
  }

  private func mark(_ measure: Measure, side: Int) -> String {
    guard side > 0 else { return "" }
    switch comparisons[side - 1].rows.first(where: { $0.measure == measure })?.verdict {
    case .better: return " +"
    case .worse: return " -"
    default: return ""
    }
  }

  // MARK: Differences

  private var forests: PageSection {
    let figures = zip(candidates, comparisons).prefix(Self.mostForests).enumerated().compactMap { index, pair in
      let (side, comparison) = pair
      let isUneven = side.source.results.rejectedShare > 0 || baseline.source.results.rejectedShare > 0
      let rows = comparison.rows.map { row in
        ForestFigure.Row(
          name: MeasureText.name(row.measure), row: row,
          isOfSurvivors: isUneven && MetricID.latencies.contains(row.measure.metric))
      }
      return ForestFigure(
        name: comparisons.count == 1 ? "differences" : "differences-\(index + 1)",
        title: "\(side.name) against \(baseline.name)", rows: rows, remark: ""
      ).figure
    }
    var blocks: [PageBlock] = figures.map { .figure($0) }
    if comparisons.count > Self.mostForests {
      blocks.append(.text("\(comparisons.count - Self.mostForests) more candidates stand in the table above."))
    }
    return PageSection("differences", "Differences", blocks)
  }

  private var curves: ArraySlice<Side> { sides.prefix(Self.mostCurves) }

  private var leftOut: [PageBlock] {
    sides.count > Self.mostCurves ? [.text("Drawn are the first \(Self.mostCurves) of \(sides.count) scenarios.")] : []
  }

  private func tailSection() throws -> PageSection? {
    let figures = try RunPage.tailMetrics.compactMap { metric -> Figure? in
      let known = try curves.compactMap { side in try side.tails.curve(of: metric).map { TailFigure.Side(name: side.name, curve: $0) } }
      return TailFigure(metric: metric, sides: known, limit: baseline.source.limit(on: metric)).figure
    }
    let notes = curves.compactMap(\.tails.note).prefix(1).map { PageBlock.text($0) }
    return figures.isEmpty ? nil : PageSection("tails", "Tails", leftOut + notes + figures.map { .figure($0) })
  }

  private var courseSection: PageSection? {
    let known = curves.compactMap { side in side.course.map { CourseFigures.Side(name: side.name, course: $0) } }
    let figures = CourseFigures(sides: known).figures
    let ends = curves.flatMap { $0.source.results.runs.map(\.summary.end.seconds) }
    let end = known.isEmpty ? ends.max() ?? 0 : CourseFigures(sides: known).end
    let replicas = PresenceFigure(sides: curves.map { .init(name: $0.name, presence: $0.presence) }, end: end).blocks
    let blocks = leftOut + replicas + figures.map { .figure($0) }
    return figures.isEmpty && replicas.isEmpty ? nil : PageSection("over-time", "Over time", blocks)
  }

  // MARK: What differs

  /// Settings of a table; those beyond are in the scenarios below.
  private static let mostDifferences = 60

  private var whatDiffers: PageSection {
    var blocks: [PageBlock] = []
    for (side, differences) in zip(candidates, differences) {
      if differences.isEmpty {
        blocks.append(.text("\(side.name): nothing differs from \(baseline.name)."))
        continue
      }
      let rows = differences.prefix(Self.mostDifferences).map { one in
        DataTable.Row([one.path, one.first ?? "not there", one.second ?? "not there"].map { DataTable.Cell($0) })
      }
      let table = DataTable(
        [("setting", "setting"), (baseline.name, "baseline"), (side.name, "candidate")].map { title, key in
          DataTable.Column(title, key: key, isNumber: false)
        }, rows)
      let more = differences.count - rows.count
      let caption =
        "What differs between \(baseline.name) and \(side.name)" + (more > 0 ? "; \(more) more settings in the scenarios below" : "")
      blocks.append(.table(table, caption: caption, isSortable: false))
    }
    return PageSection("what-differs", "What differs", blocks)
  }

  private var trust: PageSection? {
    let notes = sides.flatMap { side -> [String] in
      guard let cluster = try? side.source.cluster.get() else { return [] }
      return DeploymentNotes.notes(cluster.deployments)
    }
    var distinct: [String] = []
    for note in notes where !distinct.contains(note) { distinct.append(note) }
    distinct += ComparisonNotes.checks(
      sides.map { side in
        (side.name, (try? side.source.cluster.get()).flatMap { NearestCheckText.text($0.deployments, own: ownChecks) })
      })
    let rests: [PageBlock] = distinct.isEmpty ? [] : [.list(distinct)]
    let text = "What all sides rest on alike cancels in a difference to a large part; what only one of them rests on does not."
    return PageSection("trust", "How far to trust it", [.text(text)] + rests)
  }
}
