import Hardware
import Kernel
import Model
import Scenario

/// What `windtunnel explain` says of a scenario: its resolved text, how the memory of each pool is divided, and where the
/// time of an iteration goes.
package struct ScenarioExplanation {
  private let scenario: Scenario

  /// An explanation of a scenario that has been read.
  package init(_ scenario: Scenario) { self.scenario = scenario }

  /// The explanation within so many columns.
  ///
  /// - Throws: ``InputError`` where a model does not fit.
  package func text(width: Int) throws -> String {
    var parts = [String(scenario.resolvedText.dropLast())]
    let deployments = try scenario.deployments()
    for deployed in deployments {
      let name = scenario.pools.count > 1 ? " of pool \(deployed.pool.name)" : ""
      parts.append("Memory of one accelerator\(name)\n" + memory(deployed.deployment, width) + "\n" + limits(deployed, width))
      let (batch, context) = (IterationSample.batch, IterationSample.context)
      parts.append(
        "A decode step\(name) of \(batch) sequences with \(context) tokens each"
          + "\(ownCaps(deployed))\(adapters(deployed))\(IterationSample.draftText(deployed))\n"
          + breakdown(IterationSample.decode(deployed), deployed.deployment, width))
      let prefill = IterationSample.prefill(deployed)
      let image = deployed.deployment.encoder == nil ? "" : ", for which one image is encoded"
      parts.append("A prefill\(name) of \(prefill.tokens) tokens\(image)\n" + breakdown(prefill.parts, deployed.deployment, width))
    }
    let load = try LoadNotes.notes(scenario, deployments)
    let bound = DeploymentNotes.bound(deployments).map { ["\($0.capitalizedFirst)."] } ?? []
    let notes = (load + bound + DeploymentNotes.notes(deployments)).map { TextLayout.paragraph("", $0, width: width) }
    if !notes.isEmpty { parts.append(notes.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  /// What a step takes for the prompts of its sequences, where they keep or read by a share of them.
  private func ownCaps(_ deployed: Scenario.DeployedPool) -> String {
    let caps = deployed.deployment.costModel.readCaps
    let share = (1..<AttentionGroup.most).contains { ContextCap.budget(caps[$0])?.promptMillionths ?? 0 > 0 }
    return share ? ", all of them prompt," : ""
  }

  /// How many adapters the sequences of a step have.
  private func adapters(_ deployed: Scenario.DeployedPool) -> String {
    guard let adapters = deployed.deployment.adapters, adapters.adapters.kernel != .merged else { return "" }
    let count = min(IterationSample.batch, adapters.adapters.slots)
    return " and \(count == 1 ? "one adapter" : "\(count) adapters")"
  }

  private func memory(_ deployment: Deployment, _ width: Int) -> String {
    let plan = deployment.memory
    let onHost = plan.hostWeightBytes > 0 ? [("weights on its host", NumberText.bytes(Double(plan.hostWeightBytes)))] : []
    let adapters = plan.adapterBytes > 0 ? [("slots for adapters", NumberText.bytes(Double(plan.adapterBytes)))] : []
    let encoder = plan.encoderBytes > 0 ? [("encoder and its cache", NumberText.bytes(Double(plan.encoderBytes)))] : []
    let rows =
      [
        ("the accelerator has", NumberText.bytes(Double(plan.memoryBytes))),
        ("the engine may use", NumberText.bytes(Double(plan.memoryBytes) * plan.memoryFraction)),
      ] + onHost + [
        ("weights", NumberText.bytes(Double(plan.weightBytes - plan.adapterBytes - plan.encoderBytes)))
      ] + adapters + encoder + drafting(deployment) + [
        ("activations", NumberText.bytes(Double(plan.activationBytes))),
        ("engine", NumberText.bytes(Double(plan.engineBytes))),
        (plan.kvBlocksGiven ? "KV blocks, as given" : "KV blocks", NumberText.bytes(Double(plan.blockBytes) * Double(plan.kvBlocks))),
      ]
    var table = TextTable([.init("", isNumber: false), .init("")], showsHeading: false)
    for (name, value) in rows { table.add(["  " + name, value]) }
    let blocks = blocks(deployment)
    return table.text(width: width) + "\n"
      + (blocks.count + 2 > width ? TextLayout.paragraph(" ", blocks, margin: 1, width: width) : "  " + blocks)
  }

  /// What a draft on accelerators of its own takes there.
  private func drafting(_ deployment: Deployment) -> [(String, String)] {
    guard let plan = deployment.draftMemory, let placement = deployment.options.draft?.placement else { return [] }
    return [("weights of the draft, on its \(placement.accelerator.id)", NumberText.bytes(Double(plan.weightBytes)))]
  }

  /// What one replica takes at once, which a scenario may have left to its engine.
  private func limits(_ deployed: Scenario.DeployedPool, _ width: Int) -> String {
    let (sequences, tokens) = (deployed.deployment.options.maximumSequences, deployed.maximumBatchedTokens)
    let text = "A replica runs up to \(NumberText.count(sequences)) sequences at once, and \(NumberText.count(tokens)) tokens an iteration."
    return TextLayout.paragraph(" ", text, margin: 1, width: width)
  }

  /// How many tokens the blocks hold, and what a long sequence takes where layers keep different parts of it.
  private func blocks(_ deployment: Deployment) -> String {
    let plan = deployment.memory
    func count(_ number: Int) -> String { NumberText.count(number) }
    let all = "\(count(plan.kvBlocks)) blocks of \(plan.blockTokens) tokens"
    let layout = plan.layout
    func most(_ cap: Int) -> String {
      guard let budget = ContextCap.budget(cap) else { return count(cap) + " tokens" }
      let share = NumberText.percent(Double(budget.promptMillionths) / Double(AttentionGroup.millionths)) + " of its prompt"
      let parts = [budget.tokens > 0 ? count(budget.tokens) + " tokens" : nil, budget.promptMillionths > 0 ? share : nil]
      return parts.compactMap { $0 }.joined(separator: " and ") + " once that is computed"
    }
    if layout.isPlain {
      let forgets = deployment.model.attentionGroups.contains { $0.layers > 0 && $0.keepCap < .max }
      return all + " hold \(count(plan.keyValueTokens)) tokens" + (forgets ? ", also those that a window has passed" : "")
    }
    var parts = [layout.blocks.whole > 0 ? "\(layout.blocks.whole) for every \(plan.blockTokens) tokens" : nil]
    for group in 1..<AttentionGroup.most where layout.blocks[group] > 0 {
      parts.append("\(layout.blocks[group]) for every \(plan.blockTokens) of at most \(most(layout.keepCaps[group]))")
    }
    if layout.stateBlocks > 0 { parts.append("\(layout.stateBlocks) for its state") }
    let long = 32_768
    let each = layout.keptBlocks(context: long, prompt: long, blockTokens: plan.blockTokens)
    return all + " of some layers each. A sequence takes " + parts.compactMap { $0 }.joined(separator: " and ")
      + "; one of \(count(long)) tokens takes \(count(each)), so that \(count(plan.kvBlocks / each)) of these fit"
  }

  /// The parts that take time, longest first, with what they draw above idle, and their sum; the idle draw goes on all the while.
  private func breakdown(_ parts: [BreakdownPart], _ deployment: Deployment, _ width: Int) -> String {
    let total = parts.reduce(Duration.zero) { $0 + $1.time }
    let joules = parts.reduce(0) { $0 + Double($1.energyNanojoules) } / 1e9
    var table = TextTable(
      [.init("", isNumber: false), .init(""), .init(""), .init("", isNumber: false, weight: 1), .init("", weight: 0)],
      showsHeading: false)
    let ordered = parts.enumerated().filter { $0.element.time > .zero }
      .sorted { ($1.element.time, $0.offset) < ($0.element.time, $1.offset) }
    for (_, part) in ordered {
      table.add([
        "  " + part.part.rawValue, NumberText.time(seconds: part.time.seconds),
        NumberText.percent(part.time.seconds / max(total.seconds, 1e-12)),
        "by \(part.limit.rawValue)", NumberText.figure(Double(part.energyNanojoules) / 1e9) + " J",
      ])
    }
    table.add(["  together", NumberText.time(seconds: total.seconds), "", "above idle", "\(NumberText.figure(joules)) J"])
    table.add(["  idle draw meanwhile", "", "", "with hosts", "\(NumberText.figure(deployment.idleWatts * total.seconds)) J"])
    return table.text(width: width)
  }
}
