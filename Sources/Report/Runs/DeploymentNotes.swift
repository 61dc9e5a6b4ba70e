import Hardware
import Scenario
import Study

/// What figures rest on and what is taken for granted, in a sentence or two for each pool.
package enum DeploymentNotes {
  /// The sentences of one scenario; a pool is named where there are several.
  package static func notes(_ deployments: [Scenario.DeployedPool]) -> [String] {
    standing(deployments) + ofPools(deployments) { LinkShare.notes($0) }
  }

  /// Those that say the same of all variants of a scenario, but for what differs.
  private static func standing(_ deployments: [Scenario.DeployedPool]) -> [String] {
    CoverageNotes.notes(deployments) + ofPools(deployments, layout)
  }

  private static func ofPools(_ deployments: [Scenario.DeployedPool], _ notes: (Scenario.DeployedPool) -> [String]) -> [String] {
    deployments.flatMap { deployed in
      let name = deployments.count > 1 ? "Pool \(deployed.pool.name): " : ""
      return notes(deployed).map { name + (name.isEmpty ? $0.capitalizedFirst : $0) }
    }
  }

  /// The sentences of several scenarios, none twice; before one that does not speak of all of them stands whom it speaks of.
  static func notes(ofAll scenarios: [(label: String, deployments: [Scenario.DeployedPool])]) -> [String] {
    var notes: [(text: String, scenarios: [Int])] = []
    for (index, scenario) in scenarios.enumerated() {
      for text in standing(scenario.deployments) {
        if let place = notes.firstIndex(where: { $0.text == text }) {
          notes[place].scenarios.append(index)
        } else {
          notes.append((text, [index]))
        }
      }
    }
    return notes.map { note in
      note.scenarios.count == scenarios.count
        ? note.text : subject(note.scenarios.map { scenarios[$0].label }, of: scenarios.map(\.label)) + ": " + note.text
    }
  }

  /// Some of several scenarios, by what their labels share: `accelerator=a100-80gb (2 of 8)`.
  private static func subject(_ some: [String], of all: [String]) -> String {
    // A value may have commas of its own.
    func parts(_ label: String) -> [String] {
      label.replacing(#/, (?<path>[A-Za-z_][A-Za-z0-9_.]*=)/#) { "\n\($0.output.path)" }.split(separator: "\n").map { String($0) }
    }
    let shared = parts(some[0]).filter { part in some.allSatisfy { parts($0).contains(part) } }
    // What all of the scenarios share tells nobody apart.
    let telling = shared.filter { part in !all.allSatisfy { parts($0).contains(part) } }
    let count = "\(some.count) of \(all.count)"
    if some.count == 1 { return some[0] }
    return telling.isEmpty ? count : telling.joined(separator: ", ") + " (\(count))"
  }

  // MARK: One pool

  private static func layout(_ deployed: Scenario.DeployedPool) -> [String] {
    let deployment = deployed.deployment
    var notes = deployment.stretchedGroups.map { group in
      "the \(group.name) of \(group.accelerators) leaves its node: \(group.link.id) joins \(group.link.reach?.value ?? 0), "
        + "and its exchanges are priced as if it "
        + "joined them all. '\(group.key)' names another link."
    }
    if let block = deployed.quantizationBlock {
      let faults = block.undivided(of: deployment.model, over: deployment.options.layout)
      if !faults.isEmpty {
        let blocks = block.outputs > 1 ? "blocks of \(block.outputs) x \(block.inputs)" : "groups of \(block.inputs)"
        notes.append(
          "servers refuse or pad this layout: the checkpoint's scales are for \(blocks), which do not divide "
            + "\(faults.joined(separator: " and ")) an accelerator."
        )
      }
    }
    return notes
  }

  /// The parts that all but fill an iteration, such as collectives that take 97 % of a prefill; of the first pool that has one.
  package static func bound(_ deployments: [Scenario.DeployedPool]) -> String? {
    for deployed in deployments {
      let pool = deployments.count > 1 ? " in pool \(deployed.pool.name)" : ""
      let texts = [("a decode step", IterationSample.decode(deployed)), ("a prefill", IterationSample.prefill(deployed).parts)].compactMap {
        name, parts in
        dominant(parts).map { "\($0.part.rawValue) \($0.part.isPlural ? "are" : "is") \(NumberText.percent($0.share)) of \(name)\(pool)" }
      }
      if !texts.isEmpty { return texts.joined(separator: ", ") }
    }
    return nil
  }

  /// The part that takes nearly all of an iteration, or most of it where it moves bytes between accelerators and computes nothing.
  private static func dominant(_ parts: [BreakdownPart]) -> (part: IterationPart, share: Double)? {
    let total = parts.reduce(0) { $0 + $1.time.seconds }
    guard total > 0, let most = parts.max(by: { $0.time < $1.time }), parts.count > 1 else { return nil }
    let share = most.time.seconds / total
    let exchanges: [IterationPart] = [
      .collectives, .expertExchange, .contextExchange, .feedForwardWait, .pipelineHops, .weightLoad, .hostExperts,
    ]
    return share > (exchanges.contains(most.part) ? 0.5 : 0.9) ? (most.part, share) : nil
  }
}

extension IterationPart {
  /// Whether its name is of several things.
  fileprivate var isPlural: Bool {
    switch self {
    case .elementwise, .queryKeyValue, .gateUp, .down, .experts, .sharedExperts, .collectives, .pipelineHops, .weightLoad, .hostExperts,
      .adapters, .step:
      true
    default: false
    }
  }
}
