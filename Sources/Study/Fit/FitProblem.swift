import Foundation
import Kernel
import Record

/// The figures that a fit goes by, and how simulations come near to them.
struct FitProblem {
  /// The runs.
  let runs: [FitRun]
  /// The loads that the runs went through.
  let loads: [FitLoad]
  /// What a relative error of each observation is reckoned against, in the order of the runs.
  private(set) var uncertainties: [Double]

  /// The relative error that no figure is taken to be free of, nor a model of the time of an iteration.
  static let leastUncertainty = 0.01
  /// By how much all iterations are slowed to see what such an error comes to.
  private static let slowing = 1.05
  /// Over how many steps of a parameter its slope is looked at: far enough to see it behind what single batches that come out otherwise
  /// change, which makes the way down rough.
  private static let slopeSteps = 4.0

  init(runs: [FitRun], loads: [FitLoad]) {
    (self.runs, self.loads) = (runs, loads)
    uncertainties = Array(repeating: Self.leastUncertainty, count: runs.reduce(0) { $0 + $1.observations.count })
  }

  /// The same without the figures of some loads, as another problem weighed them.
  init(_ other: FitProblem, leavingOut left: [Int]) {
    loads = other.loads
    let kept = zip(other.observations, other.uncertainties).filter { !left.contains($0.0.load) }
    uncertainties = kept.map(\.1)
    runs = other.runs.compactMap { run in
      var rest = run
      rest.observations.removeAll { left.contains($0.load) }
      return rest.observations.isEmpty ? nil : rest
    }
  }

  /// All observations in the order of the runs.
  var observations: [FitObservation] { runs.flatMap(\.observations) }

  /// The logarithms of the simulated figures.
  ///
  /// - Throws: ``InputError`` where a figure's requests do not come to an end.
  private func logarithms(_ run: FitRun, _ records: [RequestRecord?]) throws(InputError) -> [Double] {
    var logarithms: [Double] = []
    for observation in run.observations {
      guard let value = observation.simulated(records) else {
        throw InputError(
          "\(run.name): none of the requests of a measured figure comes to an end in the simulation",
          file: run.server.prepared.scenario.file,
          remedy: "are the model, its limits and the KV blocks those of the server?")
      }
      logarithms.append(log(value))
    }
    return logarithms
  }

  /// Simulated against measured: differences of logarithms over the uncertainty of each.
  func residuals(_ values: FitValues) throws -> [Double] {
    var residuals: [Double] = []
    for run in runs {
      let simulated = try logarithms(run, try run.simulate(values))
      for (observation, logarithm) in zip(run.observations, simulated) {
        residuals.append((logarithm - log(observation.measured)) / uncertainties[residuals.count])
      }
    }
    return residuals
  }

  /// What a step of each parameter changes in the residuals, from where they are `residuals`: a column for each.
  func columns(_ parameters: [FitParameter], at values: FitValues, _ residuals: [Double]) throws -> [[Double]] {
    try parameters.map { parameter in
      // Away from the bound that the value may stand at.
      let isAtTop = values[parameter] + Self.slopeSteps * parameter.step > parameter.bounds.upperBound
      var moved = values
      moved[parameter] += (isAtTop ? -Self.slopeSteps : Self.slopeSteps) * parameter.step
      let share = (moved[parameter] - values[parameter]) / parameter.step
      return zip(try self.residuals(moved), residuals).map { ($0 - $1) / share }
    }
  }

  /// Works out what errors are to be reckoned against: a hundredth, more where a hundredth of the time of all iterations changes the figure
  /// by more, as queues near saturation do, more by what comes of arrivals a hair earlier or later, and more where these are not known but
  /// drawn.
  mutating func weigh(at values: FitValues) throws {
    var weights: [Double] = []
    for run in runs {
      let plain = try logarithms(run, try run.simulate(values))
      var variances = plain.map { _ in Self.leastUncertainty * Self.leastUncertainty }
      if run.concurrency == nil {
        // Slower iterations are a longer unit of time with faster arrivals.
        let slowed = try logarithms(run, try run.simulate(values, arrivals: run.arrivals(faster: Self.slowing)))
        for index in plain.indices {
          let power = 1 + (slowed[index] - plain[index]) / log(Self.slowing)
          let error = Self.leastUncertainty * max(1, power.magnitude)
          variances[index] = error * error
        }
      }
      let redraws = run.redraws.isEmpty && run.concurrency == nil ? run.jittered : run.redraws
      if !redraws.isEmpty {
        let others = try redraws.map { try logarithms(run, try run.simulate(values, arrivals: $0)) }
        for index in plain.indices {
          let draws = others.map { $0[index] } + [plain[index]]
          let mean = draws.reduce(0, +) / Double(draws.count)
          variances[index] += draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count - 1)
        }
      }
      weights += variances.map { $0.squareRoot() }
    }
    uncertainties = weights
  }
}
