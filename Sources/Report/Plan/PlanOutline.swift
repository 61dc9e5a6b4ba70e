import Study

/// What `windtunnel plan --dry-run` says: which layouts would be looked at, and what a replica of each is.
package struct PlanOutline {
  let plan: Plan
  let fitting: [PlanCandidate]
  let passedOver: [PassedOver]

  /// An outline of a plan's candidates.
  package init(_ plan: Plan, _ candidates: (fitting: [PlanCandidate], passedOver: [PassedOver])) {
    self.plan = plan
    (fitting, passedOver) = candidates
  }

  /// The outline within so many columns.
  package func text(width: Int) -> String {
    let all = fitting.count + passedOver.count
    let power = fitting.contains(where: \.paysElectricity) ? " $/h has the electricity of the most that a replica can draw." : ""
    var parts = [
      TextLayout.paragraph(
        "Plan",
        "\(plan.scenario.name): \(PlanText.count(all, "layout"))\(PlanText.settings(plan)), \(fitting.count) can be. Nothing was run."
          + power, width: width)
    ]
    var table = TextTable(
      [.init("a replica of each kind", isNumber: false)] + PlanText.settingColumns(fitting.map(\.layout)) + [
        .init("GPUs"), .init("$/h"), .init("KV tokens", weight: 3), .init("decode bound", isNumber: false, weight: 2),
      ])
    for candidate in fitting {
      let fleet = PlanFleet(Array(repeating: 1, count: candidate.pools))
      let memory = candidate.prepared.deployments[0].deployment.memory
      table.add(
        [candidate.nameOfReplicas(fleet) + (PlanText.restsOnDatasheet(candidate) ? " ~" : "")]
          + candidate.layout.setting.values.map(\.text) + [
            NumberText.count(candidate.accelerators(of: fleet)), NumberText.fixed(candidate.dollarsPerHour(of: fleet), decimals: 2),
            NumberText.count(memory.keyValueTokens), PlanTable.bound(candidate),
          ])
    }
    if !fitting.isEmpty { parts.append(table.text(width: width)) }
    let reasons = passedOver.compactMap { layout -> (layout: PlanLayout, reason: String)? in
      if case .impossible(let fault) = layout.reason { (layout.layout, fault) } else { nil }
    }
    if !reasons.isEmpty { parts.append(PlanText.reasons(reasons, width: width)) }
    return parts.joined(separator: "\n\n")
  }
}
