import Metrics
import Record
import Study

/// Whether a scenario kept what it promised, in a sentence and in a few words.
package struct Verdict {
  private let results: Replications

  /// The verdict on all runs of one scenario.
  package init(_ results: Replications) { self.results = results }

  /// The whole finding, such as `meets the objective: 99.3 % within ttft <= 500 ms and tpot <= 50 ms (asked: 99 %)`.
  package var sentence: String { sentence { " (asked: \($0)\($1))" } }

  /// The same for a page, which has room to say what was asked.
  package var wholeSentence: String { sentence { ", where \($0) was promised\($1)" } }

  /// The finding, in which `asked` is what is said of a share that was asked for and of seeds that missed it.
  private func sentence(asked: (_ share: String, _ seeds: String) -> String) -> String {
    if results.isAllRejected { return "\(phrase.text): all \(NumberText.count(rejected)) were rejected (\(reasons))" }
    guard let objective = results.first.objective else { return phrase.text + remarks }
    let demands = objective.demands.indices.map { demand($0, asked: asked) }
    return "\(phrase.text): " + demands.joined(separator: "; ") + remarks
  }

  /// The first words of the sentence, with their tone.
  var phrase: (text: String, tone: Ink.Tone?) {
    if results.isAllRejected { return ("no request could be served", .bad) }
    switch results.objectiveIsMet {
    case nil: return ("no objective was set", nil)
    case true?: return ("meets the objective", .good)
    case false?: return ("does not meet the objective", .bad)
    }
  }

  /// The finding for a cell of a table: the share that met the first demand that was missed, or the first of all. Where the
  /// requests of all seeds together met it, it says how many seeds did not, such as `no  99.2 % (1/3)`.
  package var short: String {
    if results.isAllRejected { return "no  all rejected" }
    guard let met = results.objectiveIsMet, let demands = results.first.objective?.demands else { return "-" }
    let shares = demands.indices.map { share(ofDemand: $0) ?? 1 }
    let missed = demands.indices.first { shares[$0] < demands[$0].asked } ?? demands.indices.first { failing($0) > 0 }
    guard let index = missed ?? demands.indices.first else { return "-" }
    let text = (met ? "yes " : "no  ") + NumberText.percent(shares[index], asked: demands[index].asked)
    return !met && shares[index] >= demands[index].asked ? text + " (\(failing(index))/\(results.runs.count))" : text
  }

  /// What `short` means by its fractions; nil where none of the verdicts has one.
  package static func legend(_ verdicts: [Verdict]) -> String? {
    guard verdicts.contains(where: { $0.short.hasSuffix(")") }) else { return nil }
    return "no (1/3): the requests of all seeds together met the objective, and those of one seed in three did not."
  }

  /// What is to be known beside the objective.
  private var remarks: String {
    let share = results.rejectedShare
    return (share > 0 ? "; \(NumberText.percent(share)) of the requests were rejected" : "")
      + (isOverloaded ? "; the cluster is overloaded" : "")
  }

  private var rejected: Int { results.total { $0.counts.rejectedTotal } }

  /// Why requests were rejected.
  private var reasons: String {
    RejectionReason.allCases.enumerated().filter { index, _ in results.total { $0.counts.rejected[index] } > 0 }.map { $1.name }
      .joined(separator: ", ")
  }

  /// Whether the queue kept growing in some run.
  private var isOverloaded: Bool { results.runs.contains { $0.summary.stability?.isGrowing == true } }

  /// Seeds that missed a demand.
  private func failing(_ index: Int) -> Int {
    results.runs.count { $0.summary.objective?.demands.dropFirst(index).first?.isMet == false }
  }

  private func demand(_ index: Int, asked: (_ share: String, _ seeds: String) -> String) -> String {
    guard let demand = results.first.objective?.demands[index], let share = share(ofDemand: index) else { return "" }
    let failing = failing(index)
    let seeds = results.runs.count > 1 && failing > 0 ? ", missed by \(failing) of \(results.runs.count) seeds" : ""
    return "\(NumberText.percent(share, asked: demand.asked)) within \(demand.text)"
      + asked(NumberText.percent(demand.asked), seeds)
  }

  /// The share of the requests of all runs that met a demand.
  private func share(ofDemand index: Int) -> Double? {
    let counts = results.runs.compactMap { $0.summary.objective?.demands }.filter { $0.indices.contains(index) }.map { $0[index] }
    let of = counts.reduce(0) { $0 + Double($1.of) }
    return counts.isEmpty ? nil : of == 0 ? 1 : counts.reduce(0) { $0 + Double($1.met) } / of
  }
}
