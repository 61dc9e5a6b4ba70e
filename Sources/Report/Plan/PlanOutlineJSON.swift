import Study

extension PlanOutline {
  /// The outline for other programs: every layout that can be, with what a replica of each kind comes to, and those that cannot.
  package var json: JSONTree {
    .document(
      "plan --dry-run",
      [
        ("scenario", .text(plan.scenario.name)), ("scenarioHash", .text(plan.scenario.hash)), ("layouts", .list(fitting.map(candidate))),
        (
          "passedOver",
          .list(
            passedOver.compactMap { layout in
              guard case .impossible(let fault) = layout.reason else { return nil }
              return .object(part(layout.layout) + [("reason", .text(fault))])
            })
        ),
      ])
  }

  private func candidate(_ candidate: PlanCandidate) -> JSONTree {
    let fleet = PlanFleet(Array(repeating: 1, count: candidate.pools))
    return .object(
      part(candidate.layout) + [
        ("set", .of(texts: candidate.assignments(of: fleet))), ("accelerators", .of(whole: candidate.accelerators(of: fleet))),
        ("dollarsPerHour", .number(candidate.dollarsPerHour(of: fleet))),
        ("keyValueTokens", .of(whole: candidate.prepared.deployments[0].deployment.memory.keyValueTokens)),
        ("isAllMeasured", .flag(!PlanText.restsOnDatasheet(candidate))),
      ])
  }

  private func part(_ layout: PlanLayout) -> JSONMembers {
    [
      ("accelerator", .text(layout.accelerator)), ("tensor", .of(whole: layout.tensor)), ("pipeline", .of(whole: layout.pipeline)),
      ("data", .of(whole: layout.data)), ("expert", .of(whole: layout.expert)), ("weights", .of(text: layout.weights?.rawValue)),
      ("mode", .text(layout.mode.rawValue)), ("varied", .object(layout.setting.values.map { ($0.path, .text($0.text)) })),
    ]
  }
}
