import Kernel

/// What a server's monitor saw at one moment: a row of `timeseries.csv`.
public struct RecordedSample: Hashable, Sendable {
  /// The moment, since the recording began.
  public var time: Instant
  /// Prompt tokens prefilled a second.
  public var prefillTokensPerSecond: Double
  /// Tokens produced a second.
  public var outputTokensPerSecond: Double
  /// Requests running.
  public var running: Int
  /// Requests waiting.
  public var waiting: Int
  /// The part of the KV blocks in use, 0 to 1.
  public var kvShare: Double

  private static let columns = ["t", "prompt_throughput", "gen_throughput", "running", "waiting", "kv_cache_pct"]

  /// The rows of a table; none where there is no table.
  ///
  /// - Throws: ``InputError`` with the line of a row that cannot be read.
  static func samples(of text: String?, file: String) throws(InputError) -> [RecordedSample] {
    guard let text else { return [] }
    let table = try CSVTable(text, file: file, required: columns)
    var samples: [RecordedSample] = []
    for row in table.rows {
      guard let time = try row.number("t").flatMap({ Duration(exactlySeconds: $0) }), Instant(time) > samples.last?.time ?? .start else {
        throw row.fault("the time '\(row["t"])' does not follow the one before it", remedy: "seconds, in rising order")
      }
      samples.append(
        RecordedSample(
          time: Instant(time), prefillTokensPerSecond: try row.number("prompt_throughput") ?? 0,
          outputTokensPerSecond: try row.number("gen_throughput") ?? 0,
          running: try row.requiredWhole("running", in: 0...10_000_000), waiting: try row.requiredWhole("waiting", in: 0...10_000_000),
          kvShare: (try row.number("kv_cache_pct") ?? 0) / 100))
    }
    return samples
  }
}
