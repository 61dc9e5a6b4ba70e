import Record

/// The observations of requests that are known one by one.
enum FitCells {
  /// Requests that a mean is taken over at least.
  private static let fewest = 8
  /// Cells that requests are divided into at most, by the length of prompts, and by time.
  private static let most = 4

  /// The figures of requests of one load: first tokens by the length of the prompt, which tells what is computed from what is waited for;
  /// the times of further tokens by when they were sent, for batches grow and shrink.
  static func observations(_ records: [RequestRecord], load: Int, hasFirstTokens: Bool) -> [FitObservation] {
    func cells(_ sorted: [RequestRecord]) -> [[RequestRecord]] {
      let count = max(1, min(most, sorted.count / fewest))
      return (0..<count).map { Array(sorted[sorted.count * $0 / count..<sorted.count * ($0 + 1) / count]) }
    }
    func observation(_ figure: String, _ cell: [RequestRecord]) -> FitObservation? {
      RecordStatistics(cell).value(figure).flatMap {
        $0 > 0 ? FitObservation(figure: figure, requests: cell.map(\.request), measured: $0, load: load) : nil
      }
    }
    if !hasFirstTokens {
      return cells(records.sorted { ($0.outputTokens, $0.request) < ($1.outputTokens, $1.request) }).compactMap {
        observation("E2E mean", $0)
      }
    }
    let byPrompt = cells(records.sorted { ($0.promptTokens, $0.request) < ($1.promptTokens, $1.request) })
    let byTime = cells(records.sorted { $0.request < $1.request })
    return byPrompt.compactMap { observation("TTFT mean", $0) } + byTime.compactMap { observation("ITL mean", $0) }
  }

  /// What is shown of requests of one load.
  static func shown(_ records: [RequestRecord], load: Int, hasFirstTokens: Bool) -> [FitObservation] {
    let names = hasFirstTokens ? ["TTFT mean", "ITL mean", "E2E mean"] : ["E2E mean"]
    return names.compactMap { name in
      RecordStatistics(records).value(name).flatMap {
        $0 > 0 ? FitObservation(figure: name, requests: records.map(\.request), measured: $0, load: load) : nil
      }
    }
  }
}
