import Study

/// What `windtunnel fit` found, in JSON.
package enum FitJSON {
  /// The document of a report with the files that were written; `revision` is the source revision of the program.
  package static func document(_ report: FitReport, profile: String?, storedProfile: Int64?, scenario: String, revision: String) -> JSONTree
  {
    .document(
      "fit",
      [
        ("title", .text(report.title)),
        ("facts", .list(report.facts.map { .object([("heading", .text($0.heading)), ("text", .text($0.text))]) })),
        ("figures", .list(report.figures.map(figure))), ("notFitted", .of(texts: report.refused)),
        (
          "standIns",
          .list(
            report.standIns.map { .object([("name", .text($0.parameter.name)), ("others", .of(texts: $0.others.map(\.name)))]) })
        ),
        ("observations", .of(whole: report.observations)), ("errorBefore", .number(report.before)), ("errorAfter", .number(report.after)),
        ("leftOutLoads", .list(report.folds.map(fold))), ("notes", .of(texts: report.leftOut.texts + report.assumptions)),
        ("assignments", .of(texts: report.assignments)), ("profile", .of(text: profile)), ("storedProfile", .of(whole: storedProfile)),
        ("scenario", .text(scenario)), ("revision", .text(revision)),
      ])
  }

  private static func figure(_ figure: FitReport.Figure) -> JSONTree {
    .object([
      ("name", .text(figure.parameter.name)), ("unit", .text(figure.parameter.operatorClass == nil ? "s" : "factor")),
      ("before", .number(figure.before)), ("value", .number(figure.value)), ("low", .number(figure.low)), ("high", .number(figure.high)),
    ])
  }

  /// Errors are parts of one.
  private static func fold(_ fold: FitReport.Fold) -> JSONTree {
    .object([
      ("name", .text(fold.name)), ("isGreatest", .flag(fold.isGreatest)), ("held", .of(texts: fold.held.map(\.name))),
      (
        "figures",
        .list(
          fold.figures.map {
            .object([
              ("name", .text($0.name)), ("measured", .number($0.measured)), ("errorBefore", .number($0.before)),
              ("errorAfter", .number($0.after)),
            ])
          })
      ),
    ])
  }
}
