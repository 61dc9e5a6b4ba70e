import Hardware
import Kernel
import Model
import Scenario

/// What `windtunnel explain` says, in JSON: an object for each thing that goes by the word, of the kind that it says.
package enum ExplanationJSON {
  private static func document(_ word: String, _ entries: [(kind: String, members: JSONMembers)]) -> JSONTree {
    .document(
      "explain",
      [("word", .text(word)), ("entries", .list(entries.map { .object([("kind", .text($0.kind))] + $0.members) }))])
  }

  /// All that goes by `word`; nil where nothing does.
  package static func ofWord(_ word: String) -> JSONTree? {
    let entries = Explained.all(word).map(entry)
    return entries.isEmpty ? nil : document(word, entries)
  }

  private static func entry(_ explained: Explained) -> (kind: String, members: JSONMembers) {
    switch explained {
    case .metric(let metric): ("metric", CatalogItems.metric(metric))
    case .scheduler(let policy): ("scheduler", CatalogItems.policy(policy))
    case .router(let policy): ("router", CatalogItems.policy(policy))
    case .technique(let technique): ("technique", CatalogItems.technique(technique))
    case .paper(let paper): ("paper", CatalogItems.paper(paper))
    case .engine(let engine): ("engine", CatalogItems.engine(engine))
    case .model(let model): ("model", CatalogItems.model(model))
    case .accelerator(let accelerator): ("accelerator", CatalogItems.accelerator(accelerator))
    case .link(let link): ("link", CatalogItems.link(link))
    case .key(let text, let entry):
      ("key", [("text", .text(text)), ("entry", entry.map { .object(CatalogItems.key($0)) } ?? .null)])
    case .term(let entry):
      ("term", [("words", .of(texts: entry.words)), ("meaning", .text(entry.meaning)), ("here", .text(entry.here))])
    case .reference(let text): ("reference", [("text", .text(text))])
    }
  }

  /// What a config of a model came to.
  ///
  /// - Throws: ``InputError`` where it cannot be read.
  package static func ofConfig(path: String) throws(InputError) -> JSONTree {
    let config = try ModelConfig(path: path)
    let members: JSONMembers = [("model", .text(config.shape.name))]
    return document(path, [("config", members + CatalogItems.shape(config.shape) + [("notes", .of(texts: config.notes))])])
  }

  /// What commands that start servers mean, as the settings of a scenario.
  package static func ofLaunch(_ word: String, _ reading: LaunchReading) -> JSONTree {
    document(word, [("launch", [("text", .text(LaunchExplanation(reading).text(width: 100)))])])
  }

  /// What a scenario comes to.
  ///
  /// - Throws: ``InputError`` where a model does not fit.
  package static func ofScenario(_ word: String, _ scenario: Scenario) throws -> JSONTree {
    let deployments = try scenario.deployments()
    let notes = try LoadNotes.notes(scenario, deployments) + DeploymentNotes.notes(deployments)
    let members: JSONMembers = [
      ("name", .text(scenario.name)), ("file", .text(scenario.file)), ("scenarioHash", .text(scenario.hash)),
      ("experiment", .text(scenario.experiment)), ("resolved", .text(scenario.resolvedText)),
      ("pools", .list(deployments.map { .object(pool($0)) })), ("notes", .of(texts: notes)),
    ]
    return document(word, [("scenario", members)])
  }

  private static func pool(_ deployed: Scenario.DeployedPool) -> JSONMembers {
    let plan = deployed.deployment.memory
    let prefill = IterationSample.prefill(deployed)
    return [
      ("name", .text(deployed.pool.name)), ("model", .text(deployed.pool.model)), ("accelerator", .text(deployed.pool.accelerator)),
      ("replicas", .of(whole: deployed.pool.replicas)), ("memoryBytes", .of(whole: plan.memoryBytes)),
      ("memoryFraction", .number(plan.memoryFraction)), ("weightBytes", .of(whole: plan.weightBytes)),
      ("activationBytes", .of(whole: plan.activationBytes)), ("engineBytes", .of(whole: plan.engineBytes)),
      ("kvBlocks", .of(whole: plan.kvBlocks)), ("blockBytes", .of(whole: plan.blockBytes)), ("blockTokens", .of(whole: plan.blockTokens)),
      ("kvTokens", .of(whole: plan.keyValueTokens)), ("maximumSequences", .of(whole: deployed.deployment.options.maximumSequences)),
      ("maximumBatchedTokens", .of(whole: deployed.maximumBatchedTokens)),
      (
        "decodeStep",
        .object([
          ("sequences", .of(whole: IterationSample.batch)), ("contextTokens", .of(whole: IterationSample.context)),
          ("parts", parts(IterationSample.decode(deployed))),
        ])
      ), ("prefill", .object([("tokens", .of(whole: prefill.tokens)), ("parts", parts(prefill.parts))])),
    ]
  }

  private static func parts(_ parts: [BreakdownPart]) -> JSONTree {
    .list(
      parts.filter { $0.time > .zero }.map { part in
        .object([
          ("part", .text(part.part.rawValue)), ("seconds", .number(part.time.seconds)),
          ("joulesAboveIdle", .number(Double(part.energyNanojoules) / 1e9)), ("limit", .text(part.limit.rawValue)),
        ])
      })
  }
}
