import Kernel
import Metrics
import Scenario
import Study

/// What `windtunnel compare` says of a baseline and a candidate.
package struct ComparisonReport {
  private let comparison: PairedComparison
  private let baseline: Replications
  private let candidate: Replications
  private let differences: [ScenarioDifference]
  private let prices: (baseline: FleetPrice, candidate: FleetPrice)?
  private let ink: Ink

  /// A report on two scenarios that ran.
  ///
  /// - Parameters:
  ///   - comparison: how the candidate's figures differ from the baseline's.
  ///   - baseline: the runs that the others are held against.
  ///   - candidate: the runs in question.
  ///   - differences: in what the two scenarios differ.
  ///   - prices: what their clusters cost, where that is known of both.
  ///   - ink: how verdicts are marked.
  package init(
    _ comparison: PairedComparison, baseline: Replications, candidate: Replications, differences: [ScenarioDifference],
    prices: (baseline: FleetPrice, candidate: FleetPrice)? = nil, ink: Ink = .none
  ) {
    self.comparison = comparison
    self.baseline = baseline
    self.candidate = candidate
    self.differences = differences
    self.prices = prices
    self.ink = ink
  }

  /// The report within so many columns.
  package func text(width: Int) -> String {
    var lines = [
      TextLayout.paragraph("Baseline", baseline.name, width: width), TextLayout.paragraph("Candidate", candidate.name, width: width),
      TextLayout.paragraph("", pairing, width: width),
    ]
    if let rejected { lines.append(TextLayout.paragraph("", rejected, width: width)) }
    if let prices, prices.baseline == prices.candidate {
      lines.append(TextLayout.paragraph("", "Each has \(prices.baseline.text()).", width: width))
    }
    lines += ["", table(width), ""]
    lines += whatDiffers(width)
    let runs = (baseline.runs + candidate.runs).compactMap(\.storedRun)
    if !runs.isEmpty { lines += [stored("Baseline", baseline), stored("Candidate", candidate)] }
    return lines.joined(separator: "\n")
  }

  // MARK: How

  private var workloadDiffers: Bool { differences.contains { $0.area == "workload" } }

  private var pairing: String {
    switch comparison.pairing {
    case .seeds(let count) where workloadDiffers:
      "Same \(count) seeds, but the workloads differ: pairs share what is drawn alike, and the rest widens the intervals."
    case .seeds(let count): "Same \(count) seeds, same arrivals and lengths: differences are paired."
    case .requests(let count):
      (baseline.usesSeed ? "One seed only" : "Nothing is drawn here, so more seeds would say no more")
        + ": differences are paired over the \(NumberText.count(count)) requests that finished under both, and speak of this load alone."
    case .none: "Nothing could be paired: figures stand side by side, and no interval tells chance from difference."
    }
  }

  /// Whom latencies speak of where requests were turned away; nil where none was.
  private var rejected: String? {
    let sides = [baseline, candidate].map(Survivors.rejected)
    if sides == ["0", "0"] { return nil }
    let others = sides[0] == sides[1] ? "" : " Latencies in brackets are of those that were served, which are not the same on both sides."
    return "Rejected: \(sides[0]) of the baseline's requests, \(sides[1]) of the candidate's.\(others)"
  }

  // MARK: Figures

  private func table(_ width: Int) -> String {
    var table = TextTable([
      .init("", isNumber: false), .init("baseline", weight: 3), .init("candidate", weight: 4), .init("change"), .init("%", weight: 1),
      .init("95 % CI", isNumber: false, weight: 2), .init("", isNumber: false, tone: Ink.verdict),
    ])
    for row in comparison.rows { table.add(cells(row)) }
    for row in priceRows { table.add(row) }
    return table.told(width: width, ink: ink)
  }

  /// Rows on the clusters themselves, in which there is no chance, where they differ: how many accelerators, and what they cost.
  private var priceRows: [[String]] {
    guard let prices, prices.baseline != prices.candidate else { return [] }
    let isPriced = prices.baseline.dollarsPerHour > 0 && prices.candidate.dollarsPerHour > 0
    func row(_ name: String, _ decimals: Int, _ value: (FleetPrice) -> Double) -> [String] {
      let (first, second) = (value(prices.baseline), value(prices.candidate))
      let relative = first == 0 || first == second ? "" : NumberText.signed((second / first - 1) * 100, decimals: 1)
      return [
        name, NumberText.fixed(first, decimals: decimals), NumberText.fixed(second, decimals: decimals),
        NumberText.signed(second - first, decimals: decimals), relative, "-",
        first == second ? "same" : second < first ? "better" : "worse",
      ]
    }
    let dollars = isPriced ? [row("$/h", 2, \.dollarsPerHour), row("$/month", 0, \.dollarsPerMonth)] : []
    return [row("GPUs", 0) { Double($0.accelerators) }] + dollars
  }

  private func cells(_ row: ComparisonRow) -> [String] {
    let scale = row.measure.definition.unit == "share" ? 100.0 : 1
    let decimals = Self.decimals(row, scale)
    func signed(_ value: Double) -> String { NumberText.signed(value * scale, decimals: decimals.difference) }
    func fixed(_ value: Double) -> String { NumberText.fixed(value * scale, decimals: decimals.value) }
    let relative = row.baseline == 0 || row.difference == 0 ? "" : NumberText.signed(row.difference / row.baseline * 100, decimals: 1)
    let interval = row.interval.map { "[\(signed($0.low)), \(signed($0.high))]" } ?? "-"
    let metric = row.measure.metric
    return [
      Self.label(row.measure), Survivors.mark(fixed(row.baseline), metric, baseline),
      Survivors.mark(fixed(row.candidate), metric, candidate),
      signed(row.difference), relative, interval,
      row.verdict.map { Self.word($0, row.difference) } ?? "",
    ]
  }

  /// A verdict in a word short enough for a narrow window.
  package static func word(_ verdict: PairedDifference.Verdict, _ difference: Double) -> String {
    verdict == .undecided ? (difference == 0 ? "same" : "undecided") : verdict.rawValue
  }

  /// Decimals of the values, and of the difference: as many as it takes to see one that the evidence tells from none.
  package static func decimals(_ row: ComparisonRow, _ scale: Double) -> (value: Int, difference: Int) {
    let values = min(NumberText.decimals(for: row.baseline * scale), NumberText.decimals(for: row.candidate * scale))
    guard row.difference != 0, row.verdict != .undecided else { return (values, values) }
    var difference = values
    var size = (row.difference * scale).magnitude
    for _ in 0..<difference { size *= 10 }
    while size < 2 && difference < 4 {
      difference += 1
      size *= 10
    }
    return (values, difference)
  }

  /// A measure in a few words: latencies by their short names, other figures by their own.
  package static func label(_ measure: Measure) -> String {
    let definition = measure.definition
    let unit = " " + definition.unit
    if MetricID.latencies.contains(measure.metric) { return "\(measure.metric.rawValue.uppercased()) \(measure.statistic.rawValue)\(unit)" }
    return Self.shortNames[measure.metric] ?? definition.name.capitalizedFirst + unit
  }

  private static let shortNames: [MetricID: String] = [
    .requestThroughput: "Requests/s", .outputThroughput: "Output tokens/s", .goodput: "Goodput/s", .attainment: "Attainment %",
    .energyPerOutputToken: "J/output token", .costPerMillionOutputTokens: "$/M out tokens",
    .pipelineBubbleShare: "Bubbles %", .peakPower: "Peak W", .carbonPerMillionOutputTokens: "gCO2/M out tokens",
  ]

  // MARK: What differs

  private func whatDiffers(_ width: Int) -> [String] {
    if differences.isEmpty { return ["What differs: nothing."] }
    var areas: [String] = []
    for difference in differences where !areas.contains(difference.area) { areas.append(difference.area) }
    let lines = differences.prefix(12).map { difference in
      TextLayout.paragraph(
        " ", "\(difference.path): \(difference.first ?? "not there") -> \(difference.second ?? "not there")", margin: 2, width: width)
    }
    let more = differences.count > 12 ? ["  and \(differences.count - 12) more"] : []
    return [TextLayout.paragraph("", "What differs: \(areas.joined(separator: ", ")). Nothing else.", width: width)] + lines + more
  }

  private func stored(_ side: String, _ results: Replications) -> String {
    let text = StoredRunsText.text(results.runs, store: results.runs.first?.storedIn)
    return "\(side) \(text.prefix(1).lowercased())\(text.dropFirst())"
  }
}
