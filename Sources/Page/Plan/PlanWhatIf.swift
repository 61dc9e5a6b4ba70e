import Foundation
import Report
import Study
import Workload

/// What is asked of a plan in its page: other rates, other numbers of replicas, prices and shares, answered from the runs that are stored.
///
/// The page's script finds the answer: of a fleet and rate that were simulated the figures as they were; between two rates of the same
/// fleet a straight line; between two fleets of two types that differ in one of them a line over the rate of a replica of that type; and
/// where only fleets of another size were simulated, a line over the rate of a replica, which is said. Beyond what was simulated nothing
/// is shown.
struct PlanWhatIf {
  private let page: PlanPage
  private var result: PlanResult { page.result }

  init(_ page: PlanPage) { self.page = page }

  /// The rows that can be asked about: those with a run of which all replicas live.
  private var rows: [(rank: Int, row: PlanRow, findings: [FleetFinding])] {
    zip(page.rows, page.findings).enumerated().compactMap { index, pair in
      pair.1.isEmpty ? nil : (index + 1, pair.0, pair.1)
    }
  }

  /// What rows are not among them, and why; nil where all are.
  private var leftOut: String? {
    let missing = zip(page.rows, page.findings).filter { $0.1.isEmpty }.map { Self.name($0.0) }
    if missing.isEmpty { return nil }
    return "Not here: \(missing.joined(separator: "; ")), of which no run with all replicas alive is stored."
  }

  // MARK: Values

  /// The runs for the script; nil where nobody can be asked.
  var json: String? {
    if rows.isEmpty { return nil }
    let limits = result.objective.limits + result.objective.percentileLimits.map(\.limit)
    return object([
      ("rate", number(result.load.requestsPerSecond)), ("outputTokens", number(result.load.meanOutputTokens)),
      ("hoursPerMonth", number(PlanRow.hoursPerMonth)), ("asked", list(result.test.asked.map { number($0) })),
      (
        "limits",
        list(
          limits.map { limit in
            object([
              ("name", JSONText.quoted(PlanText.shortName(of: limit.metric) + " p99")), ("seconds", number(limit.atMost.seconds)),
            ])
          })
      ),
      ("layouts", list(rows.map(layout))),
    ])
  }

  private func layout(_ entry: (rank: Int, row: PlanRow, findings: [FleetFinding])) -> String {
    let (row, fleet, candidate) = (entry.row, entry.row.fleet, entry.row.candidate)
    // Electricity that is paid apart is shared out alike: prices are then those at which the row costs what its table says.
    let bare = zip(candidate.dollarsPerAcceleratorHour, zip(fleet.replicas, candidate.acceleratorsPerReplicaByPool)).reduce(0) {
      $0 + $1.0 * Double($1.1.0 * $1.1.1)
    }
    let more = (row.dollarsPerHour - bare) / Double(max(1, row.accelerators))
    let kinds = [candidate.layout, candidate.beside].compactMap(\.self)
    return object([
      ("rank", "\(entry.rank)"), ("name", JSONText.quoted(Self.name(row))),
      ("kinds", list(kinds.map { JSONText.quoted("\($0.degrees)") })), ("isMixed", "\(candidate.beside != nil)"),
      ("gpus", list(candidate.acceleratorsPerReplicaByPool.map { "\($0)" })),
      ("prices", list(candidate.dollarsPerAcceleratorHour.prefix(kinds.count).map { number($0 + more) })),
      ("replicas", list(fleet.replicas.map { "\($0)" })), ("points", list(entry.findings.map(point))),
    ])
  }

  /// The layout without its replicas, which are asked about.
  private static func name(_ row: PlanRow) -> String {
    let candidate = row.candidate
    let second = candidate.beside.map { " + \($0.degrees)" } ?? ""
    return "\(candidate.layout)" + (candidate.layout.mode == .disaggregated ? " P+D" : "") + second
  }

