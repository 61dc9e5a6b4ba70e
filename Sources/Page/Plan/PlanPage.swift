import Foundation
import Kernel
import Report
import Scenario
import Store
import Study
import Workload

/// The page of a plan: the answer, the choices, the knee, what endures, money and energy, how far to trust it, and how to do it again.
package struct PlanPage {
  let plan: Plan
  let result: PlanResult
  let question: StoredPlanQuestion
  /// The database's name.
  let store: String
  /// Who draws the page.
  let program: ProgramIdentity
  /// How fleets of each row's layout fared, row by row.
  let findings: [[FleetFinding]]
  /// Requests a second over the load, at equal steps; empty where the load is too long to be gone through again.
  let rates: [Double]
  /// Seconds of the load.
  let seconds: Double
  private let ownChecks: [FidelityCheck]

  /// Loads with more requests are not gone through for their picture.
  private static let mostRequests = 1_000_000.0
  private static let bins = 120
  /// More rows than these are counted and not shown.
  private static let mostRows = 40

  /// The page of what a plan found when it was asked again.
  ///
  /// - Throws: ``InputError`` where the database or the load cannot be read.
  package init(_ plan: Plan, _ result: PlanResult, _ question: StoredPlanQuestion, store: String, program: ProgramIdentity) throws {
    self.plan = plan
    self.result = result
    self.question = question
    self.store = (store as NSString).lastPathComponent
    self.program = program
    ownChecks = try plan.options.store?.fidelityChecks() ?? []
    findings = try Self.shown(plan, result).map { try plan.findings(of: $0, result) }
    (rates, seconds) = result.load.requests <= Self.mostRequests ? try Self.rates(plan.scenario) : ([], result.load.seconds)
  }

  /// The rate over the load of the first seed, and how long that is.
  private static func rates(_ scenario: Scenario) throws -> (rates: [Double], seconds: Double) {
    var source = try scenario.workload.makeSource(seed: scenario.run.seeds.first ?? 1)
    var times: [Double] = []
    while let arrival = try source.next() { times.append(arrival.time.seconds) }
    guard let seconds = times.last, seconds > 0 else { return ([], 0) }
    var counts = Array(repeating: 0.0, count: bins)
    for time in times { counts[min(bins - 1, Int(time / seconds * Double(bins)))] += 1 }
    return (counts.map { $0 / (seconds / Double(bins)) }, seconds)
  }

  /// The page.
  package var document: PageDocument {
    let origin = "Plan \(question.number) of \(store)"
    let made = question.created.prefix(10)
    let whatIf = PlanWhatIf(self)
    var sections = [PlanAnswerSection(self).section, PlanChoicesSection(self).section]
    if let section = whatIf.section { sections.append(section) }
    sections += [PlanKneeSection(self).section, PlanFleetsSection(self).section].compactMap(\.self)
    if let costs = PlanCostsSection(self).section { sections.append(costs) }
    sections += [trust, again]
    return PageDocument(
      title: plan.scenario.name, origin: origin,
      footer:
        "Simulated on \(made) by windtunnel \(question.version) (\(question.revision)); drawn by \(program.version) (\(program.revision)).",
      sections: sections, values: whatIf.json.map { ["what-if": $0] } ?? [:])
  }

  var report: PlanReport {
    PlanReport(plan, result, showsAll: plan.options.rowsWithReach > PlanReport.rows, isPage: true, ownChecks: ownChecks)
  }
  /// Rows that are shown: those of the plan's table.
  var rows: ArraySlice<PlanRow> { Self.shown(plan, result) }

  private static func shown(_ plan: Plan, _ result: PlanResult) -> ArraySlice<PlanRow> {
    result.rows.prefix(min(plan.options.rowsWithReach, mostRows))
  }

  // MARK: Trust

  private var trust: PageSection {
    var facts = report.trust.map { PageBlock.Fact($0.heading, $0.text) }
    if plan.scenario.plan.day != nil && plan.options.day == nil {
      facts.append(PageBlock.Fact("Day", "left out, for its runs are not stored: windtunnel report --simulate plan:\(question.number)"))
    }
    let bounds = rows.map { $0.candidate.name(of: $0.fleet) + " is bound by " + PlanTable.bound($0.candidate) }
    return PageSection(
      "trust", "How far to trust it",
      [.facts(facts)] + (report.remarks.isEmpty ? [] : [.list(report.remarks)])
        + (bounds.isEmpty ? [] : [.folded("What bounds a decode step", [.list(bounds)])]))
  }

  // MARK: Again

  private var again: PageSection {
    let file = question.terms?.file ?? plan.scenario.file
    let changes = (question.terms?.changes ?? []).map { " --set " + ShellWord.quoted($0) }.joined()
    var commands = "windtunnel plan \(ShellWord.quoted(file))\(changes)\nwindtunnel report plan:\(question.number)"
    if let row = result.rows.first {
      let own = row.candidate.assignments(of: row.fleet).map { " --set " + ShellWord.quoted($0) }.joined()
      commands += "\nwindtunnel run \(ShellWord.quoted(file))\(ownChanges)\(own)"
    }
    return PageSection(
      "again", "Again",
      [
        .text("The plan, this page, and a run of the first row with all its figures:"), .commands(commands),
        .facts([
          .init("Scenario", "\(question.name), digest \(question.scenarioHash)"), .init("Database", "\(store), plan \(question.number)"),
          .init("Program", "windtunnel \(question.version), revision \(question.revision), on \(question.created)"),
          .init("Runs", "\(NumberText.count(question.runs)) of fleets, the same to the digest wherever they are run again"),
        ]),
        .folded("The resolved scenario, with what was asked of the plan", [.code(question.scenario + (question.terms?.section ?? ""))]),
      ])
  }

  /// What was laid over the file, without what only a plan takes notice of.
  private var ownChanges: String {
    (question.terms?.changes ?? []).filter { !$0.hasPrefix("plan.") }.map { " --set " + ShellWord.quoted($0) }.joined()
  }
}
