import Kernel
import Scenario
import Study

/// Scenarios small enough to be planned for by the dozen.
enum PlanCase {
  static let text = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    calibration: roofline
    engine: {preset: ideal}
    workload:
      prompt: {distribution: lognormal, mean: 900, coefficient_of_variation: 1}
      output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
      arrivals: {process: poisson, rate: 60 req/s}
      requests: 300
    objective: {ttft: 300 ms, tpot: 20 ms, attainment: 90 %}
    run: {seeds: 2}
    """

  static func scenario(_ changes: [String] = []) throws -> Scenario {
    try Scenario.read(text, file: "case.yaml", assignments: changes)
  }

  /// A plan over H100 alone, one and two of them, in fleets of at most six.
  static func plan(
    _ scenario: Scenario, threads: Int = 2, growth: [Double] = [], adjust: (inout PlanSpace) -> Void = { _ in }
  ) throws -> Plan {
    var space = PlanSpace(for: scenario)
    space.accelerators = ["h100-sxm"]
    space.tensor = [1, 2]
    space.mostAccelerators = 6
    adjust(&space)
    return try Plan(scenario, space: space, options: PlanOptions(growth: growth, threads: threads))
  }
}
