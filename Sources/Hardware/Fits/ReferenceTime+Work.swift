import Foundation

/// Seconds of arithmetic and traffic, by form. Activations are 16 bits wide throughout.
extension ReferenceTime {
  private func arithmetic(_ flops: Double) -> Double { flopsPerSecond.map { flops / $0 } ?? 0 }

  func matrixProduct(_ q: OperatorQuantities) -> Double {
    let weights = q[.outputs] * q[.inputs] * bytesPerValue
    let activations = 2 * q[.rows] * (q[.outputs] + q[.inputs])
    return max(arithmetic(2 * q[.rows] * q[.outputs] * q[.inputs]), (weights + activations) / bytesPerSecond)
  }

  /// Arithmetic and traffic add up, as FlashAttention's times do. A tile of 64 queries walks all keys on one processor, so
  /// a short chunk after a long context takes as long as that walk, however few tiles there are.
  func prefillAttention(_ q: OperatorQuantities) -> Double {
    let tokens = q[.tokens] * q[.sequences]
    let pairs = tokens * (q[.contextTokens] + (q[.tokens] + 1) / 2)
    let walked = q[.contextTokens] + q[.tokens] / 2
    let walk = processors.map { arithmetic(4 * 64 * walked * q[.headSize]) * Double($0) } ?? 0
    let cached = q[.sequences] * q[.spanTokens] * q[.keyValueHeads] * q[.headSize]
    let traffic = 4 * tokens * q[.heads] * q[.headSize] + 2 * cached * bytesPerValue
    return max(arithmetic(4 * pairs * q[.heads] * q[.headSize]), walk) + traffic / bytesPerSecond
  }

  func decodeAttention(_ q: OperatorQuantities) -> Double {
    let cached = q[.sequences] * q[.contextTokens]
    let keysAndValues = 2 * cached * q[.keyValueHeads] * q[.headSize] * bytesPerValue
    let queries = 4 * q[.sequences] * q[.heads] * q[.headSize]
    var rate = bytesPerSecond
    if let cache, keysAndValues < cache.bytes { rate = cache.bytesPerSecond }
    return max(arithmetic(4 * cached * q[.heads] * q[.headSize]), keysAndValues / rate + queries / bytesPerSecond)
  }

  /// A latent is read once for all heads; queries are as wide as it, and so are outputs.
  func latentAttention(_ q: OperatorQuantities) -> Double {
    let cached = q[.sequences] * q[.contextTokens]
    let traffic = cached * q[.headSize] * bytesPerValue + 4 * q[.sequences] * q[.heads] * q[.headSize]
    return max(arithmetic(4 * cached * q[.heads] * q[.headSize]), traffic / bytesPerSecond)
  }

  /// A state of head size x head size for each head is read and written; each token brings queries, keys and values, and takes an output.
  func linearAttention(_ q: OperatorQuantities) -> Double {
    let tokens = q[.sequences] * q[.tokens]
    let state = q[.heads] * q[.headSize] * q[.headSize]
    let traffic = 2 * q[.sequences] * state * bytesPerValue + 8 * tokens * q[.heads] * q[.headSize]
    return max(arithmetic(6 * tokens * state), traffic / bytesPerSecond)
  }

  /// The experts that tokens visit are read, at most one by each visit; every visit moves its row in and out of the sorted
  /// order, on all members of an expert-parallel group alike.
  func mixture(_ q: OperatorQuantities) -> Double {
    let visits = q[.tokens] * q[.expertsPerToken]
    let visitsHere = visits / q[.expertParallel]
    let visited = max(1, min(q[.expertsHere], visitsHere))
    let expert = 3 * q[.hiddenSize] * q[.expertWidthHere]
    let weights = visited * expert * bytesPerValue * secondsPerByte(of: visited * expert * bytesPerValue)
    let rows = 2 * (2 * visits * q[.hiddenSize] + 3 * visitsHere * q[.expertWidthHere]) / bytesPerSecond
    return max(arithmetic(2 * visitsHere * expert), weights) + rows
  }

  /// A start, then the share of the bytes that each member exchanges with the others (Thakur, Rabenseifner and Gropp,
  /// "Optimization of collective communication operations in MPICH", 2005).
  func message(_ q: OperatorQuantities) -> Double {
    let sent = q[.bytes] * max(q[.members] - 1, 0) / q[.members] / bytesPerSecond
    guard let growth else { return launchSeconds + sent }
    let others = q[.members] / 2
    return launchSeconds * others.raised(to: growth.launchExponent) + sent / others.raised(to: growth.rateExponent)
  }

  /// What a byte costs of those that each call reads again: up to the cache's size they are found there, from twice that
  /// size on every one is evicted before its turn, and in between so many as do not fit.
  private func secondsPerByte(of bytes: Double) -> Double {
    guard let cache else { return 1 / bytesPerSecond }
    let missed = min(max(bytes / cache.bytes - 1, 0), 1)
    return missed / bytesPerSecond + (1 - missed) / cache.bytesPerSecond
  }
}
