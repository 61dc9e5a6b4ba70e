import Metrics
import Study

/// Whether a scenario kept what it promised, in a sentence and in a few words.
package struct Verdict {
  private let results: Replications

  /// The verdict on all runs of one scenario.
  package init(_ results: Replications) { self.results = results }

  /// The whole finding, such as `meets the objective: 99.3 % within ttft <= 500 ms and tpot <= 50 ms (asked: 99 %)`.
  package var sentence: String {
    guard let objective = results.first.objective else {
      return "no objective was set" + (isOverloaded ? "; the cluster is overloaded" : "")
    }
    let verb = results.objectiveIsMet == true ? "meets the objective" : "does not meet the objective"
    let demands = objective.demands.indices.map { demand($0) }
    return "\(verb): " + demands.joined(separator: "; ") + (isOverloaded ? "; the cluster is overloaded" : "")
  }

  /// The finding for a cell of a table: the share that met the first demand.
  package var short: String {
    guard let met = results.objectiveIsMet, let share = share(ofDemand: 0) else { return "-" }
    return (met ? "yes " : "no  ") + NumberText.percent(share)
  }

  /// Whether the queue kept growing in some run.
  private var isOverloaded: Bool { results.runs.contains { $0.summary.stability?.isGrowing == true } }

  private func demand(_ index: Int) -> String {
    guard let demand = results.first.objective?.demands[index], let share = share(ofDemand: index) else { return "" }
    let failing = results.runs.count { $0.summary.objective?.demands.dropFirst(index).first?.isMet == false }
    let seeds = results.runs.count > 1 && failing > 0 ? ", missed by \(failing) of \(results.runs.count) seeds" : ""
    return "\(NumberText.percent(share)) within \(demand.text) (asked: \(NumberText.percent(demand.asked))\(seeds))"
  }

  /// The share of the requests of all runs that met a demand.
  private func share(ofDemand index: Int) -> Double? {
    let counts = results.runs.compactMap { $0.summary.objective?.demands }.filter { $0.indices.contains(index) }.map { $0[index] }
    let of = counts.reduce(0) { $0 + Double($1.of) }
    return counts.isEmpty ? nil : of == 0 ? 1 : counts.reduce(0) { $0 + Double($1.met) } / of
  }
}
