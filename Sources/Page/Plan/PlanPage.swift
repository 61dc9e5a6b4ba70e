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

  /// Loads with more requests are not gone through for their picture.
  private static let mostRequests = 1_000_000.0
  private static let bins = 120

  /// The page of what a plan found when it was asked again.
  ///
  /// - Throws: ``InputError`` where the database or the load cannot be read.
  package init(_ plan: Plan, _ result: PlanResult, _ question: StoredPlanQuestion, store: String, program: ProgramIdentity) throws {
    self.plan = plan
    self.result = result
    self.question = question
    self.store = (store as NSString).lastPathComponent
    self.program = program
    findings = try result.rows.prefix(PlanReport.rows).map { try plan.findings(of: $0, result) }
    seconds = result.load.seconds
    rates = result.load.requests <= Self.mostRequests ? try Self.rates(plan.scenario, seconds: result.load.seconds) : []
  }

  private static func rates(_ scenario: Scenario, seconds: Double) throws -> [Double] {
    var source = try scenario.workload.makeSource(seed: scenario.run.seeds.first ?? 1)
    var counts = Array(repeating: 0.0, count: bins)
    while let arrival = try source.next() {
      // A load is as long in the mean as it is said to be: of one seed some requests may come later.
      let bin = Int(arrival.time.seconds / seconds * Double(bins))
      if bin < bins { counts[bin] += 1 }
    }
    return counts.map { $0 / (seconds / Double(bins)) }
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

  var report: PlanReport { PlanReport(plan, result) }
  /// Rows that are shown.
  var rows: ArraySlice<PlanRow> { result.rows.prefix(PlanReport.rows) }

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
        .text("The plan, this page, and a run of the first row with all its figures:"), .code(commands),
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
