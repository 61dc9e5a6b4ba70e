import Metrics
import Scenario
import Study

/// What `windtunnel compare` found, in JSON: the baseline, and each candidate with how it differs.
package enum ComparisonJSON {
  /// A candidate.
  package struct Candidate {
    let results: Replications
    let comparison: PairedComparison
    let changes: [ScenarioDifference]

    /// A candidate's runs, how their figures differ from the baseline's, and in what the scenarios differ.
    package init(_ results: Replications, _ comparison: PairedComparison, changes: [ScenarioDifference]) {
      self.results = results
      self.comparison = comparison
      self.changes = changes
    }
  }

  /// The document; `notes` is what the figures of the scenarios that ran rest on.
  package static func document(baseline: Replications, _ candidates: [Candidate], notes: [String]) -> JSONTree {
    .document(
      "compare",
      [
        ("baseline", .object(ReplicationsJSON.members(baseline))), ("candidates", .list(candidates.map(candidate))),
        ("notes", .of(texts: notes)),
      ])
  }

  private static func candidate(_ candidate: Candidate) -> JSONTree {
    let (paired, count): (String, Int?) =
      switch candidate.comparison.pairing {
      case .seeds(let count): ("seeds", count)
      case .requests(let count): ("requests", count)
      case .none: ("nothing", nil)
      }
    return .object(
      ReplicationsJSON.members(candidate.results) + [
        ("pairedOver", .text(paired)), ("pairs", .of(whole: count)), ("differences", .list(candidate.comparison.rows.map(row))),
        (
          "changes",
          .list(
            candidate.changes.map { change in
              .object([("path", .text(change.path)), ("baseline", .of(text: change.first)), ("candidate", .of(text: change.second))])
            })
        ),
      ])
  }

  private static func row(_ row: ComparisonRow) -> JSONTree {
    .object([
      ("metric", .text(row.measure.metric.rawValue)), ("statistic", .text(row.measure.statistic.rawValue)),
      ("unit", .text(row.measure.definition.unit)), ("baseline", .number(row.baseline)), ("candidate", .number(row.candidate)),
      ("difference", .number(row.difference)), ("halfWidth95", .of(number: row.interval?.halfWidth)),
      ("verdict", .of(text: row.verdict?.rawValue)),
    ])
  }
}
