import Scenario
import Study

/// What `windtunnel reproduce` found, in JSON.
package enum ReproductionJSON {
  /// The document of all results.
  package static func document(_ reports: [ReproductionReport]) -> JSONTree {
    let tally = ReproductionTally(reports)
    return .document(
      "reproduce",
      [
        ("results", .list(reports.map(result))),
        (
          "sum",
          .object([
            ("counted", .of(whole: tally.counted)), ("kept", .of(whole: tally.kept)), ("offWithReason", .of(whole: tally.offWithReason)),
            ("off", .of(whole: tally.off)), ("notCounted", .of(whole: tally.notCounted)), ("notModelled", .of(whole: tally.notModelled)),
          ])
        ),
      ])
  }

  private static func result(_ report: ReproductionReport) -> JSONTree {
    let result = report.result
    return .object([
      ("name", .text(result.name)), ("title", .text(result.title)), ("paper", .text(result.paper)), ("section", .text(result.section)),
      ("setup", .of(text: result.setup)), ("figures", .list(report.figures.map(figure))),
      (
        "quantities",
        .list(
          report.quantities.map { quantity in
            .object([
              ("name", .text(quantity.name)), ("unit", .text(quantity.unit)), ("value", .of(number: quantity.value)),
              ("failsBeyond", .of(texts: quantity.limits.map(\.name))),
            ])
          })
      ),
      ("notes", .of(texts: report.notes)), ("runs", .of(wholes: report.storedRuns)),
    ])
  }

  private static func figure(_ reproduced: ReproducedFigure) -> JSONTree {
    let figure = reproduced.figure
    let (target, tolerance): (String, Double?) =
      switch figure.target {
      case .within(_, let tolerance): ("within", tolerance)
      case .atMost: ("atMost", nil)
      case .atLeast: ("atLeast", nil)
      case .order: ("order", nil)
      }
    return .object([
      ("name", .text(figure.name)), ("unit", .text(figure.unit)), ("source", .text(figure.source)),
      ("strength", .text(figure.strength.rawValue)), ("target", .text(target)), ("published", .of(number: figure.target.value)),
      ("tolerance", .of(number: tolerance)), ("simulated", .of(numbers: reproduced.simulated)), ("ratio", .of(number: reproduced.ratio)),
      ("verdict", .text(verdict(reproduced.verdict))), ("reason", .of(text: figure.disagreement)),
    ])
  }

  private static func verdict(_ verdict: ReproducedFigure.Verdict) -> String {
    switch verdict {
    case .within: "within"
    case .off: "off"
    case .offWithReason: "offWithReason"
    case .orderHolds: "orderHolds"
    case .orderBroken: "orderBroken"
    case .orderBrokenWithReason: "orderBrokenWithReason"
    case .notModelled: "notModelled"
    }
  }
}
