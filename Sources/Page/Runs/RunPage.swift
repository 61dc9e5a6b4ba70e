import Kernel
import Metrics
import Report
import Store
import Study

/// The page of stored runs of one scenario, one a seed.
package struct RunPage {
  private let source: RunSource
  private let tails: TailSource
  private let course: CourseSource?
  private let presence: PresenceSource
  private let pools: [PoolWork]
  private let classes: [ClassFigures]

  /// Reads what the page of these runs shows.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  package init(_ source: RunSource) throws {
    self.source = source
    let numbers = source.numbers
    tails = try TailSource(numbers, source.results.runs.map(\.summary), in: source.store)
    pools = try source.store.poolWork(ofRuns: numbers)
    presence = try PresenceSource(source, pools: pools)
    course = try CourseSource(source, recorded: tails.hasRequests ? tails.runs : [], presence: presence)
    classes = try source.store.classFigures(ofRuns: numbers)
  }

  /// The page; `footer` says which program made it.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  package func document(footer: String) throws -> PageDocument {
    let sections = [
      RunAnswer(source: source, pools: pools, classes: classes).section, try tailSection(), courseSection, workSection,
      try IterationFigures(source: source, pools: pools).section, RunTables(pools: pools, classes: classes).section,
      try RunTrust(source: source).section, RunAgain(sides: [source]).section,
    ]
    return PageDocument(
      title: source.name, origin: RunOriginText.text(source), footer: footer, sections: sections.compactMap { $0 })
  }

  /// Latencies that have a curve, the gaps between tokens last.
  static let tailMetrics: [MetricID] = [.ttft, .tpot, .e2e, .itl]

  private func tailSection() throws -> PageSection? {
    if source.results.isAllRejected {
      return PageSection("tails", "Tails", [.text("No request was served, so that none has a latency.")])
    }
    let figures = try Self.tailMetrics.compactMap { metric in
      try tails.curve(of: metric).flatMap { curve in
        TailFigure(metric: metric, sides: [.init(name: nil, curve: curve)], limit: source.limit(on: metric)).figure
      }
    }
    if figures.isEmpty { return nil }
    let note = tails.note.map { [PageBlock.text($0)] } ?? []
    return PageSection("tails", "Tails", note + figures.map { .figure($0) })
  }

  private var courseSection: PageSection? {
    let end = source.results.runs.map(\.summary.end.seconds).max() ?? 0
    guard let course else {
      let replicas = PresenceFigure(sides: [.init(name: nil, presence: presence)], end: end)
      return PageSection(
        "over-time", "Over time",
        [.text("These runs keep no time series: run.series says how wide its bins are to be.")] + replicas.blocks)
    }
    let figures = CourseFigures(sides: [.init(name: nil, course: course)])
    let replicas = PresenceFigure(sides: [.init(name: nil, presence: presence)], end: figures.end)
    var blocks: [PageBlock] = figures.legend.map { [$0] } ?? []
    if source.objective != nil && course.kept.isEmpty {
      blocks.append(
        .text("Single requests are not in the database, so that nobody can tell when the objective was kept (run.record: all)."))
    }
    return PageSection("over-time", "Over time", blocks + replicas.blocks + figures.figures.map { .figure($0) })
  }

  private var workSection: PageSection? {
    let tokens = source.results.runs.reduce(0.0) { $0 + Double($1.summary.outputTokens) }
    let work = WorkFigures(source: source, pools: pools, outputTokens: tokens)
    var blocks: [PageBlock] = work.iterations.map { .figure($0) }
    if case .failure(let error) = source.cluster {
      blocks.append(.text("The time of an iteration cannot be divided here: \(error.message)."))
    }
    blocks += [work.energy, work.money].compactMap { $0.map { .figure($0) } }
    return blocks.isEmpty ? nil : PageSection("where-it-goes", "Where time, energy and money go", blocks)
  }
}
