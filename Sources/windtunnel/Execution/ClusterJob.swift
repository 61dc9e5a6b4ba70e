import Report
import Study

/// What is given to a cluster: a sweep or a plan, cut into parts.
struct ClusterJob {
  /// What it is held against.
  let sheet: JobSheet
  /// What it is called.
  let name: String
  /// The parts that are to be made; none where nothing is missing.
  let parts: [Int]
  /// How much there is to be done, and what of.
  let extent: (count: Int, noun: String)
  /// Runs that are to be made, where that is known.
  let runs: Int?

  /// Parts where nobody says how many.
  private static let usualParts = 16

  /// The runs of a sweep that are missing, in so many parts.
  init(_ sweep: SweepStudy, shards: Int?) {
    let missing = sweep.missingRuns
    let count = shards ?? max(1, min(Self.usualParts, missing.count))
    sheet = JobSheet(sweep, parts: count)
    name = sweep.name
    parts = Set(missing.map { SweepShard.index(of: $0, among: count) }).sorted()
    extent = (missing.count, "run")
    runs = missing.count
  }

  /// The layouts of a plan, in so many parts, but for those parts that are stored already.
  ///
  /// - Throws: as ``Plan/outline()`` and ``Plan/isSearched()``.
  init(_ plan: Plan, shards: Int?) throws {
    let outline = try plan.outline()
    let count = shards ?? max(1, min(Self.usualParts, outline.layouts))
    sheet = JobSheet(outline, by: plan.options.program, parts: count)
    name = plan.scenario.name
    let left = outline.partsToMake(of: count)
    parts = try left.isEmpty || plan.isSearched() ? [] : left.filter { $0 < outline.layouts }
    extent = (outline.layouts, "layout")
    runs = nil
  }
}
