import Kernel

/// A rough idea of what steps take, to plan within a budget: a line over rows for all that is linear, beside it so much for
/// a query-key pair of a chunk and for a token of decode context. It learns from pilots.
struct StepCostEstimate {
  private var singleRow = 0.0
  private var short = (rows: 0.0, seconds: 0.0)
  private var long = (rows: 0.0, seconds: 0.0)
  private var secondsPerPair = 0.0
  private var secondsPerContextToken = 0.0

  /// Takes in a pilot: a single row, a short chunk with nothing before it, a long one after a context, or decodes. Later
  /// ones of a kind overwrite earlier ones.
  mutating func learn(_ point: StepPoint, _ times: StepTimes) {
    let attention = times[.prefillAttention].seconds + times[.decodeAttention].seconds
    let linear = (Double(point.rows), times.total.seconds - attention)
    if point.rows == 1 {
      singleRow = linear.1
    } else if point.chunkTokens == 0 {
      secondsPerContextToken = attention / Double(point.decodeContext)
    } else if point.chunkContext == 0 {
      short = linear
    } else {
      long = linear
      secondsPerPair = attention / Self.pairs(point)
    }
  }

  /// Seconds that a step may take.
  func seconds(_ point: StepPoint) -> Double {
    let attention = Self.pairs(point) * secondsPerPair + Double(point.decodeContext) * secondsPerContextToken
    if point.rows == 1 || long.rows <= short.rows { return singleRow + attention }
    let slope = max(0, (long.seconds - short.seconds) / (long.rows - short.rows))
    return max(singleRow, short.seconds + (Double(point.rows) - short.rows) * slope) + attention
  }

  private static func pairs(_ point: StepPoint) -> Double {
    Double(point.chunkTokens) * (Double(point.chunkContext) + Double(point.chunkTokens) / 2)
  }
}
