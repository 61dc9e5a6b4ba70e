import Scenario
import Study

/// The figures of a reproduction as the cells of a table, in text and in Markdown alike.
struct ReproductionCells {
  let name: String
  let published: String
  let simulated: String
  let ratio: String
  let strength: String
  let verdict: String
  /// The tone of the verdict.
  let tone: Ink.Tone

  /// The cells of one figure.
  init(_ reproduced: ReproducedFigure) {
    let figure = reproduced.figure
    name = figure.unit == "x" || figure.unit == "share" || figure.unit == "count" ? figure.name : "\(figure.name), \(figure.unit)"
    strength = figure.strength.rawValue
    switch figure.target {
    case .within(let value, _): published = NumberText.figure(value)
    case .atMost(let value): published = "<= " + NumberText.figure(value)
    case .atLeast(let value): published = ">= " + NumberText.figure(value)
    case .order: published = ""
    }
    simulated = reproduced.simulated.map(NumberText.figure).joined(separator: " < ")
    ratio = reproduced.ratio.map { NumberText.fixed($0, decimals: 2) } ?? ""
    if figure.strength.isCounted || reproduced.verdict == .notModelled {
      verdict = reproduced.verdict.words
      tone = Self.tone(of: reproduced.verdict)
    } else {
      verdict = "not counted"
      tone = .faint
    }
  }

  private static func tone(of verdict: ReproducedFigure.Verdict) -> Ink.Tone {
    if verdict.isKept { return .good }
    if verdict.isUnexplained { return .bad }
    return verdict == .notModelled ? .faint : .open
  }
}
