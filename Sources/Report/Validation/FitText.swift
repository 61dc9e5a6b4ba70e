import Study

/// What `windtunnel fit` says of a report.
package struct FitText {
  private let report: FitReport
  private let revision: String

  /// A text; `revision` is the source revision of the program.
  package init(_ report: FitReport, revision: String) {
    self.report = report
    self.revision = revision
  }

  /// The text within so many columns, without where files were written.
  package func text(width: Int) -> String {
    let facts = [(heading: "Measured", text: report.title)] + report.facts
    var parts = [facts.map { TextLayout.paragraph($0.heading, $0.text, width: width) }.joined(separator: "\n"), figures(width)]
    parts.append(TextLayout.paragraph("", errors, width: width))
    let standIns = report.standIns.map { entry in
      "\(entry.parameter.name) holds what \(entry.others.map(\.name).joined(separator: ", ")) would explain as well."
    }
    if !standIns.isEmpty { parts.append(standIns.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n")) }
    parts += [list("Not fitted", report.refused, width)].compactMap(\.self)
    if !report.folds.isEmpty { parts.append(folds(width)) }
    let lists = [list("Left out", report.leftOut.texts, width), list("Taken for granted", report.assumptions, width)]
    parts += lists.compactMap(\.self)
    return parts.joined(separator: "\n\n")
  }

  /// A line for each fitted figure.
  private func figures(_ width: Int) -> String {
    var table = TextTable([
      .init("", isNumber: false), .init("before"), .init("fitted"), .init("95 % interval"), .init("what", isNumber: false, weight: 1),
    ])
    for figure in report.figures {
      table.add([
        figure.parameter.name, Self.text(figure.before, figure.parameter), Self.text(figure.value, figure.parameter),
        "\(Self.text(figure.low, figure.parameter)) to \(Self.text(figure.high, figure.parameter))", figure.parameter.meaning,
      ])
    }
    return table.told(width: width)
  }

  private static func text(_ value: Double, _ parameter: FitParameter) -> String {
    parameter.operatorClass == nil ? NumberText.time(seconds: value) : NumberText.fixed(value, decimals: 3)
  }

  private var errors: String {
    "\(NumberText.count(report.observations)) figures; their errors are \(NumberText.fixed(report.before, decimals: 1)) times what is "
      + "uncertain of them before the fit, and \(NumberText.fixed(report.after, decimals: 1)) times after it, in the root mean square"
  }

  /// What was left out and simulated by the fit on the rest.
  private func folds(_ width: Int) -> String {
    var table = TextTable([
      .init("left out, fitted on the rest", isNumber: false), .init("measured ms"), .init("before"), .init("fitted"),
    ])
    for fold in report.folds {
      table.add([fold.name + (fold.isGreatest ? " (the greatest)" : ""), "", "", ""])
      for figure in fold.figures {
        table.add([
          "  \(figure.name)", NumberText.fixed(figure.measured, decimals: NumberText.decimals(for: figure.measured)),
          Self.signed(figure.before), Self.signed(figure.after),
        ])
      }
    }
    let held = report.folds.filter { !$0.held.isEmpty }
      .map { "Without \($0.name) the rest does not tell \($0.held.map(\.name).joined(separator: ", ")), held as before the fit." }
    return ([table.told(width: width)] + held.map { TextLayout.paragraph("", $0, width: width) }).joined(separator: "\n\n")
  }

  private static func signed(_ share: Double) -> String { NumberText.signed(share * 100, decimals: 1) + " %" }

  private func list(_ heading: String, _ texts: [String], _ width: Int) -> String? {
    if texts.isEmpty { return nil }
    return ([heading] + texts.map { TextLayout.paragraph("-", $0, margin: 2, width: width) }).joined(separator: "\n")
  }
}
