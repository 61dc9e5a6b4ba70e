import Hardware
import Kernel
import Metrics
import Model
import Scenario
import Workload

/// The lists of what the program knows by itself: catalogs, presets, policies and keys.
package struct CatalogListing {
  private let width: Int
  private let sources: Bool
  private let namesLeftOut: Bool

  /// Lists within so many columns; with `sources` they say where every figure was read, and where `namesLeftOut` the columns for which there
  /// was no room.
  package init(width: Int, sources: Bool, namesLeftOut: Bool = false) {
    self.width = width
    self.sources = sources
    self.namesLeftOut = namesLeftOut
  }

  /// Models with their sizes.
  package var models: String {
    var table = TextTable([
      .init("model", isNumber: false), .init("parameters"), .init("active", weight: 4), .init("layers", weight: 3),
      .init("KV B/token", weight: 5),
      .init("positions", weight: 2), .init("weights", isNumber: false, weight: 3),
      .init(sources ? "source" : "hub", isNumber: false, weight: sources ? 9 : 1),
    ])
    for model in ModelCatalog.models {
      let shape = model.shape
      table.add([
        model.id, NumberText.scaled(model.publishedParameters, ""), model.publishedActiveParameters.map { NumberText.scaled($0, "") } ?? "",
        "\(shape.layers)", NumberText.count(shape.keyValueBytesPerToken(.bf16)), NumberText.count(shape.maximumPositions),
        shape.nativeFormat.rawValue, sources ? model.source : model.hubID,
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }

  /// Every checkpoint: what was published against what its config comes to, its weights as stored, and what it keeps of a token and
  /// of a request.
  package var checkpoints: String {
    var table = TextTable([
      .init("checkpoint", isNumber: false), .init("published"), .init("counted"), .init("error"), .init("KV B/token"),
      .init("weights", weight: 6), .init("format", isNumber: false, weight: 3), .init("state B", weight: 2),
      .init(sources ? "source" : "hub", isNumber: false, weight: sources ? 9 : 1),
    ])
    for model in ModelCatalog.checkpoints {
      let shape = model.shape
      let error = Double(shape.parameterCount) / model.publishedParameters - 1
      table.add([
        model.id, NumberText.scaled(model.publishedParameters, ""), NumberText.scaled(Double(shape.parameterCount), ""),
        NumberText.fixed(100 * error, decimals: 2) + " %", NumberText.count(shape.keyValueBytesPerToken(.bf16)),
        NumberText.bytes(Double(shape.weightBytes(shape.nativeFormat))), shape.nativeFormat.rawValue,
        shape.stateBytes > 0 ? NumberText.count(shape.stateBytes) : "", sources ? model.source : model.hubID,
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }

  /// Accelerators with their peaks, power and price.
  package var accelerators: String {
    if sources { return AcceleratorCatalog.accelerators.map { Explanation.accelerator($0, width: width) }.joined(separator: "\n\n") }
    var table = TextTable([
      .init("accelerator", isNumber: false), .init("memory"), .init("bandwidth"), .init("bf16 FLOP/s", weight: 6), .init("TDP", weight: 5),
      .init("idle", weight: 1), .init("$/h", weight: 4), .init("name", isNumber: false, weight: 0),
    ])
    for accelerator in AcceleratorCatalog.accelerators {
      table.add([
        accelerator.id, NumberText.bytes(Double(accelerator.memoryBytes.value)),
        NumberText.bytes(accelerator.bandwidthBytesPerSecond.value) + "/s", NumberText.scaled(accelerator.peakFLOPs(.bf16), ""),
        NumberText.figure(accelerator.maximumWatts.value) + " W", NumberText.figure(accelerator.idleWatts.value) + " W",
        NumberText.fixed(accelerator.dollarsPerHour.value, decimals: 2), accelerator.name,
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }

  /// Links between accelerators.
  package var links: String {
    if sources { return LinkCatalog.links.map { Explanation.link($0, width: width) }.joined(separator: "\n\n") }
    var table = TextTable([
      .init("link", isNumber: false), .init("bandwidth"), .init("latency"), .init("all pairs", isNumber: false, weight: 1),
      .init("name", isNumber: false, weight: 0),
    ])
    for link in LinkCatalog.links {
      table.add([
        link.id, NumberText.bytes(link.bandwidthBytesPerSecond.value) + "/s", NumberText.time(seconds: link.latencySeconds.value),
        link.connectsAllPairs ? "yes" : "no", link.name,
      ])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }

  /// Presets of engines side by side.
  package var engines: String {
    if sources { return EngineCatalog.presets.map { Explanation.engine($0, width: width) }.joined(separator: "\n\n") }
    return stride(from: 0, to: EngineCatalog.presets.count, by: Self.engineColumns).map { first in
      let presets = EngineCatalog.presets[first..<min(first + Self.engineColumns, EngineCatalog.presets.count)]
      var table = TextTable([.init("figure", isNumber: false)] + presets.map { TextTable.Column($0.name) })
      for (index, figure) in EngineCatalog.presets[0].figures.enumerated() {
        table.add([figure.key] + presets.map { $0.figures[index].value })
      }
      return table.list(width: width, namesLeftOut: namesLeftOut)
    }.joined(separator: "\n\n")
  }

  /// Presets side by side that eighty columns hold.
  private static let engineColumns = 3

  /// Schedulers, each with its parameters and their defaults.
  package var schedulers: String {
    TextLayout.entries(
      PolicyDescription.schedulers.map { policy in
        let parameters = policy.parameters.map { parameter in
          if case .duration(let time) = parameter.defaultValue { return "\(parameter.name) \(Quantity.text(time))" }
          return "\(parameter.name) \(parameter.defaultValue)"
        }.joined(separator: ", ")
        return (policy.name, policy.summary + (parameters.isEmpty ? "" : " [\(parameters)]"), sources ? policy.source : "")
      }, width: width)
  }

  /// Routers.
  package var routers: String { TextLayout.entries(PolicyDescription.routers.map { ($0.name, $0.summary, "") }, width: width) }

  /// Techniques, and how far each was held against what is published of it.
  ///
  /// - Throws: ``InputError`` where one that comes with the program cannot be read.
  package func techniques() throws -> String {
    TextLayout.entries(
      try TechniqueCatalog.techniques().map { ($0.name, $0.summary, sources ? "\($0.state.rawValue); \($0.paper)" : $0.state.rawValue) },
      width: width)
  }

  /// Papers, each with what it says to have gained, and what became of it.
  ///
  /// - Throws: ``InputError`` where a list of them cannot be read.
  package func papers() throws -> String {
    TextLayout.entries(
      try PaperCatalog.papers().map { ($0.name, $0.claim, sources ? "\($0.stateText); \($0.citation)" : $0.state.rawValue) }, width: width)
  }

  /// Metrics with their units and what other tools call them.
  package var metrics: String {
    var table = TextTable([
      .init("metric", isNumber: false), .init("unit", isNumber: false, weight: 3), .init("name", isNumber: false),
      .init("also", isNumber: false, weight: 1),
    ])
    for metric in MetricCatalog.all { table.add([metric.id.rawValue, metric.unit, metric.name, metric.aliases.joined(separator: ", ")]) }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }

  /// Keys of a scenario with their defaults.
  package var keys: String {
    var table = TextTable([
      .init("key", isNumber: false), .init("default", isNumber: false, weight: 2), .init("meaning", isNumber: false, weight: 1),
    ])
    for entry in ScenarioReference.entries {
      table.add([entry.path, entry.isRequired ? "(must be given)" : entry.defaultValue ?? "", entry.meaning])
    }
    return table.list(width: width, namesLeftOut: namesLeftOut)
  }

  /// Formats of traces.
  package var traceFormats: String {
    TextLayout.entries(TraceFormat.allCases.map { ($0.rawValue, Self.meaning(of: $0), "") }, width: width)
  }

  /// What a format of traces is.
  static func meaning(of format: TraceFormat) -> String { formats[format] ?? "" }

  private static let formats: [TraceFormat: String] = [
    .automatic: "Found from the first line of the file.",
    .azure: "Azure LLM inference traces of 2023 and 2024: TIMESTAMP,ContextTokens,GeneratedTokens.",
    .mooncake: "Mooncake JSON lines: timestamp (ms), input_length, output_length, hash_ids.",
    .burstgpt: "BurstGPT: Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type.",
    .lengths: "Lengths without times: num_prefill_tokens,num_decode_tokens; needs an arrival process.",
    .canonical: "Our own: arrival_s,prompt_tokens,output_tokens[,blocks], to the picosecond.",
    .table: "Any other CSV with a header that names prompt and output as a known tool does: Vidur, splitwise-sim, inference-sim, ServeGen.",
    .jsonLines: "Any other JSON lines with such keys: LLMServingSim, AIPerf's records of requests.",
    .document: "A JSON document: results of vllm bench serve, SGLang, GuideLLM, inference-perf or LLMPerf, or a list of requests.",
  ]
}
