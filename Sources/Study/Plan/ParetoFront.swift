/// Which rows of a plan no other row beats in money, latency and energy together.
///
/// Money is dollars an hour, in cents; energy is joules an output token; latency is the worst of the 99th percentiles of what the
/// objective limits, each over its limit. A row beats another where it has more of none of these and less of one.
enum ParetoFront {
  /// For each row whether it is on the front; a row of which one of the figures is not known neither is nor beats.
  static func members(_ rows: [PlanRow]) -> [Bool] {
    let points = rows.map(figures)
    return points.map { point in
      guard let point else { return false }
      return !points.contains { other in other.map { beats($0, point) } ?? false }
    }
  }

  private static func figures(_ row: PlanRow) -> [Double]? {
    guard let latency = row.figures.latencyOverLimit, let joules = row.figures.joulesPerOutputToken else { return nil }
    return [(row.dollarsPerHour * 100).rounded(), latency, joules]
  }

  private static func beats(_ first: [Double], _ second: [Double]) -> Bool {
    zip(first, second).allSatisfy { $0 <= $1 } && zip(first, second).contains { $0 < $1 }
  }
}
