import Foundation
import Scenario

/// Every paper: what it says, what stands for it, and what came out.
enum PaperReference {
  /// A figure of a published result, as `docs/published.md` has it.
  struct Figure: Hashable {
    let result: String
    let name: String
    let published: String
    let simulated: String
    let verdict: String
  }

  static func body() throws -> [String] {
    let papers = try PaperCatalog.papers()
    let figures = figures()
    let states = Paper.State.allCases.filter { $0 != .nothing }
    let tally = states.map { state in (state, papers.count { $0.state == state }) }.filter { $0.1 > 0 }
    let served = papers.count { $0.state != .nothing }
    return [
      """
      The \(papers.count) papers that the techniques come from. \(served) of them change how requests are served: \
      \(tally.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")). Of the others serving has \
      nothing to show. A paper is called reproduced where figures of it come out of \
      the simulation, refuted where they do not and the run says why, bookkeeping where its ratio is put in, and missing where \
      no mechanism expresses it yet. `windtunnel list papers` and `windtunnel explain H2O` say the same in the terminal.
      """,
      Markdown.table(
        ["paper", "it says", "state", "techniques", "published and simulated"],
        papers.map { paper in
          [
            paper.name, paper.claim, state(paper), paper.techniques.map { Markdown.code($0.name) }.joined(separator: ", "),
            outcome(paper, figures),
          ]
        }),
      "## What each is, and what it costs",
    ] + papers.map(section)
  }

  private static func state(_ paper: Paper) -> String { paper.state.rawValue }

  /// The headlines with what is simulated, and how many of all figures are within their tolerance.
  private static func outcome(_ paper: Paper, _ figures: [Figure]) -> String {
    let own = figures.filter { paper.results.contains($0.result) }
    if own.isEmpty { return "" }
    let headlines = paper.headlines.compactMap { name in own.first { $0.name == name } }.map { figure in
      "\(figure.name): \(figure.published), simulated \(figure.simulated)"
    }
    let counted = own.filter { $0.verdict != "not modelled yet" }
    let within = counted.count { $0.verdict == "within" || $0.verdict == "order holds" }
    return (headlines + ["\(within) of \(counted.count) figures within"]).joined(separator: "; ")
  }

  private static func section(_ paper: Paper) -> String {
    var parts = ["### \(Markdown.plain(paper.name))", Markdown.plain(paper.citation)]
    if let mechanism = paper.mechanism { parts.append("Mechanism: \(Markdown.plain(mechanism))") }
    parts.append("State: \(paper.stateText)")
    if let lends = paper.lends { parts.append("Lends: \(Markdown.plain(lends))") }
    parts += paper.qualities.map { "Quality: \(Markdown.plain($0))" }
    return parts.joined(separator: "\n\n")
  }

  /// The rows of the table of published results, which a test of its own holds to what is simulated.
  static func figures() -> [Figure] {
    let text = FileManager.default.contents(atPath: Command.root + "/docs/published.md").map { String(decoding: $0, as: UTF8.self) } ?? ""
    var result = ""
    return text.components(separatedBy: "\n").filter { $0.hasPrefix("| ") && $0.hasSuffix(" |") }.compactMap { line in
      let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 7 else { return nil }
      if cells[0].hasPrefix("`") { result = cells[0].filter { $0 != "`" } }
      let (published, simulated) = (cells[2].replacing("&lt;", with: "<"), cells[3].replacing("&lt;", with: "<"))
      return result.isEmpty ? nil : Figure(result: result, name: cells[1], published: published, simulated: simulated, verdict: cells[6])
    }
  }
}
