import Hardware
import Kernel
import Metrics
import Scenario
import Store
import Study

/// What `windtunnel plan` says: the table of layouts, then the answers in a line or two each.
package struct PlanReport {
  private let plan: Plan
  private let result: PlanResult
  private let showsAll: Bool
  private let isPage: Bool
  private let ink: Ink
  private let ownChecks: [FidelityCheck]

  /// Rows that are shown without `--all`.
  package static let rows = 10

  /// Words that say that a question has no answer, or none that is certain, with their tones.
  private static let verdicts: [(words: String, tone: Ink.Tone)] = [
    ("nothing holds", .bad), ("none of these holds", .bad), ("none up to", .bad), ("no fleet of", .bad), ("not looked for", .open),
    ("do not tell whether they hold", .open),
  ]

  /// A report; with `showsAll` every row is shown, and every layout that was passed over. `isPage` is of a page, which lists what was
  /// passed over and has no options. `ownChecks` are what validations found that are stored beside the plan. `ink` is how verdicts are
  /// marked, and what can be passed over.
  package init(
    _ plan: Plan, _ result: PlanResult, showsAll: Bool = false, isPage: Bool = false, ownChecks: [FidelityCheck] = [], ink: Ink = .none
  ) {
    self.plan = plan
    self.result = result
    self.showsAll = showsAll
    self.isPage = isPage
    self.ink = ink
    self.ownChecks = ownChecks
  }

  /// What is said of a plan that was stored under a number; `store` is the database, and `runsAdded` is nil where runs are not stored
  /// because the program's revision is not known.
  package static func stored(_ number: Int64, runsAdded: Int?, _ result: PlanResult, store: String, width: Int, ink: Ink = .none)
    -> String
  {
    let taken = result.runsFound > 0 ? ", \(NumberText.count(result.runsFound)) taken from it" : ""
    let runs = runsAdded.map { "\(PlanText.count($0, "run")) added\(taken)" } ?? "no run stored, for the program's revision is not known"
    let text = TextLayout.paragraph("", "Stored as plan \(number) in \(store):\(breakMark) \(runs)", width: width)
    return "\n" + ink.paint(text, .faint)
  }

  /// The report within so many columns.
  package func text(width: Int) -> String {
    var parts = [lines([("Plan", question), ("Load", load), ("Searched", searched)], width)]
    if result.rows.isEmpty {
      parts.append(lines([("Verdict", nothingHolds)] + fleets.answers, width))
    } else {
      parts.append(PlanTable(result: result, most: showsAll ? .max : Self.rows).told(width: width, ink: ink))
      parts.append(
        lines(
          [(heading, best)] + PlanMoney(plan, result).answers + fleets.answers + [("N+1", spare), ("Node", nodeSpare)] + growth + [
            ("Day", day)
          ], width))
      let knee = PlanKnee(result: result, ink: ink).text(width: width)
      if !knee.isEmpty { parts.append(knee) }
    }
    parts.append(
      lines(
        [
          ("Burst", burst), ("Verdicts", verdicts), ("Undecided", undecided), ("Fits", fits), ("Checked", checked), ("Left out", leftOut),
          ("Granted", granted),
        ],
        width))
    let notes = notes
    if !notes.isEmpty { parts.append(ink.paint(notes.map { TextLayout.paragraph("", $0, width: width) }.joined(separator: "\n"), .faint)) }
    if showsAll && !result.passedOver.isEmpty {
      parts.append(PlanText.reasons(result.passedOver.map { ($0.layout, PlanText.reason($0, result)) }, width: width))
    }
    return parts.joined(separator: "\n\n")
  }

  // MARK: Parts for a page

  /// What was asked and looked at: a heading and a sentence each.
  package var asked: [(heading: String, text: String)] { sentences([("Plan", question), ("Load", load), ("Searched", searched)]) }

  /// The first row and the answers beside it, or that nothing holds.
  package var answers: [(heading: String, text: String)] {
    if result.rows.isEmpty { return sentences([("Verdict", nothingHolds)] + fleets.answers) }
    return sentences(
      [(heading, best)] + PlanMoney(plan, result).answers + fleets.answers + [("N+1", spare), ("Node", nodeSpare)] + growth
        + [("Day", day)])
  }

  /// How far the answers can be trusted, and what is taken for granted.
  package var trust: [(heading: String, text: String)] {
    sentences([
      ("Burst", burst), ("Verdicts", verdicts), ("Undecided", undecided), ("Fits", fits), ("Checked", checked), ("Left out", leftOut),
      ("Granted", granted),
    ])
  }

  /// What the figures of the rows rest on where it was not measured.
  package var remarks: [String] { notes }

  /// Lines of the terminal as sentences: without the places where they may be broken.
  private func sentences(_ lines: [(heading: String, text: String?)]) -> [(heading: String, text: String)] {
    lines.compactMap { line in line.text.map { (line.heading, $0.replacing(breakMark + " ", with: " ")) } }
  }

  private var fleets: PlanFleets { PlanFleets(plan, result, rowsShown: showsAll ? .max : Self.rows, isPage: isPage) }

  private func lines(_ lines: [(heading: String, text: String?)], _ width: Int) -> String {
    lines.compactMap { line in
      line.text.map { marked(TextLayout.paragraph(line.heading, $0, width: width), heading: line.heading) }
    }.joined(separator: "\n")
  }

  /// A line with its verdict marked. The question is none, and has a name in it that may read like one.
  private func marked(_ line: String, heading: String) -> String {
    if heading == "Plan" { return line }
    if heading == self.heading, let row = result.rows.first { return ink.paint(row.name, .good, in: line) }
    return Self.verdicts.reduce(line) { ink.paint($1.words, $1.tone, in: $0) }
  }

  // MARK: The question

  private var question: String {
    let counted = result.load.rateIsCounted ? ", as the trace has it" : ""
    return "\(plan.scenario.name) at \(PlanText.rate(result.load.requestsPerSecond)) req/s\(counted): \(result.objective.text)"
  }

  private var load: String {
    let load = result.load
    let requests = NumberText.count(Int(load.requests.rounded()))
    return "\(requests) requests in \(NumberText.time(seconds: load.seconds)) a run,\(breakMark) "
      + "\(NumberText.count(Int(load.meanPromptTokens.rounded()))) + "
      + "\(NumberText.count(Int(load.meanOutputTokens.rounded()))) tokens in the mean"
  }

  private var searched: String {
    let impossible = result.passedOver.count { if case .impossible = $0.reason { true } else { false } }
    let seeds = result.usesSeed ? " of \(seedRange)" : ", for nothing is drawn"
    return "\(PlanText.count(result.layouts, "layout")) of \(PlanText.count(plan.space.accelerators.count, "accelerator"))"
      + "\(PlanText.settings(plan)):\(breakMark) "
      + "\(result.layouts - impossible) can be, \(result.rowsOfOneType) hold;\(breakMark) "
      + "\(PlanText.count(result.runs + result.runsFound, "run"))\(seeds)"
  }

  private var seedRange: String {
    let looks = result.test.looks
    guard let first = looks.first, let last = looks.last, first != last else { return "one seed" }
    return "\(first) to \(last) seeds"
  }

  // MARK: Answers

  private var heading: String {
    switch result.aim {
    case .cost: "Cheapest"
    case .energy: "Least energy"
    case .gpus: "Fewest GPUs"
    case .carbon: "Least carbon"
    }
  }

  private var best: String? {
    guard let row = result.rows.first else { return nil }
    let each = result.load.dollarsPerMillionOutputTokens(dollarsPerHour: row.dollarsPerHour)
    var text = "\(row.name): \(PlanText.count(row.accelerators, "GPU")),\(breakMark) "
    text += "\(PlanText.month(row.dollarsPerHour)) a month,\(breakMark) "
    text += "$\(NumberText.fixed(each, decimals: 2)) a million output tokens in steady state"
    if let joules = row.figures.joulesPerOutputToken { text += ",\(breakMark) \(NumberText.figure(joules)) J a token" }
    if let broken = row.reach?.broken { text += ";\(breakMark) \(PlanText.weakness(broken)) gives way first" }
    return text + ";\(breakMark) a decode step is bound by \(PlanTable.bound(row.candidate))"
  }

  /// The answers beside the first row are looked for by cost, whatever that row has least of.
  private var cheapest: String { result.aim == .cost ? "" : "the cheapest is " }

  private var spare: String? {
    guard let spare = result.spare else { return "none of these holds with a replica dead \(deathTimes)" }
    let which = spare.fleet.replicas.count > 1 ? "of either kind " : ""
    return enduring(spare, dead: "a replica \(which)")
  }

  /// Nil where a replica fills a node in every layout that holds, so that the two are one.
  private var nodeSpare: String? {
    guard let spare = result.nodeSpare else { return "none of these holds with a node dead \(deathTimes)" }
    let (replicas, accelerators) = (
      spare.candidate.replicasPerNode(of: result.nodeAccelerators), spare.candidate.acceleratorsPerNode(result.nodeAccelerators)
    )
    if replicas.allSatisfy({ $0 == 1 }) && result.spare?.name == spare.name { return nil }
    let counts = Set(replicas).count == 1 ? replicas.prefix(1) : replicas[...]
    let size = Set(accelerators).count == 1 ? " of \(PlanText.count(accelerators[0], "GPU"))" : ""
    return enduring(
      spare, dead: "a node\(size) (\(counts.map { PlanText.count($0, "replica") }.joined(separator: " or "))) ")
  }

  private func enduring(_ answer: PlanAnswer, dead: String) -> String {
    "\(cheapest)\(answer.name): \(PlanText.month(answer.dollarsPerHour)) a month;\(breakMark) "
      + "with \(dead)dead \(deathTimes) \(PlanText.attained(answer.worst, result))"
  }

  /// Such as `from 60 s on`, or `from 60 s or 8.00 h on`.
  private var deathTimes: String {
    "from \(result.deathTimes.map { NumberText.time(seconds: $0.seconds, decimals: 0) }.joined(separator: " or ")) on"
  }

  private var growth: [(heading: String, text: String?)] {
    result.growth.map { factor, answer in
      let rate = PlanText.rate(result.load.requestsPerSecond * factor)
      let heading = "If x\(factor == factor.rounded() ? "\(Int(factor))" : "\(factor)")"
      if !result.steadyLoad.isSteady(at: factor) { return (heading, tooShort(factor)) }
      guard let answer else { return (heading, "none up to \(PlanText.count(result.limits.mostAccelerators, "GPU")) at \(rate) req/s") }
      return (
        heading,
        "\(cheapest)\(answer.name): \(PlanText.month(answer.dollarsPerHour)) a month at \(rate) req/s (\(PlanText.attained(answer.worst, result)))"
      )
    }
  }

  private var day: String? {
    if let day = result.day { return PlanDayText(day: day, asked: result.test.asked).text }
    return plan.options.day == nil ? nil : "none of these has replicas that are all alike, and two kinds are scaled by no rule here"
  }

  private var nothingHolds: String {
    guard let nearest = result.nearest else {
      let first = result.passedOver.first.map { ": \($0.layout): \(PlanText.reason($0, result))" } ?? ""
      return "nothing holds, for none of the layouts can be" + first
    }
    let alone = result.nearestIsAlone ? " even of requests that are alone on a replica" : ""
    let weakness =
      nearest.finding.weakness == nil
      ? ", and so few requests do not tell whether they all would" : " (\(PlanText.weakness(nearest.finding)) gives way)"
    return "nothing holds;\(breakMark) \(nearest.layout.name(of: nearest.finding.fleet)) comes nearest:\(breakMark) "
      + "\(PlanText.attained(nearest.finding, result))\(alone) keep the promise\(weakness)"
  }

  // MARK: How far to trust it

  /// Why a growth is not answered.
  private func tooShort(_ factor: Double) -> String {
    let (all, one) = (NumberText.time(seconds: result.load.seconds / factor), result.steadyLoad.promisedSeconds ?? 0)
    return "not looked for: the load would last \(all) then,\(breakMark) "
      + "and a request may take \(NumberText.time(seconds: one)):\(breakMark) "
      + "a longer load, with --set workload.repeat for a trace"
  }

  /// What a load is that is over before a steady state shows; nil of others.
  private var burst: String? {
    let steady = result.steadyLoad
    guard steady.isBurst, let one = steady.promisedSeconds else { return nil }
    return "the load lasts \(NumberText.time(seconds: steady.seconds)), "
      + "and a request may take \(NumberText.time(seconds: one)):\(breakMark) "
      + "all figures are of a burst as short; a lasting load of that rate needs more"
  }

  private var verdicts: String {
    guard result.usesSeed else {
      return "the load is one recorded trace:\(breakMark) a layout holds where the share of its requests reaches what was asked"
    }
    guard result.test.looks.count > 1 else { return "one seed:\(breakMark) its share is the verdict, and nothing is known of its error" }
    return
      "of the mean over the seeds, of which one may miss it;\(breakMark) "
      + "each wrong at most once in \(Int((1 / AttainmentTest.error).rounded())) (sequential test over seeds);\(breakMark) "
      + "attained with 95 % confidence; the highest rates from the first seeds alone, to \(NumberText.percent(PlanReach.granularity))"
  }

  private var undecided: String? {
    let open = result.rows.prefix(showsAll ? .max : Self.rows).flatMap { row in row.undecided.map { (row, $0) } }
    if open.isEmpty { return nil }
    let names = open.map { row, finding in
      "\(row.candidate.name(of: finding.fleet)) (\(PlanText.attained(finding, result)))"
    }
    return
      "\(names.joined(separator: TextLayout.comma)):\(breakMark) "
      + "\(result.test.looks.last ?? 1) seeds do not tell whether they hold, so the table has a greater fleet"
  }

  /// How far the fits of the first row's accelerator are off, for the operators that its model has.
  private var fits: String? {
    guard let candidate = result.rows.first?.candidate else { return nil }
    // All pools of one type are divided alike, so that one speaks for all.
    let texts = candidate.prepared.deployments.prefix(candidate.beside == nil ? 1 : 2).compactMap(Self.fit)
    return texts.isEmpty ? nil : texts.joined(separator: TextLayout.semicolon)
  }

  /// The check that is nearest to the first row.
  private var checked: String? {
    result.rows.first.flatMap { NearestCheckText.text($0.candidate.prepared.deployments, own: ownChecks) }
  }

  private static func fit(_ deployed: Scenario.DeployedPool) -> String? {
    guard let profile = deployed.profile?.profile else { return nil }
    let deployment = deployed.deployment
    var kinds: [OperatorKind] = [.matrixProduct, .prefillAttention, .decodeAttention]
    if deployment.model.mixtureOfExperts != nil { kinds.append(.mixture) }
    if deployment.accelerators > 1 { kinds.append(.collective) }
    let texts = kinds.compactMap { kind -> String? in
      let lines = profile.accuracyTable.filter { $0.kind == kind }
      let own = lines.filter { $0.format == deployment.weightFormat }
      let errors = (own.isEmpty ? lines : own).map(\.residuals.medianError)
      guard let least = errors.min(), let most = errors.max() else { return nil }
      let ends = [least, most].map { NumberText.fixed($0 * 100, decimals: 1) }
      return "\(kind.rawValue)\(own.isEmpty ? "" : " \(deployment.weightFormat.rawValue)") "
        + (ends[0] == ends[1] ? ends[0] : ends.joined(separator: "-")) + " %"
    }
    return texts.isEmpty ? nil : "of \(profile.id), median error on rows held out:\(breakMark) \(texts.joined(separator: TextLayout.comma))"
  }

  private var leftOut: String? {
    if result.passedOver.isEmpty { return nil }
    var counts = [0, 0, 0, 0]
    for layout in result.passedOver {
      switch layout.reason {
      case .impossible: counts[0] += 1
      case .slowAlone: counts[1] += 1
      case .tooMany, .beyondMost: counts[2] += 1
      case .dearer: counts[3] += 1
      }
    }
    let words = ["cannot be", "too slow even alone on a replica", mostWords, "dearer than these"]
    let parts = zip(counts, words).filter { $0.0 > 0 }.map { "\($0) \($1)" }
    let hidden = showsAll ? 0 : max(0, result.rows.count - Self.rows)
    let more = hidden > 0 ? [PlanText.count(hidden, "row") + " further down"] : []
    return (parts + more).joined(separator: TextLayout.comma) + (showsAll || isPage ? "" : ";\(breakMark) --all shows each")
  }

  private var mostWords: String {
    result.limits.inventory == nil
      ? "not up to \(PlanText.count(result.limits.mostAccelerators, "GPU"))" : "not up to as many as there are"
  }

  private var granted: String {
    var parts = PlanMoney(plan, result).granted
    if result.limits.survived > 0 {
      parts.append("every row holds with \(PlanText.count(result.limits.survived, "replica")) of a kind dead \(deathTimes)")
    }
    if result.day?.following != nil {
      parts.append("replicas follow a day's load as Kubernetes' autoscaler has it: looked at every 15 s, 2 min to start, 5 min of too many")
    }
    if result.nodeSpare != nil { parts.append("replicas fill nodes one after the other") }
    parts.append("router \(plan.scenario.router.name)")
    if plan.space.modes.contains(.disaggregated), plan.space.decodeTensor == nil {
      parts.append("prefill (P) and decode (D) replicas are divided alike")
    }
    parts += fleets.granted
    parts.append("more replicas are never worse")
    return parts.joined(separator: TextLayout.semicolon)
  }

  private var notes: [String] {
    let shown = result.rows.prefix(showsAll ? .max : Self.rows)
    var notes: [String] = []
    if shown.contains(where: { PlanText.restsOnDatasheet($0.candidate) }) {
      let share = NumberText.percent(PlanText.negligibleShare)
      notes.append("~ More than \(share) of an iteration rests on the datasheet: operators that were not measured.")
    }
    if let row = result.rows.first {
      // All pools of one type are divided alike, so that one speaks for all.
      for (layout, deployed) in zip([row.candidate.layout, row.candidate.beside].compactMap(\.self), row.candidate.prepared.deployments) {
        notes += DeploymentNotes.notes([deployed]).map { "\(layout): \($0)" }
      }
    }
    return notes
  }
}
