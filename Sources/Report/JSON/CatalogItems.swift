import Hardware
import Metrics
import Model
import Record
import Scenario

/// Entries of the program's catalogs as members of JSON objects, in base units, with where their figures were read.
enum CatalogItems {
  static func metric(_ metric: MetricDefinition) -> JSONMembers {
    let names = metric.id.standardNames.tools.map { tool, name in
      (
        key: tool,
        value: name.map { JSONTree.object([("name", .text($0.name)), ("factor", .number($0.factor))]) } ?? .null
      )
    }
    return [
      ("metric", .text(metric.id.rawValue)), ("name", .text(metric.name)), ("unit", .text(metric.unit)), ("formula", .text(metric.formula)),
      ("meaning", .text(metric.meaning)), ("aliases", .of(texts: metric.aliases)), ("elsewhere", .text(metric.otherTools)),
      ("better", .text(metric.direction == .descriptive ? "neither" : metric.direction == .lowerIsBetter ? "lower" : "higher")),
      ("standardNames", .object(names)),
    ]
  }

  static func policy(_ policy: PolicyDescription) -> JSONMembers {
    [
      ("name", .text(policy.name)), ("summary", .text(policy.summary)), ("source", .text(policy.source)),
      ("parameters", .list(policy.parameters.map { .object(parameter($0)) })),
    ]
  }

  private static func parameter(_ parameter: ParameterDoc) -> JSONMembers {
    let (value, unit): (JSONTree, String) =
      switch parameter.defaultValue {
      case .count(let count): (.of(whole: count), "")
      case .tokens(let tokens): (.of(whole: tokens), "tokens")
      case .number(let number): (.number(number), "")
      case .duration(let duration): (.number(duration.seconds), "s")
      case .flag(let flag): (.flag(flag), "")
      case .choice(let word): (.text(word), "")
      }
    return [
      ("name", .text(parameter.name)), ("default", value), ("unit", .text(unit)), ("least", .of(number: parameter.range?.lowerBound)),
      ("greatest", .of(number: parameter.range?.upperBound)), ("choices", .of(texts: parameter.choices)),
      ("meaning", .text(parameter.meaning)),
    ]
  }

  static func technique(_ technique: Technique) -> JSONMembers {
    let lines = technique.lines.map { JSONTree.object([("path", .text($0.path)), ("value", .text($0.value))]) }
    let parameters = technique.parameters.map { parameter in
      JSONTree.object([
        ("path", .text(parameter.path)), ("meaning", .text(parameter.meaning)), ("example", .text(parameter.example)),
      ])
    }
    return [
      ("name", .text(technique.name)), ("summary", .text(technique.summary)), ("paper", .text(technique.paper)),
      ("claim", PaperCatalog.paper(of: technique).map { .text($0.claim) } ?? .null),
      ("quality", .text(technique.quality)), ("state", .text(technique.state.rawValue)), ("results", .of(texts: technique.results)),
      ("scenario", .text("scenarios/\(technique.scenario).yaml")), ("settings", .list(lines)), ("parameters", .list(parameters)),
    ]
  }

  static func paper(_ paper: Paper) -> JSONMembers {
    [
      ("name", .text(paper.name)), ("paper", .text(paper.citation)), ("claim", .text(paper.claim)),
      ("mechanism", paper.mechanism.map { .text($0) } ?? .null), ("techniques", .of(texts: paper.techniques.map(\.name))),
      ("state", .text(paper.state.rawValue)), ("why", .text(paper.stateText)), ("results", .of(texts: paper.results)),
      ("qualities", .of(texts: paper.qualities)), ("lends", paper.lends.map { .text($0) } ?? .null),
    ]
  }

  static func engine(_ engine: EngineCatalog.Preset) -> JSONMembers {
    let figures = engine.figures.map { figure in
      JSONTree.object([
        ("key", .text(figure.key)), ("value", .text(figure.value)), ("meaning", .text(figure.meaning)), ("source", .text(figure.source)),
      ])
    }
    return [("name", .text(engine.name)), ("summary", .text(engine.summary)), ("figures", .list(figures))]
  }

