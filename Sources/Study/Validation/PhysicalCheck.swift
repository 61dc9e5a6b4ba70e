import Kernel
import Metrics
import Serving

/// Whether a measurement can be true of the hardware that it names. What is counted is the least that the work needs, so that a row which
/// fails was measured on something else: prompts came from a cache, the load was never reached, or a name or a unit is wrong.
struct PhysicalCheck {
  /// The most of the peak arithmetic that serving reaches: large matrix products alone come to 75 % at best.
  static let mostArithmetic = 0.7

  /// What a measurement implies of a whole cluster; nil of what it does not tell.
  struct Work {
    /// Prompt and output tokens a second.
    var tokensPerSecond: Double?
    /// Output tokens a second.
    var outputTokensPerSecond: Double?
    /// Mean tokens of context that an output token is computed from.
    var contextTokens: Double?
    /// Mean seconds between two tokens of a request, which is an iteration.
    var iterationSeconds: Double?
  }

  private let flopsPerToken: Double
  private let peakFLOPs: Double
  private let peakBytes: Double
  /// The least bytes of weights that an iteration of every replica reads.
  private let weightBytes: Double
  /// The bytes of KV that a token of context takes in decoding.
  private let contextBytes: Double

  /// The check for a cluster.
  init(_ prepared: PreparedScenario) {
    let figures = prepared.utilizationFigures
    let replicas = prepared.cluster.pools.map { Double($0.replicas) }
    flopsPerToken = figures.map(\.flopsPerToken).min() ?? 0
    contextBytes = figures.map(\.kvBytesReadPerToken).min() ?? 0
    peakFLOPs = zip(figures, replicas).reduce(0) { $0 + $1.0.peakFlopsPerSecond * $1.1 }
    peakBytes = zip(figures, replicas).reduce(0) { $0 + $1.0.peakBytesPerSecond * $1.1 }
    let weights = zip(figures, prepared.expertShares).map { $0.weightBytesPerIteration + $0.expertBytes * ($1?(1) ?? 0) }
    // Of pools with different tasks one alone decodes.
    weightBytes = zip(weights, replicas).map { $0 * $1 }.min() ?? 0
  }

  /// What cannot be, with its figure; nil where all can.
  func fault(_ work: Work) -> (reason: String, share: String)? {
    if let tokens = work.tokensPerSecond, tokens * flopsPerToken > Self.mostArithmetic * peakFLOPs {
      let most = FixedDecimal.text(100 * Self.mostArithmetic, digits: 0)
      return (
        "more than \(most) % of the accelerators' arithmetic: prompts were cached, or the load was never reached",
        share(tokens * flopsPerToken / peakFLOPs)
      )
    }
    guard let seconds = work.iterationSeconds, seconds > 0 else { return nil }
    let context = (work.outputTokensPerSecond ?? 0) * (work.contextTokens ?? 0) * contextBytes
    let bytes = weightBytes / seconds + context
    if bytes > peakBytes {
      return ("more than all of the accelerators' bandwidth, for the weights and the KV of what is decoded", share(bytes / peakBytes))
    }
    return nil
  }

  private func share(_ part: Double) -> String { "\(FixedDecimal.text(100 * part, digits: 0)) %" }
}
