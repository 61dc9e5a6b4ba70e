import Kernel
import Metrics
import Study
import Workload

/// A plan for other programs: everything of the report in JSON, with units in the names. Shares are parts of one.
package struct PlanJSON {
  private let plan: Plan
  private let result: PlanResult

  /// The JSON of a plan and what it found.
  package init(_ plan: Plan, _ result: PlanResult) {
    self.plan = plan
    self.result = result
  }

  /// The text, an object with a line for each of its members.
  package var text: String {
    let members: [(String, String)] = [
      ("schemaVersion", "\(JSONTree.schemaVersion)"), ("command", JSONText.quoted("plan")),
      ("scenario", JSONText.quoted(plan.scenario.name)), ("scenarioHash", JSONText.quoted(plan.scenario.hash)),
      ("objective", JSONText.quoted(result.objective.text)),
      ("load", load), ("holds", result.rows.isEmpty ? "false" : "true"), ("aim", JSONText.quoted(result.aim.rawValue)),
      ("mostAccelerators", "\(result.limits.mostAccelerators)"), ("prices", prices), ("carbon", carbon), ("runs", "\(result.runs)"),
      ("runsFromStore", "\(result.runsFound)"),
      ("seedsOfVerdicts", list(result.test.looks.map { "\($0)" })),
      ("rows", list(result.rows.map(row))),
      ("withReplicaDead", result.spare.map(answer) ?? "null"), ("withNodeDead", result.nodeSpare.map(answer) ?? "null"),
      ("nodeAccelerators", result.nodeAccelerators.map { "\($0)" } ?? "null"), ("survives", "\(result.limits.survived)"),
      ("diesAtSeconds", list(result.deathTimes.map { number($0.seconds) })),
      ("growth", list(result.growth.map { object([("factor", number($0.factor)), ("answer", $0.answer.map(answer) ?? "null")]) })),
      ("day", result.day.map(day) ?? "null"),
      ("knee", list(result.knee.map(finding))),
      (
        "nearest",
        result.nearest.map { nearest in
          object(
            fleet(nearest.layout, nearest.finding.fleet) + [
              ("isAlone", "\(result.nearestIsAlone)"), ("finding", finding(nearest.finding, isAlone: result.nearestIsAlone)),
            ])
        } ?? "null"
      ),
      ("passedOver", list(result.passedOver.map(passedOver))), ("mixed", list(result.mixed.map(mixed))),
      ("inventory", inventory),
    ]
    return "{\n" + members.map { "  \(JSONText.quoted($0.0)): \($0.1)" }.joined(separator: ",\n") + "\n}"
  }

  private var load: String {
    object([
      ("requestsPerSecond", number(result.load.requestsPerSecond)), ("rateIsCounted", "\(result.load.rateIsCounted)"),
      ("requestsOfRun", number(result.load.requests)), ("secondsOfRun", number(result.load.seconds)),
      ("meanPromptTokens", number(result.load.meanPromptTokens)),
      ("meanOutputTokens", number(result.load.meanOutputTokens)),
    ])
  }

  private var prices: String {
    guard let prices = plan.costs.prices else { return "null" }
    return object([
      ("list", JSONText.quoted(prices.list.name)), ("date", JSONText.quoted(prices.list.date)),
      ("source", JSONText.quoted(prices.list.source)), ("kind", JSONText.quoted(prices.kind.rawValue)),
      ("dollarsPerKilowattHour", number(prices.kind == .owned ? prices.list.dollarsPerKilowattHour : nil)),
      ("overhead", number(prices.kind == .owned ? prices.overhead : nil)),
    ])
  }

  private var carbon: String {
    guard let carbon = plan.costs.carbon else { return "null" }
    return object([
      ("gramsPerKilowattHour", number(carbon.gramsPerKilowattHour)),
      ("grid", carbon.grid.map { JSONText.quoted($0.id) } ?? "null"),
      ("overhead", number(carbon.overhead)),
      ("hasEmbodied", "\(carbon.hasEmbodied)"),
    ])
  }

  private func row(_ row: PlanRow) -> String {
    object(
      fleet(row.candidate, row.fleet) + price(row.accelerators, row.dollarsPerHour) + [
        ("joulesPerOutputToken", number(row.figures.joulesPerOutputToken)),
        ("gramsPerMillionOutputTokens", number(row.gramsPerMillionOutputTokens)), ("finding", finding(row.finding)),
        ("highestRequestsPerSecond", number(row.reach.map { $0.passing * result.load.requestsPerSecond })),
        ("broken", row.reach?.broken.map(finding) ?? "null"), ("undecided", list(row.undecided.map(finding))),
        ("isAllMeasured", "\(!PlanText.restsOnDatasheet(row.candidate))"),
        ("isPareto", "\(row.isPareto)"), ("latencyOverLimit", number(row.figures.latencyOverLimit)),
        (
          "p99",
          list(
            row.figures.tails.map { tail in
              object([
                ("metric", JSONText.quoted(tail.metric.rawValue)), ("seconds", number(tail.seconds)),
                ("limitSeconds", number(tail.limitSeconds)),
              ])
            })
        ),
      ])
  }

  private func mixed(_ mixed: MixedFleet) -> String {
    let (outcome, replicas): (String, [Int]?) =
      switch mixed.outcome {
      case .holds(let row): ("holds", row.fleet.replicas)
      case .noneCheaper: ("none for less", nil)
      case .noneHolds: ("none holds", nil)
      case .impossible(let fault): (fault, nil)
      }
    return object([
      ("first", object(part(mixed.first))), ("second", object(part(mixed.second))), ("outcome", JSONText.quoted(outcome)),
      ("replicas", replicas.map { list($0.map { "\($0)" }) } ?? "null"),
    ])
  }

  private var inventory: String {
    guard let inventory = result.limits.inventory else { return "null" }
    let used = result.rows.first.map { $0.candidate.acceleratorsByType(of: $0.fleet) } ?? []
    return list(
      inventory.stocks.map { stock in
        let count = used.first { $0.id == stock.accelerator }?.count ?? 0
        return object([
          ("accelerator", JSONText.quoted(stock.accelerator)), ("there", "\(stock.count)"), ("used", "\(count)"),
          ("left", "\(stock.count - count)"),
        ])
      })
  }

  private func answer(_ answer: PlanAnswer) -> String {
    object(
      fleet(answer.candidate, answer.fleet) + price(answer.accelerators, answer.dollarsPerHour)
        + [("findings", list(answer.findings.map(finding)))])
  }

  private func day(_ day: DayAnswer) -> String {
    object(
      layout(day.candidate.layout, nil) + [
        ("factors", list(day.curve.factors.map { "\($0)" })), ("requests", "\(day.requests)"),
        ("fixed", day.fixed.map(dayFleet) ?? "null"), ("following", day.following.map(dayFleet) ?? "null"),
      ])
  }

  private func dayFleet(_ fleet: DayAnswer.Fleet) -> String {
    object([
      ("mostReplicas", "\(fleet.replicas)"), ("fewestReplicas", "\(fleet.fewest)"),
      ("requestsPerReplica", number(fleet.requestsPerReplica)), ("attained", number(fleet.share)),
      ("attainedHalfWidth", number(fleet.halfWidth)), ("seeds", "\(fleet.seeds)"),
      ("replicaHours", number(fleet.replicaHours)), ("dollars", number(fleet.dollars)),
      ("set", list(fleet.assignments.map(JSONText.quoted))),
    ])
  }

  /// A layout, or two side by side, with replicas and what is laid over the scenario for them.
  private func fleet(_ candidate: PlanCandidate, _ fleet: PlanFleet) -> [(String, String)] {
    let all =
      part(candidate.layout) + [
        ("mode", JSONText.quoted(candidate.layout.mode.rawValue)), ("beside", candidate.beside.map { object(part($0)) } ?? "null"),
        ("replicas", list(fleet.replicas.map { "\($0)" })), ("set", list(candidate.assignments(of: fleet).map(JSONText.quoted))),
      ]
    return all
  }

  private func part(_ layout: PlanLayout) -> [(String, String)] {
    [
      ("accelerator", JSONText.quoted(layout.accelerator)), ("tensor", "\(layout.tensor)"),
      ("decodeTensor", layout.decodeTensor.map { "\($0)" } ?? "null"), ("pipeline", "\(layout.pipeline)"),
      ("data", "\(layout.data)"), ("expert", "\(layout.expert)"),
      ("weights", layout.weights.map { JSONText.quoted($0.rawValue) } ?? "null"),
      ("varied", object(layout.setting.values.map { ($0.path, JSONText.quoted($0.text)) })),
    ]
  }

  private func layout(_ layout: PlanLayout, _ fleet: PlanFleet?) -> [(String, String)] {
    part(layout) + [
      ("mode", JSONText.quoted(layout.mode.rawValue)),
      ("replicas", fleet.map { list($0.replicas.map { "\($0)" }) } ?? "null"),
      (
        "set",
        list(layout.assignments(of: fleet ?? PlanFleet(Array(repeating: 1, count: layout.mode.pools)), own: own).map(JSONText.quoted))
      ),
    ]
  }

  private var own: String { plan.scenario.pools[0].accelerator }

  private func price(_ accelerators: Int, _ dollarsPerHour: Double) -> [(String, String)] {
    [
      ("accelerators", "\(accelerators)"), ("dollarsPerHour", number(dollarsPerHour)),
      ("dollarsPerMonth", number(dollarsPerHour * PlanRow.hoursPerMonth)),
      ("dollarsPerMillionOutputTokens", number(result.load.dollarsPerMillionOutputTokens(dollarsPerHour: dollarsPerHour))),
    ]
  }

  private func finding(_ finding: FleetFinding) -> String { self.finding(finding, isAlone: false) }

  /// Requests that are alone on a replica come at no rate.
  private func finding(_ finding: FleetFinding, isAlone: Bool) -> String {
    object([
      ("replicas", list(finding.fleet.replicas.map { "\($0)" })),
      ("requestsPerSecond", number(isAlone ? nil : finding.rate * result.load.requestsPerSecond)), ("attained", number(finding.share)),
      ("attainedIsBound", "\(finding.isCut)"), ("halfWidth", number(finding.halfWidth)),
      ("asked", number(result.test.asked[finding.demand])), ("seeds", list(finding.trials.map { "\($0.seed)" })),
      ("verdict", JSONText.quoted(finding.finding.rawValue)),
      ("givesWay", finding.weakness == nil ? "null" : JSONText.quoted(PlanText.weakness(finding))),
    ])
  }

  private func passedOver(_ passedOver: PassedOver) -> String {
    object(layout(passedOver.layout, passedOver.finding?.fleet) + [("reason", JSONText.quoted(PlanText.reason(passedOver, result)))])
  }

  // MARK: JSON

  private func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(JSONText.quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }

  private func list(_ values: [String]) -> String { "[" + values.joined(separator: ", ") + "]" }

  private func number(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "null" } ?? "null" }
}
