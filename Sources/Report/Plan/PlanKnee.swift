import Study

/// How the best layout fares as its load grows: a bar for each rate.
struct PlanKnee {
  let result: PlanResult
  /// How rates that hold and those that do not are marked.
  let ink: Ink

  /// The widest bar.
  private static let bar = 20

  /// The lines within so many columns; empty where no knee was looked for.
  func text(width: Int) -> String {
    guard let first = result.rows.first, !result.knee.isEmpty else { return "" }
    var table = TextTable(
      [
        .init("", isNumber: false), .init("req/s"), .init("", isNumber: false, weight: 1), .init("attained"),
        .init("", isNumber: false, weight: 2),
      ])
    for (index, finding) in result.knee.enumerated() {
      let isMissed = finding.isCut || finding.share < result.test.asked[finding.demand]
      let tone: Ink.Tone = PlanText.tellsNothing(finding) ? .open : isMissed ? .bad : .good
      table.add(
        [
          index == 0 ? "Knee" + String(repeating: " ", count: 7) : "", PlanText.rate(result.load.requestsPerSecond * finding.rate),
          String(repeating: "█", count: Int((finding.share * Double(Self.bar)).rounded())),
          PlanText.attained(finding, result), remark(finding, of: first),
        ], tones: [3: tone])
    }
    return table.text(width: width, ink: ink)
  }

  /// What is to be known of a rate: that it was asked for, that it is the highest that holds, or what gives way.
  private func remark(_ finding: FleetFinding, of row: PlanRow) -> String {
    if finding.rate == row.reach?.passing && finding.rate > 1 { return "highest that holds" }
    if finding.rate == 1 { return "asked for" }
    return finding.rate > 1 ? PlanText.weakness(finding) : ""
  }
}