  private func point(_ finding: FleetFinding) -> String {
    let seconds = finding.tails.map { number($0.seconds) }
    let shares = result.test.asked.indices.map { demand in
      finding.trials.reduce(0) { $0 + Double($1.met[demand]) / Double(max(1, $1.requests)) } / Double(finding.trials.count)
    }
    return object([
      ("replicas", list(finding.fleet.replicas.map { "\($0)" })), ("rate", number(finding.rate * result.load.requestsPerSecond)),
      ("shares", list(shares.map { number($0) })), ("half", number(finding.halfWidth)), ("isCut", "\(finding.isCut)"),
      ("seeds", "\(finding.trials.count)"), ("p99", seconds.isEmpty ? "null" : list(seconds)),
    ])
  }

  private func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(JSONText.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  private func list(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }

  private func number(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "null" } ?? "null" }

  // MARK: Section

  /// The controls and where the answer stands; nil where nobody can be asked.
  var section: PageSection? {
    guard let first = rows.first else { return nil }
    let rate = result.load.requestsPerSecond
    let options = rows.map { entry in
      Markup.element("option", ["value": "\(entry.rank)"], "\(entry.rank): \(Self.name(entry.row))")
    }
    // Half a per cent of the rate a step, as a round number.
    let step = pow(10, floor(log10(rate / 50)))
    var controls = [
      control("layout", "Layout", .element("select", ["id": "what-layout"], options)),
      control("rate", "Rate, req/s", slider("what-rate", from: step, to: (rate * 4 / step).rounded() * step, step: step)),
      control("replicas", "Replicas", slider("what-replicas", from: 0, to: 1, step: 1)),
      control("price", "$ an accelerator-hour", Self.field("what-price", least: "0", most: "100000", step: "any")),
    ]
    if rows.contains(where: { $0.row.candidate.beside != nil }) {
      controls += [
        control("replicas2", "Replicas of the second type", slider("what-replicas2", from: 1, to: 2, step: 1)),
        control("price2", "$ an accelerator-hour of the second type", Self.field("what-price2", least: "0", most: "100000", step: "any")),
      ]
    }
    // Several demands ask for a share each.
    if result.test.asked.count == 1 {
      controls.append(control("share", "Share asked", Self.field("what-share", least: "0.5", most: "1", step: "0.001")))
    }
    let numbers = [("attained", "keep the promise"), ("month", "a month"), ("verdict", "verdict")].map { id, label in
      Markup.element(
        "div", ["class": "number-card"],
        [
          .element("div", ["class": "label"], label), .element("div", ["class": "value", "id": "what-\(id)"], "-"),
          .element("div", ["class": "note", "id": "what-\(id)-note"], ""),
        ])
    }
    let answer = Markup.element(
      "div", ["role": "status", "aria-live": "polite"],
      [
        .element("div", ["class": "numbers"], numbers), .element("p", ["class": "how", "id": "what-how"], ""),
        .element("p", ["id": "what-latencies"], ""),
      ])
    let form = Markup.element("div", ["class": "controls", "id": "what-if-controls"], controls)
    return PageSection(
      "what-if", "What if",
      [
        .text(
          "Another rate, more replicas of a layout, another price or promise, such as \(first.row.name) at \(PlanText.rate(rate * 1.2)) req/s: "
            + "answered from the runs that are stored, with a link to it in the address."), .markup(form), .markup(answer),
      ] + (leftOut.map { [.text($0)] } ?? []) + [
        .markup(.element("noscript", [:], [.element("p", ["class": "no-script"], "This section needs JavaScript; all others do not.")]))
      ])
  }

  private func control(_ id: String, _ title: String, _ input: Markup) -> Markup {
    .element(
      "label", [:],
      [Markup("\(title): "), .element("output", ["id": "what-\(id)-shown"], ""), input])
  }

  private func slider(_ id: String, from: Double, to: Double, step: Double) -> Markup {
    .element("input", ["type": "range", "id": id, "min": "\(from)", "max": "\(to)", "step": "\(step)"])
  }

  private static func field(_ id: String, least: String, most: String, step: String) -> Markup {
    .element("input", ["type": "number", "id": id, "min": least, "max": most, "step": step])
  }
}
