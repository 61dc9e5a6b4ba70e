import Calibration
import Foundation
import Metrics

/// Where a fit has come to.
struct FitSolution {
  /// What was fitted.
  let parameters: [FitParameter]
  /// The values, of what was fitted and of the rest.
  var values: FitValues
  /// Simulated against measured there.
  var residuals: [Double]
  /// What a step of each parameter changes in them.
  var columns: [[Double]]

  /// Steps of a fit at most.
  private static let mostSteps = 10
  /// What of a step is tried where all of it leads up.
  private static let shares = [1, 0.5, 0.25]
  /// Steps along columns that stay as they are, at most.
  private static let mostStepsAlong = 3
  /// Marquardt's damping, tried in this order.
  private static let dampings = [1e-3, 0.1, 10]

  /// Finds the values with the least squares of residuals, by Gauss and Newton's steps with Levenberg and Marquardt's damping (Marquardt,
  /// "An algorithm for least-squares estimation of nonlinear parameters", 1963).
  ///
  /// - Throws: what a simulation throws.
  init(_ problem: FitProblem, _ parameters: [FitParameter], from start: FitValues) throws {
    self.parameters = parameters
    values = start
    residuals = try problem.residuals(start)
    columns = try problem.columns(parameters, at: start, residuals)
    for _ in 0..<Self.mostSteps {
      let before = Self.squares(residuals)
      guard try step(problem) else { break }
      columns = try problem.columns(parameters, at: values, residuals)
      if before - Self.squares(residuals) < 1e-4 * before { break }
    }
  }

  /// The same for a part of the figures, near the values for all of them: along the columns that were found there, which spares simulating
  /// a step of every parameter for every load that is left out.
  ///
  /// - Throws: what a simulation throws.
  init(_ problem: FitProblem, _ parameters: [FitParameter], from start: FitValues, along columns: [[Double]]) throws {
    (self.parameters, self.columns) = (parameters, columns)
    values = start
    residuals = try problem.residuals(start)
    for _ in 0..<Self.mostStepsAlong {
      let before = Self.squares(residuals)
      guard try step(problem), before - Self.squares(residuals) > 1e-3 * before else { break }
    }
  }

  static func squares(_ residuals: [Double]) -> Double { residuals.reduce(0) { $0 + $1 * $1 } }

  /// Takes one step; false where none leads down.
  private mutating func step(_ problem: FitProblem) throws -> Bool {
    for damping in Self.dampings {
      guard let steps = Self.steps(columns, residuals, damping: damping) else { continue }
      // A straight line is not trusted further than this.
      let longest = steps.map(\.magnitude).max() ?? 0
      let trusted = longest > FitParameter.widestSteps ? steps.map { $0 * FitParameter.widestSteps / longest } : steps
      for share in Self.shares {
        let moved = values.moved(parameters, by: trusted.map { $0 * share })
        if moved == values { continue }
        let found = try problem.residuals(moved)
        if Self.squares(found) < Self.squares(residuals) {
          (values, residuals) = (moved, found)
          return true
        }
      }
    }
    return false
  }

  /// The steps to the least squares of `residuals` along straight columns; nil where they do not tell.
  static func steps(_ columns: [[Double]], _ residuals: [Double], damping: Double = 0) -> [Double]? {
    guard let factor = normal(columns, damping: damping) else { return nil }
    return factor.solve(columns.map { column in -zip(column, residuals).reduce(0) { $0 + $1.0 * $1.1 } })
  }

  private static func normal(_ columns: [[Double]], damping: Double) -> CholeskyFactor? {
    if columns.isEmpty { return nil }
    let rows = columns.indices.flatMap { row in
      columns.indices.map { column in
        let product = zip(columns[row], columns[column]).reduce(0) { $0 + $1.0 * $1.1 }
        return row == column ? product * (1 + damping) : product
      }
    }
    return CholeskyFactor(rows, size: columns.count)
  }

  /// The last of several parameters whose interval is so wide that the figures tell nothing of it; nil where there is none.
  var tooWide: FitParameter? {
    guard parameters.count > 1, let halves = halfIntervals else { return nil }
    return parameters.indices.last { halves[$0] > FitParameter.widestSteps * parameters[$0].step }.map { parameters[$0] }
  }

  /// Half of the 95 % interval of each parameter, in its own measure: from the inverse of the normal equations, the residuals' own scatter
  /// where it is greater than the uncertainties, and Student's t. Nil where the columns do not tell.
  var halfIntervals: [Double]? {
    guard let factor = Self.normal(columns, damping: 0) else { return nil }
    let freedom = residuals.count - parameters.count
    let scatter = freedom > 0 ? max(1, Self.squares(residuals) / Double(freedom)) : 1
    let student = freedom > 0 ? StudentT.criticalValue(level: 0.95, degreesOfFreedom: Double(freedom)) : 2
    return parameters.indices.map { index in
      var unit = Array(repeating: 0.0, count: parameters.count)
      unit[index] = 1
      return student * (factor.solve(unit)[index] * scatter).squareRoot() * parameters[index].step
    }
  }
}
