import Kernel
import Metrics

extension Measure {
  /// The measure that goes by a word: a metric's name or alias, with a statistic behind it where it is one of a distribution, such as
  /// `goodput`, `cost` or `ttft_p99`. A metric alone is its mean.
  ///
  /// - Throws: ``InputError`` for a word that is none, and for a statistic that only a distribution has.
  public init(named word: String) throws {
    if let definition = try? MetricCatalog.definition(named: word) {
      self.init(definition.id)
      return
    }
    let statistic = Statistic.allCases.first { word.lowercased().hasSuffix("_" + $0.rawValue) }
    let name = statistic.map { String(word.dropLast($0.rawValue.count + 1)) } ?? word
    let definition = try MetricCatalog.definition(named: name == "attained" ? MetricID.attainment.rawValue : name)
    if let statistic, statistic != .mean, !MetricID.latencies.contains(definition.id) {
      throw InputError("'\(word)': \(definition.name) is one figure a run", remedy: "write \(definition.id.rawValue)")
    }
    self.init(definition.id, statistic ?? .mean)
  }

  /// Its name, as ``init(named:)`` takes it.
  public var word: String {
    statistic == .mean && !MetricID.latencies.contains(metric) ? metric.rawValue : "\(metric.rawValue)_\(statistic.rawValue)"
  }
}
