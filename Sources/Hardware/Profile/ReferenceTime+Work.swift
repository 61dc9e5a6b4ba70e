import Foundation

/// What each form of a reference counts.
extension ReferenceTime {
  /// Queries, outputs and new keys and values are 16 bits wide; cached keys and values as the cache stores them.
  func prefill(_ q: OperatorQuantities) -> (flops: Double, bytes: Double) {
    let tokens = q[.tokens] * q[.sequences]
    let pairs = tokens * (q[.contextTokens] + (q[.tokens] + 1) / 2)
    let cached = q[.sequences] * q[.spanTokens]
    return (
      4 * pairs * q[.heads] * q[.headSize],
      4 * tokens * q[.heads] * q[.headSize] + 2 * cached * q[.keyValueHeads] * q[.headSize] * bytesPerValue
    )
  }

  func decode(_ q: OperatorQuantities) -> (flops: Double, bytes: Double) {
    let cached = q[.sequences] * q[.contextTokens]
    return (
      4 * cached * q[.heads] * q[.headSize],
      4 * q[.sequences] * q[.heads] * q[.headSize] + 2 * cached * q[.keyValueHeads] * q[.headSize] * bytesPerValue
    )
  }

  /// Tokens spread evenly over the experts, so that a share of `1 - (1 - top / experts)^tokens` of those here is read.
  func mixture(_ q: OperatorQuantities) -> (flops: Double, bytes: Double) {
    let visits = q[.tokens] * q[.expertsPerToken] / q[.expertParallel]
    let share = min(q[.expertsPerToken] / q[.experts], 1)
    let visited = q[.expertsHere] * (1 - pow(1 - share, q[.tokens]))
    let expert = 3 * q[.hiddenSize] * q[.expertWidthHere]
    return (2 * visits * expert, visited * expert * bytesPerValue + 2 * visits * (2 * q[.hiddenSize] + 3 * q[.expertWidthHere]))
  }
}
