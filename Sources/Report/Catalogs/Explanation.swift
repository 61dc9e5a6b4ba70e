import Hardware
import Kernel
import Metrics
import Model
import Scenario
import Study

/// What a word means.
package enum Explanation {
  /// All that goes by `word`, part by part; nil where nothing does.
  package static func ofWord(_ word: String, width: Int) -> String? {
    let parts = Explained.all(word).map { text($0, width) }
    return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
  }

  private static func text(_ explained: Explained, _ width: Int) -> String {
    switch explained {
    case .metric(let metric): wrapped(metric.explanation, width)
    case .scheduler(let policy): self.policy("scheduler", policy, width)
    case .router(let policy): self.policy("router", policy, width)
    case .technique(let technique): self.technique(technique, width)
    case .paper(let paper): self.paper(paper, width)
    case .engine(let engine): self.engine(engine, width: width)
    case .model(let model): self.model(model, width)
    case .accelerator(let accelerator): self.accelerator(accelerator, width: width)
    case .link(let link): self.link(link, width: width)
    case .key(let key, _): wrapped(String(key.dropLast()), width)
    case .term(let entry): glossary(entry, width)
    case .reference(let text): wrapped(String(text.dropLast()), width)
    }
  }

  private static func glossary(_ entry: Glossary.Entry, _ width: Int) -> String {
    let heading = "\(entry.words[0]):"
    var lines = [TextLayout.paragraph(heading, entry.meaning, margin: heading.count + 1, width: width)]
    lines.append(TextLayout.paragraph("  here:", entry.here, margin: 9, width: width))
    if entry.words.count > 1 {
      lines.append(TextLayout.paragraph("  also:", entry.words.dropFirst().joined(separator: ", "), margin: 9, width: width))
    }
    return lines.joined(separator: "\n")
  }

  /// Every word that is explained, for suggestions.
  package static var words: [String] {
    MetricCatalog.all.flatMap { [$0.id.rawValue] + $0.aliases } + PolicyDescription.schedulers.map(\.name)
      + PolicyDescription.routers.map(\.name)
      + EngineCatalog.presets.map(\.name) + ((try? TechniqueCatalog.techniques()) ?? []).map(\.name)
      + ((try? PaperCatalog.papers()) ?? []).map(\.name)
      + ModelCatalog.ids + AcceleratorCatalog.accelerators.map(\.id) + LinkCatalog.links.map(\.id)
      + ScenarioReference.entries.map(\.path) + ["scenario", "published", "price-list"] + Glossary.words
  }

  /// Every measure by its word, as `windtunnel sweep --best` takes it: metrics, of latencies with their statistics.
  package static var measures: [String] {
    MetricCatalog.all.flatMap { metric in
      MetricID.latencies.contains(metric.id) ? Statistic.allCases.map { Measure(metric.id, $0).word } : [Measure(metric.id).word]
    }
  }

  private static func policy(_ kind: String, _ policy: PolicyDescription, _ width: Int) -> String {
    let heading = "\(policy.name):"
    var lines = [TextLayout.paragraph(heading, "a \(kind): \(policy.summary).", margin: heading.count + 1, width: width)]
    if !policy.source.isEmpty { lines.append(TextLayout.paragraph("  source:", policy.source, margin: 10, width: width)) }
    if policy.parameters.isEmpty { lines.append("  It has no parameters.") }
    for parameter in policy.parameters {
      var text = parameter.meaning + ". Default: \(parameter.defaultValue)."
      if !parameter.choices.isEmpty { text += " One of \(parameter.choices.joined(separator: ", "))." }
      if let range = parameter.range { text += " From \(NumberText.figure(range.lowerBound)) to \(NumberText.figure(range.upperBound))." }
      lines.append(TextLayout.paragraph("  \(parameter.name)", text, margin: parameter.name.count + 4, width: width))
    }
    return lines.joined(separator: "\n")
  }

  private static func model(_ model: CatalogModel, _ width: Int) -> String {
    var rows = ModelFigures(shape: model.shape, published: model.publishedParameters).rows + granted(model.notes)
    rows += [("source", model.source)]
    if model.hubIDs.count > 1 { rows.append(("also", model.hubIDs.dropFirst().joined(separator: ", "))) }
    return figures("\(model.id): the model \(model.hubID)", rows, width)
  }

  /// What a config of a model came to, and what had to be taken for granted in reading it.
  ///
  /// - Throws: ``InputError`` where it cannot be read.
  package static func ofConfig(path: String, width: Int) throws(InputError) -> String {
    let config = try ModelConfig(path: path)
    let rows = ModelFigures(shape: config.shape).rows + granted(config.notes)
    return figures("\(path): the model \(config.shape.name)", rows, width)
  }

  /// What was taken for granted, a row each.
  private static func granted(_ notes: [String]) -> [(String, String)] {
    notes.enumerated().map { ($0.offset == 0 ? "granted" : "", $0.element) }
  }

  private static func technique(_ technique: Technique, _ width: Int) -> String {
    var rows = [("paper", technique.paper)]
    if let paper = PaperCatalog.paper(of: technique) { rows.append(("claim", paper.claim)) }
    rows += [("state", technique.stateText), ("quality", technique.quality)]
    for (index, line) in technique.lines.enumerated() { rows.append((index == 0 ? "settings" : "", "\(line.path): \(line.value)")) }
    for (index, parameter) in technique.parameters.enumerated() {
      rows.append((index == 0 ? "to give" : "", "\(parameter.path): \(parameter.meaning), such as \(parameter.example)"))
    }
    rows.append(("try", "windtunnel run scenarios/\(technique.scenario).yaml"))
    return figures("\(technique.name): a technique: \(technique.summary).", rows, width)
  }

  private static func paper(_ paper: Paper, _ width: Int) -> String {
    var rows = [("paper", paper.citation), ("claim", paper.claim)]
    if let mechanism = paper.mechanism { rows.append(("mechanism", mechanism)) }
    if !paper.techniques.isEmpty { rows.append(("techniques", paper.techniques.map(\.name).joined(separator: ", "))) }
    rows.append(("state", paper.stateText))
    rows += paper.qualities.enumerated().map { ($0.offset == 0 ? "quality" : "", $0.element) }
    if let lends = paper.lends { rows.append(("lends", lends)) }
    return figures("\(paper.name): a paper", rows, width)
  }

  /// An engine with the source of every figure.
  static func engine(_ engine: EngineCatalog.Preset, width: Int) -> String {
    let heading = TextLayout.paragraph("\(engine.name):", "an engine: \(engine.summary).", margin: engine.name.count + 2, width: width)
    let margin = min((engine.figures.map(\.key.count).max() ?? 0) + 4, width / 4)
    let figures = engine.figures.map { figure in
      TextLayout.paragraph(
        "  \(figure.key)", "\(figure.value). \(figure.meaning) Source: \(figure.source).", margin: margin, width: width)
    }
    return ([heading] + figures).joined(separator: "\n")
  }

  /// An accelerator with the source of every figure.
  static func accelerator(_ accelerator: Accelerator, width: Int) -> String {
    let rates = accelerator.peakFLOPs.value.map { "\($0.format.rawValue) \(NumberText.scaled($0.peak, "FLOP/s"))" }.joined(separator: ", ")
    return figures(
      "\(accelerator.id): the accelerator \(accelerator.name)",
      [
        ("memory", NumberText.bytes(Double(accelerator.memoryBytes.value)) + " - " + accelerator.memoryBytes.source),
        ("bandwidth", NumberText.bytes(accelerator.bandwidthBytesPerSecond.value) + "/s - " + accelerator.bandwidthBytesPerSecond.source),
        ("arithmetic", rates + " - " + accelerator.peakFLOPs.source),
        ("processors", "\(accelerator.processors.value) - " + accelerator.processors.source),
        ("attainable", "\(NumberText.percent(accelerator.gemmEfficiency.value)) of arithmetic - " + accelerator.gemmEfficiency.source),
        ("", "\(NumberText.percent(accelerator.bandwidthEfficiency.value)) of bandwidth - " + accelerator.bandwidthEfficiency.source),
        ("power", "\(NumberText.figure(accelerator.maximumWatts.value)) W at most - " + accelerator.maximumWatts.source),
        ("idle", "\(NumberText.figure(accelerator.idleWatts.value)) W - " + accelerator.idleWatts.source),
        ("host", "\(NumberText.figure(accelerator.hostWatts.value)) W - " + accelerator.hostWatts.source),
        ("", NumberText.bytes(Double(accelerator.hostMemoryBytes.value)) + " - " + accelerator.hostMemoryBytes.source),
        ("price", "\(NumberText.fixed(accelerator.dollarsPerHour.value, decimals: 2)) $/h - " + accelerator.dollarsPerHour.source),
        ("link", accelerator.link),
      ], width)
  }

  /// A link with the source of every figure.
  static func link(_ link: Link, width: Int) -> String {
    figures(
      "\(link.id): the link \(link.name)",
      [
        ("bandwidth", NumberText.bytes(link.bandwidthBytesPerSecond.value) + "/s one way - " + link.bandwidthBytesPerSecond.source),
        ("latency", NumberText.time(seconds: link.latencySeconds.value) + " - " + link.latencySeconds.source),
        ("reaches", link.connectsAllPairs ? "every pair at full bandwidth at once" : "neighbours; collectives go round a ring"),
      ]
        + link.collectives.flatMap { reach in
          [
            ("of \(reach.members)", "\(NumberText.percent(reach.efficiency.value)) of the bandwidth - " + reach.efficiency.source),
            ("", NumberText.time(seconds: reach.latencySeconds.value) + " a step - " + reach.latencySeconds.source),
          ]
        }, width)
  }

  private static func figures(_ heading: String, _ rows: [(String, String)], _ width: Int) -> String {
    let lines = rows.map { TextLayout.paragraph("  " + $0.0, $0.1, margin: 14, width: width) }
    return ([TextLayout.paragraph("", heading, width: width)] + lines).joined(separator: "\n")
  }

  /// Lines broken at the width, each keeping its indentation.
  private static func wrapped(_ text: String, _ width: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let indent = line.prefix { $0 == " " }.count
      let blanks = String(repeating: " ", count: indent)
      return line.count <= width || indent == line.count
        ? String(line) : TextLayout.paragraph(blanks, String(line.dropFirst(indent)), margin: indent, width: width)
    }.joined(separator: "\n")
  }
}
