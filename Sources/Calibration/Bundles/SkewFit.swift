import Hardware

/// How unequal contexts slow decodes down: in a batch of n sequences, a share of n x what the longest context has beyond
/// twice the mean x the time of a token of context, found for each n.
///
/// A sequence is read by few multiprocessors, so the longest ends last once the others leave them nothing to do beside it.
/// The tables show when: RTX 4090, 32 sequences, the longest 3.7, 2.9, 2.3 and 1.2 times the mean: 42, 18, 12 and 2 % more time.
/// The share falls as one over the sequences.
struct SkewFit {
  typealias Row = SkewRow

  /// Seconds of the decodes of a row at a mean context, in one layer.
  let seconds: (Row, Double) -> Double

  /// The shares, and the error on rows kept aside.
  func result(_ rows: [Row], name: String) -> (knots: [AttentionCorrections.Knot], residuals: FitResiduals) {
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
    let led = rows.filter { $0.longestContext > 2 * $0.meanContext }
    return Set(led.map(\.sequences)).sorted().map { count in
      let points = led.filter { $0.sequences == count }.map { row in
        (x: excess(row) / row.seconds, y: (row.seconds - row.equalSeconds) / row.seconds)
      }
      return .init(sequences: count, share: WeightedMedian.slope(points, within: 0...1))
    }
  }

  /// n x the longest beyond twice the mean x time of a token of context. The latter over half an octave around the mean,
  /// scaled to what the table says of equal contexts: its times are sums over the repetitions of a measurement
  /// (`measurement_iterations` in `meta.yaml`, three), and what carries over is how much more unequal contexts take.
  private func excess(_ row: Row) -> Double {
    let (low, high) = (row.meanContext * 0.84, row.meanContext * 1.19)
    let perToken = max(0, seconds(row, high) - seconds(row, low)) / (high - low)
    return max(0, row.longestContext - 2 * row.meanContext) * perToken * row.equalSeconds / seconds(row, row.meanContext)
  }
}
