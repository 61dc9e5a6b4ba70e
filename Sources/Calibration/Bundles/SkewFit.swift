import Hardware

/// How unequal contexts slow decodes down: in a batch of n sequences, a share of n x standard deviation x the time of a token
/// of context, found for each n.
///
/// Only rows in which more than a third of the batch is long are asked. Contexts of a served batch differ all through it,
/// whereas a row with one long sequence among many short ones tells how long everybody waits for that one: its share is
/// several times as large (RTX 4090, 32 sequences: 1.06 with one long, 0.21 with sixteen).
struct SkewFit {
  typealias Row = SkewRow

  /// Seconds of the decodes of a row at a mean context, in one layer.
  let seconds: (Row, Double) -> Double

  /// The shares, and the error on rows kept aside.
  func result(_ all: [Row], name: String) -> (knots: [AttentionCorrections.Knot], residuals: FitResiduals) {
    let rows = all.filter { $0.longShare > 1.0 / 3 }
    let (seen, kept) = HoldOut.parted(rows, name: name)
    let trial = knots(seen)
    let residuals = HoldOut.residuals(
      rows: rows.count,
      kept: kept.map { row in
        let share = AttentionCorrections.share(trial, sequences: row.sequences)
        return (row.equalSeconds + share * excess(row), row.seconds)
      })
    return (knots(rows), residuals)
  }

  private func knots(_ rows: [Row]) -> [AttentionCorrections.Knot] {
    Set(rows.map(\.sequences)).sorted().map { count in
      let points = rows.filter { $0.sequences == count }.map { row in
        (x: excess(row) / row.seconds, y: (row.seconds - row.equalSeconds) / row.seconds)
      }
      return .init(sequences: count, share: WeightedMedian.slope(points, within: 0...2))
    }
  }

  /// n x deviation x time of a token of context, the latter over half an octave around the mean.
  private func excess(_ row: Row) -> Double {
    let (low, high) = (row.meanContext * 0.84, row.meanContext * 1.19)
    let perToken = max(0, seconds(row, high) - seconds(row, low)) / (high - low)
    return row.deviation * perToken
  }
}
