/// The time of all linear layers by rows, out of samples of any kind.
enum LinearCurve {
  /// Parts that depend on rows only.
  static let parts: [ExecutedPart] = [.queryKeyValue, .attentionOutput, .gateUp, .down]

  /// The median over samples of equal rows, ascending by rows.
  static func points(of samples: [StepSample]) -> [(rows: Int, seconds: Double)] {
    let measured = samples.filter { !$0.repeats.isEmpty }.map { sample in
      (rows: sample.point.rows, seconds: parts.reduce(0) { $0 + sample.seconds($1) })
    }
    let sorted = measured.sorted { ($0.rows, $0.seconds) < ($1.rows, $1.seconds) }
    var points: [(rows: Int, seconds: Double)] = []
    var index = 0
    while index < sorted.count {
      let same = sorted[index...].prefix { $0.rows == sorted[index].rows }
      points.append((sorted[index].rows, StepSample.median(same.map(\.seconds))))
      index += same.count
    }
    return points
  }
}
