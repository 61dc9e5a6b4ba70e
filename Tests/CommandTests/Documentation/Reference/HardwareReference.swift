import Hardware
import Model
import Report
import Scenario

/// Engines, accelerators, links and models, each figure with its source.
enum HardwareReference {
  static var engines: [String] {
    let presets = EngineCatalog.presets
    return [
      "`engine: NAME`, or `engine: {preset: NAME, max_sequences: 128}` to change single figures. `\(EngineCatalog.defaultName)` is the default.",
      Markdown.table(["preset", "what it is"], presets.map { [Markdown.code($0.name), $0.summary] }),
      "## Figures",
      Markdown.table(
        ["key below `engine`"] + presets.map { Markdown.code($0.name) },
        presets[0].figures.enumerated().map { index, figure in [Markdown.code(figure.key)] + presets.map { $0.figures[index].value } }),
      "## Meanings and sources",
      Markdown.table(["key", "meaning", "source"], presets[0].figures.map { [Markdown.code($0.key), $0.meaning, $0.source] }),
    ]
  }

  static var accelerators: [String] {
    let all = AcceleratorCatalog.accelerators
    return [
      """
      `accelerator: NAME`, or `accelerator: {name: NAME, power_cap: 500 W}` to change figures. Prices are those of the day that the \
      source names; `windtunnel plan --prices` takes a list of others. Which have measured operators says `windtunnel list profiles`.
      """,
      Markdown.table(
        ["name", "accelerator", ">memory", ">bandwidth", ">bf16 FLOP/s", ">most W", ">idle W", ">host W", ">$/h", "link"],
        all.map { one in
          [
            Markdown.code(one.id), one.name, NumberText.bytes(Double(one.memoryBytes.value)),
            NumberText.bytes(one.bandwidthBytesPerSecond.value) + "/s", NumberText.scaled(one.peakFLOPs(.bf16), ""),
            NumberText.figure(one.maximumWatts.value), NumberText.figure(one.idleWatts.value), NumberText.figure(one.hostWatts.value),
            NumberText.fixed(one.dollarsPerHour.value, decimals: 2), Markdown.code(one.link),
          ]
        }),
      "## Links between accelerators",
      Markdown.table(
        ["name", "link", ">bandwidth one way", ">latency", "all pairs", "source"],
        LinkCatalog.links.map { link in
          [
            Markdown.code(link.id), link.name, NumberText.bytes(link.bandwidthBytesPerSecond.value) + "/s",
            NumberText.time(seconds: link.latencySeconds.value), link.connectsAllPairs ? "yes" : "no", link.bandwidthBytesPerSecond.source,
          ]
        }),
      "## Sources",
    ] + all.map(sources)
  }

  private static func sources(_ one: Accelerator) -> String {
    let rates = one.peakFLOPs.value.map { "\($0.format.rawValue) \(NumberText.scaled($0.peak, "FLOP/s"))" }.joined(separator: ", ")
    return "### \(one.id)\n\n"
      + Markdown.table(
        ["figure", "value", "source"],
        [
          ["memory", NumberText.bytes(Double(one.memoryBytes.value)), one.memoryBytes.source],
          ["bandwidth", NumberText.bytes(one.bandwidthBytesPerSecond.value) + "/s", one.bandwidthBytesPerSecond.source],
          ["arithmetic", rates, one.peakFLOPs.source],
          ["processors", "\(one.processors.value)", one.processors.source],
          ["attainable arithmetic", NumberText.percent(one.gemmEfficiency.value), one.gemmEfficiency.source],
          ["attainable bandwidth", NumberText.percent(one.bandwidthEfficiency.value), one.bandwidthEfficiency.source],
          ["power", NumberText.figure(one.maximumWatts.value) + " W", one.maximumWatts.source],
          ["idle", NumberText.figure(one.idleWatts.value) + " W", one.idleWatts.source],
          ["at rest", rest(one.power), one.power.restWatts.source],
          ["above idle", shares(one.power.shares.value), one.power.shares.source],
          ["host", NumberText.figure(one.hostWatts.value) + " W", one.hostWatts.source],
          ["server", server(one.power.server), one.power.server.source],
          ["host memory", NumberText.bytes(Double(one.hostMemoryBytes.value)), one.hostMemoryBytes.source],
          ["price", NumberText.fixed(one.dollarsPerHour.value, decimals: 2) + " $/h", one.dollarsPerHour.source],
        ])
  }

  private static func rest(_ power: AcceleratorPower) -> String {
    let after = power.restAfterSeconds.value.map { "\(NumberText.time(seconds: $0)) after work" } ?? "with no program on it"
    return "\(NumberText.figure(power.restWatts.value)) W, \(after)"
  }

  private static func shares(_ shares: PowerShares) -> String {
    [("active", shares.active), ("compute", shares.compute), ("memory", shares.memory), ("sampler", shares.sampler)]
      .map { "\($0.0) \(NumberText.fixed($0.1, decimals: 2))" }.joined(separator: ", ")
  }

  private static func server(_ server: AcceleratorPower.Server) -> String {
    "\(NumberText.figure(server.fixedWatts)) W, and \(NumberText.figure(server.wattsPerAccelerator)) W for each of \(server.accelerators)"
  }

  static var models: [String] {
    [
      """
      `model: NAME`, a repository at the Hugging Face hub, or the path of a `config.json` ([your own model](../howto/own-model.md)). \
      What each keeps of a token, and how its parameters were counted, stands in [Models](../Models.md) as well.
      """,
      Markdown.table(
        ["name", ">parameters", ">active", ">layers", ">KV B a token", ">positions", "weights", "repositories", "source"],
        ModelCatalog.models.map { model in
          [
            Markdown.code(model.id), NumberText.scaled(model.publishedParameters, ""),
            model.publishedActiveParameters.map { NumberText.scaled($0, "") } ?? "", "\(model.shape.layers)",
            NumberText.count(model.shape.keyValueBytesPerToken(.bf16)), NumberText.count(model.shape.maximumPositions),
            model.shape.nativeFormat.rawValue, model.hubIDs.joined(separator: ", "), model.source,
          ]
        }),
    ]
  }
}
