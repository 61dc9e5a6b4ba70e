import Foundation
import Record

/// Tries a fit on what it has not seen: each load is left out in turn, the rest is fitted, and the load is simulated.
struct FitFolds {
  private let problem: FitProblem
  private let solution: FitSolution
  private let start: FitValues

  init(_ problem: FitProblem, _ solution: FitSolution, start: FitValues) {
    (self.problem, self.solution, self.start) = (problem, solution, start)
  }

  /// A fold for each load, and where there are more than two of them, for each of the greater half what the fit on the lesser half makes of
  /// it; none where there is but one load.
  ///
  /// - Throws: what a simulation throws.
  func folds() throws -> [FitReport.Fold] {
    guard problem.loads.count > 1 else { return [] }
    let ranks = Self.ranks(problem.loads)
    let most = ranks?.max()
    var folds = try problem.loads.indices.map { load in
      try fold(load, name: problem.loads[load].name, without: [load], isGreatest: ranks.map { $0[load] == most } ?? false)
    }
    guard problem.loads.count > 2, let ranks, let middle = ranks.quantile(0.5) else { return folds }
    let greater = ranks.indices.filter { ranks[$0] > middle }
    for load in greater {
      folds.append(
        try fold(
          load, name: "\(problem.loads[load].name), fitted on the lesser half of the loads", without: greater,
          isGreatest: ranks[load] == most))
    }
    return folds
  }

  private func fold(_ load: Int, name: String, without loads: [Int], isGreatest: Bool) throws -> FitReport.Fold {
    let (values, held) = try valuesWithout(loads)
    let run = problem.runs.first { $0.observations.contains { $0.load == load } }
    let before = try run?.simulate(start) ?? []
    let after = try run?.simulate(values) ?? []
    let figures = problem.loads[load].shown.compactMap { shown -> FitReport.Fold.Figure? in
      guard let first = shown.simulated(before), let second = shown.simulated(after) else { return nil }
      return .init(name: shown.figure, measured: shown.measured, before: first / shown.measured - 1, after: second / shown.measured - 1)
    }
    return FitReport.Fold(name: name, isGreatest: isGreatest, figures: figures, held: held)
  }

  /// How great each load is, by requests in flight or a second; nil where they cannot be ranked or are all alike.
  private static func ranks(_ loads: [FitLoad]) -> [Double]? {
    for ranks in [loads.map { $0.concurrency.map(Double.init) }, loads.map(\.requestsPerSecond)] {
      let known = ranks.compactMap(\.self)
      if known.count == loads.count, known.contains(where: { $0 != known[0] }) { return known }
    }
    return nil
  }

  /// What the other loads come to. What they do not tell apart stays as it was before the fit.
  private func valuesWithout(_ loads: [Int]) throws -> (values: FitValues, held: [FitParameter]) {
    let rows = problem.observations.indices.filter { !loads.contains(problem.observations[$0].load) }
    let columns = zip(solution.parameters, solution.columns).map { parameter, column in
      (parameter: parameter, column: rows.map { column[$0] })
    }
    let distinction = FitDistinction(columns)
    let held = solution.parameters.filter { !distinction.chosen.contains($0) }
    if distinction.chosen.isEmpty { return (start, held) }
    let others = FitProblem(problem, leavingOut: loads)
    var from = solution.values
    for parameter in held { from[parameter] = start[parameter] }
    let own = columns.filter { distinction.chosen.contains($0.parameter) }.map(\.column)
    return (try FitSolution(others, distinction.chosen, from: from, along: own).values, held)
  }
}
