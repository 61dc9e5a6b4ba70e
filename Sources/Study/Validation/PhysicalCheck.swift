import Kernel
import Metrics
import Serving

/// Whether a measurement can be true of the hardware that it names. What is counted is the least that the work needs, so that a row which
/// fails was measured on something else: prompts came from a cache, the load was never reached, or a name or a unit is wrong.
struct PhysicalCheck {
  /// The most of the peak arithmetic that serving reaches: large matrix products alone come to 75 % at best.
  static let mostArithmetic = 0.7

  private let flopsPerToken: Double
  private let peakFLOPs: Double
  /// The least time in which an iteration reads the weights that it needs, in seconds.
  private let leastIteration: Double

  /// The check for a cluster.
  init(_ prepared: PreparedScenario) {
    let figures = prepared.utilizationFigures
    let replicas = prepared.cluster.pools.map { Double($0.replicas) }
    flopsPerToken = figures.map(\.flopsPerToken).min() ?? 0
    peakFLOPs = zip(figures, replicas).reduce(0) { $0 + $1.0.peakFlopsPerSecond * $1.1 }
    let times = zip(figures, prepared.expertShares).map { figures, share in
      (figures.weightBytesPerIteration + figures.expertBytes * (share?(1) ?? 0)) / figures.peakBytesPerSecond
    }
    leastIteration = times.min() ?? 0
  }

  /// What cannot be, with its figure; nil where all can.
  ///
  /// `tokensPerSecond` are prompt and output tokens of the whole cluster, `iterationSeconds` the mean time between two tokens of a request.
  func fault(tokensPerSecond: Double?, iterationSeconds: Double?) -> (reason: String, share: String)? {
    if let tokensPerSecond, tokensPerSecond * flopsPerToken > Self.mostArithmetic * peakFLOPs {
      let most = FixedDecimal.text(100 * Self.mostArithmetic, digits: 0)
      return (
        "more than \(most) % of the accelerators' arithmetic: prompts were cached, or the load was never reached",
        share(tokensPerSecond * flopsPerToken / peakFLOPs)
      )
    }
    if let iterationSeconds, iterationSeconds < leastIteration {
      return (
        "more than all of the accelerators' bandwidth, for the weights alone",
        share(leastIteration / max(iterationSeconds, leastIteration / 1e6))
      )
    }
    return nil
  }

  private func share(_ part: Double) -> String { "\(FixedDecimal.text(100 * part, digits: 0)) %" }
}
