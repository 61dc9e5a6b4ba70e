import Scenario
import Study

/// What `windtunnel reproduce` says: a table for each result, the reasons for what is off below it, and the sum at the end.
package struct ReproductionText {
  private let reports: [ReproductionReport]
  private let showsQuantities: Bool
  private let store: String?
  private let ink: Ink

  /// A text; with `showsQuantities` it has what every quantity came to. `store` is the database that the runs are in, nil where
  /// nothing was stored, and `ink` is how verdicts are marked.
  package init(_ reports: [ReproductionReport], showsQuantities: Bool, store: String?, ink: Ink = .none) {
    self.reports = reports
    self.showsQuantities = showsQuantities
    self.store = store
    self.ink = ink
  }

  /// The text within so many columns.
  package func text(width: Int) -> String {
    (reports.map { section($0, width) } + [sum(width)]).joined(separator: "\n\n")
  }

  private func sum(_ width: Int) -> String {
    let text = TextLayout.paragraph("Sum", Self.sum(reports).replacing(", ", with: TextLayout.comma), width: width)
    let tally = ReproductionTally(reports)
    let tone: Ink.Tone = tally.off > 0 ? .bad : tally.offWithReason > 0 ? .open : .good
    return ink.paint("\(tally.kept) of \(tally.counted) figures reproduced", tone, in: text)
  }

  private func section(_ report: ReproductionReport, _ width: Int) -> String {
    let result = report.result
    var lines = [
      TextLayout.paragraph("Result", "\(result.name): \(result.title)", width: width),
      TextLayout.paragraph("Paper", "\(result.paper); \(result.section)", width: width),
    ]
    if let setup = result.setup { lines.append(TextLayout.paragraph("Set-up", setup, width: width)) }
    lines += ["", table(report).told(width: width, ink: ink)]
    let notes = self.notes(report, width)
    if !notes.isEmpty { lines += ["", notes] }
    if showsQuantities && !report.quantities.isEmpty { lines += ["", quantities(report, width)] }
    if let stored = Self.stored(report.storedRuns, store) { lines += ["", ink.paint(stored, .faint)] }
    return lines.joined(separator: "\n")
  }

  /// Names are broken so that all columns stay within 80.
  private static let nameWidth = 28

  private func table(_ report: ReproductionReport) -> TextTable {
    var table = TextTable([
      .init("", isNumber: false), .init("published"), .init("simulated"), .init("ratio", weight: 2),
      .init("", isNumber: false, weight: 1), .init("", isNumber: false),
    ])
    for figure in report.figures {
      let cells = ReproductionCells(figure)
      // Figures in a row are wider than a column: they stand in a note.
      let simulated = figure.figure.target == .order ? "" : cells.simulated
      for (line, name) in Self.lines(cells.name).enumerated() {
        let rest = line == 0 ? [cells.published, simulated, cells.ratio, cells.strength, cells.verdict] : ["", "", "", "", ""]
        table.add([name] + rest, tones: [5: cells.tone])
      }
    }
    return table
  }

  /// A name in lines, those after the first set in.
  private static func lines(_ name: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in name.split(separator: " ") {
      if !line.isEmpty && line.count + 1 + word.count > nameWidth {
        lines.append(line)
        line = "  " + word
      } else {
        line += (line.isEmpty ? "" : " ") + word
      }
    }
    return lines + [line]
  }

  // MARK: Notes

  private func notes(_ report: ReproductionReport, _ width: Int) -> String {
    var notes: [(text: String, names: [String])] = []
    func note(_ name: String, _ text: String) {
      if let index = notes.firstIndex(where: { $0.text == text }) { notes[index].names.append(name) } else { notes.append((text, [name])) }
    }
    for figure in report.figures {
      let name = figure.figure.name
      if figure.figure.target == .order, !figure.simulated.isEmpty { note(name, ReproductionCells(figure).simulated) }
      switch figure.verdict {
      case .offWithReason, .orderBrokenWithReason: note(name, figure.figure.disagreement ?? "")
      case .notModelled: if case .notModelled(let what) = figure.figure.answer { note(name, "not modelled yet, missing is " + what) }
      case .off, .orderBroken: if figure.simulated.isEmpty { note(name, "the runs cannot tell it") }
      case .within, .orderHolds: break
      }
    }
    let texts = notes.map { note in
      let names = note.names.count > 3 ? "\(note.names[0]) and \(note.names.count - 1) more" : note.names.joined(separator: "; ")
      return names + ": " + note.text
    }
    return (texts + report.notes).map { TextLayout.paragraph("Note", $0, width: width) }.joined(separator: "\n")
  }

  private func quantities(_ report: ReproductionReport, _ width: Int) -> String {
    let searches = report.quantities.contains { !$0.limits.isEmpty }
    var table = TextTable(
      [.init("quantity", isNumber: false), .init("value"), .init("unit", isNumber: false)]
        + (searches ? [.init("what fails beyond it", isNumber: false)] : []))
    for quantity in report.quantities {
      let limits = quantity.limits.map(\.name).joined(separator: ", ")
      table.add([quantity.name, quantity.value.map(NumberText.figure) ?? "-", quantity.unit] + (searches ? [limits] : []))
    }
    return table.text(width: width)
  }

  private static func stored(_ runs: [Int64], _ store: String?) -> String? {
    store == nil || runs.isEmpty ? nil : "Stored as \(StoredRunsText.numbers(runs))"
  }

  /// How many figures came out how.
  static func sum(_ reports: [ReproductionReport]) -> String {
    let tally = ReproductionTally(reports)
    var parts = ["\(tally.kept) of \(tally.counted) figures reproduced"]
    if tally.offWithReason > 0 { parts.append("\(tally.offWithReason) off with a reason") }
    if tally.off > 0 { parts.append("\(tally.off) off") }
    if tally.notCounted > 0 { parts.append("\(tally.notCounted) not counted (inputs)") }
    if tally.notModelled > 0 { parts.append("\(tally.notModelled) not modelled yet") }
    return parts.joined(separator: ", ")
  }
}
