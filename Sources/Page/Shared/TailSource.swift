import Metrics
import Store

/// The tails of runs that differ in their seed only, as far as the database can tell them.
struct TailSource {
  /// The distribution of a latency over all requests: of those that arrived, what share took so long or longer. A request that was rejected or
  /// did not end takes longer than any time.
  struct Curve: Hashable {
    /// A place of the curve.
    struct Point: Hashable {
      /// The latency.
      var milliseconds: Double
      /// The share of the requests that took so long or longer, in the mean over the runs.
      var share: Double
      /// The least share of a run; equal where there is one run.
      var least: Double
      /// The greatest share of a run.
      var greatest: Double
    }

    /// What the curve is drawn from.
    enum Origin: Hashable {
      /// Every recorded request.
      case requests
      /// Every gap between tokens.
      case gaps
      /// The percentiles of the summaries, where no more is stored.
      case percentiles
    }

    /// The places, the shortest latency first.
    var points: [Point]
    /// What it is drawn from.
    var origin: Origin
    /// Runs behind it.
    var runs: Int
    /// The share of the requests that were rejected or did not end; 0 of gaps, which are of those that were served.
    var unserved: Double
  }

  /// The most rows of requests that are read for a page: beyond these, and beyond so many runs, the tails are of the first runs alone.
  private static let mostRows = 2_000_000
  private static let mostRuns = 40
  /// The longest requests of single runs that a curve over several has places for.
  private static let mostExtremes = 12

  /// The runs that the curves are of.
  let runs: [Int64]
  /// All runs.
  let allRuns: Int
  private let summaries: [RunSummary]
  private let counts: [Int]
  private let store: ResultStore

  /// The runs to be read, of all of these with their summaries.
  init(_ runs: [Int64], _ summaries: [RunSummary], in store: ResultStore) throws {
    let counts = try store.recordedRequests(ofRuns: runs)
    var (taken, rows) = (0, 0)
    while taken < min(runs.count, Self.mostRuns) {
      rows += counts[taken]
      if taken > 0 && rows > Self.mostRows { break }
      taken += 1
    }
    (self.store, allRuns) = (store, runs.count)
    self.runs = Array(runs.prefix(taken))
    self.summaries = Array(summaries.prefix(taken))
    self.counts = Array(counts.prefix(taken))
  }

  /// What is said where not all runs are drawn; nil where they are.
  var note: String? {
    runs.count < allRuns ? "The curves are of the first \(runs.count) of the \(allRuns) runs." : nil
  }

  /// Whether requests of all runs that are drawn are recorded.
  var hasRequests: Bool { !counts.isEmpty && counts.allSatisfy { $0 > 0 } }

  /// The curve of a latency; nil where nothing of it is stored.
  func curve(of metric: MetricID) throws -> Curve? {
    if metric == .itl { return try gaps() ?? percentiles(of: metric) }
    guard let latency = RequestLatency(metric), hasRequests, let places = counts.max().map({ LatencyTail.places(upTo: $0) }) else {
      return percentiles(of: metric)
    }
    let tails = try runs.map { try store.latencyTail(of: latency, run: $0, places: places) }
    guard tails.allSatisfy({ $0.count > 0 }) else { return percentiles(of: metric) }
    let ladders = zip(tails, summaries).map { tail, summary in
      Ladder(tail.points.map { ($0.milliseconds, Double($0.place) / Double(tail.count)) }, unserved: Self.unserved(summary))
    }
    return Curve(points: Self.points(ladders), origin: .requests, runs: runs.count, unserved: Self.mean(ladders.map(\.unserved)))
  }

  private static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

  /// The share of the measured requests that were not served.
  private static func unserved(_ summary: RunSummary) -> Double {
    let counts = summary.measured
    return counts.arrived == 0 ? 0 : Double(counts.arrived - counts.finished) / Double(counts.arrived)
  }

  // MARK: Several runs

  /// The tail of one run, longest first, as shares of all of its requests.
  private struct Ladder {
    let steps: [(milliseconds: Double, share: Double)]
    let unserved: Double

    init(_ steps: [(milliseconds: Double, share: Double)], unserved: Double) {
      self.steps = steps.map { ($0.milliseconds, $0.share * (1 - unserved) + unserved) }
      self.unserved = unserved
    }

