import Store
import Study

/// What `windtunnel compare` says below its tables of the scenarios that it ran: what their figures rest on, and what was checked near
/// them.
package enum ComparisonNotes {
  /// The notes, each with the scenarios that it speaks of; `ownChecks` are what validations found that are stored beside the runs.
  package static func notes(_ scenarios: [PreparedScenario], ownChecks: [FidelityCheck] = []) -> [String] {
    DeploymentNotes.notes(ofAll: scenarios.map { ($0.name, $0.deployments) })
      + checks(scenarios.map { ($0.name, NearestCheckText.text($0.deployments, own: ownChecks)) })
  }

  /// The nearest checks, each once, with the names of whom they are near to where they are not all of one.
  package static func checks(_ scenarios: [(name: String, check: String?)]) -> [String] {
    let known = scenarios.compactMap { scenario in scenario.check.map { (scenario.name, $0) } }
    let texts = known.reduce(into: [String]()) { if !$0.contains($1.1) { $0.append($1.1) } }
    let notes = texts.prefix(mostChecks).map { text in
      let names = known.filter { $0.1 == text }.map(\.0)
      let shown = names.count > 3 ? "\(names[0]) and \(names.count - 1) more" : names.joined(separator: ", ")
      return (names.count == scenarios.count ? "Checked: " : "Checked, for \(shown): ") + NearestCheckText.plain(text)
    }
    let more = texts.count - mostChecks
    return notes + (more > 0 ? ["Others are nearest to \(PlanText.count(more, "other check")): windtunnel list checks."] : [])
  }

  /// More checks than these are counted.
  private static let mostChecks = 4

  /// The notes within so many columns, each with the scenarios that it speaks of; nil where there are none.
  package static func text(_ scenarios: [PreparedScenario], ownChecks: [FidelityCheck] = [], width: Int, ink: Ink = .none) -> String? {
    let notes = notes(scenarios, ownChecks: ownChecks)
    return notes.isEmpty ? nil : ink.paint(notes.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n"), .faint)
  }
}
