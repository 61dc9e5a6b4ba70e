import Hardware

/// Shares of an accelerator's power fitted to measured steady states: least absolute relative errors of the watts.
///
/// With the measured time of an iteration the draw is linear in the shares, below the board's limit: so much idle draw, and above it
/// each share for as long as an iteration keeps the accelerator running, computing, moving and sampling.
struct PowerFit {
  /// A steady state, of one accelerator.
  struct State {
    /// Model and format.
    let family: String
    /// The engine's version.
    let engine: String
    /// The accelerator's id.
    let accelerator: String
    /// Watts measured, idle and at the limit.
    let watts: Double
    let idleWatts: Double
    let maximumWatts: Double
    /// Seconds of a measured iteration, and of a simulated one.
    let seconds: Double
    let simulatedSeconds: Double
    /// Seconds of an iteration that each share counts: work, arithmetic, traffic, sampling.
    let parts: [Double]

    /// Whether the simulated time is near enough to the measured one that its parts tell anything of the draw.
    var isTimed: Bool { abs(simulatedSeconds / seconds - 1) <= PowerFit.nearTime }

    /// What the shares let it draw.
    func watts(_ shares: PowerShares) -> Double {
      let load = zip(shares.list, parts).reduce(0) { $0 + $1.0 * $1.1 } / seconds
      return idleWatts + (maximumWatts - idleWatts) * min(1, load)
    }

    /// By how much that is off, as a part of what was measured.
    func error(_ shares: PowerShares) -> Double { watts(shares) / watts - 1 }
  }

  /// How far an iteration's time may be off for its state to count in a fit.
  static let nearTime = 0.25
  private static let rounds = 30

  /// The shares that fit states best; nil where fewer than eight tell anything.
  static func shares(_ states: [State]) -> PowerShares? {
    let rows = states.filter(\.isTimed).map { state in
      let range = (state.maximumWatts - state.idleWatts) / state.seconds / state.watts
      return (parts: state.parts.map { $0 * range }, target: (state.watts - state.idleWatts) / state.watts)
    }
    if rows.count < 8 { return nil }
    // Least absolute errors by least squares, reweighted: a state that is far off counts less.
    var weights = [Double](repeating: 1, count: rows.count)
    var best = [Double](repeating: 0, count: 4)
    for _ in 0..<rounds {
      best = nonNegative(rows, weights)
      weights = rows.map { row in 1 / max(0.02, abs(zip(best, row.parts).reduce(-row.target) { $0 + $1.0 * $1.1 })) }
    }
    return PowerShares(
      active: best[0], compute: min(best[1], PowerShares.greatest), memory: min(best[2], PowerShares.greatest), sampler: best[3])
  }

  /// Least squares with no share below zero: the best of all sets of shares that are solved for while the others are zero.
  private static func nonNegative(_ rows: [(parts: [Double], target: Double)], _ weights: [Double]) -> [Double] {
    var (best, least) = ([Double](repeating: 0, count: 4), Double.infinity)
    for set in 1..<16 {
      let columns = (0..<4).filter { set >> $0 & 1 == 1 }
      guard let solution = solve(rows, weights, columns), solution.allSatisfy({ $0 >= 0 }) else { continue }
      var shares = [Double](repeating: 0, count: 4)
      for (column, value) in zip(columns, solution) { shares[column] = value }
      var sum = 0.0
      for (row, weight) in zip(rows, weights) {
        let error = zip(shares, row.parts).reduce(-row.target) { $0 + $1.0 * $1.1 }
        sum += weight * error * error
      }
      if sum < least { (best, least) = (shares, sum) }
    }
    return best
  }

  /// The normal equations of some columns; nil where they do not tell their columns apart.
  private static func solve(
    _ rows: [(parts: [Double], target: Double)], _ weights: [Double], _ columns: [Int]
  ) -> [Double]? {
    let count = columns.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
    for (row, weight) in zip(rows, weights) {
      for (place, column) in columns.enumerated() {
        for (other, another) in columns.enumerated() { matrix[place][other] += weight * row.parts[column] * row.parts[another] }
        matrix[place][count] += weight * row.parts[column] * row.target
      }
    }
    for pivot in 0..<count {
      guard let top = (pivot..<count).max(by: { abs(matrix[$0][pivot]) < abs(matrix[$1][pivot]) }), abs(matrix[top][pivot]) > 1e-12
      else { return nil }
      matrix.swapAt(pivot, top)
      for row in 0..<count where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot...count { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return (0..<count).map { matrix[$0][count] / matrix[$0][$0] }
  }
}

extension PowerShares {
  /// The shares in the order of ``PowerFit/State/parts``.
  var list: [Double] { [active, compute, memory, sampler] }

  /// One share alone, so that an energy above idle tells the seconds that it counts.
  static func only(_ index: Int) -> PowerShares {
    PowerShares(active: index == 0 ? 1 : 0, compute: index == 1 ? 1 : 0, memory: index == 2 ? 1 : 0, sampler: index == 3 ? 1 : 0)
  }
}
