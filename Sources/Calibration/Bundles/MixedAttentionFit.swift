import Hardware

/// What decodes add to a batch that also prefills, and how much of it overlaps with reading the chunk's context.
///
/// With no context before the chunk, the decodes' part is what is left of the batch's time without the chunk's own. With
/// context, the sum of both is too long where few sequences leave processors idle: a share of the lesser of the context's
/// and the decodes' time is saved, which is found for each chunk length and number of sequences.
struct MixedAttentionFit {
  typealias Row = AttentionRow

  let samples: BundleSamples
  let prefill: ResponseSurface
  let fit: BundleFit

  /// The decodes' fit, the overlaps, and the error of whole batches kept aside.
  func result(name: String) -> (fit: OperatorFit, overlaps: [AttentionCorrections.Overlap], residuals: FitResiduals)? {
    let rows = samples.degree.attention.filter { $0.chunk > 0 && $0.sequences > 0 }
    guard !rows.isEmpty else { return nil }
    let (seen, kept) = HoldOut.parted(rows, name: name)
    guard let trial = decodes(seen, name: name) else { return nil }
    let trialOverlaps = overlaps(seen, trial.surface)
    let residuals = HoldOut.residuals(
      rows: rows.count, kept: kept.map { (predicted($0, trial.surface, trialOverlaps), $0.seconds) })
    guard let whole = decodes(rows, name: name) else { return nil }
    return (whole, overlaps(rows, whole.surface), residuals)
  }

  private func decodes(_ rows: [Row], name: String) -> OperatorFit? {
    let parts = rows.filter { $0.chunkContext == 0 }.map { row in
      let call = samples.mixedCall(tokens: row.chunk, sequences: row.sequences, context: Double(row.context))
      // Noise can leave less than nothing of a short decode.
      return OperatorSample(call, seconds: max(row.seconds - chunkSeconds(row.chunk, 0), 1e-8), of: row.seconds)
    }
    return parts.isEmpty ? nil : fit.fit(parts, name: name)
  }

  private func chunkSeconds(_ tokens: Int, _ context: Int) -> Double {
    prefill.seconds(at: samples.prefillCall(tokens: tokens, context: context).quantities)
  }

  private func decodeSeconds(_ row: Row, _ surface: ResponseSurface) -> Double {
    surface.seconds(at: samples.mixedCall(tokens: row.chunk, sequences: row.sequences, context: Double(row.context)).quantities)
  }

  /// Chunk, decodes, and the time that both could save.
  private func parts(_ row: Row, _ surface: ResponseSurface) -> (chunk: Double, decodes: Double, shared: Double) {
    let chunk = chunkSeconds(row.chunk, row.chunkContext)
    let decodes = decodeSeconds(row, surface)
    return (chunk, decodes, min(max(0, chunk - chunkSeconds(row.chunk, 0)), decodes))
  }

  private func predicted(_ row: Row, _ surface: ResponseSurface, _ overlaps: [AttentionCorrections.Overlap]) -> Double {
    let parts = parts(row, surface)
    let knots = overlaps.last { $0.tokens <= row.chunk }?.shares ?? overlaps.first?.shares ?? []
    return parts.chunk + parts.decodes - AttentionCorrections.share(knots, sequences: row.sequences) * parts.shared
  }

  /// The share that makes the sum of relative errors least, for each measured chunk length on an octave and each number of
  /// sequences; other lengths count towards the octave below.
  private func overlaps(_ rows: [Row], _ surface: ResponseSurface) -> [AttentionCorrections.Overlap] {
    let lengths = (surface.axes.first { $0.quantity == .tokens }?.knots ?? []).map { Int($0.rounded()) }
    return lengths.enumerated().map { index, length in
      let next = index + 1 < lengths.count ? lengths[index + 1] : Int.max
      let near = rows.filter { $0.chunkContext > 0 && $0.chunk >= length && $0.chunk < next }
      let counts = Set(near.map(\.sequences)).sorted()
      return AttentionCorrections.Overlap(
        tokens: length,
        shares: counts.map { count in
          let points = near.filter { $0.sequences == count }.map { row -> (x: Double, y: Double) in
            let parts = parts(row, surface)
            return (parts.shared / row.seconds, (parts.chunk + parts.decodes - row.seconds) / row.seconds)
          }
          return .init(sequences: count, share: WeightedMedian.slope(points, within: -0.5...1))
        })
    }
  }
}
