import Metrics
import Study

/// What `windtunnel validate` says of a report.
package struct ValidationText {
  private let report: ValidationReport
  private let showsAll: Bool
  private let revision: String
  private let ink: Ink

  /// A text; with `showsAll` every group of many has its rows, `revision` is the source revision of the program, and `ink` is how errors
  /// are marked that can be judged, and what can be passed over.
  package init(_ report: ValidationReport, showsAll: Bool, revision: String, ink: Ink = .none) {
    self.report = report
    self.showsAll = showsAll
    self.revision = revision
    self.ink = ink
  }

  /// Groups beyond this are summed up unless all are asked for.
  private static let mostGroups = 40
  /// Texts of a list beyond this are counted unless all are asked for.
  private static let mostTexts = 8

  /// The text within so many columns.
  package func text(width: Int) -> String {
    var parts = [heading(width)]
    if report.groups.count <= Self.mostGroups || showsAll { parts.append(figures(width)) }
    if report.groups.count <= Self.mostGroups || showsAll, let distances = distributions(width) { parts.append(distances) }
    parts.append(report.groups.count == 1 ? means(width) : medians(width))
    parts += report.tables.map { table($0, width) }
    if let summary { parts.append(TextLayout.paragraph("", summary, width: width)) }
    parts += [list("Left out", report.leftOut.texts, width), list("Taken for granted", report.assumptions, width)].compactMap(\.self)
    if !report.notes.isEmpty {
      parts.append(ink.paint(report.notes.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n"), .faint))
    }
    parts.append(ink.paint(stored(width), .faint))
    return parts.joined(separator: "\n\n")
  }

  private func heading(_ width: Int) -> String {
    let facts = [(heading: "Measured", text: report.title)] + report.facts
    return facts.map { TextLayout.paragraph($0.heading, $0.text, width: width) }.joined(separator: "\n")
  }

  /// A heading with a line for each text below it; nil of nothing.
  private func list(_ heading: String, _ texts: [String], _ width: Int) -> String? {
    if texts.isEmpty { return nil }
    let shown = showsAll ? texts : Array(texts.prefix(Self.mostTexts))
    let more = texts.count - shown.count
    let lines = shown + (more > 0 ? ["and \(more) more, which --all shows"] : [])
    return ([heading] + lines.map { TextLayout.paragraph("-", $0, margin: 2, width: width) }).joined(separator: "\n")
  }

  /// The errors in a sentence: half of them, nine in ten, and the one furthest off.
  private var summary: String? {
    let errors = report.absoluteErrors()
    guard errors.count > 1, let half = errors.quantile(0.5), let ninth = errors.quantile(0.9), let furthest = report.furthest else {
      return nil
    }
    let place = report.groups.count > 1 ? " of \(furthest.group)" : ""
    return "Half of \(NumberText.count(errors.count)) figures are within \(Self.percent(half)) of what was measured, nine in ten within "
      + "\(Self.percent(ninth)); furthest off is \(furthest.figure.name)\(place), \(Self.signedPercent(furthest.figure.error))."
  }

  // MARK: Figures

  private func figures(_ width: Int) -> String {
    let hasPeer = report.groups.contains { $0.figures.contains { $0.peerError != nil } }
    let hasNoise = report.groups.contains { $0.figures.contains { $0.noise != nil } }
    var table = TextTable(
      [.init("", isNumber: false), .init("measured"), .init("simulated"), .init("error")] + (hasNoise ? [.init("noise", weight: 2)] : [])
        + (hasPeer ? [.init("peer's", weight: 1)] : []))
    for group in report.groups {
      if report.groups.count > 1 { table.add([group.name, "", "", ""] + (hasNoise ? [""] : []) + (hasPeer ? [""] : [])) }
      let indent = report.groups.count > 1 ? "  " : ""
      for figure in group.figures {
        let decimals = NumberText.decimals(for: figure.measured)
        var cells = [
          "\(indent)\(figure.name) \(figure.unit)", NumberText.fixed(figure.measured, decimals: decimals),
          NumberText.fixed(figure.simulated, decimals: decimals), Self.signedPercent(figure.error),
        ]
        if hasNoise { cells.append(figure.noise.map(Self.signedPercent) ?? "") }
        if hasPeer { cells.append(figure.peerError.map(Self.signedPercent) ?? "") }
        table.add(cells, tones: Self.tone(of: figure).map { [3: $0] } ?? [:])
      }
    }
    return table.told(width: width, ink: ink)
  }

  /// The tone of a figure's error, where there is something to judge it by: good within the noise of the machine, and otherwise good or bad
  /// as it is nearer than another simulator's or further off.
  private static func tone(of figure: ValidationFigure) -> Ink.Tone? {
    if let noise = figure.noise, figure.error.magnitude <= noise.magnitude { return .good }
    return figure.peerError.map { figure.error.magnitude <= $0.magnitude ? .good : .bad }
  }

  private func table(_ table: ValidationReport.Table, _ width: Int) -> String {
    var text = TextTable(table.columns.enumerated().map { TextTable.Column($1, isNumber: $0 > 0) })
    for row in table.rows { text.add(row) }
    return table.title + "\n" + text.text(width: width)
  }

  /// How far requests are apart beyond the figures; nil where none are known one by one.
  private func distributions(_ width: Int) -> String? {
    let groups = report.groups.filter { !$0.distributions.isEmpty }
    if groups.isEmpty { return nil }
    var table = TextTable([
      .init("request by request", isNumber: false), .init("requests"), .init("largest distance of CDFs"), .init("correlation"),
    ])
    for group in groups {
      if report.groups.count > 1 { table.add([group.name, "", "", ""]) }
      for distance in group.distributions {
        table.add([
          (report.groups.count > 1 ? "  " : "") + distance.name, NumberText.count(distance.requests),
          NumberText.fixed(distance.largestDistance, decimals: 3),
          distance.correlation.map { NumberText.fixed($0, decimals: 3) } ?? "-",
        ])
      }
    }
    return table.told(width: width)
  }

  // MARK: Errors

  private func means(_ width: Int) -> String {
    guard let mean = report.absoluteErrors().mean else { return "Nothing could be compared" }
    var text = "Mean of absolute errors \(Self.percent(mean)) over \(report.absoluteErrors().count) figures"
    if let peer = report.absolutePeerErrors.mean { text += "; the peer's \(Self.percent(peer))" }
    return TextLayout.paragraph("", text, width: width)
  }

  /// The median absolute error of every figure: by family, over all, and over the stages that the sums leave out.
  private func medians(_ width: Int) -> String {
    var columns: [(title: String, family: String?, counted: Bool)] = []
    if report.families.count > 1 { columns += report.families.map { ($0, $0, true) } }
    columns.append(("all", nil, true))
    if report.groups.contains(where: { !$0.isCounted }) { columns.append(("stages", nil, false)) }
    let isWide = report.figureNames.count > 6
    return isWide ? mediansByRow(columns, width) : mediansByColumn(columns, width)
  }

  private typealias Sum = (title: String, family: String?, counted: Bool)

  /// Many figures stand one below the other.
  private func mediansByRow(_ sums: [Sum], _ width: Int) -> String {
    var table = TextTable([.init("median absolute error", isNumber: false)] + sums.map { TextTable.Column($0.title + " %") })
    for name in report.figureNames { table.add([name] + sums.map { median(name, $0) }) }
    return table.text(width: width)
  }

  /// Few figures stand side by side, and what is summed up one below the other.
  private func mediansByColumn(_ sums: [Sum], _ width: Int) -> String {
    var table = TextTable(
      [.init("median absolute error", isNumber: false), .init("points")] + report.figureNames.map { TextTable.Column($0 + " %") })
    for sum in sums {
      let count = report.groups.count { $0.isCounted == sum.counted && (sum.family == nil || $0.family == sum.family) }
      table.add([sum.title, "\(count)"] + report.figureNames.map { median($0, sum) })
    }
    return table.text(width: width)
  }

  private func median(_ name: String, _ sum: Sum) -> String {
    report.absoluteErrors(of: name, family: sum.family, counted: sum.counted).quantile(0.5).map { NumberText.fixed($0 * 100, decimals: 1) }
      ?? "-"
  }

  // MARK: Provenance

  private func stored(_ width: Int) -> String {
    var parts: [String] = []
    if report.storedPairs.count == 1, let pair = report.storedPairs.first {
      parts.append("Measured stored as run \(pair.measured), simulated as run \(pair.simulated)")
    } else if !report.storedPairs.isEmpty {
      let pairs = report.storedPairs.map { "\($0.measured) and \($0.simulated)" }
      parts.append("Measured and simulated stored as runs \(pairs.joined(separator: ", "))")
    }
    if !report.storedSimulations.isEmpty {
      parts.append("Simulations stored as \(StoredRunsText.numbers(report.storedSimulations))")
    }
    if parts.isEmpty { parts.append("Not stored") }
    return TextLayout.paragraph("", (parts + ["git \(revision)"]).joined(separator: TextLayout.dot), width: width)
  }

  private static func percent(_ share: Double) -> String { NumberText.fixed(share * 100, decimals: 2) + " %" }

  private static func signedPercent(_ share: Double) -> String { NumberText.signed(share * 100, decimals: 1) + " %" }
}
