import Metrics
import Record
import Report
import Scenario
import Serving

/// Metrics, policies and techniques.
enum PolicyReference {
  static var metrics: [String] {
    [
      """
      What a run is summed up in. The name in code is the one in the database, in exported tables and of `windtunnel explain`. \
      [Statistics](../explanation/statistics.md) says what stands behind means, percentiles and intervals.
      """
    ]
      + MetricCatalog.all.map { metric in
        var text =
          "## \(metric.id.rawValue)\n\n\(Markdown.plain(metric.name.capitalizedFirst)), in \(metric.unit); \(metric.direction.rawValue)."
        text += "\n\n```text\n\(metric.formula)\n```\n\n\(Markdown.plain(metric.meaning))"
        if !metric.aliases.isEmpty { text += "\n\nAlso: \(Markdown.plain(metric.aliases.joined(separator: ", ")))." }
        if !metric.otherTools.isEmpty { text += "\n\nElsewhere: \(Markdown.plain(metric.otherTools))" }
        return text
      }
  }

  static var policies: [String] {
    [
      "Which requests run and with how many tokens, where a request goes, and what a full cache forgets. "
        + "[Schedulers](../schedulers.md) says how they differ."
    ]
      + ["## Schedulers", "`scheduler: NAME`, or `scheduler: {name: NAME, PARAMETER: VALUE}`."]
      + PolicyDescription.schedulers.map { policy($0.name, $0.summary, $0.source, $0.parameters) }
      + ["## Routers", "`cluster.router`, with several replicas in a pool."]
      + PolicyDescription.routers.map { policy($0.name, $0.summary, $0.source, $0.parameters) }
      + ["## Eviction", "`engine.eviction`, with prefix caching."]
      + EvictionPolicy.all.map { policy($0.name, $0.summary, "", $0.parameters) }
  }

  private static func policy(_ name: String, _ summary: String, _ source: String, _ parameters: [ParameterDoc]) -> String {
    var text = "### \(name)\n\n\(Markdown.plain(summary.capitalizedFirst))."
    if !source.isEmpty { text += "\n\nSource: \(Markdown.plain(source))." }
    if !parameters.isEmpty {
      text +=
        "\n\n"
        + Markdown.table(
          ["parameter", "default", "may be", "meaning"],
          parameters.map { [Markdown.code($0.name), Markdown.code("\($0.defaultValue)"), bounds(of: $0), $0.meaning] })
    }
    return text
  }

  private static func bounds(of parameter: ParameterDoc) -> String {
    if !parameter.choices.isEmpty { return parameter.choices.joined(separator: ", ") }
    guard let range = parameter.range else { return "" }
    let unit = if case .duration = parameter.defaultValue { " s" } else { "" }
    return "\(NumberText.figure(range.lowerBound)) to \(NumberText.figure(range.upperBound))\(unit)"
  }

  static func techniques() throws -> [String] {
    [
      """
      A published technique is a preset: settings under a scenario's own keys, which win. `technique: [sarathi-serve, fp8-kv-cache]` \
      takes two of them, and [Techniques](../techniques.md) says more.
      """
    ]
      + (try TechniqueCatalog.techniques()).map { technique in
        var text =
          "## \(technique.name)\n\n\(Markdown.plain(technique.summary.capitalizedFirst)).\n\nPaper: \(Markdown.plain(technique.paper))"
        text += "\n\nQuality: \(Markdown.plain(technique.quality))\n\nState: \(technique.stateText)"
        text += "\n\nTry: `windtunnel run scenarios/\(technique.scenario).yaml`"
        text += "\n\n" + Markdown.table(["sets", "to"], technique.lines.map { [Markdown.code($0.path), Markdown.code($0.value)] })
        if !technique.parameters.isEmpty {
          text +=
            "\n\n"
            + Markdown.table(
              ["to be given", "such as", "meaning"],
              technique.parameters.map { [Markdown.code($0.path), Markdown.code($0.example), $0.meaning] })
        }
        return text
      }
  }
}

extension String {
  /// With its first letter large.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
