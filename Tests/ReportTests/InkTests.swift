import Metrics
import Scenario
import Report
import Study
import Testing

@Suite("Verdicts are marked without moving anything")
struct InkTests {
  /// What a reader sees where a terminal acts on the marks.
  private func plain(_ text: String) -> String { Ink.sequences.reduce(text) { $0.replacing($1, with: "") } }

  @Test("a text in a tone is the same text, and no ink leaves no trace", arguments: Ink.Tone.allCases)
  func tones(tone: Ink.Tone) {
    let text = "  yes\n\n  99 %"
    #expect(Ink.none.paint(text, tone) == text && Ink.coloured.paint(text, nil) == text)
    let painted = Ink.coloured.paint(text, tone)
    #expect(plain(painted) == text && painted != text)
    #expect(painted.hasPrefix("  \u{1B}[") && painted.components(separatedBy: "\u{1B}[0m").count == 3, "each line ends what it begins")
  }

  @Test("a phrase is marked where it stands first, over the end of a line too")
  func phrases() {
    let text = "Verdict  does not\n         meet it: does not meet it"
    let painted = Ink.coloured.paint("does not meet it", .bad, in: text)
    #expect(painted == "Verdict  \u{1B}[31mdoes not\u{1B}[0m\n         \u{1B}[31mmeet it\u{1B}[0m: does not meet it")
    #expect(Ink.coloured.paint("is met", .good, in: text) == text && Ink.none.paint("does not", .bad, in: text) == text)
  }

  @Test(
    "words of a verdict have their tones",
    arguments: [
      ("yes 100 %", Ink.Tone.good), ("no  all rejected", .bad), ("better", .good), ("worse", .bad), ("undecided", .open), ("same", .faint),
      ("-", nil), ("", nil), ("none", nil),
    ])
  func words(cell: String, tone: Ink.Tone?) { #expect(Ink.verdict(cell) == tone) }

  @Test("reports read alike with and without ink, at every width", arguments: [40, 60, 80, 120])
  func reports(width: Int) throws {
    let scenarios = [try ReportCase.scenario(), try ReportCase.scenario("replicas=2")]
    let results = try scenarios.map { try ReportCase.run($0)[0] }
    let prices = scenarios.map { FleetPrice($0.clusterDescription) }
    let labelled = try scenarios.enumerated().map {
      try PreparedScenario(
        $1.scenario, label: "replicas=\($0 + 1)", values: [VariedValue(path: "replicas", text: "\($0 + 1)")])
    }
    let comparison = PairedComparison(baseline: results[0], candidate: results[1])
    func texts(_ ink: Ink) -> [String] {
      [
        RunReport(scenarios[0], results[0], store: nil, revision: "", ink: ink).text(width: width),
        VariantTable(Array(zip(labelled, results)), store: nil, ink: ink).text(width: width),
        ComparisonOverview(results, [comparison], prices: prices, ink: ink).text(width: width),
        ComparisonReport(
          comparison, baseline: results[0], candidate: results[1], differences: [], prices: (prices[0], prices[1]), ink: ink
        ).text(width: width),
      ]
    }
    for (marked, unmarked) in zip(texts(.coloured), texts(.none)) {
      #expect(marked != unmarked && plain(marked) == unmarked && !unmarked.contains("\u{1B}"))
      for line in unmarked.split(separator: "\n") { #expect(line.columns <= width, "\(line)") }
    }
  }

  @Test("an error is good within the noise or below a peer's, bad above that, and neither where nothing is beside it")
  func errors() {
    let figures = [
      ValidationFigure("within noise", measured: 100, simulated: 103, noise: -0.04),
      ValidationFigure("beyond noise", measured: 100, simulated: 106, noise: -0.04),
      ValidationFigure("below peer", measured: 100, simulated: 95, peerError: 0.08),
      ValidationFigure("above peer", measured: 100, simulated: 112, peerError: -0.07), ValidationFigure("alone", measured: 1, simulated: 2),
    ]
    let report = ValidationReport(title: "case", facts: [], groups: [.init("", figures: figures)])
    let text = ValidationText(report, showsAll: true, revision: "", ink: .coloured).text(width: 120)
    func tone(_ name: String) -> String? {
      text.split(separator: "\n").first { $0.hasPrefix(name) }.map { line in
        line.contains("\u{1B}[32m") ? "good" : line.contains("\u{1B}[31m") ? "bad" : "none"
      }
    }
    #expect(["within noise", "beyond noise", "below peer", "above peer", "alone"].map(tone) == ["good", "none", "good", "bad", "none"])
    #expect(plain(text) == ValidationText(report, showsAll: true, revision: "").text(width: 120))
  }

  @Test("a wide character takes two columns, and one that is drawn over another none")
  func columns() {
    #expect("chat".columns == 4 && "聊天".columns == 4 && "e\u{301}té".columns == 3 && "é ▁█".columns == 4 && "🚀".columns == 2)
    #expect("chat-8b".cut(to: 7) == "chat-8b" && "chat-8b".cut(to: 5) == "chat…" && "聊天聊天".cut(to: 4) == "聊…" && "chat".cut(to: 0) == "")
  }
}
