import Record

/// Iterations as the database keeps them: with their position in the run.
struct IterationRow {
  /// The position, from 0.
  var number: Int
  /// The iterations.
  var span: IterationSpan

  static let format = RowFormat<IterationRow>(
    .iteration,
    [
      "number": { Int64($0.number) }, "replica": { Int64($0.span.replica) }, "lane": { Int64($0.span.lane) },
      "startPicoseconds": { $0.span.start.picoseconds }, "iterations": { Int64($0.span.count) },
      "firstPicoseconds": { $0.span.firstDuration.picoseconds }, "growthPicoseconds": { $0.span.growth.picoseconds },
      "decodeSequences": { Int64($0.span.decodeSequences) }, "prefillTokens": { Int64($0.span.prefillTokens) },
      "prefillChunks": { Int64($0.span.prefillChunks) }, "kvBlocksUsed": { Int64($0.span.kvBlocksUsed) },
      "waiting": { Int64($0.span.waiting) },
    ])
}
