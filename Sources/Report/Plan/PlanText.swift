import Hardware
import Metrics
import Scenario
import Study

/// Pieces of a plan in words, the same in every part of its report.
package enum PlanText {
  /// The share that kept the promise, with its interval where there is one.
  package static func attained(_ finding: FleetFinding, _ result: PlanResult) -> String {
    let asked = result.test.asked[finding.demand]
    let share = NumberText.percent(finding.share, asked: asked)
    if finding.isCut { return "<\(NumberText.percent(finding.share))" }
    guard let half = finding.halfWidth else { return share }
    if tellsNothing(finding) { return "\(share) (\(count(finding.trials.count, "seed")) do not tell)" }
    // As many digits as the share has.
    let digits = share.dropLast(2).split(separator: ".").dropFirst().first?.count ?? 0
    return "\(share.dropLast(2)) ± \(NumberText.fixed(half * 100, decimals: max(1, digits))) %"
  }

  /// Whether the interval of the share is as wide as all shares, from 0 to 100 %.
  static func tellsNothing(_ finding: FleetFinding) -> Bool { (finding.halfWidth ?? 0) >= 0.5 }

  /// What gives way first, in a word.
  package static func weakness(_ finding: FleetFinding) -> String {
    switch finding.weakness {
    case .latency(let metric): shortName(of: metric)
    case .rejection: "rejected"
    case .unfinished: "unfinished"
    case nil: "-"
    }
  }

  /// `TTFT` of time to first token, and so on; the whole name where it has no letters of its own.
  package static func shortName(of metric: MetricID) -> String {
    switch metric {
    case .ttft, .tpot, .e2e: metric.rawValue.uppercased()
    default: MetricCatalog.definition(of: metric).name
    }
  }

  /// Whether more of an iteration's time than ``negligibleShare`` is that of operators that were not measured.
  package static func restsOnDatasheet(_ candidate: PlanCandidate) -> Bool {
    candidate.prepared.deployments.contains { deployed in
      let assumed = deployed.deployment.coverage.filter { $0.basis == .roofline }.map(\.part)
      return [IterationSample.decode(deployed), IterationSample.prefill(deployed).parts].contains { parts in
        let total = parts.reduce(0) { $0 + $1.time.seconds }
        return parts.filter { assumed.contains($0.part) }.reduce(0) { $0 + $1.time.seconds } > negligibleShare * total
      }
    }
  }

  /// The part of an iteration whose error hardly moves the whole: look-ups, norms and the sampler of a large model.
  static let negligibleShare = 0.1

  /// A rate in requests a second, such as `20` or `21.4`.
  package static func rate(_ requestsPerSecond: Double) -> String {
    let text = NumberText.figure(requestsPerSecond)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A price a month.
  package static func month(_ dollarsPerHour: Double) -> String {
    "$\(NumberText.fixed(dollarsPerHour * PlanRow.hoursPerMonth, decimals: 0))"
  }

  /// A number and its noun, in the plural where it is not one.
  package static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(NumberText.count(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// How many settings each layout is tried with, in words; empty where nothing varies beside them.
  static func settings(_ plan: Plan) -> String {
    guard let variation = plan.space.variation else { return "" }
    return " (each with \(count(variation.settings.count, "setting")) of \(variation.columns.joined(separator: ", ")))"
  }

  /// The columns of a table for what is set beside these layouts, which all have values of the same keys.
  static func settingColumns(_ layouts: [PlanLayout]) -> [TextTable.Column] {
    PlanSetting.headings(layouts.first?.setting.values.map(\.path) ?? []).map { .init($0, isNumber: false) }
  }

  /// Layouts with the reasons why they are not in the table; where both ways to divide the work, or all that is set beside a layout, fail
  /// for the same reason, one line tells it.
  static func reasons(_ passedOver: [(layout: PlanLayout, reason: String)], width: Int) -> String {
    var entries: [(layout: PlanLayout, name: String, reason: String)] = []
    for (layout, reason) in passedOver {
      let apart = layout.mode == .disaggregated ? " P+D" : ""
      guard let last = entries.last, last.layout.degrees == layout.degrees, last.reason == reason else {
        entries.append((layout, "\(layout)\(apart)", reason))
        continue
      }
      if last.layout.setting != layout.setting {
        entries[entries.count - 1].name = layout.degrees + (last.layout.mode == .disaggregated ? apart : "")
      }
    }
    return TextLayout.entries(entries.map { (name: $0.name, summary: $0.reason, source: "") }, width: width)
  }

  /// Why a layout is not in the table.
  package static func reason(_ layout: PassedOver, _ result: PlanResult) -> String {
    // All pools are divided alike, so that one speaks for all.
    let bound = layout.candidate.flatMap { DeploymentNotes.bound(Array($0.prepared.deployments.prefix(1))) }.map { "; " + $0 } ?? ""
    switch layout.reason {
    case .impossible(let fault): return fault
    case .slowAlone(let finding):
      return "even requests alone on a replica break the promise too often (\(weakness(finding)))" + bound
    case .tooMany(let finding):
      return "none up to \(count(result.limits.most(of: layout.layout.accelerator), "GPU")): at best \(attained(finding, result)) with "
        + "\(finding.fleet) (\(weakness(finding)))" + bound
    case .dearer: return "dearer than the rows of the table"
    case .beyondMost(let accelerators):
      return
        "the least fleet has \(PlanText.count(accelerators, "GPU")), more than the \(result.limits.most(of: layout.layout.accelerator)) that it may have"
    }
  }
}