  static func model(_ model: CatalogModel) -> JSONMembers {
    [
      ("model", .text(model.id)), ("hubIds", .of(texts: model.hubIDs)), ("publishedParameters", .number(model.publishedParameters)),
      ("publishedActiveParameters", .of(number: model.publishedActiveParameters)),
    ] + shape(model.shape) + [("notes", .of(texts: model.notes)), ("source", .text(model.source))]
  }

  static func shape(_ shape: ModelShape) -> JSONMembers {
    [
      ("countedParameters", .of(whole: shape.parameterCount)), ("layers", .of(whole: shape.layers)),
      ("hiddenSize", .of(whole: shape.hiddenSize)), ("vocabularySize", .of(whole: shape.vocabularySize)),
      ("maximumPositions", .of(whole: shape.maximumPositions)), ("weightFormat", .text(shape.nativeFormat.rawValue)),
      ("weightBytes", .number(Double(shape.weightBytes(shape.nativeFormat)))),
      ("keyValueBytesPerToken", .number(Double(shape.keyValueBytesPerToken(.bf16)))), ("stateBytes", .number(Double(shape.stateBytes))),
    ]
  }

  private static func sourced(_ value: JSONTree, _ source: String) -> JSONTree { .object([("value", value), ("source", .text(source))]) }

  private static func sourced(_ figure: Sourced<Double>) -> JSONTree { sourced(.number(figure.value), figure.source) }

  private static func sourced(_ figure: Sourced<Int>) -> JSONTree { sourced(.of(whole: figure.value), figure.source) }

  static func accelerator(_ accelerator: Accelerator) -> JSONMembers {
    let peaks = accelerator.peakFLOPs.value.map { (key: $0.format.rawValue, value: JSONTree.number($0.peak)) }
    return [
      ("accelerator", .text(accelerator.id)), ("name", .text(accelerator.name)), ("memoryBytes", sourced(accelerator.memoryBytes)),
      ("bandwidthBytesPerSecond", sourced(accelerator.bandwidthBytesPerSecond)),
      ("peakFlopsPerSecond", sourced(.object(peaks), accelerator.peakFLOPs.source)), ("processors", sourced(accelerator.processors)),
      ("gemmEfficiencyShare", sourced(accelerator.gemmEfficiency)), ("bandwidthEfficiencyShare", sourced(accelerator.bandwidthEfficiency)),
      ("maximumWatts", sourced(accelerator.maximumWatts)), ("idleWatts", sourced(accelerator.idleWatts)),
      ("hostWatts", sourced(accelerator.hostWatts)), ("hostMemoryBytes", sourced(accelerator.hostMemoryBytes)),
      ("dollarsPerHour", sourced(accelerator.dollarsPerHour)), ("link", .text(accelerator.link)),
    ]
  }

  static func link(_ link: Link) -> JSONMembers {
    [
      ("link", .text(link.id)), ("name", .text(link.name)), ("bandwidthBytesPerSecond", sourced(link.bandwidthBytesPerSecond)),
      ("latencySeconds", sourced(link.latencySeconds)), ("connectsAllPairs", .flag(link.connectsAllPairs)),
      ("reachAccelerators", .of(whole: link.reach?.value)),
      (
        "collectives",
        .list(
          link.collectives.map { reach in
            .object([
              ("members", .of(whole: reach.members)), ("efficiencyShare", sourced(reach.efficiency)),
              ("latencySeconds", sourced(reach.latencySeconds)),
            ])
          })
      ),
    ]
  }

  static func key(_ entry: ScenarioReference.Entry) -> JSONMembers {
    [
      ("path", .text(entry.path)), ("value", .text(entry.value)), ("default", .of(text: entry.defaultValue)),
      ("isRequired", .flag(entry.isRequired)), ("meaning", .text(entry.meaning)),
    ]
  }
}
