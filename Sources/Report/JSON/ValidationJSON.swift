import Study

/// What `windtunnel validate` found, in JSON.
package enum ValidationJSON {
  /// The document of a report; `revision` is the source revision of the program.
  package static func document(_ report: ValidationReport, revision: String) -> JSONTree {
    .document(
      "validate",
      [
        ("title", .text(report.title)),
        ("facts", .list(report.facts.map { .object([("heading", .text($0.heading)), ("text", .text(plain($0.text)))]) })),
        ("groups", .list(report.groups.map(group))), ("meanAbsoluteError", .of(number: report.absoluteErrors().mean)),
        ("medianAbsoluteError", .of(number: report.absoluteErrors().quantile(0.5))),
        ("meanAbsolutePeerError", .of(number: report.absolutePeerErrors.mean)),
        ("tables", .list(report.tables.map(table))), ("notes", .of(texts: report.leftOut.texts + report.assumptions + report.notes)),
        (
          "storedPairs",
          .list(report.storedPairs.map { .object([("measured", .of(whole: $0.measured)), ("simulated", .of(whole: $0.simulated))]) })
        ), ("storedSimulations", .of(wholes: report.storedSimulations)), ("revision", .text(revision)),
      ])
  }

  /// A text without the marks at which lines are broken.
  private static func plain(_ text: String) -> String { text.replacing(breakMark, with: "") }

  private static func table(_ table: ValidationReport.Table) -> JSONTree {
    .object([
      ("title", .text(table.title)), ("columns", .of(texts: table.columns)),
      ("rows", .list(table.rows.map { .of(texts: $0) })),
    ])
  }

  private static func group(_ group: ValidationReport.Group) -> JSONTree {
    .object([
      ("name", .text(group.name)), ("family", .text(group.family)), ("isCounted", .flag(group.isCounted)),
      ("figures", .list(group.figures.map(figure))), ("distributions", .list(group.distributions.map(distribution))),
    ])
  }

  private static func distribution(_ distance: DistributionDistance) -> JSONTree {
    .object([
      ("name", .text(distance.name)), ("largestDistance", .number(distance.largestDistance)),
      ("correlation", .of(number: distance.correlation)), ("requests", .of(whole: distance.requests)),
    ])
  }

  /// Errors and noise are parts of one.
  private static func figure(_ figure: ValidationFigure) -> JSONTree {
    .object([
      ("name", .text(figure.name)), ("unit", .text(figure.unit)), ("measured", .number(figure.measured)),
      ("simulated", .number(figure.simulated)), ("error", .number(figure.error)), ("peerError", .of(number: figure.peerError)),
      ("noise", .of(number: figure.noise)),
    ])
  }
}