    /// The share of the requests that took so long or longer.
    func share(atLeast milliseconds: Double) -> Double {
      // The last step from the top that is not below: rising shares stand with falling latencies.
      var (low, high) = (0, steps.count)
      while low < high {
        let middle = (low + high) / 2
        if steps[middle].milliseconds >= milliseconds { low = middle + 1 } else { high = middle }
      }
      guard low > 0 else { return unserved }
      let above = steps[low - 1]
      guard low < steps.count, above.milliseconds > steps[low].milliseconds else { return above.share }
      // Between two places that are drawn lie others.
      let way = (above.milliseconds - milliseconds) / (above.milliseconds - steps[low].milliseconds)
      return above.share + (steps[low].share - above.share) * way
    }
  }

  /// The mean of several tails at latencies that all of them are drawn at, with the least and the greatest.
  private static func points(_ ladders: [Ladder]) -> [Curve.Point] {
    guard let longest = ladders.map(\.steps).max(by: { $0.count < $1.count }) else { return [] }
    var latencies = longest.map(\.milliseconds)
    if ladders.count > 1 {
      // Where the mean run has as many requests beyond, and what took longest in any of them.
      latencies = longest.indices.map { place in
        mean(ladders.compactMap { $0.steps.indices.contains(place) ? $0.steps[place].milliseconds : nil })
      }
      latencies += ladders.compactMap { $0.steps.first?.milliseconds }.sorted(by: >).prefix(mostExtremes)
      // All requests took as long as the shortest of all, or longer.
      latencies += [ladders.compactMap { $0.steps.last?.milliseconds }.min()].compactMap(\.self)
    }
    var points: [Curve.Point] = []
    for latency in latencies.sorted() where latency != points.last?.milliseconds {
      let shares = ladders.map { $0.share(atLeast: latency) }
      points.append(Curve.Point(milliseconds: latency, share: mean(shares), least: shares.min() ?? 0, greatest: shares.max() ?? 0))
    }
    return points
  }

  // MARK: What is no row of a request

  /// The gaps between tokens of the runs that have them.
  private func gaps() throws -> Curve? {
    let (bins, count) = try store.tokenGaps(ofRuns: runs)
    let all = bins.reduce(0.0) { $0 + Double($1.count) }
    guard all > 0 else { return nil }
    var points: [Curve.Point] = []
    var left = all
    var lastShare = Double.infinity
    for bin in bins {
      let share = left / all
      // Places that are no further apart than a line is wide tell nothing more.
      if share < lastShare * 0.93 || bin == bins.last {
        points.append(Curve.Point(milliseconds: Double(bin.lowest) / 1e9, share: share, least: share, greatest: share))
        lastShare = share
      }
      left -= Double(bin.count)
    }
    return Curve(points: points.filter { $0.milliseconds > 0 }, origin: .gaps, runs: count, unserved: 0)
  }

  /// The percentiles of the summaries, means over the runs.
  private func percentiles(of metric: MetricID) -> Curve? {
    let known = summaries.compactMap { summary in summary[metric].flatMap { one in one.spread.map { (one, $0, Self.unserved(summary)) } } }
    guard !known.isEmpty, known.count == summaries.count else { return nil }
    let unserved = metric == .itl ? 0 : Self.mean(known.map(\.2))
    let count = known.map { Double($0.0.count) }.max() ?? 1
    let steps: [(WritableKeyPath<Spread, Double>, Double)] = [
      (\.minimum, 1), (\.p50, 0.5), (\.p90, 0.1), (\.p95, 0.05), (\.p99, 0.01), (\.maximum, 1 / count),
    ]
    let points = steps.filter { $0.1 >= 1 / count }.compactMap { path, share -> Curve.Point? in
      let milliseconds = Self.mean(known.map { $0.1[keyPath: path] })
      let whole = share * (1 - unserved) + unserved
      return milliseconds > 0 ? Curve.Point(milliseconds: milliseconds, share: whole, least: whole, greatest: whole) : nil
    }
    return Curve(points: points, origin: .percentiles, runs: known.count, unserved: unserved)
  }
}
