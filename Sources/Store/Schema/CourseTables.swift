/// What is stored of a run's course where its scenario asks for it: the distribution of gaps between tokens, and every iteration.
extension TableDefinition {
  static let version14 = [tokenGap, iteration]

  /// The histogram of token gaps.
  static let tokenGap = TableDefinition(
    name: "tokenGap",
    columns: [
      runColumn,
      ColumnDefinition(
        "lowestPicoseconds", "INTEGER NOT NULL CHECK (lowestPicoseconds >= 0)", unit: "ps", "The least gap of the bin, which is part of it."
      ),
      ColumnDefinition(
        "widthPicoseconds", "INTEGER NOT NULL CHECK (widthPicoseconds > 0)", unit: "ps",
        "Width of the bin: at most a 256th of its gaps, so that the distribution is as near to the exact one."),
      ColumnDefinition("gaps", "INTEGER NOT NULL CHECK (gaps > 0)", unit: "gaps", "Gaps in the bin; bins without any have no row."),
    ], constraints: ["PRIMARY KEY (run, lowestPicoseconds)"], withoutRowID: true)

  /// Iterations in the order in which they ended.
  static let iteration = TableDefinition(
    name: "iteration",
    columns: [
      runColumn,
      count("number", unit: "", "Position of the row in the run, from 0: rows come in the order in which they were told."),
      count("replica", unit: "", "The replica, `replica.replica`."),
      count("lane", unit: "", "Which of the micro-batches in flight it was, from 0; 0 where there is one at a time."),
      count("startPicoseconds", unit: "ps", "When the first iteration of the row began."),
      ColumnDefinition(
        "iterations", "INTEGER NOT NULL CHECK (iterations > 0)", unit: "iterations",
        "Iterations that the row stands for: 1, or those of a leap over decode steps with the same requests, which is one row."),
      count("firstPicoseconds", unit: "ps", "How long the first of them took."),
      ColumnDefinition(
        "growthPicoseconds", "INTEGER NOT NULL", unit: "ps",
        "How much longer each took than the one before it: the i-th, from 0, took `firstPicoseconds + i * growthPicoseconds`."),
      count("decodeSequences", unit: "requests", "Requests that decoded a token in each."),
      count("prefillTokens", unit: "tokens", "Prompt tokens prefilled; a row of several iterations has none."),
      count("prefillChunks", unit: "chunks", "Prompts that those were parts of."),
      count("kvBlocksUsed", unit: "blocks", "KV blocks in use on the replica when the first of them ended, its own included."),
      count("waiting", unit: "requests", "Requests that waited then for a place on the replica."),
    ], constraints: ["PRIMARY KEY (run, number)"], withoutRowID: true)

  private static func count(_ name: String, unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL CHECK (\(name) >= 0)", unit: unit, meaning)
  }
}

extension ViewDefinition {
  static let version14 = [tokenGapDistribution, iterationTime]

  /// The distribution of token gaps, to be drawn.
  static let tokenGapDistribution = ViewDefinition(
    name: "tokenGapDistribution",
    columns: [
      ColumnDefinition("run", "run", "The run, `run.id`."),
      ColumnDefinition("fromMilliseconds", "lowestPicoseconds / 1e9", unit: "ms", "The least gap of the bin."),
      ColumnDefinition(
        "toMilliseconds", "(lowestPicoseconds + widthPicoseconds) / 1e9", unit: "ms",
        "Where the bin ends; a gap of that length is none of it."),
      ColumnDefinition("gaps", "gaps", unit: "gaps", "Gaps in the bin."),
      ColumnDefinition(
        "belowShare",
        "sum(gaps) OVER (PARTITION BY run ORDER BY lowestPicoseconds) * 1.0 / sum(gaps) OVER (PARTITION BY run)", unit: "share",
        "All gaps below the bin's end over all gaps: the distribution function at `toMilliseconds`."),
    ], source: "FROM tokenGap")

  // The replica's row has a count of that name, too.
  private static let count = "iteration.iterations"

  /// Iterations in seconds, with how full the replica was.
  static let iterationTime = ViewDefinition(
    name: "iterationTime",
    columns: [
      ColumnDefinition("run", "iteration.run", "The run, `run.id`."),
      ColumnDefinition("number", "iteration.number", "Position of the row in the run, from 0."),
      ColumnDefinition("pool", "pool.name", "The pool's name."),
      ColumnDefinition("replica", "iteration.replica", "The replica, `replica.replica`."),
      ColumnDefinition("lane", "iteration.lane", "Which of the micro-batches in flight it was, from 0."),
      ColumnDefinition("startSeconds", "startPicoseconds / 1e12", unit: "s", "When the first iteration of the row began."),
      ColumnDefinition(
        "endSeconds",
        "(startPicoseconds + \(count) * firstPicoseconds + \(count) * (\(count) - 1) / 2 * growthPicoseconds) / 1e12", unit: "s",
        "When the last one ended."),
      ColumnDefinition(
        "iterations", "iteration.iterations", unit: "iterations",
        "Iterations that the row stands for: 1, or those of a leap over decode steps with the same requests, which is one row."),
      ColumnDefinition(
        "meanMilliseconds", "(firstPicoseconds + (\(count) - 1) / 2.0 * growthPicoseconds) / 1e9", unit: "ms",
        "How long one of them took in the mean."),
      ColumnDefinition("prefillTokens", "iteration.prefillTokens", unit: "tokens", "Prompt tokens prefilled."),
      ColumnDefinition("prefillChunks", "prefillChunks", unit: "chunks", "Prompts that those were parts of."),
      ColumnDefinition("decodeSequences", "decodeSequences", unit: "requests", "Requests that decoded a token in each."),
      ColumnDefinition(
        "batchTokens", "iteration.prefillTokens + decodeSequences", unit: "tokens",
        "Tokens of each: what is to be held against `engine.max_batched_tokens` to see whether that was the limit."),
      ColumnDefinition(
        "kvShare", "iteration.kvBlocksUsed * 1.0 / nullif(pool.kvBlocks, 0)", unit: "share",
        "KV blocks in use over all there are: near 1 while requests wait, memory was the limit."),
      ColumnDefinition(
        "waiting", "iteration.waiting", unit: "requests", "Requests that waited for a place on the replica: 0, and the load was the limit."),
    ],
    source: """
      FROM iteration JOIN replica ON replica.run = iteration.run AND replica.replica = iteration.replica
      JOIN pool ON pool.run = replica.run AND pool.pool = replica.pool
      """)
}
