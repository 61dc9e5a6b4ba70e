import Study

/// What `windtunnel compare` says below its tables of the scenarios that it ran: what their figures rest on.
package enum ComparisonNotes {
  /// The notes, each with the scenarios that it speaks of.
  package static func notes(_ scenarios: [PreparedScenario]) -> [String] {
    DeploymentNotes.notes(ofAll: scenarios.map { ($0.name, $0.deployments) })
  }

  /// The notes within so many columns, each with the scenarios that it speaks of; nil where there are none.
  package static func text(_ scenarios: [PreparedScenario], width: Int, ink: Ink = .none) -> String? {
    let notes = notes(scenarios)
    return notes.isEmpty ? nil : ink.paint(notes.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n"), .faint)
  }
}
