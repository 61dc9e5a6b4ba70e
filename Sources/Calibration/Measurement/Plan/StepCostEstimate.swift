import Kernel

/// A rough idea of what steps take, to plan within a budget: so much for a step, a token, a query-key pair of a chunk, a
/// token of decode context. It learns from the steps that are run.
struct StepCostEstimate {
  private var secondsPerStep = 0.0
  private var secondsPerToken = 0.0
  private var secondsPerPair = 0.0
  private var secondsPerContextToken = 0.0

  /// Takes in one step of a kind: later ones overwrite earlier ones.
  mutating func learn(_ point: StepPoint, _ times: StepTimes) {
    let total = times.total.seconds
    if point.rows == 1 { secondsPerStep = total }
    if point.chunkTokens > 0 {
      secondsPerToken = (total - times[.prefillAttention].seconds) / Double(point.rows)
      if point.chunkContext > 0 { secondsPerPair = times[.prefillAttention].seconds / Self.pairs(point) }
    } else if point.rows > 1 {
      secondsPerContextToken = times[.decodeAttention].seconds / Double(point.decodeContext)
    }
  }

  /// Seconds that a step may take.
  func seconds(_ point: StepPoint) -> Double {
    secondsPerStep + Double(point.rows) * secondsPerToken + Self.pairs(point) * secondsPerPair
      + Double(point.decodeContext) * secondsPerContextToken
  }

  private static func pairs(_ point: StepPoint) -> Double {
    Double(point.chunkTokens) * (Double(point.chunkContext) + Double(point.chunkTokens) / 2)
  }
}
