import Hardware
import Kernel
import Serving

/// A server whose installation can be changed without reading its scenario again.
final class FitServer {
  /// The server as its scenario has it.
  let prepared: PreparedScenario
  /// Whether its times are those of the engine itself, with no front end in them.
  let clockIsTheEngines: Bool
  /// The cluster with the costs that were asked for last, for the front end changes alone as often as not.
  private var last: (costs: [Double], cluster: ClusterConfiguration)?

  init(_ prepared: PreparedScenario, clockIsTheEngines: Bool) {
    self.prepared = prepared
    self.clockIsTheEngines = clockIsTheEngines
  }

  /// The parameters that the server has at all: classes of operators that its profile holds, and times of its engine.
  ///
  /// Where the host works beside the accelerator, what nothing hides is a figure of its own; where it does not, all of it is exposed.
  var parameters: [FitParameter] {
    let options = prepared.deployments.map(\.deployment.options)
    let overlaps = options.contains { $0.engine?.overlapsHost ?? false }
    let classes = Set(options.flatMap { $0.profile?.classes ?? [] })
    let layouts = options.map(\.layout)
    return FitParameter.allCases.filter { parameter in
      switch parameter {
      case .exposedHostTime: overlaps
      case .link: classes.contains(.link) && layouts.contains { $0.tensor > 1 || $0.expert > 1 || $0.data > 1 }
      case .experts: classes.contains(.experts) && prepared.deployments.contains { $0.deployment.model.expertLayers > 0 }
      case .frontEndDelay, .frontEndService: !clockIsTheEngines
      default: parameter.operatorClass.map { classes.contains($0) } ?? true
      }
    }
  }

  /// The installation as the scenario has it.
  var values: FitValues {
    let engine = prepared.deployments.first?.deployment.options.engine ?? EngineCostRules()
    let rules = prepared.cluster.pools.first?.replica.rules ?? EngineRules()
    return FitValues { parameter in
      switch parameter {
      case .frontEndDelay: rules.frontEndDelay.seconds
      case .frontEndService: rules.frontEndService.seconds
      case .hostTime: engine.hostSecondsPerIteration
      case .hostTimePerSequence: engine.hostSecondsPerSequence
      case .exposedHostTime: engine.exposedSecondsPerIteration
      case .linear, .attention, .experts, .link: 0
      }
    }
  }

  /// The cluster with these values; a front end that the clock does not see stays as it is.
  ///
  /// - Throws: ``InputError`` where a deployment cannot be.
  func cluster(_ values: FitValues) throws -> ClusterConfiguration {
    let costs = FitParameter.allCases.filter { !$0.isOfFrontEnd }.map { values[$0] }
    var cluster: ClusterConfiguration
    if let last, last.costs == costs {
      cluster = last.cluster
    } else {
      cluster = try priced(values)
      last = (costs, cluster)
    }
    if clockIsTheEngines { return cluster }
    for index in cluster.pools.indices {
      cluster.pools[index].replica.rules.frontEndDelay = Duration(seconds: values[.frontEndDelay])
      cluster.pools[index].replica.rules.frontEndService = Duration(seconds: values[.frontEndService])
    }
    return cluster
  }

  private func priced(_ values: FitValues) throws -> ClusterConfiguration {
    var cluster = prepared.cluster
    for (index, deployed) in prepared.deployments.enumerated() {
      let own = deployed.deployment
      var options = own.options
      options.engine?.hostSecondsPerIteration = values[.hostTime]
      options.engine?.hostSecondsPerSequence = values[.hostTimePerSequence]
      options.engine?.exposedSecondsPerIteration = values[.exposedHostTime]
      options.profile = options.profile.map { Self.scaled($0, values) }
      let deployment = try Deployment(model: own.model, accelerator: own.accelerator, options: options)
      cluster.pools[index].replica.costModel = deployment.costModel
      cluster.pools[index].replica.pipeline = deployment.pipelinedCost
    }
    return cluster
  }

  /// A profile with the factors of these values.
  static func scaled(_ profile: CalibrationProfile, _ values: FitValues) -> CalibrationProfile {
    profile.scaled { one in FitParameter.allCases.first { $0.operatorClass == one }.map { values.figure($0) } ?? 1 }
  }
}
