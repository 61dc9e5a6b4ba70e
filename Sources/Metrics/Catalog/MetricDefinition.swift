/// What a metric means: the text behind `windtunnel explain`, the report's tooltips and the columns' documentation.
public struct MetricDefinition: Hashable, Sendable {
  /// Which way is better.
  public enum Direction: String, Hashable, Sendable {
    /// Smaller values are better, as with every latency.
    case lowerIsBetter = "lower is better"
    /// Greater values are better, as with throughput.
    case higherIsBetter = "higher is better"
    /// Neither: the figure describes the system.
    case descriptive = "neither way is better"
  }

  /// The metric.
  public let id: MetricID
  /// Its name in full.
  public let name: String
  /// The unit that summaries give it in, such as `ms`.
  public let unit: String
  /// How it is computed, in symbols.
  public let formula: String
  /// What it counts and what it leaves out.
  public let meaning: String
  /// Other names it goes by: words that `explain` accepts as well.
  public let aliases: [String]
  /// What other tools call it, or mean by the same word.
  public let otherTools: String
  /// Which way is better.
  public let direction: Direction

  /// The definition as `windtunnel explain` prints it, a line each.
  public var explanation: String {
    var lines = ["\(id.rawValue): \(name) (\(unit)), \(direction.rawValue)", "  = \(formula)", "  \(meaning)"]
    if !aliases.isEmpty { lines.append("  also: \(aliases.joined(separator: ", "))") }
    if !otherTools.isEmpty { lines.append("  elsewhere: \(otherTools)") }
    let names = id.standardNames.tools.compactMap { tool, name in
      name.map { "\($0.name) (\(tool)\($0.factor == 1 ? "" : ", x \($0.factor)"))" }
    }
    if !names.isEmpty { lines.append("  named: \(names.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }
}
