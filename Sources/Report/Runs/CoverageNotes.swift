import Hardware
import Scenario

/// What a run's operator times rest on, where they are not all measured, in a sentence or two for each pool.
enum CoverageNotes {
  /// The sentences; none of a pool whose operators were all measured at such shapes and whose model's config left nothing open.
  static func notes(_ deployments: [Scenario.DeployedPool]) -> [String] {
    deployments.flatMap { deployed -> [String] in
      let name = deployments.count > 1 ? "Pool \(deployed.pool.name): " : ""
      let granted = deployed.modelNotes
      let shares = deployed.deployment.memory.layout.stateBlocks == 0
      let state =
        "\(name)No prompt is shared: a state belongs to its sequence alone, and servers of hybrids cache no prefixes by themselves."
      return (shares ? [] : [state]) + treatmentNotes(deployed.deployment, name)
        + (granted.isEmpty ? [] : ["\(name)Taken for granted of the model: \(granted.joined(separator: "; "))."])
        + operatorNotes(deployed, name)
    }
  }

  /// What is read or kept of KV costs answers, and no prompt is shared where nothing is kept of it as a whole.
  private static func treatmentNotes(_ deployment: Deployment, _ name: String) -> [String] {
    guard let treatment = deployment.options.kv, treatment.altersGroups else { return [] }
    let what = treatment.forgets ? "gives up tokens of the context" : "reads a part of the context or rounds it"
    let caching = deployment.forgetsPrefixes ? " No prompt is shared: no layer keeps all of it." : ""
    return ["\(name)'kv' \(what): what that costs in the quality of answers is not simulated.\(caching)"]
  }

  private static func operatorNotes(_ deployed: Scenario.DeployedPool, _ name: String) -> [String] {
    guard let profile = deployed.deployment.options.profile else {
      return ["\(name)No operator of this was measured: times are datasheet figures with efficiencies (roofline)."]
    }
    var notes: [String] = []
    let extrapolated = operations(deployed.deployment.coverage, .extrapolated)
    if !extrapolated.isEmpty {
      notes.append("\(name)Extrapolated beyond what profile \(profile.id) saw: \(extrapolated.joined(separator: ", ")).")
    }
    let roofline = operations(deployed.deployment.coverage, .roofline)
    if !roofline.isEmpty { notes.append("\(name)Not in profile \(profile.id), on the roofline: \(roofline.joined(separator: ", ")).") }
    return notes
  }

  /// The operators with this basis, none twice.
  private static func operations(_ coverage: [OperatorCoverage], _ basis: OperatorCoverage.Basis) -> [String] {
    var names: [String] = []
    for entry in coverage where entry.basis == basis && !names.contains(entry.operation) { names.append(entry.operation) }
    return names
  }
}
