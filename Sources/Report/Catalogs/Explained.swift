import Hardware
import Kernel
import Metrics
import Model
import Scenario

/// What a word may mean.
enum Explained {
  case metric(MetricDefinition)
  case scheduler(PolicyDescription)
  case router(PolicyDescription)
  case technique(Technique)
  case paper(Paper)
  case engine(EngineCatalog.Preset)
  case model(CatalogModel)
  case accelerator(Accelerator)
  case link(Link)
  /// A key of a scenario, or a section with keys, with its explanation; the entry is that of a key that stands for a value.
  case key(String, ScenarioReference.Entry?)
  case term(Glossary.Entry)
  /// A whole reference.
  case reference(String)

  /// All that goes by `word`; empty where nothing does.
  static func all(_ word: String) -> [Explained] {
    let lowered = word.lowercased()
    if lowered == "scenario" { return [.reference(ScenarioReference.text)] }
    if lowered == "published" { return [.reference(ScenarioReference.publishedText)] }
    if lowered == "price-list" { return [.reference(ScenarioReference.priceListText)] }
    var all: [Explained] = []
    if let metric = try? MetricCatalog.definition(named: word) { all.append(.metric(metric)) }
    if let policy = PolicyDescription.schedulers.first(where: { $0.name == lowered }) { all.append(.scheduler(policy)) }
    if let policy = PolicyDescription.routers.first(where: { $0.name == lowered }) { all.append(.router(policy)) }
    if let technique = try? TechniqueCatalog.technique(named: lowered) {
      // It says of its paper what there is to say.
      all.append(.technique(technique))
    } else if let paper = PaperCatalog.paper(named: word) {
      all.append(.paper(paper))
    }
    if let engine = EngineCatalog.presets.first(where: { $0.name == lowered }) { all.append(.engine(engine)) }
    if let model = try? ModelCatalog.model(named: word) { all.append(.model(model)) }
    if let accelerator = try? AcceleratorCatalog.accelerator(named: word) { all.append(.accelerator(accelerator)) }
    if let link = try? LinkCatalog.link(named: word) { all.append(.link(link)) }
    if let key = try? ScenarioReference.explanation(of: lowered) {
      all.append(.key(key, ScenarioReference.entries.first { $0.path == lowered }))
    }
    if all.isEmpty, let entry = Glossary.entry(word) { all.append(.term(entry)) }
    if all.isEmpty, let key = ScenarioReference.explanation(ofValue: lowered) { all.append(.key(key, nil)) }
    return all
  }
}
