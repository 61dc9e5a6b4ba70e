import Foundation
import Hardware
import Kernel
import Metrics
import Model
import Scenario
import Serving
import Store
import Workload

/// The lists of `windtunnel list`.
enum Listing: String, CaseIterable {
  case models, accelerators, links, profiles, engines, schedulers, routers, techniques, metrics, keys, scenarios, runs
  case traceFormats = "trace-formats"

  /// The list within so many columns.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  func text(width: Int, sources: Bool, everyFit: Bool, store: String) throws -> String {
    switch self {
    case .models: models(sources: sources).text(width: width)
    case .accelerators: accelerators(width, sources: sources)
    case .links: links(width, sources: sources)
    case .profiles: try profiles(width, sources: sources, everyFit: everyFit, store: store)
    case .engines: engines(width, sources: sources)
    case .schedulers: schedulers(width, sources: sources)
    case .routers: named(RouterCatalog.all.map { ($0.name, $0.summary, "") }, width)
    case .techniques: named(try TechniqueCatalog.techniques().map { ($0.name, $0.summary, sources ? $0.paper : "") }, width)
    case .metrics: metrics.text(width: width)
    case .keys: keys.text(width: width)
    case .scenarios: try scenarios(width)
    case .runs: try runs(store).text(width: width)
    case .traceFormats: named(TraceFormat.allCases.map { ($0.rawValue, Self.formats[$0] ?? "", "") }, width)
    }
  }

  private func models(sources: Bool) -> TextTable {
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
    return table
  }

  private func accelerators(_ width: Int, sources: Bool) -> String {
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
    return table.text(width: width)
  }

  private func links(_ width: Int, sources: Bool) -> String {
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
    return table.text(width: width)
  }

  /// The profiles that come with the program, and those that were measured or imported into the database where there is one.
  private func profiles(_ width: Int, sources: Bool, everyFit: Bool, store path: String) throws -> String {
    var profiles = ProfileCatalog.entries.map(\.profile)
    if FileManager.default.fileExists(atPath: path) {
      let store = try ResultStore.open(readingFrom: path, say: Console.say)
      defer { try? store.close() }
      for stored in try store.profiles() where stored.kind != .shipped {
        if let profile = try store.profile(stored.id) { profiles.append(profile) }
      }
    }
    guard sources else { return ProfileTable.text(profiles, width: width, everyFit: everyFit) }
    return profiles.map { profile in
      let rows = [
        ("accelerator", profile.accelerator), ("source", profile.origin.source), ("software", profile.origin.software),
        ("licence", profile.origin.licence), ("library", profile.library), ("machine", profile.machine), ("fitted", profile.date),
        ("digest", profile.digest.hexadecimal),
      ]
      return ([profile.id] + rows.map { TextLayout.paragraph("  " + $0.0, $0.1, margin: 15, width: width) }).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private func engines(_ width: Int, sources: Bool) -> String {
    if sources { return EngineCatalog.presets.map { Explanation.engine($0, width: width) }.joined(separator: "\n\n") }
    var table = TextTable(
      [.init("figure", isNumber: false)] + EngineCatalog.presets.map { TextTable.Column($0.name) })
    for (index, figure) in EngineCatalog.presets[0].figures.enumerated() {
      table.add([figure.key] + EngineCatalog.presets.map { $0.figures[index].value })
    }
    return table.text(width: width)
  }

  /// Each with its parameters and their defaults.
  private func schedulers(_ width: Int, sources: Bool) -> String {
    named(
      SchedulerCatalog.all.map { policy in
        let parameters = policy.parameters.map { parameter in
          if case .duration(let time) = parameter.defaultValue { return "\(parameter.name) \(Quantity.text(time))" }
          return "\(parameter.name) \(parameter.defaultValue)"
        }.joined(separator: ", ")
        return (policy.name, policy.summary + (parameters.isEmpty ? "" : " [\(parameters)]"), sources ? policy.source : "")
      }, width)
  }

  private func named(_ entries: [(name: String, summary: String, source: String)], _ width: Int) -> String {
    let margin = (entries.map(\.name.count).max() ?? 0) + 2
    return entries.map { entry in
      let text = entry.summary + (entry.source.isEmpty ? "" : " (\(entry.source))")
      return TextLayout.paragraph(entry.name, text, margin: margin, width: width)
    }.joined(separator: "\n")
  }

  private var metrics: TextTable {
    var table = TextTable([
      .init("metric", isNumber: false), .init("unit", isNumber: false, weight: 3), .init("name", isNumber: false),
      .init("also", isNumber: false, weight: 1),
    ])
    for metric in MetricCatalog.all { table.add([metric.id.rawValue, metric.unit, metric.name, metric.aliases.joined(separator: ", ")]) }
    return table
  }

  private var keys: TextTable {
    var table = TextTable([
      .init("key", isNumber: false), .init("default", isNumber: false, weight: 2), .init("meaning", isNumber: false, weight: 1),
    ])
    for entry in ScenarioReference.entries {
      table.add([entry.path, entry.isRequired ? "(must be given)" : entry.defaultValue ?? "", entry.meaning])
    }
    return table
  }

  private func scenarios(_ width: Int) throws -> String {
    let names = ScenarioPath.names()
    if names.isEmpty { throw InputError("there is no folder 'scenarios' with scenarios here", remedy: "go to the folder of the project") }
    let entries = names.map { name -> (String, String, String) in
      do { return (name, try Scenario.load(path: "scenarios/\(name).yaml").because ?? "", "") } catch { return (name, "\(error)", "") }
    }
    return named(entries, width)
  }

  private func runs(_ path: String) throws -> TextTable {
    let store = try ResultStore.open(readingFrom: path, say: Console.say)
    defer { try? store.close() }
    var table = TextTable([
      .init("run"), .init("scenario", isNumber: false), .init("seed", weight: 5), .init("status", isNumber: false, weight: 6),
      .init("objective", isNumber: false, weight: 7), .init("created", isNumber: false, weight: 4),
      .init("hash", isNumber: false, weight: 3), .init("calibration", isNumber: false, weight: 0),
      .init("git", isNumber: false, weight: 2), .init("digest", isNumber: false, weight: 1),
    ])
    for run in try store.runs() {
      let origin = run.provenance
      table.add([
        "\(run.id)", origin.name, "\(origin.seed)", run.status == .finished ? "finished" : "unfinished",
        run.objectiveMet.map { $0 ? "met" : "not met" } ?? "-", origin.created, String(origin.scenarioHash.prefix(6)),
        RunReport.short(origin.calibration), origin.revision,
        String(run.eventDigest?.prefix(8) ?? "-"),
      ])
    }
    return table
  }

  private static let formats: [TraceFormat: String] = [
    .automatic: "Found from the first line of the file.",
    .azure: "Azure LLM inference traces of 2023 and 2024: TIMESTAMP,ContextTokens,GeneratedTokens.",
    .mooncake: "Mooncake JSON lines: timestamp (ms), input_length, output_length, hash_ids.",
    .burstgpt: "BurstGPT: Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type.",
    .lengths: "Lengths without times: num_prefill_tokens,num_decode_tokens; needs an arrival process.",
    .canonical: "Our own: arrival_s,prompt_tokens,output_tokens[,blocks], to the picosecond.",
  ]
}
