import Kernel
import Metrics
import Record
import Serving

/// The requests that finished in two runs of the same load, side by side: what a comparison rests on where nothing is drawn
/// and seeds cannot be paired.
///
/// Consecutive requests share queues, so they are no independent pairs: means go by batch means, and quantiles by sectioning, the
/// spread of the quantiles' differences over sections of consecutive requests (Asmussen and Glynn, "Stochastic Simulation",
/// 2007, section III.5). Both speak of this load only, not of others like it.
struct RequestPairing {
  /// The fewest pairs from which anything is concluded.
  static let fewest = 100
  /// Sections that quantiles are taken in.
  private static let sections = 20
  /// The fewest requests of a section beyond its quantile.
  private static let fewestBeyond = 5.0

  private let pairs: [(baseline: RequestRecord, candidate: RequestRecord)]

  /// Pairs by request number two lists that stand in its order, without the warm-up's requests. Where one pair is of different
  /// requests there are none: loads that are drawn apart, and turns of sessions, which are numbered as they come, have equal numbers
  /// and nothing else in common, and those that happen to be alike are no fair choice of them.
  init(baseline: [RequestRecord], candidate: [RequestRecord], firstMeasured: Int) {
    var pairs: [(RequestRecord, RequestRecord)] = []
    var position = 0
    for record in baseline where record.request >= firstMeasured {
      while position < candidate.count && candidate[position].request < record.request { position += 1 }
      guard position < candidate.count else { break }
      guard record.request == candidate[position].request else { continue }
      guard Self.isSame(record, candidate[position]) else {
        pairs = []
        break
      }
      pairs.append((record, candidate[position]))
    }
    self.pairs = pairs
  }

  /// Whether both tell of the same request. Times of arrival may differ: in a closed loop they follow from the policy.
  private static func isSame(_ one: RequestRecord, _ other: RequestRecord) -> Bool {
    one.promptTokens == other.promptTokens && one.outputTokens == other.outputTokens
  }

  /// How many pairs there are.
  var count: Int { pairs.count }

  /// The 95 % interval of the difference in a measure, candidate less baseline; nil of a measure that single requests do not
  /// have, and of too few pairs.
  func interval(of measure: Measure) -> ConfidenceInterval? {
    guard count >= Self.fewest else { return nil }
    if let quantile = measure.statistic.quantile { return sectioned(measure.metric, quantile) }
    return measure.statistic == .mean ? batched(measure.metric) : nil
  }

  private func batched(_ metric: MetricID) -> ConfidenceInterval? {
    guard let value = Self.value(of: metric) else { return nil }
    let batches = 64
    var sums = [Double](repeating: 0, count: batches)
    var counts = [Double](repeating: 0, count: batches)
    for (index, pair) in pairs.enumerated() {
      guard let first = value(pair.baseline), let second = value(pair.candidate) else { continue }
      sums[index * batches / count] += second.amount - first.amount
      counts[index * batches / count] += Double(first.weight)
    }
    return BatchMeans.interval(sums: sums, counts: counts)
  }

  private func sectioned(_ metric: MetricID, _ quantile: Double) -> ConfidenceInterval? {
    guard metric != .itl, let value = Self.value(of: metric),
      Double(count / Self.sections) * min(quantile, 1 - quantile) >= Self.fewestBeyond
    else { return nil }
    var differences: [Double] = []
    for section in 0..<Self.sections {
      let range = section * count / Self.sections..<(section + 1) * count / Self.sections
      var first = SampleColumn()
      var second = SampleColumn()
      for pair in pairs[range] {
        guard let one = value(pair.baseline), let other = value(pair.candidate) else { continue }
        first.append(Int64((one.amount * 1e9).rounded()))
        second.append(Int64((other.amount * 1e9).rounded()))
      }
      guard let one = first.quantile(quantile), let other = second.quantile(quantile) else { return nil }
      differences.append((other - one) / 1e9)
    }
    return ConfidenceInterval(ofMeanOf: differences)
  }

  /// What requests add to a metric's sum and count, in milliseconds, or nothing where one has none; nil of a metric that single
  /// requests do not have. The gaps between tokens are the parts of the time per output token, each counted.
  private static func value(of metric: MetricID) -> ((RequestRecord) -> (amount: Double, weight: Int)?)? {
    guard let latency = metric == .itl ? .tpot : RequestLatency(metric) else { return nil }
    let formula = latency.definition.formula
    if metric == .itl { return { record in formula.parts(of: record).map { ($0.time.milliseconds, $0.count) } } }
    return { record in formula.parts(of: record).map { ($0.time.milliseconds / Double($0.count), 1) } }
  }
}
