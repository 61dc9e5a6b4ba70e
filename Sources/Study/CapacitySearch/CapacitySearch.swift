import Kernel
import Scenario

/// The highest rate, or the fewest replicas, at which all conditions hold. Every probe is a study of the scenario with one
/// value changed: the same seeds, so the same lengths and the same arrivals faster or slower (common random numbers).
///
/// The protocol of Sarathi-Serve's artifact (Agrawal et al., OSDI 2024): bisection to 2.5 %, at most 20 probes. A probe is simulated
/// to its end also where it is hopeless: what an early stop would save, seconds, is not worth an answer that could differ.
public struct CapacitySearch: Sendable {
  /// What is searched over.
  public enum Variable: Hashable, Sendable {
    /// The rate of arrivals, in requests a second: the value of this path of the scenario.
    case rate(path: String)
    /// The value of a path that counts something, such as `replicas` or `pools.prefill.replicas`.
    case count(path: String)

    var direction: CapacityBracket.Direction {
      switch self {
      case .rate: .greatest
      case .count: .leastWhole
      }
    }

    func assignment(_ value: Double) -> String {
      switch self {
      case .rate(let path): "\(path)=\(value) req/s"
      case .count(let path): "\(path)=\(Int(value))"
      }
    }
  }

  /// The scenario that is probed.
  public let scenario: Scenario
  /// What is searched over.
  public let variable: Variable
  /// Where the search begins, and when it ends.
  public let bracket: CapacityBracket
  /// What must hold, all of it.
  public let conditions: [CapacityCondition]
  /// What the probes share.
  private let cache = DeploymentCache()

  /// A search.
  ///
  /// - Precondition: there is a condition.
  public init(_ scenario: Scenario, over variable: Variable, bracket: CapacityBracket, conditions: [CapacityCondition]) {
    precondition(!conditions.isEmpty, "without a condition every value passes")
    self.scenario = scenario
    self.variable = variable
    self.bracket = bracket
    self.conditions = conditions
  }

  /// The search that a published result asks for; its reference machine is run first where there are slowdowns.
  ///
  /// - Throws: ``InputError`` where the reference cannot be used, and what ``Study/run()`` throws.
  public init(_ question: CapacityQuestion, of scenario: Scenario, options: StudyOptions, progress: StudyProgress) throws {
    var conditions = question.limits.map { limit -> CapacityCondition in
      let measure = Measure(limit.metric, limit.statistic)
      return limit.isLeast ? .atLeast(measure, limit.bound) : .atMost(measure, limit.bound)
    }
    if let path = question.slowdownReference {
      let reference = try SlowdownReference(
        machine: try Scenario.load(path: path), requestsOf: scenario, countsAllTokens: question.slowdownsCountAllTokens, options: options,
        progress: progress)
      conditions += question.slowdowns.map { .slowdown($0, reference) }
    }
    if let pace = question.pace { conditions.append(.pace(pace, share: question.paceShare)) }
    let isRate = question.variable == .rate
    guard let replicas = scenario.replicasPath(ofPool: question.pool) else {
      throw InputError("no pool is called '\(question.pool ?? "")'", file: scenario.file, remedy: "the name of one of its pools")
    }
    self.init(
      scenario, over: isRate ? .rate(path: Scenario.arrivalRatePath) : .count(path: replicas),
      bracket: CapacityBracket(
        isRate ? .greatest : .leastWhole, start: question.start, granularity: question.granularity, mostProbes: question.probes),
      conditions: conditions)
  }

  /// Searches.
  ///
  /// - Throws: ``InputError`` where a value cannot be, and what ``Study/run()`` throws.
  public func run(options: StudyOptions, progress: StudyProgress = StudyProgress()) throws -> CapacityResult {
    var probes: [CapacityProbe] = []
    let edge = try bracket.edge { value in
      let probe = try self.probe(value, options: options, progress: progress)
      probes.append(probe)
      return probe.passes
    }
    return CapacityResult(edge: edge, probes: probes)
  }

  private func probe(_ value: Double, options: StudyOptions, progress: StudyProgress) throws -> CapacityProbe {
    let assignment = variable.assignment(value)
    let prepared = try PreparedScenario(try scenario.changing([assignment]), label: assignment, sharing: cache)
    let runs = try ObservedRuns.carryOut(
      [prepared], options: options, progress: progress, keepsRecords: conditions.contains { $0.needsRecords },
      keepsTokens: conditions.contains { $0.needsTokens })[0]
    return CapacityProbe(
      value: value, findings: conditions.map { $0.finding(in: runs) }, storedRuns: runs.replications.runs.compactMap(\.storedRun))
  }
}
